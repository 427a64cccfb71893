import { bigint, date, index, integer, jsonb, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { document } from './imports.ts';
import { model } from './models.ts';
import { run } from './runs.ts';
import { at, id, verbatim } from './verbatim.ts';

// Digests.

export const digest = verbatim.table(
  'digest',
  {
    id: id().primaryKey(),
    hash: text('hash').notNull(),
    period: text('period').notNull(),
    firstDay: date('first_day'),
    lastDay: date('last_day'),
    groupedBy: text('grouped_by').array().notNull(),
    modelId: integer('model_id')
      .notNull()
      .references(() => model.id),
    runId: bigint('run_id', { mode: 'number' }).references(() => run.id, { onDelete: 'set null' }),
    content: jsonb('content').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    deliveredAt: at('delivered_at'),
  },
  (t) => [uniqueIndex('digest_hash').on(t.hash)],
);

export const digestQuote = verbatim.table(
  'digest_quote',
  {
    digestId: bigint('digest_id', { mode: 'number' })
      .notNull()
      .references(() => digest.id, { onDelete: 'cascade' }),
    place: integer('place').notNull(),
    feedbackId: bigint('feedback_id', { mode: 'number' }).notNull(),
    documentId: bigint('document_id', { mode: 'number' })
      .notNull()
      .references(() => document.id),
    startOffset: integer('start_offset').notNull(),
    endOffset: integer('end_offset').notNull(),
    quote: text('quote').notNull(),
  },
  (t) => [primaryKey({ columns: [t.digestId, t.place] }), index('digest_quote_document').on(t.documentId)],
);
