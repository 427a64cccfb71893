import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { type Connection, type Database, inTransaction } from './client.ts';

const FOLDER = join(import.meta.dirname, '../../migrations');
// Both exist already, or another process makes them at this moment.
const MADE_MEANWHILE = new Set(['23505', '42P06', '42P07']);

interface Migration {
  readonly tag: string;
  readonly hash: string;
}

/** The migrations of this version, oldest first. */
export function knownMigrations(): Migration[] {
  const journal = JSON.parse(readFileSync(join(FOLDER, 'meta/_journal.json'), 'utf8')) as {
    entries: { tag: string }[];
  };
  return journal.entries.map(({ tag }) => ({
    tag,
    hash: createHash('sha256')
      .update(readFileSync(join(FOLDER, `${tag}.sql`)))
      .digest('hex'),
  }));
}

/**
 * Brings the database to this version's schema. Several processes may call it at once: they take turns, by a lock on a
 * table that nobody else may touch, held by a transaction on a second connection of the pool. So it works behind a
 * transaction pooler, and no other login can hold it up.
 * `also` runs on the same connection under the same lock (the queue's own migrations).
 * @throws VerbatimError MIGRATION_SKIPPED when a migration was not applied (drizzle-orm#5769)
 */
export async function migrate(
  database: Database,
  also?: (connection: Connection) => Promise<void>,
): Promise<{ applied: string[] }> {
  await makeTurnTable(database);
  return inTransaction(database, async (holder) => {
    // It is idle for as long as the migrations take.
    await holder.query('set local idle_in_transaction_session_timeout = 0');
    await holder.query('lock table drizzle.verbatim_turn in exclusive mode');
    return migrateNow(database, also);
  });
}

async function makeTurnTable(database: Database): Promise<void> {
  for (const statement of [
    'create schema if not exists drizzle',
    'create table if not exists drizzle.verbatim_turn ()',
  ]) {
    await database.query(statement).catch((error: { code?: string }) => {
      if (!MADE_MEANWHILE.has(error.code ?? '')) throw error;
    });
  }
}

async function migrateNow(
  database: Database,
  also?: (connection: Connection) => Promise<void>,
): Promise<{ applied: string[] }> {
  const connection = await database.connect();
  try {
    const before = await appliedHashes(connection);
    assertNotNewer(before);
    if (knownMigrations().some(({ hash }) => !before.has(hash))) await applyMigrations(connection);
    const after = await appliedHashes(connection);
    const missing = knownMigrations().find((migration) => !after.has(migration.hash));
    if (missing) throw new VerbatimError('MIGRATION_SKIPPED', { missing: missing.tag });
    await also?.(connection);
    return {
      applied: knownMigrations()
        .filter((migration) => !before.has(migration.hash))
        .map((migration) => migration.tag),
    };
  } finally {
    connection.release();
  }
}

/** drizzle is loaded only when it has work: it takes 150 MB of memory, in every command. */
async function applyMigrations(connection: Connection): Promise<void> {
  const { drizzle } = await import('drizzle-orm/node-postgres');
  const migrator = await import('drizzle-orm/node-postgres/migrator');
  await migrator.migrate(drizzle(connection), { migrationsFolder: FOLDER });
}

/** True when nothing of Verbatim is in the database yet. */
export async function isFresh(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ schema: string | null }>(
    `select to_regnamespace('verbatim')::text as schema`,
  );
  return !rows[0]?.schema;
}

/**
 * @throws VerbatimError DATABASE_NOT_MIGRATED, DATABASE_NEWER
 */
export async function assertMigrated(database: Database, server: string): Promise<void> {
  const applied = await appliedHashes(database);
  const known = knownMigrations();
  assertNotNewer(applied, server);
  const missing = known.find((migration) => !applied.has(migration.hash));
  if (missing) {
    const found = known.findLast((migration) => applied.has(migration.hash))?.tag ?? 'none';
    throw new VerbatimError('DATABASE_NOT_MIGRATED', { server, found, needed: known.at(-1)!.tag });
  }
}

function assertNotNewer(applied: ReadonlySet<string>, server = 'the address in DATABASE_URL'): void {
  const known = knownMigrations();
  const hashes = new Set(known.map((migration) => migration.hash));
  const foreign = [...applied].find((hash) => !hashes.has(hash));
  if (foreign) {
    throw new VerbatimError('DATABASE_NEWER', {
      server,
      found: foreign.slice(0, 12),
      needed: known.at(-1)!.tag,
    });
  }
}

async function appliedHashes(database: Database | Connection): Promise<Set<string>> {
  const table = await database.query<{ name: string | null }>(
    `select to_regclass('drizzle.__drizzle_migrations')::text as name`,
  );
  if (!table.rows[0]?.name) return new Set();
  const { rows } = await database.query<{ hash: string }>('select hash from drizzle.__drizzle_migrations');
  return new Set(rows.map((row) => row.hash));
}
