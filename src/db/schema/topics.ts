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
  jsonb,
  primaryKey,
  real,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { feedback } from './imports.ts';
import { model } from './models.ts';
import { analysis, segment } from './results.ts';
import { at, bytea, id, verbatim } from './verbatim.ts';

// Topics that people define, how each is judged, and the sentences about them.

export const topic = verbatim.table(
  'topic',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    key: text('key'),
    name: text('name').notNull(),
    names: jsonb('names').notNull().default({}),
    description: text('description').notNull(),
    parentId: uuid('parent_id').references((): AnyPgColumn => topic.id),
    origin: text('origin').notNull().default('user'),
    threshold: real('threshold').notNull().default(0.35),
    retiredAt: at('retired_at'),
    mergedInto: uuid('merged_into').references((): AnyPgColumn => topic.id),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
    kind: text('kind').notNull().default('subject'),
  },
  (t) => [
    uniqueIndex('topic_key').on(t.key),
    uniqueIndex('topic_name').on(sql`lower(${t.name})`),
    index('topic_parent').on(t.parentId),
    check('topic_named', sql`btrim(${t.name}) <> '' and length(${t.name}) <= 200`),
    check('topic_described', sql`btrim(${t.description}) <> '' and length(${t.description}) <= 2000`),
    check('topic_kind', sql`${t.kind} in ('subject', 'statement')`),
    check('topic_origin', sql`${t.origin} in ('catalogue', 'user', 'theme')`),
    check('topic_threshold', sql`${t.threshold} >= 0.3 and ${t.threshold} <= 1`),
    check('topic_parent_other', sql`${t.parentId} <> ${t.id}`),
    check('topic_merged_retired', sql`${t.mergedInto} is null or ${t.retiredAt} is not null`),
  ],
);

export const topicExample = verbatim.table(
  'topic_example',
  {
    id: id().primaryKey(),
    topicId: uuid('topic_id')
      .notNull()
      .references(() => topic.id, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    language: text('language'),
    counter: boolean('counter').notNull().default(false),
    feedbackId: bigint('feedback_id', { mode: 'number' }).references(() => feedback.id, {
      onDelete: 'cascade',
    }),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('topic_example_feedback').on(t.feedbackId),
    uniqueIndex('topic_example_once').on(t.topicId, sql`md5(${t.text})`),
    check('topic_example_text', sql`btrim(${t.text}) <> '' and length(${t.text}) <= 2000`),
    check('topic_example_language', sql`${t.language} ~ '^[a-z]{2,3}$'`),
  ],
);

export const topicSpace = verbatim.table('topic_space', {
  modelId: integer('model_id')
    .primaryKey()
    .references(() => model.id),
  hash: text('hash').notNull(),
  mean: bytea('mean').notNull(),
  projection: bytea('projection').notNull(),
  spread: real('spread').notNull(),
  sentences: integer('sentences').notNull(),
  segments: bigint('segments', { mode: 'number' }).notNull(),
  texts: integer('texts').notNull(),
  madeAt: at('made_at').notNull().defaultNow(),
});

export const topicText = verbatim.table(
  'topic_text',
  {
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    hash: bytea('hash').notNull(),
    embedding: bytea('embedding').notNull(),
  },
  (t) => [primaryKey({ columns: [t.modelId, t.hash] })],
);

export const topicModel = verbatim.table(
  'topic_model',
  {
    topicId: uuid('topic_id')
      .notNull()
      .references(() => topic.id, { onDelete: 'cascade' }),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    definition: text('definition').notNull(),
    method: text('method').notNull(),
    weights: bytea('weights').notNull(),
    bias: real('bias').notNull(),
    examples: integer('examples').notNull(),
    counterExamples: integer('counter_examples').notNull(),
    hits: integer('hits'),
    misses: integer('misses'),
    falseAlarms: integer('false_alarms'),
    scoredAt: at('scored_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.topicId, t.modelId] }),
    check('topic_model_method', sql`${t.method} in ('description', 'head')`),
    check('topic_model_checked', sql`num_nulls(${t.hits}, ${t.misses}, ${t.falseAlarms}) in (0, 3)`),
  ],
);

export const topicScored = verbatim.table(
  'topic_scored',
  {
    documentId: bigint('document_id', { mode: 'number' }).notNull(),
    modelId: integer('model_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.modelId, t.documentId] }),
    foreignKey({
      columns: [t.documentId, t.modelId],
      foreignColumns: [analysis.documentId, analysis.modelId],
      name: 'topic_scored_analysis',
    }).onDelete('cascade'),
  ],
);

export const sentenceTopic = verbatim.table(
  'sentence_topic',
  {
    topicId: uuid('topic_id')
      .notNull()
      .references(() => topic.id, { onDelete: 'cascade' }),
    documentId: bigint('document_id', { mode: 'number' }).notNull(),
    modelId: integer('model_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    probability: real('probability').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.documentId, t.modelId, t.ordinal, t.topicId] }),
    foreignKey({
      columns: [t.documentId, t.modelId, t.ordinal],
      foreignColumns: [segment.documentId, segment.modelId, segment.ordinal],
      name: 'sentence_topic_segment',
    }).onDelete('cascade'),
    index('sentence_topic_topic').on(t.topicId, t.modelId, t.probability.desc()),
    check('sentence_topic_probability', sql`${t.probability} >= 0.3 and ${t.probability} <= 1`),
  ],
);

export const topicChange = verbatim.table(
  'topic_change',
  {
    topicId: uuid('topic_id')
      .notNull()
      .references(() => topic.id, { onDelete: 'cascade' }),
    measure: text('measure').notNull(),
    firstDay: date('first_day').notNull(),
    lastDay: date('last_day').notNull(),
    n: bigint('n', { mode: 'number' }).notNull(),
    of: bigint('of', { mode: 'number' }).notNull(),
    nBefore: bigint('n_before', { mode: 'number' }).notNull(),
    ofBefore: bigint('of_before', { mode: 'number' }).notNull(),
    difference: doublePrecision('difference').notNull(),
    low: doublePrecision('low').notNull(),
    high: doublePrecision('high').notNull(),
    probability: doublePrecision('probability').notNull(),
    changed: boolean('changed').notNull(),
    few: boolean('few').notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.topicId, t.measure] }),
    check('topic_change_measure', sql`${t.measure} in ('share', 'negative')`),
  ],
);
