import { sql } from 'drizzle-orm';
import { check, integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, bytea, verbatim } from './verbatim.ts';

// The installation itself: who may call it, what is alone at work, what it was migrated with.

export const installation = verbatim.table('installation', {
  id: uuid('id').primaryKey(),
  keyedAt: at('keyed_at'),
  version: text('version'),
});

export const apiKey = verbatim.table(
  'api_key',
  {
    id: text('id').primaryKey(),
    hash: bytea('hash').notNull(),
    name: text('name').notNull(),
    scopes: text('scopes').array().notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at'),
    revokedAt: at('revoked_at'),
    lastUsedAt: at('last_used_at'),
  },
  (t) => [
    uniqueIndex('api_key_name').on(t.name).where(sql`${t.revokedAt} is null`),
    check(
      'api_key_scopes',
      sql`cardinality(${t.scopes}) > 0 and ${t.scopes} <@ array['read', 'quotes', 'import', 'label', 'admin']`,
    ),
    check('api_key_hash', sql`octet_length(${t.hash}) = 32`),
  ],
);

export const lease = verbatim.table('lease', {
  name: text('name').primaryKey(),
  holder: uuid('holder').notNull(),
  expiresAt: at('expires_at').notNull(),
  backendPid: integer('backend_pid'),
  backendStart: at('backend_start'),
});

export const mutex = verbatim.table('mutex', {
  name: text('name').primaryKey(),
});

export const definition = verbatim.table('definition', {
  name: text('name').primaryKey(),
  hash: text('hash').notNull(),
  stored: text('stored').notNull(),
  server: integer('server').notNull(),
  appliedAt: at('applied_at').notNull().defaultNow(),
});
