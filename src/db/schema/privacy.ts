import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { feedback } from './imports.ts';
import { at, bytea, count, id, verbatim } from './verbatim.ts';

// What is masked, who was erased, who has seen what.

export const sourceRule = verbatim.table(
  'source_rule',
  {
    source: text('source').primaryKey(),
    identifiers: boolean('identifiers'),
    names: text('names'),
    places: text('places'),
    numbered: boolean('numbered'),
    keepOriginal: boolean('keep_original'),
    retainDays: integer('retain_days'),
    patterns: jsonb('patterns').notNull().default({}),
    columns: jsonb('columns').notNull().default({}),
    keptNames: text('kept_names').array().notNull().default([]),
    changedAt: at('changed_at').notNull().defaultNow(),
  },
  (t) => [
    check('source_rule_names', sql`${t.names} in ('off', 'flag', 'mask')`),
    check('source_rule_places', sql`${t.places} in ('off', 'flag', 'mask')`),
    check('source_rule_retain', sql`${t.retainDays} > 0`),
  ],
);

export const privacyKey = verbatim.table('privacy_key', {
  ordinal: integer('ordinal').primaryKey(),
  proof: bytea('proof').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  readyAt: at('ready_at'),
});

export const original = verbatim.table(
  'original',
  {
    feedbackId: bigint('feedback_id', { mode: 'number' })
      .primaryKey()
      .references(() => feedback.id, { onDelete: 'cascade' }),
    keyOrdinal: integer('key_ordinal').notNull(),
    sealed: bytea('sealed').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [index('original_key').on(t.keyOrdinal)],
);

export const maskedValue = verbatim.table(
  'masked_value',
  {
    source: text('source').notNull(),
    kind: text('kind').notNull(),
    mac: bytea('mac').notNull(),
    number: integer('number').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.source, t.kind, t.mac] }),
    uniqueIndex('masked_value_number').on(t.source, t.kind, t.number),
    check('masked_value_positive', sql`${t.number} > 0`),
  ],
);

export const erasure = verbatim.table(
  'erasure',
  {
    id: id().primaryKey(),
    selectedBy: text('selected_by').notNull(),
    source: text('source'),
    reason: text('reason').notNull().default('request'),
    status: text('status').notNull().default('running'),
    feedback: count('feedback'),
    documents: count('documents'),
    proof: jsonb('proof'),
    requestedBy: text('requested_by'),
    startedAt: at('started_at').notNull().defaultNow(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    check('erasure_selected_by', sql`${t.selectedBy} in ('author', 'id', 'source', 'match', 'age')`),
    check('erasure_reason', sql`${t.reason} in ('request', 'retention')`),
    check('erasure_status', sql`${t.status} in ('running', 'done', 'failed')`),
  ],
);

export const erasurePart = verbatim.table(
  'erasure_part',
  {
    id: id().primaryKey(),
    erasureId: bigint('erasure_id', { mode: 'number' })
      .notNull()
      .references(() => erasure.id, { onDelete: 'cascade' }),
    kind: text('kind').notNull(),
    keyOrdinal: integer('key_ordinal').notNull(),
    sealed: bytea('sealed').notNull(),
  },
  (t) => [
    index('erasure_part_erasure').on(t.erasureId),
    check('erasure_part_kind', sql`${t.kind} in ('selector', 'words')`),
  ],
);

export const keptDay = verbatim.table(
  'kept_day',
  {
    day: date('day').notNull(),
    dated: boolean('dated').notNull(),
    source: text('source').notNull(),
    keptAt: at('kept_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.source, t.day, t.dated] })],
);

export const tombstone = verbatim.table(
  'tombstone',
  {
    kind: text('kind').notNull(),
    mac: bytea('mac').notNull(),
    erasureId: bigint('erasure_id', { mode: 'number' })
      .notNull()
      .references(() => erasure.id),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.mac] }),
    index('tombstone_erasure').on(t.erasureId),
    check('tombstone_kind', sql`${t.kind} in ('author', 'id', 'row')`),
  ],
);

export const formerSource = verbatim.table(
  'former_source',
  { source: text('source').notNull(), name: text('name').notNull() },
  (t) => [primaryKey({ columns: [t.source, t.name] })],
);

export const accessLog = verbatim.table(
  'access_log',
  {
    id: id().primaryKey(),
    at: at('at').notNull().defaultNow(),
    who: text('who').notNull(),
    what: text('what').notNull(),
    feedbackIds: bigint('feedback_ids', { mode: 'number' }).array().notNull().default([]),
    place: text('place').notNull(),
  },
  (t) => [
    index('access_log_at').using('brin', t.at),
    check('access_log_what', sql`${t.what} in ('quote', 'original', 'export', 'erasure')`),
  ],
);

export const maskPass = verbatim.table(
  'mask_pass',
  {
    source: text('source').primaryKey(),
    stage: text('stage').notNull(),
    after: count('after'),
    masked: jsonb('masked').notNull().default({}),
    comments: count('comments'),
    startedAt: at('started_at').notNull().defaultNow(),
    finishedAt: at('finished_at'),
  },
  (t) => [check('mask_pass_stage', sql`${t.stage} in ('text', 'row', 'change', 'reject', 'name')`)],
);
