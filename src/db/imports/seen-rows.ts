import { randomBytes } from 'node:crypto';
import type { Connection, Database } from '../client.ts';
import { LEASE_IN_FORCE, takeLease } from '../leases.ts';

/** What the files of one command have had so far, in tables: memory stays flat. */
export interface SeenTables {
  readonly connection: Connection;
  /** Name of a table in SQL. */
  nameOf(table: (typeof TABLES)[number]): string;
  /** Drops the tables; the connection stays. Never throws. */
  close(): Promise<void>;
}

const TABLES = ['seen_row', 'seen_id', 'seen_document', 'seen_plan', 'seen_text'] as const;
const SCHEMA = 'verbatim_scratch';

/**
 * For what stores nothing: temporary tables, in one transaction until they are closed. A role that may only read is
 * enough, and a transaction pooler keeps the connection for as long.
 */
export async function openPlanTables(connection: Connection): Promise<SeenTables> {
  const nameOf = (table: string) => `pg_temp.${table}`;
  await connection.query('begin');
  await connection.query('set local idle_in_transaction_session_timeout = 0');
  await connection.query(definitions('temporary', nameOf));
  const close = async () => {
    await connection.query('rollback').catch(() => {});
  };
  return { connection, nameOf, close };
}

/**
 * For an import, which commits chunk by chunk: unlogged tables of its own; a chunk that is rolled back takes its part
 * back. Not temporary ones: behind a transaction pooler, the next chunk may meet another server connection. Those of a
 * killed process go with the next import, by their lease.
 */
export async function openImportTables(database: Database, connection: Connection): Promise<SeenTables> {
  await dropLeftTables(connection);
  const suffix = randomBytes(8).toString('hex');
  const nameOf = (table: string) => `${SCHEMA}.${table}_${suffix}`;
  const lease = (await takeLease(database, connection, `scratch ${suffix}`))!;
  await connection.query(definitions('unlogged', nameOf));
  const close = async () => {
    await dropTables(connection, TABLES.map(nameOf)).catch(() => {});
    await lease.release();
  };
  return { connection, nameOf, close };
}

const definitions = (kind: 'temporary' | 'unlogged', nameOf: (table: string) => string) =>
  `create ${kind} table ${nameOf('seen_row')} (fingerprint uuid primary key, n integer not null);
   create ${kind} table ${nameOf('seen_id')} (identity uuid primary key, fingerprint uuid not null);
   create ${kind} table ${nameOf('seen_document')} (hash bytea primary key);
   create ${kind} table ${nameOf('seen_plan')} (
     source text, identity uuid, fingerprint uuid not null, primary key (source, identity)
   );
   create ${kind} table ${nameOf('seen_text')} (
     source text, identity uuid, hash text, primary key (source, identity)
   )`;

/** The next file of a dry run: what it would have stored of the files before stays. */
export async function startNextFile({ connection, nameOf }: SeenTables): Promise<void> {
  await connection.query(`truncate ${nameOf('seen_row')}, ${nameOf('seen_id')}`);
}

async function dropTables(connection: Connection, names: readonly string[]): Promise<void> {
  if (names.length > 0) await connection.query(`drop table if exists ${names.join(', ')}`);
}

/** Drops tables of imports whose process is gone. */
async function dropLeftTables(connection: Connection): Promise<void> {
  const { rows } = await connection.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = $1
      where c.relkind = 'r' and not exists (
              select from verbatim.lease l
               where l.name = 'scratch ' || substring(c.relname from '[0-9a-f]+$') and ${LEASE_IN_FORCE})`,
    [SCHEMA],
  );
  await dropTables(
    connection,
    rows.map(({ name }) => name),
  );
}

/** Adds `counts` (fingerprint → rows of this chunk) and gives the counts from before. */
export async function countRows(
  seen: SeenTables,
  counts: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const { rows } = await seen.connection.query<{ fingerprint: string; n: number }>(
    `insert into ${seen.nameOf('seen_row')} as had (fingerprint, n)
     select * from unnest($1::uuid[], $2::integer[])
     on conflict (fingerprint) do update set n = had.n + excluded.n
     returning fingerprint, n`,
    [[...counts.keys()], [...counts.values()]],
  );
  return new Map(rows.map((row) => [row.fingerprint, row.n - counts.get(row.fingerprint)!]));
}

/** Adds ids (identity → fingerprint); returns those that the file had before, with their first fingerprint. */
export async function addIds(
  seen: SeenTables,
  ids: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const { rows } = await seen.connection.query<{ identity: string; fingerprint: string }>(
    `select identity, fingerprint from ${seen.nameOf('seen_id')} where identity = any($1::uuid[])`,
    [[...ids.keys()]],
  );
  await seen.connection.query(
    `insert into ${seen.nameOf('seen_id')} select * from unnest($1::uuid[], $2::uuid[]) on conflict (identity) do nothing`,
    [[...ids.keys()], [...ids.values()]],
  );
  return new Map(rows.map((row) => [row.identity, row.fingerprint]));
}

/** The ids of these that the file had before. */
export async function findIds(seen: SeenTables, identities: readonly string[]): Promise<Set<string>> {
  const { rows } = await seen.connection.query<{ identity: string }>(
    `select identity from ${seen.nameOf('seen_id')} where identity = any($1::uuid[])`,
    [identities],
  );
  return new Set(rows.map(({ identity }) => identity));
}

/** Adds hashes of documents; how many of them the file had not had before. */
export async function addDocumentHashes(seen: SeenTables, hashes: readonly string[]): Promise<number> {
  const { rowCount } = await seen.connection.query(
    `insert into ${seen.nameOf('seen_document')} select decode(unnest($1::text[]), 'hex') on conflict do nothing`,
    [hashes],
  );
  return rowCount ?? 0;
}

/** Adds what a dry run would store; identity → fingerprint of what an earlier file would have stored there. */
export async function addPlanned(
  seen: SeenTables,
  source: string,
  rows: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const given = [source, [...rows.keys()], [...rows.values()]];
  const before = await seen.connection.query<{ identity: string; fingerprint: string }>(
    `select identity, fingerprint from ${seen.nameOf('seen_plan')} where source = $1 and identity = any($2::uuid[])`,
    given.slice(0, 2),
  );
  await seen.connection.query(
    `insert into ${seen.nameOf('seen_plan')} select $1, * from unnest($2::uuid[], $3::uuid[])
     on conflict (source, identity) do update set fingerprint = excluded.fingerprint`,
    given,
  );
  return new Map(before.rows.map((row) => [row.identity, row.fingerprint]));
}

/** Adds ids with the hashes of their texts (hex); identity → hash of those that an earlier file has. */
export async function addTexts(
  seen: SeenTables,
  source: string,
  rows: ReadonlyMap<string, { readonly hash: string | null }>,
): Promise<Map<string, string | null>> {
  const identities = [...rows.keys()];
  const found = await seen.connection.query<{ identity: string; hash: string | null }>(
    `select identity, hash from ${seen.nameOf('seen_text')} where source = $1 and identity = any($2::uuid[])`,
    [source, identities],
  );
  await seen.connection.query(
    `insert into ${seen.nameOf('seen_text')} select $1, * from unnest($2::uuid[], $3::text[]) on conflict do nothing`,
    [source, identities, [...rows.values()].map(({ hash }) => hash)],
  );
  return new Map(found.rows.map((row) => [row.identity, row.hash]));
}
