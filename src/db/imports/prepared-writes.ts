import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import type { Connection } from '../client.ts';
import { COPY_END, COPY_HEAD, type CopyRows, FIELD_HEAD, ROW_HEAD, writeBigint } from '../copy-bytes.ts';

// Rows that the thread that reads has made: all but the ids of their import and their documents.

const ID_AT = ROW_HEAD + FIELD_HEAD;
const HASH_AT = ID_AT + 8 + FIELD_HEAD;
const HASH_BYTES = 32;
const DOCUMENT_AT = ID_AT + 8 + FIELD_HEAD;
const UUID_BYTES = 16;

/** Columns of {@link copyPreparedFeedback}, in the order of their values. */
const FEEDBACK =
  'import_id, document_id, identity, fingerprint, line, source, external_id, raw_text, occurred_at, rating, language, author, attributes';

/**
 * Stores documents that are not stored, by COPY, for which another writer of one of them is a unique violation.
 * @param documents id, hash, text, characters; ordered by hash, so that two imports take their locks in one order
 * @returns the ids of all, and how many were new
 */
export async function copyPreparedDocuments(
  connection: Connection,
  documents: CopyRows,
): Promise<{ readonly ids: readonly number[]; readonly added: number }> {
  const { bytes, places } = documents;
  const count = places.length - 1;
  if (count === 0) return { ids: [], added: 0 };
  const all = bytesOf(bytes);
  const hashes = Array.from({ length: count }, (_, row) => {
    const at = places[row]! + HASH_AT;
    return all.toString('hex', at, at + HASH_BYTES);
  });
  // A join reads the whole table where Postgres has no statistics yet.
  const { rows } = await connection.query<{ ids: string; known: string }>(
    `with given as materialized (
       select n, (select id from verbatim.document d where d.hash = decode(hex, 'hex')) as id
         from unnest($1::text[]) with ordinality as hash (hex, n)
     )
     select string_agg(coalesce(id, nextval('verbatim.document_id_seq'))::text, ',' order by n) as ids,
            string_agg(case when id is null then '0' else '1' end, '' order by n) as known
       from given`,
    [`{${hashes.join(',')}}`],
  );
  const ids = rows[0]!.ids.split(',').map(Number);
  const { known } = rows[0]!;
  const view = viewOf(bytes);
  const fresh: Buffer[] = [];
  let from = -1;
  let added = 0;
  for (let row = 0; row <= count; row++) {
    if (row < count && known[row] === '0') {
      if (from === -1) from = places[row]!;
      writeBigint(view, places[row]! + ID_AT, ids[row]!);
      added++;
    } else if (from !== -1) {
      fresh.push(all.subarray(from, places[row]!));
      from = -1;
    }
  }
  if (added > 0) await copyBytes(connection, 'verbatim.document (id, hash, text, characters)', fresh);
  return { ids, added };
}

/**
 * Stores comments that are not stored, by COPY, for which one that is stored all the same is a unique violation.
 * @param documentOf for each row the position of its document in `documentIds`; -1 without one
 */
export async function copyPreparedFeedback(
  connection: Connection,
  importId: number,
  { bytes, places }: CopyRows,
  documentOf: Int32Array,
  documentIds: readonly number[],
): Promise<void> {
  const view = viewOf(bytes);
  for (const [row, document] of documentOf.entries()) {
    writeBigint(view, places[row]! + ID_AT, importId);
    if (document !== -1) writeBigint(view, places[row]! + DOCUMENT_AT, documentIds[document]!);
  }
  if (documentOf.length > 0) await copyBytes(connection, `verbatim.feedback (${FEEDBACK})`, [bytesOf(bytes)]);
}

/** Whether the source has one of these comments. */
export async function hasPrepared(
  connection: Connection,
  source: string,
  { bytes, places }: CopyRows,
  documentOf: Int32Array,
): Promise<boolean> {
  const all = bytesOf(bytes);
  const identities = Array.from(documentOf, (document, row) => {
    const at = places[row]! + DOCUMENT_AT + (document === -1 ? 0 : 8) + FIELD_HEAD;
    return all.toString('hex', at, at + UUID_BYTES);
  });
  const { rows } = await connection.query<{ found: boolean }>(
    `select exists (select from verbatim.feedback
                     where source = $1 and identity = any(array(select unnest($2::uuid[])))) as found`,
    [source, `{${identities.join(',')}}`],
  );
  return rows[0]!.found;
}

/** Through a buffer of Node's: a message to a thread makes it a plain array. */
const bytesOf = ({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>) =>
  Buffer.from(buffer, byteOffset, length);

const viewOf = ({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>) =>
  new DataView(buffer, byteOffset, length);

async function copyBytes(connection: Connection, into: string, pieces: readonly Buffer[]): Promise<void> {
  const rows = pieces.length === 1 ? pieces[0]! : Buffer.concat([...pieces]);
  const source = Readable.from([COPY_HEAD, rows, COPY_END]);
  await pipeline(source, connection.query(from(`copy ${into} from stdin (format binary)`)));
}
