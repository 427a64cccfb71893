import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  primaryKey,
  real,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { feedback } from './imports.ts';
import { model } from './models.ts';
import { at, bytea, count, id, verbatim } from './verbatim.ts';

// Audits, their test sentences, and what drift is measured from.

export const auditPolicy = verbatim.table(
  'audit_policy',
  {
    id: id().primaryKey(),
    sha256: text('sha256').notNull(),
    document: jsonb('document').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    nightly: boolean('nightly').notNull().default(false),
  },
  (t) => [
    uniqueIndex('audit_policy_sha256').on(t.sha256),
    uniqueIndex('audit_policy_nightly').on(t.nightly).where(sql`${t.nightly}`),
  ],
);

export const audit = verbatim.table(
  'audit',
  {
    id: id().primaryKey(),
    kinds: text('kinds').array().notNull(),
    trigger: text('trigger').notNull(),
    policyId: bigint('policy_id', { mode: 'number' })
      .notNull()
      .references(() => auditPolicy.id),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    source: text('source'),
    windowFrom: at('window_from'),
    windowTo: at('window_to'),
    inputSha256: text('input_sha256').notNull(),
    rows: count('rows'),
    pending: count('pending'),
    hiddenRows: count('hidden_rows'),
    seed: integer('seed').notNull(),
    codeVersion: text('code_version').notNull(),
    notes: jsonb('notes').notNull().default([]),
    charts: jsonb('charts').notNull().default({}),
    verdict: text('verdict').notNull(),
    exitCode: integer('exit_code').notNull(),
    startedAt: at('started_at').notNull(),
    finishedAt: at('finished_at').notNull().defaultNow(),
  },
  (t) => [
    index('audit_model').on(t.modelId, t.id),
    check('audit_trigger', sql`${t.trigger} in ('nightly', 'release', 'manual')`),
    check('audit_verdict', sql`${t.verdict} in ('pass', 'warn', 'fail', 'insufficient')`),
  ],
);

const auditId = () =>
  bigint('audit_id', { mode: 'number' })
    .notNull()
    .references(() => audit.id, { onDelete: 'cascade' });

export const auditGroup = verbatim.table(
  'audit_group',
  {
    auditId: auditId(),
    attribute: text('attribute').notNull(),
    groupKey: text('group_key').notNull(),
    rows: count('rows'),
    labelled: count('labelled'),
    share: doublePrecision('share'),
    hiddenReason: text('hidden_reason'),
  },
  (t) => [primaryKey({ columns: [t.auditId, t.attribute, t.groupKey] })],
);

export const auditMetric = verbatim.table(
  'audit_metric',
  {
    auditId: auditId(),
    ordinal: integer('ordinal').notNull(),
    checkId: text('check_id').notNull(),
    metric: text('metric').notNull(),
    task: text('task').notNull(),
    attribute: text('attribute').notNull(),
    groupKey: text('group_key').notNull(),
    reference: text('reference').notNull(),
    stratum: text('stratum'),
    scale: text('scale').notNull(),
    value: doublePrecision('value'),
    low: doublePrecision('low'),
    high: doublePrecision('high'),
    groupValue: doublePrecision('group_value'),
    referenceValue: doublePrecision('reference_value'),
    difference: doublePrecision('difference'),
    differenceLow: doublePrecision('difference_low'),
    differenceHigh: doublePrecision('difference_high'),
    groupRows: count('group_rows'),
    referenceRows: count('reference_rows'),
    groupDenominator: count('group_denominator'),
    referenceDenominator: count('reference_denominator'),
    effect: doublePrecision('effect'),
    effectName: text('effect_name'),
    test: text('test'),
    statistic: doublePrecision('statistic'),
    p: doublePrecision('p'),
    adjustedP: doublePrecision('adjusted_p'),
    family: text('family').notNull(),
    familySize: integer('family_size').notNull(),
    warnLimit: doublePrecision('warn_limit').notNull(),
    failLimit: doublePrecision('fail_limit').notNull(),
    status: text('status').notNull(),
    reason: text('reason').notNull(),
    rowsNeeded: bigint('rows_needed', { mode: 'number' }),
    direction: text('direction').notNull(),
    fingerprint: text('fingerprint').notNull(),
    hiddenReason: text('hidden_reason'),
    sentence: text('sentence').notNull(),
    method: jsonb('method').notNull().default({}),
  },
  (t) => [
    primaryKey({ columns: [t.auditId, t.ordinal] }),
    index('audit_metric_fingerprint').on(t.fingerprint),
    check('audit_metric_status', sql`${t.status} in ('pass', 'warn', 'fail', 'insufficient')`),
    check('audit_metric_scale', sql`${t.scale} in ('ratio', 'difference', 'distance')`),
    check('audit_metric_direction', sql`${t.direction} in ('higher', 'lower')`),
  ],
);

