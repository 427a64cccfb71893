import type { Connection } from './client.ts';

/**
 * What a file has had so far, in temporary tables of the connection that reads it: memory stays flat, and a
 * transaction that is rolled back takes its part back. What a dry run would have stored of the files before stays.
 */
export async function makeSeenTables(connection: Connection): Promise<void> {
  await connection.query(
    `create temporary table if not exists seen_row (fingerprint uuid primary key, n integer not null);
     create temporary table if not exists seen_id (identity uuid primary key, fingerprint uuid not null);
     create temporary table if not exists seen_document (hash bytea primary key);
     create temporary table if not exists seen_plan (
       source text, identity uuid, fingerprint uuid not null, primary key (source, identity)
     );
     truncate pg_temp.seen_row, pg_temp.seen_id`,
  );
}

export async function dropSeenTables(connection: Connection): Promise<void> {
  await connection.query(
    'drop table if exists pg_temp.seen_row, pg_temp.seen_id, pg_temp.seen_document, pg_temp.seen_plan',
  );
}

/** Adds `counts` (fingerprint → rows of this chunk) and gives the counts from before. */
export async function countRows(
  connection: Connection,
  counts: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const { rows } = await connection.query<{ fingerprint: string; n: number }>(
    `insert into pg_temp.seen_row as seen (fingerprint, n)
     select * from unnest($1::uuid[], $2::integer[])
     on conflict (fingerprint) do update set n = seen.n + excluded.n
     returning fingerprint, n`,
    [[...counts.keys()], [...counts.values()]],
  );
  return new Map(rows.map((row) => [row.fingerprint, row.n - counts.get(row.fingerprint)!]));
}

/** Adds ids (identity → fingerprint) and gives those that stood in the file before, as they stood first. */
export async function addIds(
  connection: Connection,
  ids: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const { rows } = await connection.query<{ identity: string; fingerprint: string }>(
    'select identity, fingerprint from pg_temp.seen_id where identity = any($1::uuid[])',
    [[...ids.keys()]],
  );
  await connection.query(
    `insert into pg_temp.seen_id select * from unnest($1::uuid[], $2::uuid[]) on conflict (identity) do nothing`,
    [[...ids.keys()], [...ids.values()]],
  );
  return new Map(rows.map((row) => [row.identity, row.fingerprint]));
}

/** Which of these ids the file has had. */
export async function findIds(connection: Connection, identities: readonly string[]): Promise<Set<string>> {
  const { rows } = await connection.query<{ identity: string }>(
    'select identity from pg_temp.seen_id where identity = any($1::uuid[])',
    [identities],
  );
  return new Set(rows.map(({ identity }) => identity));
}

/** Adds hashes of documents; how many of them the file had not had before. */
export async function addDocumentHashes(connection: Connection, hashes: readonly string[]): Promise<number> {
  const { rowCount } = await connection.query(
    `insert into pg_temp.seen_document select decode(unnest($1::text[]), 'hex') on conflict do nothing`,
    [hashes],
  );
  return rowCount ?? 0;
}

/** Adds what a dry run would store; identity → fingerprint of what an earlier file would have stored there. */
export async function addPlanned(
  connection: Connection,
  source: string,
  rows: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const given = [source, [...rows.keys()], [...rows.values()]];
  const before = await connection.query<{ identity: string; fingerprint: string }>(
    'select identity, fingerprint from pg_temp.seen_plan where source = $1 and identity = any($2::uuid[])',
    given.slice(0, 2),
  );
  await connection.query(
    `insert into pg_temp.seen_plan select $1, * from unnest($2::uuid[], $3::uuid[])
     on conflict (source, identity) do update set fingerprint = excluded.fingerprint`,
    given,
  );
  return new Map(before.rows.map((row) => [row.identity, row.fingerprint]));
}

/** The connection's table of the texts of files that are compared before they are imported. */
export async function makeTextTable(connection: Connection): Promise<void> {
  await connection.query(
    `create temporary table if not exists seen_text (
       source text, identity uuid, hash text, primary key (source, identity)
     );
     truncate pg_temp.seen_text`,
  );
}

/** Adds ids with the hashes of their texts (hex); identity → hash of those that an earlier file has. */
export async function addTexts(
  connection: Connection,
  source: string,
  rows: ReadonlyMap<string, { readonly hash: string | null }>,
): Promise<Map<string, string | null>> {
  const identities = [...rows.keys()];
  const found = await connection.query<{ identity: string; hash: string | null }>(
    'select identity, hash from pg_temp.seen_text where source = $1 and identity = any($2::uuid[])',
    [source, identities],
  );
  await connection.query(
    `insert into pg_temp.seen_text select $1, * from unnest($2::uuid[], $3::text[]) on conflict do nothing`,
    [source, identities, [...rows.values()].map(({ hash }) => hash)],
  );
  return new Map(found.rows.map((row) => [row.identity, row.hash]));
}
