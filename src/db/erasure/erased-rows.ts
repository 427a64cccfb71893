import type { ErasedWords } from '../../privacy/erased-words.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { authorMac, idMac, storedRowMac, type TombstoneMac } from '../../privacy/tombstone-macs.ts';
import type { Connection, Database } from '../client.ts';
import { chunkTransaction } from '../imports/chunk-transaction.ts';
import { deleteFeedback } from '../imports/undo-rows.ts';
import { holdKeys } from '../privacy/keys.ts';
import { countErased, insertTombstones, sealPart } from './erasures.ts';
import { nextSelected, readSelected, type SelectedRow, type Selector } from './selected-rows.ts';

/** Words of rows that are deleted, and the themes that lost sentences of them: sealed, for the proof. */
export interface DeletedWords extends ErasedWords {
  readonly themes: readonly number[];
}

export interface DeletedChunk {
  readonly feedback: number;
  /** The last id of the chunk: the next one begins after it. */
  readonly last: number;
  readonly words: DeletedWords;
}

/**
 * Deletes the next comments of a selector in one transaction, with what only they need. The same transaction seals their
 * words for the proof and stores their tombstones.
 * @param options.tombstones without: later files may bring the rows again
 * @returns null: none is left
 */
export function eraseSome(
  connection: Connection,
  erasureId: number,
  selector: Selector,
  last: number,
  options: { readonly keyring: Keyring | null; readonly tombstones: boolean },
): Promise<DeletedChunk | null> {
  const { keyring, tombstones } = options;
  return chunkTransaction(connection, async () => {
    await holdKeys(connection, keyring);
    const ids = await nextSelected(connection, selector, last);
    if (ids.length === 0) return null;
    const person = selector.by === 'author';
    const rows = await readSelected(connection, ids, person);
    const from = 'from verbatim.feedback where id = any($1::bigint[])';
    const deleted = await deleteFeedback(connection, from, [ids]);
    const words = {
      texts: [...new Set(rows.flatMap((row) => row.words.texts))],
      names: [...new Set(rows.flatMap((row) => row.words.names))],
      themes: deleted.themes,
    };
    if (keyring) {
      await sealPart(connection, keyring, erasureId, 'words', words);
      if (tombstones) {
        await insertTombstones(connection, erasureId, macsOf(keyring, rows, person));
      }
    }
    await countErased(connection, erasureId, deleted);
    return { feedback: deleted.feedback, last: ids.at(-1)!, words };
  });
}

const macsOf = (keyring: Keyring, rows: readonly SelectedRow[], person: boolean): TombstoneMac[] =>
  rows.flatMap(({ source, externalId, author, fingerprints }) => [
    ...(person && author !== null ? [authorMac(keyring, author)] : []),
    ...(externalId === null ? [] : [idMac(keyring, source, externalId)]),
    ...fingerprints.map((fingerprint) => storedRowMac(keyring, fingerprint)),
  ]);

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

/** Numbers of masks, as in [person 3], that no text and attribute of their source has any more. */
export async function forgetNumbers(
  database: Database,
  numbers: readonly { readonly kind: string; readonly number: number }[],
): Promise<void> {
  if (numbers.length === 0) return;
  await database.query(
    `delete from verbatim.masked_value m
      using (select distinct kind, number from unnest($1::text[], $2::integer[]) as g (kind, number)) g
      where m.kind = g.kind and m.number = g.number and not exists (
        select from verbatim.feedback f left join verbatim.document d on d.id = f.document_id
         where f.source = m.source
           and strpos(concat(d.text, f.attributes::text), format('[%s %s]', m.kind, m.number)) > 0)`,
    [numbers.map(({ kind }) => kind), numbers.map(({ number }) => number)],
  );
}
