import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Connection, Queryable } from '../client.ts';
import { readDependents, readPrivileges, readStored } from './catalogue.ts';
import { type Definition, definitionHashes, knownDefinitions, ROLES } from './files.ts';

interface Recorded {
  readonly hash: string;
  /** MD5 of what the server kept, just after it was applied. */
  readonly stored: string;
  /** server_version_num of that server: another may write the same definition in other words. */
  readonly server: number;
}

// Columns of a view, arguments or result of a function that CREATE OR REPLACE does not change (42725: two of one name);
// a view that is a materialized one, or the other way round.
const NOT_REPLACEABLE = new Set(['42P16', '42P13', '42725', '42809', '42P07']);
const IN_USE = '2BP01';

/** What the database says of the definitions that it has had; empty before the migration that made the table. */
async function readRecorded(database: Queryable): Promise<Map<string, Recorded>> {
  const { rows: tables } = await database.query<{ made: boolean }>(
    `select to_regclass('verbatim.definition') is not null as made`,
  );
  if (!tables[0]!.made) return new Map();
  const { rows } = await database.query<Recorded & { name: string }>(
    'select name, hash, stored, server from verbatim.definition',
  );
  return new Map(rows.map((row) => [row.name, row]));
}

/** The first definition that the database has not, or has as another version of Verbatim made it; null: it has all. */
export async function missingDefinition(database: Queryable): Promise<string | null> {
  const recorded = await readRecorded(database);
  const missing = [...definitionHashes()].find(([name, hash]) => recorded.get(name)?.hash !== hash);
  return missing?.[0] ?? null;
}

/**
 * Views and functions that are not as Verbatim left them: somebody has changed or dropped them.
 * @param connection in a transaction, whose search_path is emptied
 */
export async function changedByHand(connection: Connection): Promise<string[]> {
  const recorded = await readRecorded(connection);
  const server = await serverVersion(connection);
  const stored = await readMd5s(connection);
  return [...recorded]
    .filter(([name, was]) => was.server === server && was.stored !== stored.get(name))
    .map(([name]) => name);
}

/**
 * Applies what has changed of views and functions, all in the caller's transaction. What others may on them stays.
 * @param privileges GRANT statements of before, see {@link readPrivileges}
 * @returns the names of those applied or dropped
 * @throws VerbatimError DEFINITION_IN_USE when one must be dropped and objects of somebody else depend on it
 */
export async function applyDefinitions(
  connection: Connection,
  privileges: readonly string[],
): Promise<string[]> {
  const recorded = await readRecorded(connection);
  const server = await serverVersion(connection);
  const before = await readMd5s(connection);
  const definitions = knownDefinitions();
  const own = new Set([...recorded.keys(), ...definitions.map(({ name }) => name)]);
  const wanted = new Set(
    definitions
      .filter(({ name, hash }) => {
        const was = recorded.get(name);
        return was?.hash !== hash || was.server !== server || was.stored !== before.get(name);
      })
      .map(({ name }) => name),
  );
  const gone = [...recorded.keys()].filter((name) => !definitions.some((it) => it.name === name));
  if (wanted.size === 0 && gone.length === 0) return [];
  const drop = async (name: string) => {
    for (const dropped of await dropWithDependents(connection, name, own)) wanted.add(dropped);
  };
  for (const name of gone) await drop(name);
  const roles = await existingRoles(connection);
  // In order of their needs: what is dropped on the way comes later in the list.
  for (const definition of definitions) {
    const exists = before.has(definition.name);
    if (wanted.has(definition.name)) await applyDefinition(connection, definition, { exists, roles, drop });
  }
  await restorePrivileges(connection, privileges);
  const after = await readMd5s(connection);
  const applied = definitions.filter(({ name }) => wanted.has(name));
  await connection.query(
    `insert into verbatim.definition (name, hash, stored, server)
     select name, hash, stored, $4 from unnest($1::text[], $2::text[], $3::text[]) as applied (name, hash, stored)
     on conflict (name) do update
       set (hash, stored, server, applied_at) = (excluded.hash, excluded.stored, excluded.server, excluded.applied_at)`,
    [
      applied.map(({ name }) => name),
      applied.map(({ hash }) => hash),
      applied.map(({ name }) => after.get(name)),
      server,
    ],
  );
  await connection.query('delete from verbatim.definition where name = any($1::text[])', [gone]);
  return [...gone, ...applied.map(({ name }) => name)];
}

