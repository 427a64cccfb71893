import { FIELD_ATTRIBUTE } from '../../domain/feedback.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { fingerprintOnceMasked, type MaskedLater, namesOnceMasked } from '../../privacy/row-names.ts';
import type { Connection, Queryable } from '../client.ts';
import { renameOriginals } from './originals.ts';

// Comments of which something is masked after their import, and what they are known by.

export interface StoredRow {
  readonly id: number;
  readonly identity: string;
  readonly fingerprint: string;
  readonly externalId: string | null;
  /** Header of the column of its id. */
  readonly idColumn: string | null;
  readonly author: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

const ROW = `f.id, f.identity, f.fingerprint, f.external_id as "externalId", f.author, f.attributes,
  (select i.mapping ->> 'id' from verbatim.import i where i.id = f.import_id) as "idColumn"`;

export async function storedRows(
  connection: Queryable,
  source: string,
  after: number,
  most: number,
): Promise<StoredRow[]> {
  const { rows } = await connection.query<StoredRow>(
    `select ${ROW} from verbatim.feedback f
      where f.source = $1 and f.id > $2 order by f.id limit $3 for no key update`,
    [source, after, most],
  );
  return rows;
}

/** The rows of a source with these documents. */
export async function rowsOfDocuments(
  connection: Queryable,
  source: string,
  documents: readonly number[],
): Promise<StoredRow[]> {
  const { rows } = await connection.query<StoredRow>(
    `select ${ROW} from verbatim.feedback f
      where f.source = $1 and f.document_id = any($2::bigint[]) order by f.id for update`,
    [source, documents],
  );
  return rows;
}

/**
 * Gives comments of these sources that have or had these documents keyed names, in a transaction of the caller's, before
 * names in their texts are masked: nobody finds a text by trying. So do the other comments of their rows.
 */
export async function keyNames(
  connection: Connection,
  keyring: Keyring,
  texts: readonly { readonly documentId: number; readonly sources: readonly string[] }[],
): Promise<void> {
  const given = texts.flatMap(({ documentId, sources }) => sources.map((source) => ({ documentId, source })));
  // Comments of one row were stored one after the other.
  const { rows } = await connection.query<StoredRow>(
    `with given as (
       select * from unnest($1::bigint[], $2::text[]) as given (document_id, source)
     ), own as (
       select f.id from given join verbatim.feedback f using (document_id, source)
        union
       select f.id from given
         join verbatim.feedback_change c on given.document_id in (c.old_document_id, c.new_document_id)
         join verbatim.feedback f on f.id = c.feedback_id and f.source = given.source
     )
     select ${ROW} from verbatim.feedback f
      where f.id in (
        select o.id from own join verbatim.feedback g using (id)
         cross join lateral (select case when g.attributes ? '${FIELD_ATTRIBUTE}' then 64 else 0 end as n) beside
          join verbatim.feedback o on o.id between g.id - beside.n and g.id + beside.n
           and o.import_id = g.import_id and o.line = g.line)
      order by f.id for no key update`,
    [given.map(({ documentId }) => documentId), given.map(({ source }) => source)],
  );
  await writeMasked(
    connection,
    keyring,
    rows.map((row) => [row, row]),
    'names',
  );
  const { rows: former } = await connection.query<{ id: number; fingerprint: string }>(
    `select id, old_fingerprint as fingerprint from verbatim.feedback_change
      where feedback_id = any($1::bigint[]) and old_fingerprint is not null order by id for no key update`,
    [rows.map(({ id }) => id)],
  );
  await connection.query(
    `update verbatim.feedback_change c set old_fingerprint = given.fingerprint
       from unnest($1::bigint[], $2::uuid[]) as given (id, fingerprint) where c.id = given.id`,
    [
      former.map(({ id }) => id),
      former.map(({ fingerprint }) => fingerprintOnceMasked(fingerprint, 'names', keyring)),
    ],
  );
}

/** Writes rows of which something is masked, under the names that they have then. */
export async function writeMasked(
  connection: Connection,
  keyring: Keyring | null,
  rows: readonly (readonly [before: StoredRow, masked: StoredRow])[],
  what: MaskedLater,
): Promise<void> {
  const named = rows.map(([before, masked]) => {
    const field = before.attributes[FIELD_ATTRIBUTE] ?? null;
    return { ...masked, ...namesOnceMasked({ ...before, field }, masked.externalId, what, keyring) };
  });
  await writeRows(connection, named);
  if (keyring && rows.length > 0) {
    await renameOriginals(
      connection,
      keyring,
      rows.map(([before]) => before),
    );
  }
}

/** A name that another row of the source has by now is not taken: both would be the same row. */
async function writeRows(connection: Connection, rows: readonly StoredRow[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `update verbatim.feedback f
        set author = given.author, attributes = given.attributes, external_id = given.external_id,
            fingerprint = given.fingerprint,
            identity = case when exists (select from verbatim.feedback o
                                          where o.source = f.source and o.identity = given.identity)
                            then f.identity else given.identity end
       from unnest($1::bigint[], $2::text[], $3::jsonb[], $4::text[], $5::uuid[], $6::uuid[])
         as given (id, author, attributes, external_id, fingerprint, identity) where f.id = given.id`,
    [
      rows.map(({ id }) => id),
      rows.map(({ author }) => author),
      rows.map(({ attributes }) => JSON.stringify(attributes)),
      rows.map(({ externalId }) => externalId),
      rows.map(({ fingerprint }) => fingerprint),
      rows.map(({ identity }) => identity),
    ],
  );
}
