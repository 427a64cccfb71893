import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Keyring, Sealed } from '../../privacy/keyring.ts';
import type { Connection, Queryable } from '../client.ts';
import { holdKeys } from './keys.ts';

/** Cells of a comment as they came: header → cell. */
export type OriginalCells = Readonly<Record<string, string>>;

/** Bound to its comment: bytes that are copied to another one do not open. */
const contextOf = (identity: string) => `original ${identity}`;

/**
 * Stores encrypted originals of comments of a source, in the transaction that stores the comments. That of a changed
 * comment is replaced, or deleted where it has no cells.
 */
export async function storeOriginals(
  connection: Connection,
  keyring: Keyring,
  source: string,
  originals: readonly { readonly identity: string; readonly cells: OriginalCells }[],
): Promise<void> {
  const gone = originals.filter(({ cells }) => Object.keys(cells).length === 0);
  const kept = originals.filter((it) => !gone.includes(it));
  const sealed = kept.map(({ identity, cells }) =>
    keyring.seal(Buffer.from(JSON.stringify(cells)), contextOf(identity)),
  );
  await connection.query(
    `with given as (
       select * from unnest($2::uuid[], $3::integer[], $4::bytea[]) as row (identity, key_ordinal, sealed)
     ), gone as (
       delete from verbatim.original o using verbatim.feedback f
        where f.id = o.feedback_id and f.source = $1 and f.identity = any($5::uuid[])
     )
     insert into verbatim.original (feedback_id, key_ordinal, sealed)
     select f.id, g.key_ordinal, g.sealed
       from given g join verbatim.feedback f on f.source = $1 and f.identity = g.identity order by f.id
         on conflict (feedback_id) do update
        set key_ordinal = excluded.key_ordinal, sealed = excluded.sealed, created_at = now()`,
    [
      source,
      kept.map(({ identity }) => identity),
      sealed.map(({ keyOrdinal }) => keyOrdinal),
      sealed.map((it) => it.sealed),
      gone.map(({ identity }) => identity),
    ],
  );
}

/**
 * Keeps the texts of a source's comments with these documents as originals, where none is kept, before they are masked;
 * in a transaction of the caller's.
 */
export async function keepTexts(
  connection: Connection,
  keyring: Keyring,
  source: string,
  documents: readonly number[],
): Promise<void> {
  const { rows } = await connection.query<{ identity: string; text: string }>(
    `select f.identity, coalesce(f.raw_text, d.text) as text
       from verbatim.feedback f join verbatim.document d on d.id = f.document_id
      where f.source = $1 and f.document_id = any($2::bigint[])
        and not exists (select from verbatim.original o where o.feedback_id = f.id)`,
    [source, documents],
  );
  if (rows.length === 0) return;
  await holdKeys(connection, keyring);
  const originals = rows.map(({ identity, text }) => ({ identity, cells: { text } }));
  await storeOriginals(connection, keyring, source, originals);
}

/** An original as it is stored, and the identity of its comment. */
export interface SealedOriginal extends Sealed {
  readonly identity: string;
}

type StoredOriginal = SealedOriginal & { readonly feedbackId: number };

/** The cells of an original. @throws VerbatimError SEALED_INVALID */
export const openOriginal = (keyring: Keyring, { identity, ...sealed }: SealedOriginal): OriginalCells =>
  JSON.parse(String(keyring.open(sealed, contextOf(identity))));

export interface ReadOriginal {
  readonly feedbackId: number;
  readonly cells: OriginalCells;
}

/**
 * Decrypts originals. Postgres logs the reading under the role of this login, or refuses it; a login of
 * verbatim_originals is enough.
 * @returns those that are kept, by number
 * @throws VerbatimError ORIGINALS_REFUSED, SEALED_INVALID
 */
export async function readOriginals(
  database: Queryable,
  keyring: Keyring,
  feedbackIds: readonly number[],
): Promise<ReadOriginal[]> {
  const { rows } = await database
    .query<StoredOriginal>(
      `select feedback_id as "feedbackId", identity, key_ordinal as "keyOrdinal", sealed
         from reporting.read_original($1::bigint[])`,
      [feedbackIds],
    )
    .catch((error: { code?: string }) => {
      if (error.code !== '42501') throw error;
      throw new VerbatimError('ORIGINALS_REFUSED', {}, { cause: error });
    });
  return rows.map(({ feedbackId, ...original }) => ({ feedbackId, cells: openOriginal(keyring, original) }));
}

/**
 * Encrypts some originals with the present key, in a transaction of the caller's; how many.
 * @throws VerbatimError SEALED_INVALID
 */
export async function resealSomeOriginals(
  connection: Connection,
  keyring: Keyring,
  most: number,
): Promise<number> {
  const { rows } = await connection.query<StoredOriginal>(
    `select o.feedback_id as "feedbackId", f.identity, o.key_ordinal as "keyOrdinal", o.sealed
       from verbatim.original o join verbatim.feedback f on f.id = o.feedback_id
      where o.key_ordinal < $1 order by o.feedback_id limit $2 for update of o`,
    [keyring.size, most],
  );
  await resealed(
    connection,
    keyring,
    rows.map((row) => ({ ...row, former: row.identity })),
  );
  return rows.length;
}

/**
 * Encrypts originals again whose comments have another identity now, in a transaction of the caller's.
 * @param former comments, and their identities before
 * @throws VerbatimError SEALED_INVALID
 */
export async function renameOriginals(
  connection: Connection,
  keyring: Keyring,
  former: readonly { readonly id: number; readonly identity: string }[],
): Promise<void> {
  const { rows } = await connection.query<StoredOriginal & { readonly former: string }>(
    `select o.feedback_id as "feedbackId", f.identity, given.identity as former, o.key_ordinal as "keyOrdinal", o.sealed
       from unnest($1::bigint[], $2::uuid[]) as given (id, identity)
       join verbatim.feedback f on f.id = given.id and f.identity <> given.identity
       join verbatim.original o on o.feedback_id = f.id order by f.id for update of o`,
    [former.map(({ id }) => id), former.map(({ identity }) => identity)],
  );
  await resealed(connection, keyring, rows);
}

async function resealed(
  connection: Connection,
  keyring: Keyring,
  rows: readonly (StoredOriginal & { readonly former: string })[],
): Promise<void> {
  const renewed = rows.map(({ identity, former, ...sealed }) =>
    keyring.seal(keyring.open(sealed, contextOf(former)), contextOf(identity)),
  );
  await connection.query(
    `update verbatim.original o set key_ordinal = $1, sealed = given.sealed
       from unnest($2::bigint[], $3::bytea[]) as given (id, sealed) where o.feedback_id = given.id`,
    [keyring.size, rows.map(({ feedbackId }) => feedbackId), renewed.map(({ sealed }) => sealed)],
  );
}
