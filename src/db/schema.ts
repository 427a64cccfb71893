import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  customType,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgSchema,
  primaryKey,
  real,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

/**
 * Every table of the schema `verbatim`. SQL comments on tables and columns are in the migrations;
 * `tests/integration/schema.test.ts` fails when one lacks its comment.
 */
export const verbatim = pgSchema('verbatim');

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const id = () => bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity();
const at = (name: string) => timestamp(name, { withTimezone: true });
const count = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0);

export const upload = verbatim.table(
  'upload',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    state: text('state').notNull().default('receiving'),
    fileName: text('file_name').notNull(),
    format: text('format').notNull(),
    settings: jsonb('settings').notNull().default({}),
    bytes: count('bytes'),
    bytesRead: count('bytes_read'),
    fingerprint: text('fingerprint'),
    idempotencyKey: text('idempotency_key'),
    attempts: integer('attempts').notNull().default(0),
    cancelRequested: boolean('cancel_requested').notNull().default(false),
    attributes: text('attributes').array().notNull().default([]),
    unparsed: jsonb('unparsed').notNull().default([]),
    error: jsonb('error'),
    analysisPending: boolean('analysis_pending').notNull().default(false),
    runId: bigint('run_id', { mode: 'number' }).references(() => run.id),
    createdAt: at('created_at').notNull().defaultNow(),
    receivedAt: at('received_at'),
    seenAt: at('seen_at').notNull().defaultNow(),
    finishedAt: at('finished_at'),
    owner: text('owner'),
    claimedBy: uuid('claimed_by'),
    claimedUntil: at('claimed_until'),
  },
  (t) => [
    check(
      'upload_state',
      sql`${t.state} in ('receiving', 'queued', 'running', 'done', 'failed', 'cancelled', 'broken_off')`,
    ),
    check('upload_format', sql`${t.format} in ('csv', 'ndjson')`),
    uniqueIndex('upload_idempotency_key').on(t.idempotencyKey, sql`coalesce(${t.owner}, '')`),
    index('upload_open').on(t.state).where(sql`${t.finishedAt} is null or ${t.analysisPending}`),
    index('upload_run').on(t.runId),
    index('upload_created').on(t.createdAt),
    index('upload_state_created').on(t.state, t.createdAt),
    index('upload_finished').on(t.finishedAt),
  ],
);

export const imports = verbatim.table(
  'import',
  {
    id: id().primaryKey(),
    uploadId: uuid('upload_id').references(() => upload.id),
    source: text('source').notNull(),
    fileName: text('file_name').notNull(),
    encoding: text('encoding').notNull(),
    delimiter: text('delimiter').notNull(),
    mapping: jsonb('mapping').notNull(),
    layout: jsonb('layout').notNull().default({}),
    ratingScale: jsonb('rating_scale'),
    status: text('status').notNull().default('running'),
    read: count('read'),
    accepted: count('accepted'),
    duplicates: count('duplicates'),
    changed: count('changed'),
    rejected: count('rejected'),
    withoutText: count('without_text'),
    newDocuments: count('new_documents'),
    committedLine: count('committed_line'),
    errorCode: text('error_code'),
    startedAt: at('started_at').notNull().defaultNow(),
    finishedAt: at('finished_at'),
    undoneAt: at('undone_at'),
  },
  (t) => [
    check(
      'import_status',
      sql`${t.status} in ('running', 'done', 'failed', 'interrupted', 'undoing', 'undone')`,
    ),
    check('import_counts', sql`${t.read} = ${t.accepted} + ${t.duplicates} + ${t.changed} + ${t.rejected}`),
    index('import_upload').on(t.uploadId),
    index('import_running').on(t.id).where(sql`${t.status} = 'running'`),
  ],
);

