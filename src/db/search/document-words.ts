import { type Connection, type Database, inTransaction } from '../client.ts';

/** Stores the words of documents that have none stored. How many. @param connection in a transaction that locks them */
export async function storeWords(connection: Connection, documentIds: readonly number[]): Promise<number> {
  if (documentIds.length === 0) return 0;
  const { rowCount } = await connection.query(
    `insert into verbatim.document_words (document_id, words)
     select d.id, verbatim.words_of(r.rules, d.text)
       from verbatim.document d left join verbatim.word_rules r on r.language = d.language
      where d.id = any($1::bigint[])
        and not exists (select from verbatim.document_words w where w.document_id = d.id)
      order by d.id
         on conflict do nothing`,
    [documentIds],
  );
  return rowCount ?? 0;
}

const AT_ONCE = 2_000;

/** Stores the words of analysed documents that have none: those of installations that are older than the table. */
export async function storeMissingWords(database: Database, signal: AbortSignal): Promise<number> {
  let stored = 0;
  for (let last = 0; !signal.aborted; ) {
    const next = await inTransaction(database, async (connection) => {
      const { rows } = await connection.query<{ id: number }>(
        `select d.id from verbatim.document d
          where d.id > $1 and exists (select from verbatim.analysis a where a.document_id = d.id)
            and not exists (select from verbatim.document_words w where w.document_id = d.id)
          order by d.id limit $2 for key share`,
        [last, AT_ONCE],
      );
      stored += await storeWords(
        connection,
        rows.map(({ id }) => id),
      );
      return rows.at(-1)?.id ?? null;
    });
    if (next === null) break;
    last = next;
  }
  return stored;
}
