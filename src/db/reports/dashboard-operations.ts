import type { Queryable } from '../client.ts';

/** The last nightly runs, imports, model changes and open findings, newest first. Times are ISO 8601, UTC. */
export interface Operations {
  readonly nights: readonly {
    readonly id: number;
    readonly status: string;
    readonly errorCode: string | null;
    readonly startedAt: string;
    readonly seconds: number;
    readonly analysed: number;
    readonly failed: number;
  }[];
  readonly imports: readonly {
    readonly id: number;
    readonly file: string;
    readonly source: string;
    readonly status: string;
    readonly startedAt: string;
    readonly read: number;
    readonly accepted: number;
    readonly rejected: number;
  }[];
  readonly models: readonly { readonly day: string; readonly name: string }[];
  readonly findings: readonly {
    readonly id: number;
    readonly severity: string;
    readonly state: string;
    readonly sentence: string;
    readonly audits: number;
  }[];
  readonly audit: { readonly verdict: string; readonly at: string } | null;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS"Z"'`;
const at = (column: string) => `to_char(${column} at time zone 'UTC', ${ISO})`;

/**
 * @param last how many of each
 * @param owner of uploads only those of this key; null: all
 */
export async function readOperations(
  database: Queryable,
  last: number,
  owner: string | null,
): Promise<Operations> {
  const ask = async <T extends object>(sql: string, ...more: unknown[]) =>
    (await database.query<T>(sql, [last, ...more])).rows;
  const nights = await ask<Operations['nights'][number]>(
    `select run_id as id, status, error_code as "errorCode", ${at('started_at')} as "startedAt", seconds, analysed,
            failed from reporting.night order by run_id desc limit $1`,
  );
  const imports = await ask<Operations['imports'][number]>(
    `select import_id as id, file_name as file, source, status, ${at('started_at')} as "startedAt", read, accepted,
            rejected from reporting.import r
      where $2::text is null or not exists (
        select from verbatim.import i join verbatim.upload u on u.id = i.upload_id
         where i.id = r.import_id and u.owner is distinct from $2)
      order by import_id desc limit $1`,
    owner,
  );
  const models = await ask<Operations['models'][number]>(
    `select to_char(activated_at at time zone 'UTC', 'YYYY-MM-DD') as day, name || ' ' || version as name
       from reporting.model_change where task = 'feedback' order by activated_at desc limit $1`,
  );
  const findings = await ask<Operations['findings'][number]>(
    `select f.finding_id as id, f.severity, f.state, f.sentence, f.audits_seen as audits
       from reporting.v_audit_finding_open f join reporting.model m on m.hash = f.model_hash and m.active
      order by f.severity, (f.state = 'new') desc, f.finding_id desc limit $1`,
  );
  const audits = await ask<{ verdict: string; at: string }>(
    `select verdict, ${at('finished_at')} as at from reporting.v_audit_latest order by audit_id desc limit least($1, 1)`,
  );
  return { nights, imports, models, findings, audit: audits[0] ?? null };
}
