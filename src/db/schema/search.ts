import { sql } from 'drizzle-orm';
import { bigint, check, customType, index, integer, text } from 'drizzle-orm/pg-core';
import { document, feedback } from './imports.ts';
import { run } from './runs.ts';
import { at, id, verbatim } from './verbatim.ts';

// What finds sentences, who has seen to comments, what a model that writes was used for.

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

export const documentWords = verbatim.table(
  'document_words',
  {
    documentId: bigint('document_id', { mode: 'number' })
      .primaryKey()
      .references(() => document.id, { onDelete: 'cascade' }),
    words: tsvector('words').notNull(),
  },
  (t) => [index('document_words_words').using('gin', t.words)],
);

export const handled = verbatim.table(
  'handled',
  {
    feedbackId: bigint('feedback_id', { mode: 'number' })
      .primaryKey()
      .references(() => feedback.id, { onDelete: 'cascade' }),
    note: text('note'),
    handledBy: text('handled_by').notNull(),
    handledAt: at('handled_at').notNull().defaultNow(),
  },
  (t) => [check('handled_note', sql`char_length(${t.note}) between 1 and 2000`)],
);

export const writerUse = verbatim.table(
  'writer_use',
  {
    id: id().primaryKey(),
    runId: bigint('run_id', { mode: 'number' }).references(() => run.id),
    purpose: text('purpose').notNull(),
    writer: text('writer').notNull(),
    requests: integer('requests').notNull(),
    failedRequests: integer('failed_requests').notNull(),
    promptTokens: bigint('prompt_tokens', { mode: 'number' }),
    completionTokens: bigint('completion_tokens', { mode: 'number' }),
    sentences: integer('sentences').notNull(),
    dropped: integer('dropped').notNull(),
    at: at('at').notNull().defaultNow(),
  },
  (t) => [
    index('writer_use_run').on(t.runId),
    check('writer_use_purpose', sql`${t.purpose} in ('answer', 'theme_names', 'digest', 'reply')`),
    check(
      'writer_use_counts',
      sql`${t.requests} >= 0 and ${t.failedRequests} between 0 and ${t.requests} and ${t.dropped} between 0 and ${t.sentences}`,
    ),
  ],
);
