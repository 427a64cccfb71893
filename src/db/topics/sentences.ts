import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { Connection, Queryable } from '../client.ts';

/** A block of sentences with embeddings, in the order of documents. */
export interface SentenceBlock {
  readonly documentIds: readonly number[];
  readonly ordinals: readonly number[];
  /** One embedding after the other, little-endian half floats. */
  readonly embeddings: Buffer;
}

const DOCUMENTS_AT_ONCE = 1_000;

/** Sentences of a model that have an embedding. */
export async function countSentences(database: Queryable, modelId: number): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    'select count(*) as n from verbatim.segment where model_id = $1 and embedding is not null',
    [modelId],
  );
  return rows[0]!.n;
}

/** Sentences with an embedding that the table can hold at most, by its size on disk. */
export async function mostSentences(database: Queryable, dimensions: number): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `select (pg_table_size('verbatim.segment') / (2 * $1::int))::float8 as n`,
    [dimensions],
  );
  return rows[0]!.n;
}

// The documents of a block, found by index alone. The lookup is written so that it is one per document, whatever the
// planner knows of a table that has just grown.
const DOCUMENTS = {
  all: '',
  new: `left join lateral (select true as done from verbatim.topic_scored t
                            where t.model_id = a.model_id and t.document_id = a.document_id limit 1) scored on true`,
};

/**
 * Sentences of a model, document by document: of all, or of those that no topic was judged on yet.
 * @param connection in a transaction
 * @returns blocks with their documents, of which some may have no sentence
 */
export async function* sentenceBlocks(
  connection: Connection,
  modelId: number,
  dimensions: number,
  which: 'all' | 'new',
): AsyncGenerator<SentenceBlock & { readonly documents: readonly number[] }> {
  // The planner knows little of tables that grow meanwhile, and would read all of them for each block, or compile the
  // query anew for each (0.3 s).
  await connection.query('set local enable_seqscan = off; set local jit = off');
  let last = 0;
  for (;;) {
    // One value for all embeddings of a block: as rows they take three times as long.
    const { rows } = await connection.query<SentenceBlock & { documents: number[] }>(
      `with chosen as materialized (
         select a.document_id from verbatim.analysis a ${DOCUMENTS[which]}
          where a.model_id = $1 and a.document_id > $2 ${which === 'new' ? 'and scored.done is null' : ''}
          order by a.document_id limit $4)
       select coalesce(json_agg(s.document_id), '[]') as "documentIds", coalesce(json_agg(s.ordinal), '[]') as ordinals,
              coalesce(string_agg(s.embedding, ''), '') as embeddings,
              (select coalesce(json_agg(document_id order by document_id), '[]') from chosen) as documents
         from (select s.document_id, s.ordinal, s.embedding
                 from chosen c
                cross join lateral (select * from verbatim.segment o
                                     where o.document_id = c.document_id and o.model_id = $1 offset 0) s
                where octet_length(s.embedding) = $3 order by s.document_id, s.ordinal) s`,
      [modelId, last, dimensions * 2, DOCUMENTS_AT_ONCE],
    );
    const block = rows[0]!;
    if (block.documents.length === 0) return;
    yield block;
    last = block.documents.at(-1)!;
  }
}

/** Polarity of the sentences of a model that have a clear one: their places among those given, from 1 on. */
export async function clearSentences(
  database: Queryable,
  modelId: number,
  { documentIds, ordinals }: Pick<SentenceBlock, 'documentIds' | 'ordinals'>,
  least: number,
): Promise<{ readonly at: number; readonly negative: number; readonly positive: number }[]> {
  const { rows } = await database.query<{ at: number; negative: number; positive: number }>(
    `select place.at::int as at, s.negative::float8 as negative, s.positive::float8 as positive
       from unnest($2::bigint[], $3::int[]) with ordinality as place (document_id, ordinal, at)
       join verbatim.segment s on s.document_id = place.document_id and s.ordinal = place.ordinal and s.model_id = $1
      where greatest(s.negative, s.positive) >= $4`,
    [modelId, documentIds, ordinals, least],
  );
  return rows;
}

/** About `most` sentences, the same as long as the tables are the same. @param of sentences there are */
export async function sampleSentences(
  database: Queryable,
  modelId: number,
  { dimensions, of, most }: { dimensions: number; of: number; most: number },
): Promise<Float32Array> {
  // Neighbours in a file are alike, so every nth document is taken.
  const step = Math.max(1, Math.ceil(of / most));
  const { rows } = await database.query<{ embeddings: Buffer }>(
    `select coalesce(string_agg(s.embedding, ''), '') as embeddings
       from (select embedding from verbatim.segment
              where model_id = $1 and document_id % $2 = 0 and octet_length(embedding) = $3
              order by document_id, ordinal limit $4) s`,
    [modelId, step, dimensions * 2, most],
  );
  return decodeHalfFloats(rows[0]!.embeddings);
}
