import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  real,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { run } from './runs.ts';
import { at, bytea, count, id, verbatim } from './verbatim.ts';

// What comes in: uploads, files, feedback, documents.

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
    erased: count('erased'),
    masked: jsonb('masked').notNull().default({}),
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
    check(
      'import_counts',
      sql`${t.read} = ${t.accepted} + ${t.duplicates} + ${t.changed} + ${t.rejected} + ${t.erased}`,
    ),
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

export const preset = verbatim.table('preset', {
  name: text('name').primaryKey(),
  definition: text('definition').notNull(),
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
    // No foreign keys: triggers check import and document once a statement (verbatim.check_feedback_references).
    importId: bigint('import_id', { mode: 'number' }).notNull(),
    line: bigint('line', { mode: 'number' }).notNull(),
    source: text('source').notNull(),
    identity: uuid('identity').notNull(),
    fingerprint: uuid('fingerprint').notNull(),
    externalId: text('external_id'),
    documentId: bigint('document_id', { mode: 'number' }),
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
    index('feedback_author').on(t.author, t.id).where(sql`${t.author} is not null`),
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

export const derivedAttribute = verbatim.table('derived_attribute', {
  name: text('name').primaryKey(),
  fromAttribute: text('from_attribute').notNull(),
  cuts: doublePrecision('cuts').array(),
  createdAt: at('created_at').notNull().defaultNow(),
});

export const documentLeft = verbatim.table('document_left', {
  id: id().primaryKey(),
  documentId: bigint('document_id', { mode: 'number' }).notNull(),
});
