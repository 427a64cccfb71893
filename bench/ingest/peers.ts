import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { drizzle } from 'drizzle-orm/node-postgres';
import { doublePrecision, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { type Database, openDatabase } from '../../src/db/client.ts';

/** Seconds of psql's `\copy` of a file into one table of text columns without any index. */
export async function copySeconds(url: string, database: Database, file: string): Promise<number> {
  await database.query('drop table if exists copied');
  await database.query(
    'create table copied (id text, text text, rating text, created_at text, language text, shop text)',
  );
  await database.query('checkpoint');
  const started = performance.now();
  await psql(url, `\\copy copied from '${file}' with (format csv, header true)`);
  const seconds = (performance.now() - started) / 1000;
  await database.query('drop table copied');
  return seconds;
}

/** Commands of one session. */
export function psql(url: string, ...commands: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const all = commands.flatMap((command) => ['-c', command]);
    const child = spawn('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...all, url], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', () => reject(new Error('psql is not on the PATH: apt install postgresql-client.')));
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`psql ended with ${code}.`))));
  });
}

// Without NFC, for which Postgres takes longer than for all else.
const HASH = `sha256(convert_to(btrim(text), 'UTF8'))`;
const STAGED = `insert into staged.document (hash, text, characters)
  select distinct on (hash) hash, text, char_length(text) from (select ${HASH} as hash, text from staging) given
  order by hash on conflict (hash) do nothing`;
const FEEDBACK = `insert into staged.feedback
  (import_id, line, source, identity, fingerprint, external_id, document_id, occurred_at, rating, language, attributes)
  select 1, n, 'bench', md5('id' || s.id)::uuid, md5(s::text)::uuid, s.id, d.id, s.created_at::timestamptz,
         rating::double precision, nullif(s.language, ''), jsonb_build_object('shop', shop)
    from (select *, ${HASH} as hash from staging) s join staged.document d using (hash)
  on conflict (source, identity) do nothing`;

/**
 * Seconds of what SQL alone does for the same tables: COPY of the file into a staging table, then INSERT … ON CONFLICT
 * into tables with our columns, keys and indexes. Nothing is masked, no row is set aside, and no kill is survived.
 */
export async function stagedSeconds(url: string, database: Database, file: string): Promise<number> {
  await database.query(
    `drop schema if exists staged cascade;
     create schema staged;
     create table staged.document (like verbatim.document including all);
     create table staged.feedback (like verbatim.feedback including all);
     checkpoint`,
  );
  const started = performance.now();
  await psql(
    url,
    `create temporary table staging (n bigint generated always as identity,
       id text, text text, rating text, created_at text, language text, shop text)`,
    `\\copy staging (id, text, rating, created_at, language, shop) from '${file}' with (format csv, header true)`,
    ...[STAGED, FEEDBACK],
  );
  const seconds = (performance.now() - started) / 1000;
  await database.query('drop schema staged cascade');
  return seconds;
}

const feedback = pgTable('drizzled', {
  id: text('id').primaryKey(),
  text: text('text').notNull(),
  rating: doublePrecision('rating'),
  createdAt: timestamp('created_at', { withTimezone: true }),
  language: text('language'),
  shop: text('shop'),
});

/** Seconds of csv-parse as a stream and drizzle's insert of a thousand rows a time, as the pages of both show it. */
export async function drizzleSeconds(url: string, database: Database, file: string): Promise<number> {
  await database.query('drop table if exists drizzled');
  await database.query(
    `create table drizzled (id text primary key, text text not null, rating double precision,
       created_at timestamptz, language text, shop text)`,
  );
  await database.query('checkpoint');
  const pool = await openDatabase(url, { connections: 1, name: 'bench' });
  const db = drizzle(pool);
  const started = performance.now();
  const rows = createReadStream(file).pipe(parse({ columns: true }));
  let batch: (typeof feedback.$inferInsert)[] = [];
  for await (const row of rows as AsyncIterable<Record<string, string>>) {
    batch.push({
      ...{ id: row.id!, text: row.text!, rating: Number(row.rating), createdAt: new Date(row.created_at!) },
      ...{ language: row.language!, shop: row.shop! },
    });
    if (batch.length < 1_000) continue;
    await db.insert(feedback).values(batch);
    batch = [];
  }
  if (batch.length > 0) await db.insert(feedback).values(batch);
  const seconds = (performance.now() - started) / 1000;
  await pool.end();
  await database.query('drop table drizzled');
  return seconds;
}