export const reject = verbatim.table(
  'reject',
  {
    id: id().primaryKey(),
    importId: bigint('import_id', { mode: 'number' })
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' }),
    line: bigint('line', { mode: 'number' }).notNull(),
    columnName: text('column_name'),
    reason: text('reason').notNull(),
    detail: text('detail').notNull(),
    rawRow: text('raw_row').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    repeats: bigint('repeats', { mode: 'number' }),
    closedAs: text('closed_as'),
    closedBy: bigint('closed_by', { mode: 'number' }).references(() => imports.id, { onDelete: 'set null' }),
    closedAt: at('closed_at'),
  },
  (t) => [
    index('reject_import').on(t.importId, t.line),
    index('reject_row').on(sql`md5(${t.rawRow})`).where(sql`${t.closedAs} is distinct from 'repeated'`),
    index('reject_repeats').on(t.repeats),
    index('reject_closed_by').on(t.closedBy),
    check('reject_closed', sql`${t.closedAs} in ('mended', 'repeated')`),
  ],
);

export const mapping = verbatim.table('mapping', {
  name: text('name').primaryKey(),
  columns: jsonb('columns').notNull(),
  options: jsonb('options').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  changedAt: at('changed_at').notNull().defaultNow(),
});

export const document = verbatim.table(
  'document',
  {
    id: id().primaryKey(),
    hash: bytea('hash').notNull(),
    text: text('text').notNull(),
    characters: integer('characters').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    language: text('language'),
    languageConfidence: real('language_confidence'),
  },
  (t) => [uniqueIndex('document_hash').on(t.hash)],
);

export const feedback = verbatim.table(
  'feedback',
  {
    id: id().primaryKey(),
    importId: bigint('import_id', { mode: 'number' })
      .notNull()
      .references(() => imports.id),
    line: bigint('line', { mode: 'number' }).notNull(),
    source: text('source').notNull(),
    identity: uuid('identity').notNull(),
    fingerprint: uuid('fingerprint').notNull(),
    externalId: text('external_id'),
    documentId: bigint('document_id', { mode: 'number' }).references(() => document.id),
    rawText: text('raw_text'),
    occurredAt: at('occurred_at'),
    rating: doublePrecision('rating'),
    language: text('language'),
    author: text('author'),
    attributes: jsonb('attributes').notNull().default({}),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('feedback_identity').on(t.source, t.identity),
    index('feedback_document').on(t.documentId),
    index('feedback_occurred_at').on(t.occurredAt),
    index('feedback_import').on(t.importId),
    index('feedback_undated').on(t.createdAt).where(sql`${t.occurredAt} is null`),
    index('feedback_created_at').using('brin', t.createdAt),
  ],
);

export const feedbackChange = verbatim.table(
  'feedback_change',
  {
    id: id().primaryKey(),
    feedbackId: bigint('feedback_id', { mode: 'number' })
      .notNull()
      .references(() => feedback.id, { onDelete: 'cascade' }),
    importId: bigint('import_id', { mode: 'number' })
      .notNull()
      .references(() => imports.id),
    line: bigint('line', { mode: 'number' }).notNull(),
    oldDocumentId: bigint('old_document_id', { mode: 'number' }).references(() => document.id),
    newDocumentId: bigint('new_document_id', { mode: 'number' }).references(() => document.id),
    oldValues: jsonb('old_values').notNull(),
    newValues: jsonb('new_values').notNull(),
    changedAt: at('changed_at').notNull().defaultNow(),
    oldFingerprint: uuid('old_fingerprint'),
  },
  (t) => [
    index('feedback_change_feedback').on(t.feedbackId),
    index('feedback_change_import').on(t.importId),
    index('feedback_change_old_document').on(t.oldDocumentId),
    index('feedback_change_new_document').on(t.newDocumentId),
  ],
);

export const model = verbatim.table(
  'model',
  {
    id: integer('id').generatedAlwaysAsIdentity().primaryKey(),
    name: text('name').notNull(),
    version: text('version').notNull(),
    hash: text('hash').notNull(),
    task: text('task').notNull(),
    precision: text('precision').notNull(),
    maxLength: integer('max_length').notNull(),
    manifest: jsonb('manifest').notNull(),
    labels: text('labels').array().notNull().default([]),
    folder: text('folder'),
    checks: jsonb('checks'),
    checkedAt: at('checked_at'),
    active: boolean('active').notNull().default(false),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('model_hash').on(t.hash),
    uniqueIndex('model_one_active').on(t.task).where(sql`${t.active}`),
  ],
);

