import type {
  AuditConclusion,
  AuditRecord,
  FindingRecord,
  MetricRecord,
  WaiverRecord,
} from '../../domain/audit-record.ts';
import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import { lockMutex } from '../leases.ts';
import type { audit as auditTable } from '../schema/audits.ts';
import type { Row } from '../schema/verbatim.ts';
import { writePairs } from './audit-pairs.ts';

/** What was found before, from which an audit's findings and its gate follow. */
export interface FindingsBefore {
  readonly auditId: number;
  readonly known: readonly FindingRecord[];
  readonly waivers: readonly WaiverRecord[];
}

export interface StoredAudit extends AuditConclusion {
  readonly auditId: number;
  /** Whether the latest audit was of the same input: it was written again. */
  readonly repeated: boolean;
}

/**
 * Stores an audit with its groups, metrics, findings and evidence, in one transaction: it is there whole or not at all.
 * The latest audit of the same input is written again under its id, so that an audit that is run twice counts once.
 */
export async function recordAudit(
  database: Database,
  audit: AuditRecord,
  conclude: (before: FindingsBefore) => AuditConclusion,
): Promise<StoredAudit> {
  return inTransaction(database, async (connection) => {
    await lockMutex(connection, 'audit');
    const { auditId, repeated } = await insertAudit(connection, audit);
    const known = await findingsOf(connection, audit.modelId, audit.source);
    const conclusion = conclude({ auditId, known, waivers: await waivers(connection, audit.modelId) });
    await insertGroups(connection, auditId, audit);
    await insertMetrics(connection, auditId, audit.metrics);
    if (audit.swaps) await writePairs(connection, auditId, audit.swaps);
    await writeFindings(connection, audit, conclusion.findings);
    await writeEvidence(connection, auditId, audit);
    await connection.query('update verbatim.audit set verdict = $2, exit_code = $3 where id = $1', [
      auditId,
      conclusion.verdict,
      conclusion.exitCode,
    ]);
    return { auditId, repeated, ...conclusion };
  });
}

async function insertAudit(
  connection: Connection,
  audit: AuditRecord,
): Promise<Pick<StoredAudit, 'auditId' | 'repeated'>> {
  const { policy } = audit;
  await connection.query(
    `insert into verbatim.audit_policy (sha256, document) values ($1, $2) on conflict (sha256) do nothing`,
    [policy.sha256, JSON.stringify(policy.document)],
  );
  const { rows: same } = await connection.query<Row<typeof auditTable, 'id'>>(
    `select id from verbatim.audit a
      where input_sha256 = $1
        and not exists (select from verbatim.audit later
                         where later.id > a.id and later.model_id = a.model_id
                           and later.source is not distinct from a.source and later.kinds && a.kinds)`,
    [audit.inputSha256],
  );
  const repeated = same[0]?.id;
  if (repeated !== undefined) {
    await connection.query('delete from verbatim.audit_group where audit_id = $1', [repeated]);
    await connection.query('delete from verbatim.audit_metric where audit_id = $1', [repeated]);
    await connection.query('delete from verbatim.audit_pair where audit_id = $1', [repeated]);
    await connection.query(
      'update verbatim.audit set notes = $2, charts = $3, trigger = $4, finished_at = now() where id = $1',
      [repeated, JSON.stringify(audit.notes), JSON.stringify(audit.charts), audit.trigger],
    );
    return { auditId: repeated, repeated: true };
  }
  const { rows } = await connection.query<{ id: number }>(
    `insert into verbatim.audit (kinds, trigger, policy_id, model_id, source, window_from, window_to, input_sha256,
       rows, pending, hidden_rows, seed, code_version, notes, charts, verdict, exit_code, started_at)
     select $1, $2, p.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'insufficient', 0, $16
       from verbatim.audit_policy p where p.sha256 = $3
     returning id`,
    [
      audit.kinds,
      audit.trigger,
      policy.sha256,
      audit.modelId,
      audit.source,
      audit.window.from,
      audit.window.to,
      audit.inputSha256,
      audit.rows,
      audit.pending,
      audit.hiddenRows,
      audit.seed,
      audit.codeVersion,
      JSON.stringify(audit.notes),
      JSON.stringify(audit.charts),
      audit.startedAt,
    ],
  );
  return { auditId: rows[0]!.id, repeated: false };
}

