import type { Queryable } from '../client.ts';

/** An open finding of bias audits of the active model. */
export interface ViewedFinding {
  readonly id: number;
  readonly severity: string;
  readonly state: string;
  readonly sentence: string;
  /** Audits that found it. */
  readonly audits: number;
  readonly source: string | null;
  /** What the sentence is made of; null where numbers of its group are hidden, or the audit is not the latest. */
  readonly gap: {
    readonly check: string;
    readonly metric: string;
    readonly attribute: string;
    readonly group: string;
    readonly scale: string;
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly n: number | null;
  } | null;
}

/** The last audit of the active model over all sources. */
export interface ViewedAudit {
  readonly id: number;
  readonly verdict: string;
  readonly at: string;
  readonly n: number;
}

export async function readFindings(database: Queryable, limit: number): Promise<ViewedFinding[]> {
  const { rows } = await database.query<ViewedFinding>(
    `select f.finding_id as id, f.severity, f.state, f.sentence, f.audits_seen as audits, f.source, g.gap
       from reporting.v_audit_finding_open f
       join reporting.model m on m.hash = f.model_hash and m.active
       left join lateral (
         select json_build_object('check', check_id, 'metric', metric, 'attribute', attribute, 'group', group_key,
                  'scale', scale, 'value', value, 'low', low, 'high', high, 'n', rows) as gap
           from reporting.v_audit_gap
          where audit_id = f.last_audit_id and sentence = f.sentence and value is not null limit 1) g on true
      order by f.severity, (f.state = 'new') desc, f.finding_id desc limit $1`,
    [limit],
  );
  return rows;
}

export async function readLastAudit(database: Queryable): Promise<ViewedAudit | null> {
  const { rows } = await database.query<ViewedAudit>(
    `select a.audit_id as id, a.verdict, to_char(a.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at,
            a.rows as n
       from reporting.v_audit_latest a join reporting.model m on m.hash = a.model_hash and m.active
      where a.source is null order by a.audit_id desc limit 1`,
  );
  return rows[0] ?? null;
}