export const auditFinding = verbatim.table(
  'audit_finding',
  {
    id: id().primaryKey(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    source: text('source').notNull().default(''),
    fingerprint: text('fingerprint').notNull(),
    firstAuditId: bigint('first_audit_id', { mode: 'number' })
      .notNull()
      .references(() => audit.id, { onDelete: 'cascade' }),
    lastAuditId: bigint('last_audit_id', { mode: 'number' })
      .notNull()
      .references(() => audit.id, { onDelete: 'cascade' }),
    auditsSeen: integer('audits_seen').notNull(),
    state: text('state').notNull(),
    severity: text('severity').notNull(),
    metricOrdinal: integer('metric_ordinal').notNull(),
    sentence: text('sentence').notNull(),
    changedAt: at('changed_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('audit_finding_once').on(t.modelId, t.source, t.fingerprint),
    check('audit_finding_state', sql`${t.state} in ('new', 'ongoing', 'resolved', 'accepted')`),
    check('audit_finding_severity', sql`${t.severity} in ('warn', 'fail')`),
  ],
);

export const auditEvidence = verbatim.table(
  'audit_evidence',
  {
    findingId: bigint('finding_id', { mode: 'number' })
      .notNull()
      .references(() => auditFinding.id, { onDelete: 'cascade' }),
    rank: integer('rank').notNull(),
    feedbackId: bigint('feedback_id', { mode: 'number' }).references(() => feedback.id, {
      onDelete: 'cascade',
    }),
    pair: text('pair'),
    role: text('role').notNull(),
    score: doublePrecision('score'),
    why: text('why').notNull(),
  },
  (t) => [primaryKey({ columns: [t.findingId, t.rank] }), index('audit_evidence_feedback').on(t.feedbackId)],
);

export const auditWaiver = verbatim.table(
  'audit_waiver',
  {
    fingerprint: text('fingerprint').notNull(),
    modelHash: text('model_hash').notNull().default(''),
    reason: text('reason').notNull(),
    byWhom: text('by_whom').notNull(),
    until: at('until').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.fingerprint, t.modelHash] })],
);

export const auditTemplate = verbatim.table(
  'audit_template',
  {
    id: id().primaryKey(),
    name: text('name').notNull(),
    language: text('language').notNull(),
    version: integer('version').notNull(),
    role: text('role').notNull(),
    polarity: text('polarity').notNull(),
    form: text('form').notNull(),
    domain: text('domain').notNull(),
    frame: text('frame').notNull(),
    sha256: text('sha256').notNull(),
    licence: text('licence').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('audit_template_once').on(t.name, t.version, t.sha256),
    check('audit_template_form', sql`${t.form} in ('singular', 'plural')`),
    // 'unknown': asked before sentences had one, and not since.
    check(
      'audit_template_domain',
      sql`${t.domain} in ('delivery', 'product', 'service', 'online', 'billing', 'food', 'travel', 'premises', 'unknown')`,
    ),
  ],
);

export const auditTerm = verbatim.table(
  'audit_term',
  {
    id: id().primaryKey(),
    language: text('language').notNull(),
    axis: text('axis').notNull(),
    term: text('term').notNull(),
    isBaseline: boolean('is_baseline').notNull(),
    version: integer('version').notNull(),
    words: jsonb('words').notNull(),
    sha256: text('sha256').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('audit_term_once').on(t.language, t.axis, t.term, t.isBaseline, t.version, t.sha256)],
);