export const run = verbatim.table(
  'run',
  {
    id: id().primaryKey(),
    trigger: text('trigger').notNull(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    status: text('status').notNull().default('running'),
    documents: count('documents'),
    analysed: count('analysed'),
    failed: count('failed'),
    tokens: count('tokens'),
    paddedTokens: count('padded_tokens'),
    noAnswer: count('no_answer'),
    mended: count('mended'),
    reading: integer('reading'),
    device: text('device'),
    runtime: text('runtime'),
    attended: boolean('attended').notNull().default(false),
    errorCode: text('error_code'),
    startedAt: at('started_at').notNull().defaultNow(),
    finishedAt: at('finished_at'),
    asOf: at('as_of'),
  },
  (t) => [
    check('run_status', sql`${t.status} in ('running', 'done', 'failed', 'interrupted')`),
    index('run_running').on(t.id).where(sql`${t.status} = 'running'`),
    index('run_finished').on(t.finishedAt),
    index('run_as_of').on(t.asOf).where(sql`${t.status} = 'done'`),
  ],
);

export const runStep = verbatim.table(
  'run_step',
  {
    runId: bigint('run_id', { mode: 'number' })
      .notNull()
      .references(() => run.id, { onDelete: 'cascade' }),
    step: text('step').notNull(),
    status: text('status').notNull().default('running'),
    counts: jsonb('counts').notNull().default({}),
    errorCode: text('error_code'),
    startedAt: at('started_at').notNull().defaultNow(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.step] }),
    check('run_step_status', sql`${t.status} in ('running', 'done', 'failed', 'interrupted')`),
  ],
);

export const translator = verbatim.table(
  'translator',
  {
    language: text('language').primaryKey(),
    target: text('target').notNull(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    namedAt: at('named_at').notNull().defaultNow(),
  },
  (t) => [check('translator_language', sql`${t.language} ~ '^[a-z]{2}$' and ${t.target} ~ '^[a-z]{2}$'`)],
);

export const translation = verbatim.table(
  'translation',
  {
    documentId: bigint('document_id', { mode: 'number' })
      .notNull()
      .references(() => document.id),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    sentences: text('sentences').array().notNull(),
    startOffsets: integer('start_offsets').array().notNull(),
    endOffsets: integer('end_offsets').array().notNull(),
    truncated: boolean('truncated').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.documentId, t.modelId] }),
    check(
      'translation_sentences',
      sql`cardinality(${t.sentences}) > 0 and cardinality(${t.sentences}) = cardinality(${t.startOffsets})
          and cardinality(${t.sentences}) = cardinality(${t.endOffsets})`,
    ),
  ],
);

export const analysis = verbatim.table(
  'analysis',
  {
    documentId: bigint('document_id', { mode: 'number' })
      .notNull()
      .references(() => document.id),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    runId: bigint('run_id', { mode: 'number' })
      .notNull()
      .references(() => run.id),
    sentiment: text('sentiment'),
    negative: real('negative'),
    neutral: real('neutral'),
    positive: real('positive'),
    score: real('score'),
    confidence: real('confidence'),
    emotions: text('emotions').array().notNull(),
    emotionProbabilities: real('emotion_probabilities').array().notNull(),
    toxicity: real('toxicity'),
    embedding: bytea('embedding'),
    labels: text('labels').array().notNull().default([]),
    labelProbabilities: real('label_probabilities').array().notNull().default([]),
    value: real('value'),
    tokens: integer('tokens').notNull(),
    windows: integer('windows').notNull(),
    truncated: boolean('truncated').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    translatorId: integer('translator_id'),
  },
  (t) => [
    primaryKey({ columns: [t.documentId, t.modelId] }),
    foreignKey({
      name: 'analysis_translation',
      columns: [t.documentId, t.translatorId],
      foreignColumns: [translation.documentId, translation.modelId],
    }),
    check('analysis_sentiment', sql`${t.sentiment} in ('negative', 'neutral', 'positive', 'mixed')`),
    check('analysis_score', sql`${t.score} between -1 and 1 and ${t.confidence} between 0 and 1`),
    check(
      'analysis_sentiment_whole',
      sql`num_nulls(${t.sentiment}, ${t.negative}, ${t.neutral}, ${t.positive}, ${t.score}, ${t.confidence}) in (0, 6)`,
    ),
    index('analysis_run').on(t.runId),
    index('analysis_translated').on(t.translatorId, t.documentId).where(sql`${t.translatorId} is not null`),
    index('analysis_score').on(t.modelId, t.score),
    index('analysis_long').on(t.modelId, t.documentId).where(sql`${t.windows} > 1 or ${t.truncated}`),
  ],
);

