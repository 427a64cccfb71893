import type { WaiverRecord } from '../../domain/audit-record.ts';
import { type Database, inTransaction, type Queryable } from '../client.ts';
import type { auditFinding } from '../schema/audits.ts';
import type { Row } from '../schema/verbatim.ts';

export interface ShownNumber {
  readonly check: string;
  readonly metric: string;
  readonly task: string;
  readonly attribute: string;
  readonly group: string;
  readonly stratum: string | null;
  readonly rows: number;
  readonly groupValue: number | null;
}

/** What was last shown of every number of a model and source, by audits of another input. */
export async function shownNumbers(
  database: Queryable,
  modelId: number,
  source: string | null,
  inputSha256: string,
): Promise<ShownNumber[]> {
  const { rows } = await database.query<ShownNumber>(
    `select distinct on (m.check_id, m.metric, m.task, m.attribute, m.group_key, m.stratum)
            m.check_id as check, m.metric, m.task, m.attribute, m.group_key as "group", m.stratum,
            m.group_denominator as rows, m.group_value as "groupValue"
       from verbatim.audit_metric m join verbatim.audit a on a.id = m.audit_id
      where a.model_id = $1 and a.source is not distinct from $2 and a.input_sha256 <> $3
        and m.hidden_reason is null
        and a.id > coalesce((select id from verbatim.audit
                              where model_id = $1 and source is not distinct from $2 order by id desc offset 50 limit 1), 0)
      order by m.check_id, m.metric, m.task, m.attribute, m.group_key, m.stratum, m.audit_id desc`,
    [modelId, source, inputSha256],
  );
  return rows;
}

/** What was last shown of the size of every group, by audits of another input. */
export async function shownGroups(
  database: Queryable,
  modelId: number,
  source: string | null,
  inputSha256: string,
): Promise<{ readonly attribute: string; readonly group: string; readonly rows: number }[]> {
  const { rows } = await database.query<{ attribute: string; group: string; rows: number }>(
    `select distinct on (g.attribute, g.group_key) g.attribute, g.group_key as "group", g.rows
       from verbatim.audit_group g join verbatim.audit a on a.id = g.audit_id
      where a.model_id = $1 and a.source is not distinct from $2 and a.input_sha256 <> $3 and g.hidden_reason is null
      order by g.attribute, g.group_key, g.audit_id desc`,
    [modelId, source, inputSha256],
  );
  return rows;
}

/** One metric of one group over the latest audits, oldest first. */
export interface TrendPoint {
  readonly auditId: number;
  readonly at: Date;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly groupRows: number;
  readonly referenceRows: number;
  readonly referenceValue: number | null;
  readonly status: string;
}

/** The latest audits in which a metric of a group was shown. */
export async function trendOf(
  database: Queryable,
  modelId: number,
  source: string | null,
  names: { check: string; metric: string; task: string; attribute: string; group: string },
): Promise<TrendPoint[]> {
  const { rows } = await database.query<TrendPoint>(
    `select * from (
       select a.id as "auditId", a.started_at as at, m.value, m.low, m.high,
              m.group_denominator as "groupRows", m.reference_denominator as "referenceRows",
              m.reference_value as "referenceValue", m.status
         from verbatim.audit_metric m join verbatim.audit a on a.id = m.audit_id
        where a.model_id = $1 and a.source is not distinct from $2 and m.check_id = $3 and m.metric = $4
          and m.task = $5 and m.attribute = $6 and m.group_key = $7 and m.hidden_reason is null
        order by a.id desc limit 30) latest
      order by "auditId"`,
    [modelId, source, names.check, names.metric, names.task, names.attribute, names.group],
  );
  return rows;
}

/** Of each problem, whether the latest three audits of a model and source found it, oldest first. */
export async function latestFindings(
  database: Queryable,
  modelId: number,
  source: string | null,
  kinds: readonly string[],
): Promise<Map<string, boolean[]>> {
  const { rows } = await database.query<{ fingerprint: string; found: boolean[] }>(
    `with latest as (
       select id from verbatim.audit
        where model_id = $1 and source is not distinct from $2 and kinds && $3::text[] order by id desc limit 3
     ), found as (
       select distinct m.fingerprint, m.audit_id from verbatim.audit_metric m join latest l on l.id = m.audit_id
        where m.status in ('warn', 'fail')
     )
     select p.fingerprint, to_jsonb(array_agg(f.audit_id is not null order by l.id)) as found
       from (select distinct fingerprint from found) p cross join latest l
       left join found f on f.fingerprint = p.fingerprint and f.audit_id = l.id
      group by p.fingerprint`,
    [modelId, source, kinds],
  );
  return new Map(rows.map(({ fingerprint, found }) => [fingerprint, found]));
}

export interface StoredFinding
  extends Row<typeof auditFinding, 'id' | 'fingerprint' | 'state' | 'severity' | 'sentence'> {
  readonly modelName: string;
  readonly modelHash: string;
}

/** A finding by its number, or by the first eight or more digits of its fingerprint. */
export async function findFindings(database: Queryable, wanted: string): Promise<StoredFinding[]> {
  const { rows } = await database.query<StoredFinding>(
    `select f.id, f.fingerprint, f.state, f.severity, f.sentence, m.name as "modelName", m.hash as "modelHash"
       from verbatim.audit_finding f join verbatim.model m on m.id = f.model_id
      where f.id::text = $1 or (length($1) >= 8 and starts_with(f.fingerprint, lower($1))) order by f.id`,
    [wanted],
  );
  return rows;
}

export interface FindingNumbers {
  readonly id: number;
  /** Feedback behind it, most telling first. */
  readonly evidence: readonly number[];
  /** Swapped sentences behind it, most telling first. */
  readonly pairs: readonly string[];
}

/** Numbers of findings by fingerprint, with their evidence. */
export async function findingNumbers(
  database: Queryable,
  modelId: number,
  source: string | null,
): Promise<Map<string, FindingNumbers>> {
  const { rows } = await database.query<FindingNumbers & { readonly fingerprint: string }>(
    `select f.fingerprint, f.id,
            to_jsonb(array(select feedback_id from verbatim.audit_evidence e
                            where e.finding_id = f.id and feedback_id is not null order by rank)) as evidence,
            to_jsonb(array(select pair from verbatim.audit_evidence e
                            where e.finding_id = f.id and pair is not null order by rank)) as pairs
       from verbatim.audit_finding f where f.model_id = $1 and f.source = $2`,
    [modelId, source ?? ''],
  );
  return new Map(rows.map(({ fingerprint, ...numbers }) => [fingerprint, numbers]));
}

/** Accepts a problem of a model, or of whatever model has it (null), until a date. */
export async function acceptFinding(
  database: Database,
  { fingerprint, modelHash, reason, byWhom, until }: WaiverRecord,
): Promise<void> {
  await inTransaction(database, async (connection) => {
    await connection.query(
      `insert into verbatim.audit_waiver (fingerprint, model_hash, reason, by_whom, until) values ($1, $2, $3, $4, $5)
           on conflict (fingerprint, model_hash) do update
          set reason = excluded.reason, by_whom = excluded.by_whom, until = excluded.until, created_at = now()`,
      [fingerprint, modelHash ?? '', reason, byWhom, until],
    );
    await connection.query(
      `update verbatim.audit_finding f set state = 'accepted', changed_at = now()
         from verbatim.model m
        where m.id = f.model_id and f.fingerprint = $1 and ($2::text is null or m.hash = $2)
          and f.state in ('new', 'ongoing') and $3 > now()`,
      [fingerprint, modelHash, until],
    );
  });
}
