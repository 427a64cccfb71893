import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  primaryKey,
  real,
  text,
} from 'drizzle-orm/pg-core';
import { document, feedback } from './imports.ts';
import { model } from './models.ts';
import { segment } from './results.ts';
import { at, bytea, count, id, verbatim } from './verbatim.ts';

// Themes and the sentences in them.

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
    talk: boolean('talk').notNull().default(false),
    parent: bigint('parent', { mode: 'number' }).references((): AnyPgColumn => theme.id),
    nameAsked: boolean('name_asked').notNull().default(false),
    nameWriter: text('name_writer'),
  },
  (t) => [
    index('theme_model').on(t.modelId),
    index('theme_shown_as').on(t.shownAs),
    index('theme_parent').on(t.parent),
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
    space: bytea('space'),
  },
  (t) => [
    primaryKey({ columns: [t.modelId, t.number] }),
    check(
      'theme_clustering_reason',
      sql`${t.reason} in ('first', 'rebuild', 'outgrown', 'grown', 'changed')`,
    ),
  ],
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
  people: bigint('people', { mode: 'number' }),
});