export const segment = verbatim.table(
  'segment',
  {
    documentId: bigint('document_id', { mode: 'number' }).notNull(),
    modelId: integer('model_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    startOffset: integer('start_offset').notNull(),
    endOffset: integer('end_offset').notNull(),
    sentiment: text('sentiment').notNull(),
    negative: real('negative').notNull(),
    neutral: real('neutral').notNull(),
    positive: real('positive').notNull(),
    score: real('score').notNull(),
    toxicity: real('toxicity'),
    embedding: bytea('embedding'),
    tokens: integer('tokens').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.documentId, t.modelId, t.ordinal] }),
    foreignKey({
      columns: [t.documentId, t.modelId],
      foreignColumns: [analysis.documentId, analysis.modelId],
      name: 'segment_analysis',
    }).onDelete('cascade'),
    index('segment_strongest')
      .on(t.modelId, t.sentiment, sql`abs(${t.score}) desc`, t.documentId)
      .where(sql`${t.sentiment} <> 'neutral' and ${t.endOffset} - ${t.startOffset} between 30 and 240`),
    check('segment_sentiment', sql`${t.sentiment} in ('negative', 'neutral', 'positive')`),
    check('segment_offsets', sql`0 <= ${t.startOffset} and ${t.startOffset} < ${t.endOffset}`),
  ],
);

export const entity = verbatim.table(
  'entity',
  {
    documentId: bigint('document_id', { mode: 'number' }).notNull(),
    modelId: integer('model_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    label: text('label').notNull(),
    score: real('score').notNull(),
    startOffset: integer('start_offset').notNull(),
    endOffset: integer('end_offset').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.documentId, t.modelId, t.ordinal] }),
    foreignKey({
      columns: [t.documentId, t.modelId],
      foreignColumns: [analysis.documentId, analysis.modelId],
      name: 'entity_analysis',
    }).onDelete('cascade'),
    index('entity_label').on(t.modelId, t.label),
    check('entity_offsets', sql`0 <= ${t.startOffset} and ${t.startOffset} <= ${t.endOffset}`),
  ],
);

export const layout = verbatim.table(
  'layout',
  {
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    machine: text('machine').notNull(),
    device: text('device').notNull(),
    sessions: integer('sessions').notNull(),
    threads: integer('threads').notNull(),
    tokenBudget: integer('token_budget').notNull(),
    documentsPerSecond: real('documents_per_second'),
    measuredAt: at('measured_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.modelId, t.machine, t.device] }),
    check('layout_counts', sql`${t.sessions} > 0 and ${t.threads} > 0 and ${t.tokenBudget} > 0`),
  ],
);

export const failure = verbatim.table(
  'failure',
  {
    documentId: bigint('document_id', { mode: 'number' })
      .notNull()
      .references(() => document.id),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    runId: bigint('run_id', { mode: 'number' })
      .notNull()
      .references(() => run.id),
    code: text('code').notNull(),
    message: text('message').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.documentId, t.modelId] })],
);

