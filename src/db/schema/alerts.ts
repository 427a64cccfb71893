import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { auditFinding } from './audits.ts';
import { theme } from './themes.ts';
import { topic } from './topics.ts';
import { at, id, verbatim } from './verbatim.ts';

// Rules of alerts, what they found, and the messages about it.

export const alertRule = verbatim.table('alert_rule', {
  name: text('name').primaryKey(),
  place: integer('place').notNull(),
  document: jsonb('document').notNull(),
  appliedAt: at('applied_at').notNull().defaultNow(),
  lookedAt: at('looked_at'),
  tests: integer('tests').notNull().default(0),
});

export const alertChannel = verbatim.table('alert_channel', {
  name: text('name').primaryKey(),
  document: jsonb('document').notNull(),
  appliedAt: at('applied_at').notNull().defaultNow(),
});

export const alert = verbatim.table(
  'alert',
  {
    id: id().primaryKey(),
    rule: text('rule').notNull(),
    watch: text('watch').notNull(),
    measure: text('measure'),
    direction: text('direction').notNull(),
    subject: text('subject').notNull(),
    topicId: uuid('topic_id').references(() => topic.id, { onDelete: 'cascade' }),
    themeId: bigint('theme_id', { mode: 'number' }).references(() => theme.id, { onDelete: 'cascade' }),
    findingId: bigint('finding_id', { mode: 'number' }).references(() => auditFinding.id, {
      onDelete: 'cascade',
    }),
    source: text('source'),
    firstDay: date('first_day').notNull(),
    lastDay: date('last_day').notNull(),
    n: bigint('n', { mode: 'number' }).notNull(),
    of: bigint('of', { mode: 'number' }),
    nBefore: bigint('n_before', { mode: 'number' }),
    ofBefore: bigint('of_before', { mode: 'number' }),
    daysBefore: integer('days_before'),
    value: doublePrecision('value'),
    low: doublePrecision('low'),
    high: doublePrecision('high'),
    expected: doublePrecision('expected'),
    probability: doublePrecision('probability'),
    people: bigint('people', { mode: 'number' }),
    seenDay: date('seen_day').notNull(),
    state: text('state').notNull().default('open'),
    foundAt: at('found_at').notNull().defaultNow(),
    snoozedUntil: at('snoozed_until'),
    changedAt: at('changed_at'),
    changedBy: text('changed_by'),
    note: text('note'),
  },
  (t) => [
    // What is open is not found again: two processes that look at once write it once.
    uniqueIndex('alert_active').on(t.rule, t.subject).where(sql`${t.state} <> 'resolved'`),
    index('alert_subject').on(t.rule, t.subject, t.id),
    index('alert_topic').on(t.topicId),
    index('alert_theme').on(t.themeId),
    index('alert_finding').on(t.findingId),
    check('alert_state', sql`${t.state} in ('open', 'snoozed', 'resolved')`),
    check('alert_snoozed', sql`(${t.state} = 'snoozed') = (${t.snoozedUntil} is not null)`),
    check('alert_direction', sql`${t.direction} in ('up', 'down')`),
    check('alert_note', sql`char_length(${t.note}) between 1 and 2000`),
  ],
);

export const alertMessage = verbatim.table(
  'alert_message',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    channel: text('channel').notNull(),
    alerts: bigint('alerts', { mode: 'number' }).array().notNull(),
    again: boolean('again').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    errorCode: text('error_code'),
    sentAt: at('sent_at'),
    droppedAt: at('dropped_at'),
  },
  (t) => [
    index('alert_message_waiting').on(t.createdAt).where(sql`${t.sentAt} is null and ${t.droppedAt} is null`),
    index('alert_message_alerts').using('gin', t.alerts),
  ],
);