async function insertGroups(connection: Connection, auditId: number, { groups }: AuditRecord): Promise<void> {
  await connection.query(
    `insert into verbatim.audit_group (audit_id, attribute, group_key, rows, labelled, share, hidden_reason)
     select $1, * from unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::float8[], $7::text[])`,
    [
      auditId,
      groups.map((it) => it.attribute),
      groups.map((it) => it.group),
      groups.map((it) => it.rows),
      groups.map((it) => it.labelled),
      groups.map((it) => it.share),
      groups.map((it) => it.hidden),
    ],
  );
}

const METRIC_COLUMNS: readonly [string, string, (metric: MetricRecord) => unknown][] = [
  ['check_id', 'text', (it) => it.check],
  ['metric', 'text', (it) => it.metric],
  ['task', 'text', (it) => it.task],
  ['attribute', 'text', (it) => it.attribute],
  ['group_key', 'text', (it) => it.group],
  ['reference', 'text', (it) => it.reference],
  ['stratum', 'text', (it) => it.stratum],
  ['scale', 'text', (it) => it.scale],
  ['value', 'float8', (it) => it.value],
  ['low', 'float8', (it) => it.low],
  ['high', 'float8', (it) => it.high],
  ['group_value', 'float8', (it) => it.groupValue],
  ['reference_value', 'float8', (it) => it.referenceValue],
  ['difference', 'float8', (it) => it.difference?.value ?? null],
  ['difference_low', 'float8', (it) => it.difference?.low ?? null],
  ['difference_high', 'float8', (it) => it.difference?.high ?? null],
  ['group_rows', 'bigint', (it) => it.groupRows],
  ['reference_rows', 'bigint', (it) => it.referenceRows],
  ['group_denominator', 'bigint', (it) => it.groupDenominator],
  ['reference_denominator', 'bigint', (it) => it.referenceDenominator],
  ['effect', 'float8', (it) => it.effect],
  ['effect_name', 'text', (it) => it.effectName],
  ['test', 'text', (it) => it.test],
  ['statistic', 'float8', (it) => it.statistic],
  ['p', 'float8', (it) => it.p],
  ['adjusted_p', 'float8', (it) => it.adjustedP],
  ['family', 'text', (it) => it.family],
  ['family_size', 'integer', (it) => it.familySize],
  ['warn_limit', 'float8', (it) => it.warnLimit],
  ['fail_limit', 'float8', (it) => it.failLimit],
  ['status', 'text', (it) => it.status],
  ['reason', 'text', (it) => it.reason],
  ['rows_needed', 'bigint', (it) => it.rowsNeeded],
  ['direction', 'text', (it) => it.direction],
  ['fingerprint', 'text', (it) => it.fingerprint],
  ['hidden_reason', 'text', (it) => it.hidden],
  ['sentence', 'text', (it) => it.sentence],
  ['method', 'jsonb', (it) => JSON.stringify(it.method)],
];

async function insertMetrics(
  connection: Connection,
  auditId: number,
  metrics: readonly MetricRecord[],
): Promise<void> {
  const names = METRIC_COLUMNS.map(([name]) => name).join(', ');
  const arrays = METRIC_COLUMNS.map(([, type], i) => `$${i + 2}::${type}[]`).join(', ');
  await connection.query(
    `insert into verbatim.audit_metric (audit_id, ordinal, ${names})
     select $1, row.place - 1, ${METRIC_COLUMNS.map(([name]) => `row.${name}`).join(', ')}
       from unnest(${arrays}) with ordinality as row (${names}, place)`,
    [auditId, ...METRIC_COLUMNS.map(([, , read]) => metrics.map(read))],
  );
}

