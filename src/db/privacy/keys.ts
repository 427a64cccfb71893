import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import type { privacyKey } from '../schema/privacy.ts';
import type { Row } from '../schema/verbatim.ts';

type StoredKey = Row<typeof privacyKey, 'proof' | 'readyAt' | 'createdAt'>;

/** The keys that the database knows, oldest first. */
export async function storedKeys(database: Queryable): Promise<readonly StoredKey[]> {
  const { rows } = await database.query<StoredKey>(
    `select proof, ready_at as "readyAt", created_at as "createdAt" from verbatim.privacy_key order by ordinal`,
  );
  return rows;
}

/** True when no key was ever used with the database. */
export const isUnkeyed = async (database: Queryable): Promise<boolean> =>
  (await storedKeys(database)).length === 0;

/**
 * Compares the keys of this process with those of the database, which records the first ones that it is given. A process
 * without any may read; {@link holdKeys} refuses what it would store.
 * @returns how many of them the database knows
 * @throws VerbatimError KEY_WRONG
 */
export async function agreeOnKeys(database: Database, given: Keyring): Promise<number> {
  let stored = await storedKeys(database);
  if (stored.length === 0) {
    stored = await inTransaction(database, async (connection) => {
      await lockKeys(connection);
      if (await isUnkeyed(connection)) await addKeys(connection, given, 0, true);
      return storedKeys(connection);
    });
  }
  assertSame(stored, given);
  return stored.length;
}

/** @throws VerbatimError KEY_WRONG */
export function assertSame(stored: readonly StoredKey[], given: Keyring): void {
  const other = stored.findIndex(({ proof }, at) => at < given.size && !proof.equals(given.proofs[at]!));
  if (other !== -1) {
    throw new VerbatimError('KEY_WRONG', {
      detail: `key ${other + 1} is another than the one it was used with`,
    });
  }
  if (given.size < stored.length) throw keysMissing(given.size + 1, stored.length);
}

const keysMissing = (from: number, to: number) =>
  new VerbatimError('KEY_WRONG', {
    detail: from === to ? `key ${from} is missing` : `keys ${from} to ${to} are missing`,
  });

/** In a transaction: waits until no transaction uses keys ({@link holdKeys}), and lets none begin. */
export async function lockKeys(connection: Connection): Promise<void> {
  await connection.query('lock table verbatim.privacy_key in access exclusive mode');
}

/** Records keys after the first `known`. @param ready whether nothing is stored under the keys before them */
export async function addKeys(
  connection: Connection,
  { proofs }: Keyring,
  known: number,
  ready: boolean,
): Promise<void> {
  await connection.query(
    `insert into verbatim.privacy_key (ordinal, proof, ready_at)
     select $1 + at, proof, case when $3 then now() end from unnest($2::bytea[]) with ordinality as given (proof, at)`,
    [known, proofs.slice(known), ready],
  );
}

/**
 * To be called in each transaction that stores or compares what a keyring makes: the keys do not change before it ends.
 * @throws VerbatimError KEY_WRONG without keys, KEY_OUTDATED when this process has been opened before a rotation,
 *   KEY_ROTATING during one
 */
export async function holdKeys(connection: Connection, keyring: Keyring | null): Promise<void> {
  const { rows } = await connection.query<{ known: number; ready: boolean }>(
    `select count(*)::integer as known, coalesce(bool_and(ready_at is not null), true) as ready
       from verbatim.privacy_key`,
  );
  const { known, ready } = rows[0]!;
  // agreeOnKeys has recorded the keys of every process that has any.
  if (known > 0 && !keyring) throw keysMissing(1, known);
  if (known > 0 && known !== keyring?.size) throw new VerbatimError('KEY_OUTDATED');
  if (!ready) throw new VerbatimError('KEY_ROTATING');
}