export const trial = verbatim.table(
  'trial',
  {
    documentId: bigint('document_id', { mode: 'number' })
      .notNull()
      .references(() => document.id, { onDelete: 'cascade' }),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    lost: integer('lost').notNull().default(0),
    sinceRun: bigint('since_run', { mode: 'number' }).notNull().default(0),
    changedAt: at('changed_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.documentId, t.modelId] }), check('trial_lost', sql`${t.lost} >= 0`)],
);

export const worker = verbatim.table('worker', {
  id: uuid('id').primaryKey(),
  host: text('host').notNull(),
  process: integer('process').notNull(),
  modelId: integer('model_id').references(() => model.id),
  device: text('device').notNull(),
  startedAt: at('started_at').notNull().defaultNow(),
  heardAt: at('heard_at').notNull().defaultNow(),
  lockSeconds: real('lock_seconds').notNull(),
  held: integer('held').notNull().default(0),
  finished: count('finished'),
  waitsFor: text('waits_for'),
  leftCode: text('left_code'),
});

export const theme = verbatim.table(
  'theme',
  {
    id: bigint('id', { mode: 'number' }).primaryKey(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    name: text('name').notNull(),
    userName: text('user_name'),
    keywords: text('keywords').array().notNull(),
    centroid: bytea('centroid').notNull(),
    segments: count('segments'),
    current: boolean('current').notNull(),
    hidden: boolean('hidden').notNull().default(false),
    mergedInto: bigint('merged_into', { mode: 'number' }).references((): AnyPgColumn => theme.id),
    shownAs: bigint('shown_as', { mode: 'number' })
      .notNull()
      .references((): AnyPgColumn => theme.id),
    splitFrom: bigint('split_from', { mode: 'number' }).references((): AnyPgColumn => theme.id),
    editedAt: at('edited_at'),
    firstSeen: at('first_seen').notNull(),
    lastSeen: at('last_seen').notNull(),
  },
  (t) => [
    index('theme_model').on(t.modelId),
    index('theme_shown_as').on(t.shownAs),
    check('theme_user_name', sql`btrim(${t.userName}) <> ''`),
  ],
);

export const themeSegment = verbatim.table(
  'theme_segment',
  {
    documentId: bigint('document_id', { mode: 'number' }).notNull(),
    modelId: integer('model_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    themeId: bigint('theme_id', { mode: 'number' }).references(() => theme.id),
    similarity: real('similarity'),
  },
  (t) => [
    primaryKey({ columns: [t.documentId, t.modelId, t.ordinal] }),
    foreignKey({
      columns: [t.documentId, t.modelId, t.ordinal],
      foreignColumns: [segment.documentId, segment.modelId, segment.ordinal],
      name: 'theme_segment_segment',
    }).onDelete('cascade'),
    index('theme_segment_theme').on(t.themeId, t.similarity.desc(), t.documentId, t.ordinal),
    check('theme_segment_whole', sql`(${t.themeId} is null) = (${t.similarity} is null)`),
  ],
);

export const themeQuote = verbatim.table(
  'theme_quote',
  {
    themeId: bigint('theme_id', { mode: 'number' })
      .notNull()
      .references(() => theme.id, { onDelete: 'cascade' }),
    rank: integer('rank').notNull(),
    feedbackId: bigint('feedback_id', { mode: 'number' })
      .notNull()
      .references(() => feedback.id, { onDelete: 'cascade' }),
    documentId: bigint('document_id', { mode: 'number' })
      .notNull()
      .references(() => document.id),
    ordinal: integer('ordinal').notNull(),
    startOffset: integer('start_offset').notNull(),
    endOffset: integer('end_offset').notNull(),
    quote: text('quote').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.themeId, t.rank] }),
    index('theme_quote_feedback').on(t.feedbackId),
    index('theme_quote_document').on(t.documentId),
    check('theme_quote_offsets', sql`0 <= ${t.startOffset} and ${t.startOffset} < ${t.endOffset}`),
  ],
);

export const themeEdit = verbatim.table(
  'theme_edit',
  {
    id: id().primaryKey(),
    themeId: bigint('theme_id', { mode: 'number' })
      .notNull()
      .references(() => theme.id),
    kind: text('kind').notNull(),
    name: text('name'),
    intoTheme: bigint('into_theme', { mode: 'number' }).references(() => theme.id),
    parts: integer('parts'),
    madeBy: text('made_by').notNull().default(sql`current_user`),
    madeAt: at('made_at').notNull().defaultNow(),
    appliedAt: at('applied_at'),
  },
  (t) => [
    index('theme_edit_theme').on(t.themeId),
    index('theme_edit_waiting').on(t.id).where(sql`${t.appliedAt} is null`),
    check('theme_edit_kind', sql`${t.kind} in ('rename', 'hide', 'show', 'merge', 'unmerge', 'split')`),
  ],
);

export const themeClustering = verbatim.table(
  'theme_clustering',
  {
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    number: integer('number').notNull(),
    reason: text('reason').notNull(),
    seed: integer('seed').notNull(),
    segments: bigint('segments', { mode: 'number' }).notNull(),
    themes: integer('themes').notNull(),
    farBelow: real('far_below').notNull(),
    newcomers: count('newcomers'),
    farNewcomers: count('far_newcomers'),
    madeAt: at('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.modelId, t.number] }),
    check(
      'theme_clustering_reason',
      sql`${t.reason} in ('first', 'rebuild', 'outgrown', 'grown', 'changed')`,
    ),
  ],
);

export const installation = verbatim.table('installation', {
  id: uuid('id').primaryKey(),
  keyedAt: at('keyed_at'),
});

export const derivedAttribute = verbatim.table('derived_attribute', {
  name: text('name').primaryKey(),
  fromAttribute: text('from_attribute').notNull(),
  cuts: doublePrecision('cuts').array(),
  createdAt: at('created_at').notNull().defaultNow(),
});

export const label = verbatim.table(
  'label',
  {
    id: id().primaryKey(),
    feedbackId: bigint('feedback_id', { mode: 'number' })
      .notNull()
      .references(() => feedback.id, { onDelete: 'cascade' }),
    task: text('task').notNull(),
    value: text('value').notNull(),
    labeller: text('labeller').notNull(),
    importedFrom: text('imported_from').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    changedAt: at('changed_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('label_once').on(t.feedbackId, t.task, t.labeller)],
);

export const modelActivation = verbatim.table(
  'model_activation',
  {
    id: id().primaryKey(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    activatedAt: at('activated_at').notNull().defaultNow(),
  },
  (t) => [index('model_activation_model').on(t.modelId)],
);

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

const sum = (name: string) => numeric(name).notNull().default('0');

// Roll-ups have no foreign keys: they are made of rows that have them, by the million, and each key would be looked up.
export const rollupDay = verbatim.table(
  'rollup_day',
  {
    day: date('day').notNull(),
    dated: boolean('dated').notNull(),
    source: text('source').notNull(),
    attribute: text('attribute').notNull(),
    value: text('value').notNull(),
    modelId: integer('model_id').notNull(),
    feedback: count('feedback'),
    withoutText: count('without_text'),
    pending: count('pending'),
    noAnswer: count('no_answer'),
    setAside: count('set_aside'),
    unsupported: count('unsupported'),
    analysed: count('analysed'),
    translated: count('translated'),
    otherAttributes: count('other_attributes'),
    negative: count('negative'),
    neutral: count('neutral'),
    positive: count('positive'),
    mixed: count('mixed'),
    toxic: count('toxic'),
    scoreSum: sum('score_sum'),
    scoreSquares: sum('score_squares'),
    rated: count('rated'),
    ratingSum: sum('rating_sum'),
    ratingSquares: sum('rating_squares'),
    complement: boolean('complement').notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.attribute, t.day, t.dated, t.source, t.value] })],
);

export const reportedDay = verbatim.table(
  'reported_day',
  {
    day: date('day').notNull(),
    source: text('source').notNull(),
    attribute: text('attribute').notNull(),
    value: text('value').notNull(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    feedback: bigint('feedback', { mode: 'number' }).notNull(),
    analysed: bigint('analysed', { mode: 'number' }).notNull(),
    negative: bigint('negative', { mode: 'number' }).notNull(),
    neutral: bigint('neutral', { mode: 'number' }).notNull(),
    positive: bigint('positive', { mode: 'number' }).notNull(),
    mixed: bigint('mixed', { mode: 'number' }).notNull(),
    toxic: bigint('toxic', { mode: 'number' }).notNull(),
    scoreSum: numeric('score_sum').notNull(),
    rated: bigint('rated', { mode: 'number' }).notNull(),
    ratingSum: numeric('rating_sum').notNull(),
    keptAt: at('kept_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.attribute, t.day, t.source, t.value] })],
);

export const rollupThemeDay = verbatim.table(
  'rollup_theme_day',
  {
    day: date('day').notNull(),
    dated: boolean('dated').notNull(),
    source: text('source').notNull(),
    attribute: text('attribute').notNull(),
    value: text('value').notNull(),
    themeId: bigint('theme_id', { mode: 'number' }).notNull(),
    modelId: integer('model_id').notNull(),
    feedback: count('feedback'),
    segments: count('segments'),
    negative: count('negative'),
    positive: count('positive'),
    scoreSum: sum('score_sum'),
    scoreSquares: sum('score_squares'),
    rated: count('rated'),
    ratingSum: sum('rating_sum'),
    ratingSquares: sum('rating_squares'),
    firstAt: at('first_at'),
    lastAt: at('last_at'),
    complement: boolean('complement').notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.attribute, t.day, t.dated, t.source, t.value, t.themeId] })],
);

export const rollupThemeMonth = verbatim.table(
  'rollup_theme_month',
  {
    month: date('month').notNull(),
    source: text('source').notNull(),
    attribute: text('attribute').notNull(),
    value: text('value').notNull(),
    themeId: bigint('theme_id', { mode: 'number' }).notNull(),
    modelId: integer('model_id').notNull(),
    feedback: count('feedback'),
    segments: count('segments'),
    negative: count('negative'),
    positive: count('positive'),
    scoreSum: sum('score_sum'),
    rated: count('rated'),
    ratingSum: sum('rating_sum'),
    complement: boolean('complement').notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.month, t.source, t.attribute, t.value, t.themeId] })],
);