async function applyDefinition(
  connection: Connection,
  { name, sql, grants }: Definition,
  at: { readonly exists: boolean; readonly roles: readonly string[]; drop(name: string): Promise<void> },
): Promise<void> {
  const kind = /^CREATE OR REPLACE FUNCTION/m.test(sql) ? 'FUNCTION ' : '';
  // What a file grants no more is taken back.
  const revoke = at.roles.length > 0 ? [`REVOKE ALL ON ${kind}${name} FROM ${at.roles.join(', ')};`] : [];
  // A role that is missing gets what it may when it is made (applyGrants).
  const missing = ROLES.filter((role) => !at.roles.includes(role));
  const possible = grants.filter((grant) => !missing.some((role) => grant.includes(role)));
  const text = [sql, ...revoke, ...possible].join('\n');
  if (at.exists) await dropTriggers(connection, name);
  try {
    await connection.query(`savepoint definition;\n${text}`);
    if (at.exists && (await isOverloaded(connection, name))) {
      throw Object.assign(new Error('other arguments'), { code: '42P13' });
    }
  } catch (error) {
    if (!NOT_REPLACEABLE.has((error as { code?: string }).code ?? '')) throw error;
    await connection.query('rollback to savepoint definition');
    await at.drop(name);
    await connection.query(text);
  }
  await connection.query('release savepoint definition');
}

/** Its file has the triggers of a function: those that it has no more go with this. */
async function dropTriggers(connection: Connection, name: string): Promise<void> {
  const { rows } = await connection.query<{ drop: string }>(
    `select format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) as drop from pg_trigger
      where not tgisinternal and tgfoid in (select oid from pg_proc where oid::regproc::text = $1)`,
    [name],
  );
  for (const row of rows) await connection.query(row.drop);
}

/** Other arguments make another function beside the one there was. */
async function isOverloaded(connection: Connection, name: string): Promise<boolean> {
  const { rows } = await connection.query<{ count: number }>(
    `select count(*) from pg_proc p join pg_namespace n on n.oid = pronamespace where format('%I.%I', nspname, proname) = $1`,
    [name],
  );
  return rows[0]!.count > 1;
}

/** @returns the names of those dropped, which are ours: any other stops it */
async function dropWithDependents(
  connection: Connection,
  name: string,
  own: ReadonlySet<string>,
): Promise<string[]> {
  const dependents = (await readDependents(connection, name)).filter((it) => own.has(it.name));
  for (const { object } of dependents) {
    await connection.query(`DROP ${object}`).catch((error: { code?: string; detail?: string }) => {
      if (error.code !== IN_USE) throw error;
      const detail = (error.detail ?? '').split('\n').join('; ');
      throw new VerbatimError('DEFINITION_IN_USE', { name, detail }, { cause: error });
    });
  }
  return dependents.map((it) => it.name);
}

/** Gives back what a drop took, as far as its object and its columns are still there. */
async function restorePrivileges(connection: Connection, privileges: readonly string[]): Promise<void> {
  const left = new Set(await readPrivileges(connection));
  for (const grant of privileges.filter((it) => !left.has(it))) {
    await connection.query('savepoint privilege');
    await connection.query(grant).catch(() => connection.query('rollback to savepoint privilege'));
  }
}

async function existingRoles(connection: Connection): Promise<string[]> {
  const { rows } = await connection.query<{ role: string }>(
    'select role from unnest($1::text[]) as role where to_regrole(role) is not null',
    [ROLES],
  );
  return rows.map(({ role }) => role);
}

async function serverVersion(connection: Connection): Promise<number> {
  const { rows } = await connection.query<{ server: number }>(
    `select current_setting('server_version_num')::int as server`,
  );
  return rows[0]!.server;
}

/** Of one name, functions of all arguments count together. */
async function readMd5s(connection: Connection): Promise<Map<string, string>> {
  await connection.query(`select set_config('search_path', '', true)`);
  const md5s = new Map<string, string>();
  for (const { name, md5 } of await readStored(connection)) {
    md5s.set(name, (md5s.get(name) ?? '') + md5);
  }
  return md5s;
}
