import { VerbatimError } from '../../errors/verbatim-error.ts';
import { VERSION } from '../../version.ts';
import type { Connection, Queryable } from '../client.ts';
import { knownMigrations, type Migration, replacedMigrations } from './files.ts';

/** What a database says of its schema. */
export interface Journal {
  /** SHA-256 of the migrations that it has had. */
  readonly applied: ReadonlySet<string>;
  /** The Verbatim that changed the schema last; null before 0001. */
  readonly version: string | null;
}

// Made by drizzle's migrator once. It stays in its place, so that versions before the baseline know a newer database.
const TABLE = 'drizzle.__drizzle_migrations';

/** For the first migration of a database. */
export const MAKE_JOURNAL = `create table if not exists ${TABLE} (id serial primary key, hash text not null, created_at bigint)`;

export async function readJournal(database: Queryable): Promise<Journal> {
  const { rows: tables } = await database.query<{ journal: boolean; installation: boolean }>(
    `select to_regclass('${TABLE}') is not null as journal,
            to_regclass('verbatim.installation') is not null as installation`,
  );
  const { journal, installation } = tables[0]!;
  const { rows: applied } = journal
    ? await database.query<{ hash: string }>(`select hash from ${TABLE}`)
    : { rows: [] };
  // The column is younger than the table.
  const { rows: versions } = installation
    ? await database.query<{ version: string | null }>(
        `select to_jsonb(i) ->> 'version' as version from verbatim.installation i`,
      )
    : { rows: [] };
  return { applied: new Set(applied.map(({ hash }) => hash)), version: versions[0]?.version ?? null };
}

export async function recordMigration(connection: Connection, migration: Migration): Promise<void> {
  await connection.query(`insert into ${TABLE} (hash, created_at) values ($1, $2)`, [
    migration.hash,
    Date.now(),
  ]);
}

/** Takes a database of the version before the baseline as one that the baseline made: same tables, newer comments. */
export async function adoptBaseline(connection: Connection, baseline: Migration): Promise<void> {
  for (const comment of baseline.sql.match(/^COMMENT ON .*;$/gm) ?? []) await connection.query(comment);
  const replaced = replacedMigrations().map(({ hash }) => hash);
  await connection.query(`delete from ${TABLE} where hash = any($1::text[])`, [replaced]);
  await recordMigration(connection, baseline);
}

/** True for a database that the version before the baseline has migrated. */
export function isBeforeBaseline({ applied }: Journal): boolean {
  return replacedMigrations().some(({ hash }) => applied.has(hash));
}

/**
 * @throws VerbatimError DATABASE_NEWER for a schema that this version does not know, DATABASE_TOO_OLD for one that it
 *   cannot upgrade
 */
export function assertUpgradable(journal: Journal, server: string): void {
  const replaced = replacedMigrations();
  const known = new Set([...knownMigrations(), ...replaced].map(({ hash }) => hash));
  const foreign = [...journal.applied].find((hash) => !known.has(hash));
  if (foreign !== undefined || isNewer(journal.version, VERSION)) {
    const migration = foreign === undefined ? '' : `, migration ${foreign.slice(0, 12)}`;
    throw new VerbatimError('DATABASE_NEWER', {
      server,
      found: `${journal.version ?? 'unknown'}${migration}`,
      needed: VERSION,
    });
  }
  const found = replaced.findLast(({ hash }) => journal.applied.has(hash));
  if (found && replaced.some(({ hash }) => !journal.applied.has(hash))) {
    throw new VerbatimError('DATABASE_TOO_OLD', { server, found: found.tag, needed: replaced.at(-1)!.tag });
  }
}

/** Versions as of package.json; what follows a hyphen does not count. */
function isNewer(version: string | null, than: string): boolean {
  if (version === null) return false;
  const parts = (text: string) => text.split('-')[0]!.split('.').map(Number);
  const [left, right] = [parts(version), parts(than)];
  const at = left.findIndex((part, i) => part !== right[i]);
  return at >= 0 && left[at]! > (right[at] ?? 0);
}

/** When a migration was applied; null: not yet. */
export async function appliedAt(database: Queryable, tag: string): Promise<Date | null> {
  const hash = knownMigrations().find((migration) => migration.tag === tag)?.hash;
  const { rows } = await database.query<{ at: number }>(
    `select created_at as at from ${TABLE} where hash = $1`,
    [hash],
  );
  return rows[0] ? new Date(rows[0].at) : null;
}
