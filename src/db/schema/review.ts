import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  doublePrecision,
  index,
  integer,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { feedback } from './imports.ts';
import { model } from './models.ts';
import { at, id, verbatim } from './verbatim.ts';

// What people are asked to look at, and how often the model turned out to be right.

export const reviewDraw = verbatim.table(
  'review_draw',
  {
    id: id().primaryKey(),
    kind: text('kind').notNull(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    fromDay: date('from_day'),
    toDay: date('to_day'),
    fromFeedback: bigint('from_feedback', { mode: 'number' }).notNull(),
    toFeedback: bigint('to_feedback', { mode: 'number' }).notNull(),
    seed: bigint('seed', { mode: 'number' }).notNull(),
    population: bigint('population', { mode: 'number' }).notNull(),
    drawnAt: at('drawn_at').notNull().defaultNow(),
  },
  (t) => [
    index('review_draw_model').on(t.modelId, t.id),
    check('review_draw_kind', sql`${t.kind} in ('sample', 'queue')`),
  ],
);

export const reviewItem = verbatim.table(
  'review_item',
  {
    id: id().primaryKey(),
    drawId: bigint('draw_id', { mode: 'number' })
      .notNull()
      .references(() => reviewDraw.id, { onDelete: 'cascade' }),
    feedbackId: bigint('feedback_id', { mode: 'number' })
      .notNull()
      .references(() => feedback.id, { onDelete: 'cascade' }),
    rank: integer('rank').notNull(),
    stratum: text('stratum').notNull(),
    stratumSize: bigint('stratum_size', { mode: 'number' }).notNull(),
    inclusion: doublePrecision('inclusion'),
    random: boolean('random').notNull(),
    reasons: text('reasons').array().notNull().default([]),
    people: integer('people').notNull().default(1),
    heldBy: text('held_by'),
    heldUntil: at('held_until'),
    doneAt: at('done_at'),
  },
  (t) => [
    uniqueIndex('review_item_once').on(t.drawId, t.feedbackId),
    index('review_item_feedback').on(t.feedbackId),
    index('review_item_open').on(t.drawId, t.rank).where(sql`${t.doneAt} is null`),
    check('review_item_inclusion', sql`${t.inclusion} > 0 and ${t.inclusion} <= 1`),
    check('review_item_random', sql`not ${t.random} or ${t.inclusion} is not null`),
    check('review_item_people', sql`${t.people} between 1 and 5`),
  ],
);

export const accuracy = verbatim.table(
  'accuracy',
  {
    id: id().primaryKey(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    task: text('task').notNull(),
    slice: text('slice').notNull(),
    level: text('level').notNull(),
    measure: text('measure').notNull(),
    class: text('class').notNull().default(''),
    n: integer('n').notNull(),
    estimate: doublePrecision('estimate').notNull(),
    low: doublePrecision('low').notNull(),
    high: doublePrecision('high').notNull(),
    measuredAt: at('measured_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('accuracy_once').on(t.modelId, t.task, t.slice, t.level, t.measure, t.class),
    check(
      'accuracy_measure',
      sql`${t.measure} in ('accuracy', 'recall', 'precision', 'f1', 'calibration', 'alpha')`,
    ),
    check('accuracy_counts', sql`${t.n} >= 0`),
  ],
);
