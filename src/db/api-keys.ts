import type { NewKey, Scope } from '../domain/api-key.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import type { Database } from './client.ts';
import type { apiKey } from './schema/server.ts';
import type { Row } from './schema/verbatim.ts';

export interface ApiKey extends Row<typeof apiKey, 'id' | 'name' | 'createdAt' | 'expiresAt' | 'revokedAt'> {
  readonly scopes: readonly Scope[];
  /** To the minute. */
  readonly lastUsedAt: (typeof apiKey.$inferSelect)['lastUsedAt'];
}

const COLUMNS = `id, name, scopes, created_at as "createdAt", expires_at as "expiresAt",
  revoked_at as "revokedAt", last_used_at as "lastUsedAt"`;

/** @throws VerbatimError KEY_NAME_TAKEN where a key of that name still works */
export async function storeKey(
  database: Database,
  { id, hash }: NewKey,
  { name, scopes, expiresAt }: { name: string; scopes: readonly Scope[]; expiresAt: Date | null },
): Promise<ApiKey> {
  const { rows } = await database.query<ApiKey>(
    `insert into verbatim.api_key (id, hash, name, scopes, expires_at)
     values ($1, $2, $3, $4, $5)
     on conflict (name) where revoked_at is null do nothing
     returning ${COLUMNS}`,
    [id, hash, name, scopes, expiresAt],
  );
  if (!rows[0]) throw new VerbatimError('KEY_NAME_TAKEN', { name });
  return rows[0];
}

/** All keys, also those that no longer work, newest first. */
export async function listKeys(database: Database): Promise<readonly ApiKey[]> {
  const { rows } = await database.query<ApiKey>(
    `select ${COLUMNS} from verbatim.api_key order by created_at desc, id`,
  );
  return rows;
}

/** From now on the key of that name is refused. @throws VerbatimError KEY_UNKNOWN */
export async function revokeKey(database: Database, name: string): Promise<ApiKey> {
  const { rows } = await database.query<ApiKey>(
    `update verbatim.api_key set revoked_at = now() where name = $1 and revoked_at is null returning ${COLUMNS}`,
    [name],
  );
  if (!rows[0]) throw new VerbatimError('KEY_UNKNOWN', { name });
  return rows[0];
}

/** Name, hash and scopes of a key that works today; null for any other. */
export async function findKey(
  database: Database,
  id: string,
): Promise<{ name: string; hash: Buffer; scopes: readonly Scope[] } | null> {
  const { rows } = await database.query<{ name: string; hash: Buffer; scopes: readonly Scope[] }>(
    `select name, hash, scopes from verbatim.api_key
      where id = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    [id],
  );
  return rows[0] ?? null;
}

/** To the minute, so that a busy key does not write at every request. */
export async function noteUse(database: Database, id: string): Promise<void> {
  await database.query(
    `update verbatim.api_key set last_used_at = date_trunc('minute', now())
      where id = $1 and coalesce(last_used_at < date_trunc('minute', now()), true)`,
    [id],
  );
}

/** Whether a key was ever made, also one that expired, was revoked or deleted, or VERBATIM_API_KEY was set. */
export async function everKeyed(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ keyed: boolean }>(
    `select keyed_at is not null or exists (select from verbatim.api_key) as keyed from verbatim.installation`,
  );
  // Without the row nothing is known: closed.
  return rows[0]?.keyed ?? true;
}

/** From now on nobody is answered without a key. */
export async function noteKeyed(database: Database): Promise<void> {
  await database.query('update verbatim.installation set keyed_at = now() where keyed_at is null');
}

/** Which of these keys still work. */
export async function workingKeys(database: Database, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await database.query<Row<typeof apiKey, 'id'>>(
    `select id from verbatim.api_key
      where id = any($1) and revoked_at is null and (expires_at is null or expires_at > now())`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}