export const rollupEmotionDay = verbatim.table(
  'rollup_emotion_day',
  {
    day: date('day').notNull(),
    dated: boolean('dated').notNull(),
    source: text('source').notNull(),
    emotion: text('emotion').notNull(),
    modelId: integer('model_id').notNull(),
    feedback: count('feedback'),
  },
  (t) => [primaryKey({ columns: [t.day, t.dated, t.source, t.emotion] })],
);

export const rollupRatingDay = verbatim.table(
  'rollup_rating_day',
  {
    day: date('day').notNull(),
    dated: boolean('dated').notNull(),
    source: text('source').notNull(),
    rating: doublePrecision('rating').notNull(),
    sentiment: text('sentiment').notNull(),
    modelId: integer('model_id').notNull(),
    feedback: count('feedback'),
    kind: count('kind'),
    harsh: count('harsh'),
  },
  (t) => [primaryKey({ columns: [t.day, t.dated, t.source, t.rating, t.sentiment] })],
);

export const rollupContributionDay = verbatim.table(
  'rollup_contribution_day',
  {
    day: date('day').notNull(),
    dated: boolean('dated').notNull(),
    source: text('source').notNull(),
    themeId: bigint('theme_id', { mode: 'number' }).notNull(),
    modelId: integer('model_id').notNull(),
    rated: count('rated'),
    csat: sum('csat'),
    nps: sum('nps'),
  },
  (t) => [primaryKey({ columns: [t.day, t.dated, t.source, t.themeId] })],
);

