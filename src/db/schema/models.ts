import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  primaryKey,
  real,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { at, id, verbatim } from './verbatim.ts';

// Models and what is measured of them.

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
    baseId: integer('base_id').references((): AnyPgColumn => model.id),
    tuning: jsonb('tuning'),
  },
  (t) => [
    uniqueIndex('model_hash').on(t.hash),
    uniqueIndex('model_one_active').on(t.task).where(sql`${t.active}`),
  ],
);

export const modelActivation = verbatim.table(
  'model_activation',
  {
    id: id().primaryKey(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    activatedAt: at('activated_at').notNull().defaultNow(),
    way: text('way').notNull().default('activate'),
    comparisonId: bigint('comparison_id', { mode: 'number' }).references(
      (): AnyPgColumn => modelComparison.id,
    ),
  },
  (t) => [
    index('model_activation_model').on(t.modelId),
    check('model_activation_way', sql`${t.way} in ('activate', 'promote', 'rollback')`),
  ],
);

export const modelComparison = verbatim.table(
  'model_comparison',
  {
    id: id().primaryKey(),
    candidateId: integer('candidate_id')
      .notNull()
      .references(() => model.id),
    activeId: integer('active_id')
      .notNull()
      .references(() => model.id),
    task: text('task').notNull(),
    labelled: integer('labelled').notNull(),
    candidateRight: integer('candidate_right').notNull(),
    activeRight: integer('active_right').notNull(),
    onlyCandidate: integer('only_candidate').notNull(),
    onlyActive: integer('only_active').notNull(),
    look: integer('look').notNull(),
    p: doublePrecision('p'),
    accuracyDifference: doublePrecision('accuracy_difference'),
    accuracyLow: doublePrecision('accuracy_low'),
    accuracyHigh: doublePrecision('accuracy_high'),
    f1Difference: doublePrecision('f1_difference'),
    f1Low: doublePrecision('f1_low'),
    f1High: doublePrecision('f1_high'),
    candidateCalibration: doublePrecision('candidate_calibration'),
    activeCalibration: doublePrecision('active_calibration'),
    calibrationLow: doublePrecision('calibration_low'),
    calibrationHigh: doublePrecision('calibration_high'),
    margin: doublePrecision('margin').notNull(),
    sampled: integer('sampled'),
    changed: integer('changed'),
    verdict: text('verdict').notNull(),
    auditId: bigint('audit_id', { mode: 'number' }),
    comparedAt: at('compared_at').notNull().defaultNow(),
  },
  (t) => [
    index('model_comparison_candidate').on(t.candidateId, t.id),
    check(
      'model_comparison_verdict',
      sql`${t.verdict} in ('better', 'not worse', 'worse', 'open', 'too few')`,
    ),
    check('model_comparison_other', sql`${t.candidateId} <> ${t.activeId}`),
    check('model_comparison_look', sql`${t.look} >= 1`),
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
