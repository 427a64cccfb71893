import { sql } from 'drizzle-orm';
import { check, jsonb, primaryKey, text } from 'drizzle-orm/pg-core';
import { at, bytea, verbatim } from './verbatim.ts';

// Where sources are pulled from.

export const origin = verbatim.table(
  'origin',
  {
    source: text('source').primaryKey(),
    kind: text('kind').notNull(),
    address: text('address').notNull(),
    settings: jsonb('settings').notNull().default({}),
    position: jsonb('position'),
    status: text('status'),
    errorCode: text('error_code'),
    counts: jsonb('counts').notNull().default({}),
    createdAt: at('created_at').notNull().defaultNow(),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
  },
  (t) => [
    check('origin_kind', sql`${t.kind} in ('sql', 'folder', 'bucket', 'http')`),
    check('origin_status', sql`${t.status} in ('running', 'done', 'failed', 'interrupted')`),
  ],
);

export const originFile = verbatim.table(
  'origin_file',
  {
    source: text('source')
      .notNull()
      .references(() => origin.source, { onUpdate: 'cascade', onDelete: 'cascade' }),
    key: bytea('key').notNull(),
    etag: text('etag').notNull(),
    pulledAt: at('pulled_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.source, t.key] })],
);