const FINDINGS = `
  select f.fingerprint, f.first_audit_id as "firstAuditId", f.last_audit_id as "lastAuditId",
         f.audits_seen as "auditsSeen", f.state, f.severity, f.metric_ordinal as "metricOrdinal", f.sentence
    from verbatim.audit_finding f`;

/** The findings of a model, whatever their state, by fingerprint. */
async function findingsOf(
  database: Queryable,
  modelId: number,
  source: string | null,
): Promise<FindingRecord[]> {
  const { rows } = await database.query<FindingRecord>(
    `${FINDINGS} where f.model_id = $1 and f.source = $2 order by f.fingerprint`,
    [modelId, source ?? ''],
  );
  return rows;
}

/** What is accepted for a model: for it alone, or for any; where a problem is accepted twice, the later end comes last. */
export async function waivers(database: Queryable, modelId: number): Promise<WaiverRecord[]> {
  const { rows } = await database.query<WaiverRecord>(
    `select w.fingerprint, nullif(w.model_hash, '') as "modelHash", w.reason, w.by_whom as "byWhom", w.until
       from verbatim.audit_waiver w
      where w.model_hash in ('', (select hash from verbatim.model where id = $1))
      order by w.fingerprint, w.until`,
    [modelId],
  );
  return rows;
}

async function writeFindings(
  connection: Connection,
  { modelId, source }: AuditRecord,
  findings: readonly FindingRecord[],
): Promise<void> {
  await connection.query(
    `insert into verbatim.audit_finding (model_id, source, fingerprint, first_audit_id, last_audit_id, audits_seen,
       state, severity, metric_ordinal, sentence)
     select $1, $2, * from unnest($3::text[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::text[],
       $9::integer[], $10::text[])
         on conflict (model_id, source, fingerprint) do update
        set last_audit_id = excluded.last_audit_id, audits_seen = excluded.audits_seen, state = excluded.state,
            severity = excluded.severity, metric_ordinal = excluded.metric_ordinal, sentence = excluded.sentence,
            changed_at = now()`,
    [
      modelId,
      source ?? '',
      findings.map((it) => it.fingerprint),
      findings.map((it) => it.firstAuditId),
      findings.map((it) => it.lastAuditId),
      findings.map((it) => it.auditsSeen),
      findings.map((it) => it.state),
      findings.map((it) => it.severity),
      findings.map((it) => it.metricOrdinal),
      findings.map((it) => it.sentence),
    ],
  );
}

/** The evidence of what this audit found; that of findings which it did not see stays. */
async function writeEvidence(connection: Connection, auditId: number, audit: AuditRecord): Promise<void> {
  const found = audit.metrics.filter(({ status, hidden }) => /warn|fail/.test(status) && hidden === null);
  const evidence = found.flatMap(({ fingerprint, evidence }) => {
    return evidence.map((it, i) => ({ ...it, fingerprint, rank: i + 1 }));
  });
  await connection.query(
    `delete from verbatim.audit_evidence using verbatim.audit_finding f
      where f.id = finding_id and f.last_audit_id = $1`,
    [auditId],
  );
  await connection.query(
    `insert into verbatim.audit_evidence (finding_id, rank, feedback_id, pair, role, score, why)
     select f.id, row.rank, row.feedback_id, row.pair, row.role, row.score, row.why
       from unnest($3::text[], $4::integer[], $5::bigint[], $6::text[], $7::text[], $8::float8[], $9::text[])
            as row (fingerprint, rank, feedback_id, pair, role, score, why)
       join verbatim.audit_finding f
         on f.fingerprint = row.fingerprint and f.model_id = $1 and f.source = $2 and f.last_audit_id = $10
         on conflict do nothing`,
    [
      audit.modelId,
      audit.source ?? '',
      evidence.map((it) => it.fingerprint),
      evidence.map((it) => it.rank),
      evidence.map((it) => it.feedbackId),
      evidence.map((it) => it.pair),
      evidence.map((it) => it.role),
      evidence.map((it) => it.score),
      evidence.map((it) => it.why),
      auditId,
    ],
  );
}
