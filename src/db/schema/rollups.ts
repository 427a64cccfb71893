import { sql } from 'drizzle-orm';
import {
  bigint,
  bit,
  boolean,
  check,
  date,
  doublePrecision,
  index,
  integer,
  numeric,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { model } from './models.ts';
import { at, count, id, sum, verbatim } from './verbatim.ts';

// Counts that reports read.

/** Who wrote the comments of a cell, a bit for each person (src/db/rollups/people.ts); null: no author is known. */
const people = (name: string) => bit(name, { dimensions: 256 });

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
    authors: people('authors'),
    authorsRated: people('authors_rated'),
    authorsUnread: people('authors_unread'),
    authorsNegative: people('authors_negative'),
    authorsNeutral: people('authors_neutral'),
    authorsPositive: people('authors_positive'),
    authorsMixed: people('authors_mixed'),
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
    people: bigint('people', { mode: 'number' }),
    peopleRated: bigint('people_rated', { mode: 'number' }),
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
    authors: people('authors'),
    authorsRated: people('authors_rated'),
    authorsNegative: people('authors_negative'),
    authorsPositive: people('authors_positive'),
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
    people: bigint('people', { mode: 'number' }),
    peopleRated: bigint('people_rated', { mode: 'number' }),
  },
  (t) => [primaryKey({ columns: [t.month, t.source, t.attribute, t.value, t.themeId] })],
);

export const rollupTopicDay = verbatim.table(
  'rollup_topic_day',
  {
    day: date('day').notNull(),
    dated: boolean('dated').notNull(),
    source: text('source').notNull(),
    attribute: text('attribute').notNull(),
    value: text('value').notNull(),
    topicId: uuid('topic_id').notNull(),
    modelId: integer('model_id').notNull(),
    feedback: count('feedback'),
    segments: count('segments'),
    negative: count('negative'),
    positive: count('positive'),
    scoreSum: sum('score_sum'),
    rated: count('rated'),
    ratingSum: sum('rating_sum'),
    ratingSquares: sum('rating_squares'),
    satisfied: count('satisfied'),
    promoters: count('promoters'),
    detractors: count('detractors'),
    authors: people('authors'),
    authorsRated: people('authors_rated'),
    authorsNegative: people('authors_negative'),
    authorsPositive: people('authors_positive'),
  },
  (t) => [primaryKey({ columns: [t.attribute, t.day, t.dated, t.source, t.value, t.topicId] })],
);

export const rollupTopicMonth = verbatim.table(
  'rollup_topic_month',
  {
    month: date('month').notNull(),
    source: text('source').notNull(),
    attribute: text('attribute').notNull(),
    value: text('value').notNull(),
    topicId: uuid('topic_id').notNull(),
    modelId: integer('model_id').notNull(),
    feedback: count('feedback'),
    segments: count('segments'),
    negative: count('negative'),
    positive: count('positive'),
    scoreSum: sum('score_sum'),
    rated: count('rated'),
    ratingSum: sum('rating_sum'),
    complement: boolean('complement').notNull().default(false),
    people: bigint('people', { mode: 'number' }),
    peopleRated: bigint('people_rated', { mode: 'number' }),
  },
  (t) => [primaryKey({ columns: [t.attribute, t.month, t.source, t.value, t.topicId] })],
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
    authors: people('authors'),
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
    authors: people('authors'),
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
    authors: people('authors'),
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
  (t) => [check('rollup_touched_cube', sql`${t.cube} in ('day', 'theme', 'topic')`)],
);

export const rollupAttribute = verbatim.table('rollup_attribute', {
  name: text('name').primaryKey(),
  addedAt: at('added_at').notNull().defaultNow(),
});

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
  (t) => [check('rollup_state_cube', sql`${t.cube} in ('day', 'theme', 'topic')`)],
);