export const auditPair = verbatim.table(
  'audit_pair',
  {
    auditId: auditId(),
    ordinal: integer('ordinal').notNull(),
    axis: text('axis').notNull(),
    templateId: bigint('template_id', { mode: 'number' }).references(() => auditTemplate.id),
    feedbackId: bigint('feedback_id', { mode: 'number' }).references(() => feedback.id, {
      onDelete: 'cascade',
    }),
    termId: bigint('term_id', { mode: 'number' }).references(() => auditTerm.id),
    baselineId: bigint('baseline_id', { mode: 'number' }).references(() => auditTerm.id),
    skipReason: text('skip_reason'),
  },
  (t) => [
    primaryKey({ columns: [t.auditId, t.ordinal] }),
    index('audit_pair_feedback').on(t.feedbackId),
    check('audit_pair_source', sql`num_nonnulls(${t.templateId}, ${t.feedbackId}) = 1`),
  ],
);

export const auditPairScore = verbatim.table(
  'audit_pair_score',
  {
    auditId: bigint('audit_id', { mode: 'number' }).notNull(),
    ordinal: integer('ordinal').notNull(),
    side: text('side').notNull(),
    label: text('label').notNull(),
    negative: real('negative').notNull(),
    positive: real('positive').notNull(),
    toxicity: real('toxicity'),
  },
  (t) => [
    primaryKey({ columns: [t.auditId, t.ordinal, t.side] }),
    foreignKey({
      columns: [t.auditId, t.ordinal],
      foreignColumns: [auditPair.auditId, auditPair.ordinal],
      name: 'audit_pair_score_pair',
    }).onDelete('cascade'),
    check('audit_pair_score_side', sql`${t.side} in ('term', 'baseline')`),
  ],
);

export const auditBaseline = verbatim.table(
  'audit_baseline',
  {
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    source: text('source').notNull().default(''),
    columnName: text('column_name').notNull(),
    kind: text('kind').notNull(),
    edges: jsonb('edges'),
    counts: jsonb('counts'),
    frozenValues: jsonb('frozen_values'),
    vectors: bytea('vectors'),
    dimensions: integer('dimensions'),
    width: doublePrecision('width'),
    rows: count('rows'),
    windowFrom: at('window_from'),
    windowTo: at('window_to'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.modelId, t.source, t.columnName] }),
    check('audit_baseline_kind', sql`${t.kind} in ('bins', 'categories', 'vectors', 'labelled')`),
  ],
);

export const auditCubeSet = verbatim.table(
  'audit_cube_set',
  {
    id: id().primaryKey(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    sha256: text('sha256').notNull(),
    attributes: text('attributes').array().notNull(),
    definition: jsonb('definition').notNull(),
    filled: boolean('filled').notNull().default(false),
    usedAt: at('used_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('audit_cube_set_once').on(t.modelId, t.sha256)],
);

export const auditCube = verbatim.table(
  'audit_cube',
  {
    setId: bigint('set_id', { mode: 'number' })
      .notNull()
      .references(() => auditCubeSet.id, { onDelete: 'cascade' }),
    day: date('day').notNull(),
    source: text('source').notNull(),
    levels: text('levels').array().notNull(),
    rows: count('rows'),
    analysed: count('analysed'),
    failed: count('failed'),
    truncated: count('truncated'),
    unknownLanguage: count('unknown_language'),
    lowConfidence: count('low_confidence'),
    negative: count('negative'),
    positive: count('positive'),
    toxicityJudged: count('toxicity_judged'),
    toxic: count('toxic'),
    lowRated: count('low_rated'),
    lowRatedNegative: count('low_rated_negative'),
    highRated: count('high_rated'),
    highRatedPositive: count('high_rated_positive'),
    scoreMillionths: count('score_millionths'),
    scoreBuckets: integer('score_buckets').array().notNull(),
    scoreCounts: integer('score_counts').array().notNull(),
    emotions: text('emotions').array().notNull(),
    emotionCounts: integer('emotion_counts').array().notNull(),
  },
  (t) => [index('audit_cube_cell').on(t.setId, t.day)],
);

export const auditCubeSeen = verbatim.table(
  'audit_cube_seen',
  {
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    kind: text('kind').notNull(),
    seenId: bigint('seen_id', { mode: 'number' }).notNull(),
    version: bigint('version', { mode: 'number' }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.modelId, t.kind, t.seenId] }),
    check('audit_cube_seen_kind', sql`${t.kind} in ('import', 'run')`),
  ],
);

// No foreign key: rows are written in every transaction that changes feedback, and soon deleted.
export const auditCubeTouched = verbatim.table('audit_cube_touched', {
  id: id().primaryKey(),
  modelId: integer('model_id').notNull(),
  day: date('day').notNull(),
});
