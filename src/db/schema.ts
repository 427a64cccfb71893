import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
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
  },
  (t) => [
    check(
      'upload_state',
      sql`${t.state} in ('receiving', 'queued', 'running', 'done', 'failed', 'cancelled', 'broken_off')`,
    ),
    check('upload_format', sql`${t.format} in ('csv', 'ndjson')`),
    uniqueIndex('upload_idempotency_key').on(t.idempotencyKey),
    index('upload_open').on(t.state).where(sql`${t.finishedAt} is null or ${t.analysisPending}`),
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
    status: text('status').notNull().default('running'),
    read: count('read'),
    accepted: count('accepted'),
    duplicates: count('duplicates'),
    rejected: count('rejected'),
    withoutText: count('without_text'),
    newDocuments: count('new_documents'),
    committedLine: count('committed_line'),
    errorCode: text('error_code'),
    startedAt: at('started_at').notNull().defaultNow(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    check('import_status', sql`${t.status} in ('running', 'done', 'failed', 'interrupted')`),
    check('import_counts', sql`${t.read} = ${t.accepted} + ${t.duplicates} + ${t.rejected}`),
    index('import_upload').on(t.uploadId),
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
  },
  (t) => [index('reject_import').on(t.importId, t.line)],
);

export const document = verbatim.table(
  'document',
  {
    id: id().primaryKey(),
    hash: bytea('hash').notNull(),
    text: text('text').notNull(),
    characters: integer('characters').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
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
    // Rows of one import lie together: a few kilobytes find them.
    index('feedback_import').using('brin', t.importId),
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
    device: text('device'),
    runtime: text('runtime'),
    errorCode: text('error_code'),
    startedAt: at('started_at').notNull().defaultNow(),
    finishedAt: at('finished_at'),
  },
  (t) => [check('run_status', sql`${t.status} in ('running', 'done', 'failed', 'interrupted')`)],
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
  },
  (t) => [
    primaryKey({ columns: [t.documentId, t.modelId] }),
    check('analysis_sentiment', sql`${t.sentiment} in ('negative', 'neutral', 'positive', 'mixed')`),
    check('analysis_score', sql`${t.score} between -1 and 1 and ${t.confidence} between 0 and 1`),
    check(
      'analysis_sentiment_whole',
      sql`num_nulls(${t.sentiment}, ${t.negative}, ${t.neutral}, ${t.positive}, ${t.score}, ${t.confidence}) in (0, 6)`,
    ),
    index('analysis_run').on(t.runId),
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

export const installation = verbatim.table('installation', { id: uuid('id').primaryKey() });
