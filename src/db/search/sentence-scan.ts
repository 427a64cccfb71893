import { type Connection, type Database, inTransaction } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import type { SentenceBlock } from '../topics/sentences.ts';
import type { FilterSql } from './comment-filter.ts';
import { type EmbeddingModel, SENTENCE_BLOCK } from './sentence-parts.ts';

/** Ids of the documents that comments of a filter have, ascending. */
export async function filteredDocuments(database: Database, filter: FilterSql): Promise<number[]> {
  // One value for all: as rows they take several times as long.
  const rows = await queryNamed<{ ids: number[] }>(
    database,
    `select coalesce(json_agg(document_id order by document_id), '[]') as ids
       from (select distinct f.document_id from verbatim.feedback f
              where f.document_id is not null and ${filter.comment}) d`,
    filter.values,
  );
  return rows[0]!.ids;
}

const DOCUMENTS_AT_ONCE = 1_000;

/**
 * Embeddings of sentences that a filter leaves, block by block, as of one moment.
 * @param within ids of the documents that its comments have, ascending; null: all
 */
export async function scanSentences(
  database: Database,
  { modelId, dimensions }: EmbeddingModel,
  filter: FilterSql,
  within: readonly number[] | null,
  onBlock: (block: SentenceBlock) => void,
): Promise<void> {
  await inTransaction(database, async (connection) => {
    await connection.query('set transaction isolation level repeatable read, read only');
    await connection.query('set local enable_seqscan = off; set local jit = off');
    let last = 0;
    for (let from = 0; within === null || from < within.length; from += DOCUMENTS_AT_ONCE) {
      const ids = within
        ? within.slice(from, from + DOCUMENTS_AT_ONCE)
        : await nextDocuments(connection, modelId, last);
      if (ids.length === 0) return;
      last = ids.at(-1)!;
      const rows = await queryNamed<SentenceBlock>(
        connection,
        `select ${SENTENCE_BLOCK}
           from unnest(:ids::bigint[]) as chosen (id)
          cross join lateral (select * from verbatim.segment o
                               where o.document_id = chosen.id and o.model_id = :model offset 0) s
          where octet_length(s.embedding) = :bytes and ${filter.sentence}`,
        { ...filter.values, ids, model: modelId, bytes: 2 * dimensions },
      );
      if (rows[0]!.documentIds.length > 0) onBlock(rows[0]!);
    }
  });
}

async function nextDocuments(connection: Connection, modelId: number, after: number): Promise<number[]> {
  const { rows } = await connection.query<{ ids: number[] }>(
    `select coalesce(json_agg(document_id order by document_id), '[]') as ids
       from (select document_id from verbatim.analysis where model_id = $1 and document_id > $2
              order by document_id limit $3) a`,
    [modelId, after, DOCUMENTS_AT_ONCE],
  );
  return rows[0]!.ids;
}
