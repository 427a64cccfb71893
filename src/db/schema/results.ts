import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  primaryKey,
  real,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { document, feedback } from './imports.ts';
import { model } from './models.ts';
import { run } from './runs.ts';
import { at, bytea, id, verbatim } from './verbatim.ts';

// What models and people say about documents.

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
    check('analysis_score', sql`${t.score} >= -1 and ${t.score} <= 1 and ${t.confidence} between 0 and 1`),
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
    documentId: bigint('document_id', { mode: 'number' }).references(() => document.id, {
      onDelete: 'cascade',
    }),
    startOffset: integer('start_offset'),
    endOffset: integer('end_offset'),
    modelId: integer('model_id').references(() => model.id),
    modelValue: text('model_value'),
    reason: text('reason'),
  },
  (t) => [
    uniqueIndex('label_once').on(t.feedbackId, t.task, t.labeller, sql`coalesce(${t.startOffset}, -1)`),
    index('label_document').on(t.documentId),
    check(
      'label_offsets',
      sql`num_nulls(${t.startOffset}, ${t.endOffset}) in (0, 2) and ${t.startOffset} < ${t.endOffset}`,
    ),
    check('label_of_sentence', sql`${t.startOffset} is null or ${t.documentId} is not null`),
    check('label_reason', sql`length(${t.reason}) <= 2000`),
  ],
);

export const labelChange = verbatim.table(
  'label_change',
  {
    id: id().primaryKey(),
    feedbackId: bigint('feedback_id', { mode: 'number' })
      .notNull()
      .references(() => feedback.id, { onDelete: 'cascade' }),
    task: text('task').notNull(),
    labeller: text('labeller').notNull(),
    startOffset: integer('start_offset'),
    formerValue: text('former_value'),
    value: text('value'),
    changedAt: at('changed_at').notNull().defaultNow(),
    changedFrom: text('changed_from').notNull(),
    former: jsonb('former'),
    undoneAt: at('undone_at'),
  },
  (t) => [
    index('label_change_feedback').on(t.feedbackId),
    index('label_change_labeller').on(t.labeller, t.id),
    check('label_change_differs', sql`${t.formerValue} is distinct from ${t.value}`),
  ],
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
