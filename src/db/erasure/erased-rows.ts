import type { ErasedWords } from '../../privacy/erased-words.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { authorMac, idMac, storedRowMac, type TombstoneMac } from '../../privacy/tombstone-macs.ts';
import { type Connection, type Database, inTransaction } from '../client.ts';
import { chunkTransaction } from '../imports/chunk-transaction.ts';
import { deleteFeedback } from '../imports/undo-rows.ts';
import { holdKeys } from '../privacy/keys.ts';
import { countErased, insertTombstones, sealPart } from './erasures.ts';
import { nextSelected, type Place, readSelected, type SelectedRow, type Selector } from './selected-rows.ts';

/** Words of rows that are deleted, and the themes that lost sentences of them: sealed, for the proof. */
export interface DeletedWords extends ErasedWords {
  readonly themes: readonly number[];
}

export interface DeletedChunk {
  readonly feedback: number;
  /** Of the last one of the chunk: the next chunk begins after it. */
  readonly last: Place;
}

/**
 * Deletes the next comments of a selector in one transaction, with what only they need. The same transaction seals their
 * words for the proof and stores their tombstones.
 * @param options.sealing the keys, or passing ones where there are none
 * @param options.tombstones without: later files may bring the rows again
 * @returns null: none is left
 */
export function eraseSome(
  connection: Connection,
  erasureId: number,
  selector: Selector,
  last: Place,
  options: { readonly keyring: Keyring | null; readonly sealing: Keyring; readonly tombstones: boolean },
): Promise<DeletedChunk | null> {
  const { keyring, sealing, tombstones } = options;
  return chunkTransaction(connection, async () => {
    await holdKeys(connection, keyring);
    const selected = await nextSelected(connection, selector, last);
    if (!selected) return null;
    const { ids } = selected;
    const person = selector.by === 'author';
    const { rows, words } = await readSelected(connection, ids, person);
    const from = 'from verbatim.feedback where id = any($1::bigint[])';
    const deleted = await deleteFeedback(connection, from, [ids]);
    await sealPart(connection, sealing, erasureId, 'words', { ...words, themes: deleted.themes });
    if (keyring && tombstones) {
      await insertTombstones(connection, erasureId, macsOf(keyring, rows, person));
    }
    await countErased(connection, erasureId, deleted);
    return { feedback: deleted.feedback, last: selected.last };
  });
}

const macsOf = (keyring: Keyring, rows: readonly SelectedRow[], person: boolean): TombstoneMac[] => [
  ...[...new Set(person ? rows.flatMap(({ author }) => author ?? []) : [])].map((author) =>
    authorMac(keyring, author),
  ),
  ...rows.flatMap(({ source, externalId, fingerprints }) => [
    ...(externalId === null ? [] : [idMac(keyring, source, externalId)]),
    ...fingerprints.map((fingerprint) => storedRowMac(keyring, fingerprint)),
  ]),
];

/** Comments that stay may have had these authors before a file changed that. */
export async function forgetFormerAuthors(database: Database, authors: readonly string[]): Promise<void> {
  for (const column of ['old_values', 'new_values']) {
    await database.query(
      `update verbatim.feedback_change set ${column} = jsonb_set(${column}, '{author}', 'null')
        where ${column} ->> 'author' = any($1::text[])`,
      [authors],
    );
  }
}

/** Of a mask, as in [person 3]. */
export interface MaskNumber {
  readonly kind: string;
  readonly number: number;
}

/** Deletes those numbers that no text and attribute of their source has any more, by one reading of these. */
export async function forgetNumbers(
  database: Database,
  parts: AsyncIterable<readonly MaskNumber[]>,
): Promise<void> {
  const numbered = await database.query('select from verbatim.masked_value limit 1');
  if (numbered.rowCount === 0) return;
  await inTransaction(database, async (connection) => {
    await connection.query(
      'create temporary table erased_number (kind text, number integer, primary key (kind, number)) on commit drop',
    );
    for await (const numbers of parts) {
      await connection.query(
        'insert into erased_number select * from unnest($1::text[], $2::integer[]) on conflict do nothing',
        [numbers.map(({ kind }) => kind), numbers.map(({ number }) => number)],
      );
    }
    await connection.query(
      `with said as materialized (
         select distinct f.source, mask[1] as kind, mask[2]::integer as number
           from verbatim.feedback f left join verbatim.document d on d.id = f.document_id
          cross join lateral regexp_matches(concat(d.text, f.attributes::text),
                                            '\\[([a-z_]{1,24}) ([0-9]{1,9})\\]', 'g') as mask
          where exists (select from erased_number) and f.source in (select source from verbatim.masked_value)
       )
       delete from verbatim.masked_value m using erased_number e
        where e.kind = m.kind and e.number = m.number
          and not exists (select from said s
                           where s.source = m.source and s.kind = m.kind and s.number = m.number)`,
    );
  });
}