export const rollupDisagreement = verbatim.table(
  'rollup_disagreement',
  {
    day: date('day').notNull(),
    dated: boolean('dated').notNull(),
    source: text('source').notNull(),
    feedbackId: bigint('feedback_id', { mode: 'number' }).notNull(),
    modelId: integer('model_id').notNull(),
    occurredAt: at('occurred_at'),
  },
  (t) => [
    primaryKey({ columns: [t.day, t.dated, t.source, t.feedbackId] }),
    index('rollup_disagreement_occurred_at').on(t.occurredAt),
  ],
);

export const rollupTouched = verbatim.table(
  'rollup_touched',
  {
    id: id().primaryKey(),
    cube: text('cube').notNull(),
    day: date('day').notNull(),
    dated: boolean('dated').notNull(),
    source: text('source').notNull(),
  },
  (t) => [check('rollup_touched_cube', sql`${t.cube} in ('day', 'theme')`)],
);

export const documentLeft = verbatim.table('document_left', {
  id: id().primaryKey(),
  documentId: bigint('document_id', { mode: 'number' }).notNull(),
});

export const rollupAttribute = verbatim.table('rollup_attribute', {
  name: text('name').primaryKey(),
  addedAt: at('added_at').notNull().defaultNow(),
});

export const nightSchedule = verbatim.table(
  'night_schedule',
  {
    one: boolean('one').primaryKey().default(true),
    pattern: text('pattern').notNull(),
    zone: text('zone').notNull(),
    changedAt: at('changed_at').notNull().defaultNow(),
  },
  (t) => [check('night_schedule_one', sql`${t.one}`)],
);

