import { AUTHOR_PATTERN, type Keyring, renewedAuthor } from '../../privacy/keyring.ts';
import type { Connection, Database, Queryable } from '../client.ts';
import { inTransaction } from '../client.ts';
import { addKeys, assertSame, lockKeys, storedKeys } from './keys.ts';

/** What a rotation is to change. */
export interface RotationPlan {
  /** New keys, or those of an interrupted rotation. */
  readonly keys: number;
  readonly comments: number;
  readonly changes: number;
  readonly tombstones: number;
  readonly originals: number;
}

/** SQL condition: an author is a pseudonym under other keys than the first `$1`. Names of before 0.4 are none. */
const outdated = (author: string): string =>
  `${author} ~ '${AUTHOR_PATTERN}' and ${author} not like 'a' || $1::integer || '.%'`;

/** Authors that a change of a comment has: [column, key]. */
const CHANGED = `(${outdated(`c.old_values ->> 'author'`)} or ${outdated(`c.new_values ->> 'author'`)})`;

/** Keys that the database has recorded, and of them those that all is stored under. */
async function knownKeys(database: Queryable, keyring: Keyring): Promise<{ known: number; ready: number }> {
  const stored = await storedKeys(database);
  assertSame(stored, keyring);
  return { known: stored.length, ready: stored.filter(({ readyAt }) => readyAt !== null).length };
}

/** @throws VerbatimError KEY_WRONG */
export async function planRotation(database: Queryable, keyring: Keyring): Promise<RotationPlan> {
  const { ready } = await knownKeys(database, keyring);
  const { rows } = await database.query<Omit<RotationPlan, 'keys'>>(
    `select (select count(*) from verbatim.feedback f where ${outdated('f.author')}) as comments,
            (select count(*) from verbatim.feedback_change c where ${CHANGED}) as changes,
            (select count(*) from verbatim.tombstone t where t.kind in ('author', 'id')) as tombstones,
            (select count(*) from verbatim.original o where o.key_ordinal <> $1) as originals`,
    [keyring.size],
  );
  return { keys: keyring.size - ready, ...rows[0]! };
}

/**
 * Records the new keys. From then on nothing is stored under the old ones alone, and no import runs, before
 * {@link finishRotation}.
 * @throws VerbatimError KEY_WRONG
 */
export async function beginRotation(database: Database, keyring: Keyring): Promise<void> {
  await inTransaction(database, async (connection) => {
    await lockKeys(connection);
    const { known } = await knownKeys(connection, keyring);
    await addKeys(connection, keyring, known, false);
  });
}

/** The rows that a step has changed, and the number that the next one begins after; null: there are no more. */
interface Renewed {
  readonly rows: number;
  readonly last: number | null;
}

/** Gives some comments after a number the pseudonyms of their authors under all keys. */
export async function renewSomeAuthors(
  connection: Connection,
  keyring: Keyring,
  after: number,
  most: number,
): Promise<Renewed> {
  const { rows } = await connection.query<{ id: number; author: string }>(
    `select f.id, f.author from verbatim.feedback f
      where f.id > $2 and ${outdated('f.author')} order by f.id limit $3 for no key update`,
    [keyring.size, after, most],
  );
  await connection.query(
    `update verbatim.feedback f set author = given.author
       from unnest($1::bigint[], $2::text[]) as given (id, author) where f.id = given.id`,
    [rows.map(({ id }) => id), rows.map(({ author }) => renewedAuthor(keyring, author))],
  );
  return { rows: rows.length, last: rows.at(-1)?.id ?? null };
}

/** The same for what imports have changed. */
export async function renewSomeChanges(
  connection: Connection,
  keyring: Keyring,
  after: number,
  most: number,
): Promise<Renewed> {
  const { rows } = await connection.query<{ id: number; before: string | null; later: string | null }>(
    `select c.id, c.old_values ->> 'author' as before, c.new_values ->> 'author' as later
       from verbatim.feedback_change c where c.id > $2 and ${CHANGED} order by c.id limit $3 for no key update`,
    [keyring.size, after, most],
  );
  const renewed = (author: string | null) => author && (renewedAuthor(keyring, author) ?? author);
  await connection.query(
    `update verbatim.feedback_change c
        set old_values = case when given.before is null then c.old_values
                              else c.old_values || jsonb_build_object('author', given.before) end,
            new_values = case when given.later is null then c.new_values
                              else c.new_values || jsonb_build_object('author', given.later) end
       from unnest($1::bigint[], $2::text[], $3::text[]) as given (id, before, later) where c.id = given.id`,
    [
      rows.map(({ id }) => id),
      rows.map(({ before }) => renewed(before)),
      rows.map(({ later }) => renewed(later)),
    ],
  );
  return { rows: rows.length, last: rows.at(-1)?.id ?? null };
}

const MACS_AT_ONCE = 10_000;

/**
 * Gives all tombstones of authors and ids their hashes under all keys, and allows imports: in one transaction, because a
 * tombstone does not tell its keys. Those of rows are by the first key alone.
 */
export async function finishRotation(database: Database, keyring: Keyring): Promise<void> {
  await inTransaction(database, async (connection) => {
    await lockKeys(connection);
    const { ready } = await knownKeys(connection, keyring);
    await connection.query(
      `create temporary table renewed (kind text, mac bytea, renewed bytea) on commit drop;
       declare old_tombstones no scroll cursor for
        select kind, mac from verbatim.tombstone where kind in ('author', 'id')`,
    );
    for (;;) {
      const { rows } = await connection.query<{ kind: 'author' | 'id'; mac: Buffer }>(
        `fetch ${MACS_AT_ONCE} from old_tombstones`,
      );
      if (rows.length === 0) break;
      await connection.query(
        `insert into renewed select * from unnest($1::text[], $2::bytea[], $3::bytea[])`,
        [
          rows.map(({ kind }) => kind),
          rows.map(({ mac }) => mac),
          rows.map(({ kind, mac }) => keyring.renewed(kind, mac, ready)),
        ],
      );
    }
    await connection.query(
      `close old_tombstones;
       update verbatim.tombstone t set mac = r.renewed from renewed r where r.kind = t.kind and r.mac = t.mac;
       update verbatim.privacy_key set ready_at = now() where ready_at is null`,
    );
  });
}
