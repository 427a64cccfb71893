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
  uuid,
} from 'drizzle-orm/pg-core';
import { model } from './models.ts';
import { at, count, id, verbatim } from './verbatim.ts';

// Runs, schedules and the processes that work on them.

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
    masked: jsonb('masked').notNull().default({}),
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

export const worker = verbatim.table(
  'worker',
  {
    id: uuid('id').primaryKey(),
    host: text('host').notNull(),
    process: integer('process').notNull(),
    modelId: integer('model_id'),
    device: text('device').notNull(),
    startedAt: at('started_at').notNull().defaultNow(),
    heardAt: at('heard_at').notNull().defaultNow(),
    lockSeconds: real('lock_seconds').notNull(),
    held: integer('held').notNull().default(0),
    finished: count('finished'),
    waitsFor: text('waits_for'),
    leftCode: text('left_code'),
  },
  (t) => [foreignKey({ name: 'worker_model_id_fkey', columns: [t.modelId], foreignColumns: [model.id] })],
);