export const rollupState = verbatim.table(
  'rollup_state',
  {
    cube: text('cube').primaryKey(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    attributes: text('attributes').array().notNull(),
    rebuiltAt: at('rebuilt_at').notNull(),
    emergenceNoted: boolean('emergence_noted').notNull().default(false),
  },
  (t) => [check('rollup_state_cube', sql`${t.cube} in ('day', 'theme')`)],
);

export const themeEmergence = verbatim.table('theme_emergence', {
  themeId: bigint('theme_id', { mode: 'number' })
    .primaryKey()
    .references(() => theme.id),
  firstDay: date('first_day').notNull(),
  lastDay: date('last_day').notNull(),
  said: bigint('said', { mode: 'number' }).notNull(),
  of: bigint('of', { mode: 'number' }).notNull(),
  expected: doublePrecision('expected').notNull(),
  probability: doublePrecision('probability').notNull(),
  emerging: boolean('emerging').notNull(),
});

export const digest = verbatim.table(
  'digest',
  {
    id: id().primaryKey(),
    hash: text('hash').notNull(),
    period: text('period').notNull(),
    firstDay: date('first_day'),
    lastDay: date('last_day'),
    groupedBy: text('grouped_by').array().notNull(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    runId: bigint('run_id', { mode: 'number' }).references(() => run.id, { onDelete: 'set null' }),
    content: jsonb('content').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    deliveredAt: at('delivered_at'),
  },
  (t) => [uniqueIndex('digest_hash').on(t.hash)],
);

export const apiKey = verbatim.table(
  'api_key',
  {
    id: text('id').primaryKey(),
    hash: bytea('hash').notNull(),
    name: text('name').notNull(),
    scopes: text('scopes').array().notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at'),
    revokedAt: at('revoked_at'),
    lastUsedAt: at('last_used_at'),
  },
  (t) => [
    uniqueIndex('api_key_name').on(t.name).where(sql`${t.revokedAt} is null`),
    check(
      'api_key_scopes',
      sql`cardinality(${t.scopes}) > 0 and ${t.scopes} <@ array['read', 'quotes', 'import', 'admin']`,
    ),
    check('api_key_hash', sql`octet_length(${t.hash}) = 32`),
  ],
);

export const digestQuote = verbatim.table(
  'digest_quote',
  {
    digestId: bigint('digest_id', { mode: 'number' })
      .notNull()
      .references(() => digest.id, { onDelete: 'cascade' }),
    place: integer('place').notNull(),
    feedbackId: bigint('feedback_id', { mode: 'number' }).notNull(),
    documentId: bigint('document_id', { mode: 'number' })
      .notNull()
      .references(() => document.id),
    startOffset: integer('start_offset').notNull(),
    endOffset: integer('end_offset').notNull(),
    quote: text('quote').notNull(),
  },
  (t) => [primaryKey({ columns: [t.digestId, t.place] }), index('digest_quote_document').on(t.documentId)],
);

export const lease = verbatim.table('lease', {
  name: text('name').primaryKey(),
  holder: uuid('holder').notNull(),
  expiresAt: at('expires_at').notNull(),
  backendPid: integer('backend_pid'),
  backendStart: at('backend_start'),
});

export const mutex = verbatim.table('mutex', {
  name: text('name').primaryKey(),
});
