import { VerbatimError } from '../errors/verbatim-error.ts';
import { VERSION } from '../version.ts';
import { type Connection, type Database, inTransaction } from './client.ts';
import { readPrivileges } from './migrations/catalogue.ts';
import { applyDefinitions, changedByHand, missingDefinition } from './migrations/definitions.ts';
import { knownMigrations, replacedMigrations } from './migrations/files.ts';
import {
  adoptBaseline,
  assertUpgradable,
  isBeforeBaseline,
  MAKE_JOURNAL,
  readJournal,
  recordMigration,
} from './migrations/journal.ts';

// Both exist already, or another process makes them at this moment; 42710: the type of the table.
const MADE_MEANWHILE = new Set(['23505', '42710', '42P06', '42P07']);
const HERE = 'the address in DATABASE_URL';

/** What a migration did. */
export interface Migrated {
  /** Migrations, views and functions that were applied or taken away. */
  readonly applied: readonly string[];
  /** Views and functions that somebody had changed by hand: they are as they should be again. */
  readonly restored: readonly string[];
}

/**
 * Brings the database to this version's schema: first tables, a transaction each, then views and functions in one.
 * Several processes may call it at once: they take turns, by a lock on a table that nobody else may touch, held by a
 * transaction on a second connection of the pool. So it works behind a transaction pooler, and no other login can hold
 * it up. One that was killed left whole transactions; the next goes on from there.
 * `also` runs on the same connection under the same lock (the queue's own migrations).
 * @throws VerbatimError DATABASE_NEWER, DATABASE_TOO_OLD, DEFINITION_IN_USE
 */
export async function migrate(
  database: Database,
  also?: (connection: Connection) => Promise<void>,
): Promise<Migrated> {
  for (const statement of [
    'create schema if not exists drizzle',
    'create table if not exists drizzle.verbatim_turn ()',
  ]) {
    await database.query(statement).catch((error: { code?: string }) => {
      if (!MADE_MEANWHILE.has(error.code ?? '')) throw error;
    });
  }
  return inTransaction(database, async (holder) => {
    // It is idle for as long as the migrations take.
    await holder.query('set local idle_in_transaction_session_timeout = 0');
    await holder.query('lock table drizzle.verbatim_turn in exclusive mode');
    const migrated = await migrateNow(database);
    if (also) {
      const connection = await database.connect();
      await also(connection).finally(() => connection.release());
    }
    return migrated;
  });
}

async function migrateNow(database: Database): Promise<Migrated> {
  const journal = await readJournal(database);
  assertUpgradable(journal, HERE);
  const { restored, privileges } = await inTransaction(database, async (connection) => ({
    restored: await changedByHand(connection),
    privileges: await readPrivileges(connection),
  }));
  const applied: string[] = [];
  for (const migration of knownMigrations().filter(({ hash }) => !journal.applied.has(hash))) {
    await inTransaction(database, async (connection) => {
      await connection.query(`select set_config('search_path', '', true)`);
      if (isBeforeBaseline(journal) && applied.length === 0) await adoptBaseline(connection, migration);
      else {
        await connection.query(MAKE_JOURNAL);
        await connection.query(migration.sql);
        await recordMigration(connection, migration);
      }
    });
    applied.push(migration.tag);
  }
  await inTransaction(database, async (connection) => {
    applied.push(...(await applyDefinitions(connection, privileges)));
    if (applied.length > 0)
      await connection.query('update verbatim.installation set version = $1', [VERSION]);
  });
  return { applied, restored };
}

/** True when nothing of Verbatim is in the database yet. */
export async function isFresh(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ schema: string | null }>(
    `select to_regnamespace('verbatim')::text as schema`,
  );
  return !rows[0]?.schema;
}

/** Views and functions that somebody has changed or dropped by hand; the next migration restores them. */
export function changedDefinitions(database: Database): Promise<string[]> {
  return inTransaction(database, changedByHand);
}

/**
 * @throws VerbatimError DATABASE_NOT_MIGRATED, DATABASE_NEWER, DATABASE_TOO_OLD
 */
export async function assertMigrated(database: Database, server: string): Promise<void> {
  const journal = await readJournal(database);
  assertUpgradable(journal, server);
  const known = knownMigrations();
  const needed =
    known.find(({ hash }) => !journal.applied.has(hash))?.tag ?? (await missingDefinition(database));
  if (needed === null) return;
  const found = [...replacedMigrations(), ...known].findLast(({ hash }) => journal.applied.has(hash));
  throw new VerbatimError('DATABASE_NOT_MIGRATED', { server, found: found?.tag ?? 'none', needed });
}
