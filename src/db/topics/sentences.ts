import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { Connection, Queryable } from '../client.ts';

/** A block of sentences with embeddings, in the order of documents. */
export interface SentenceBlock {
  readonly documentIds: readonly number[];
  readonly ordinals: readonly number[];
  /** One embedding after the other, little-endian half floats. */
  readonly embeddings: Buffer;
}

const AT_ONCE = 2_000;

/** Sentences of a model that have an embedding. */
export async function countSentences(database: Queryable, modelId: number): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    'select count(*) as n from verbatim.segment where model_id = $1 and embedding is not null',
    [modelId],
  );
  return rows[0]!.n;
}

// One value for all embeddings of a block: as rows they take three times as long.
const BLOCK = `select coalesce(json_agg(s.document_id), '[]') as "documentIds",
       coalesce(json_agg(s.ordinal), '[]') as ordinals, coalesce(string_agg(s.embedding, ''), '') as embeddings`;

/** All sentences of a model. */
export async function* allSentences(
  connection: Connection,
  modelId: number,
  dimensions: number,
): AsyncGenerator<SentenceBlock> {
  let [document, ordinal] = [0, -1];
  for (;;) {
    const { rows } = await connection.query<SentenceBlock>(
      `${BLOCK} from (select document_id, ordinal, embedding from verbatim.segment
                where model_id = $1 and document_id >= $2 and (document_id, ordinal) > ($2, $3)
                  and octet_length(embedding) = $4
                order by document_id, ordinal limit $5) s`,
      [modelId, document, ordinal, dimensions * 2, AT_ONCE],
    );
    const block = rows[0]!;
    if (block.ordinals.length === 0) return;
    yield block;
    [document, ordinal] = [block.documentIds.at(-1)!, block.ordinals.at(-1)!];
  }
}

/** Sentences of documents that no topic was judged on yet, with the documents; a document may have none. */
export async function* newSentences(
  connection: Connection,
  modelId: number,
  dimensions: number,
): AsyncGenerator<SentenceBlock & { readonly documents: readonly number[] }> {
  let last = 0;
  for (;;) {
    const { rows } = await connection.query<SentenceBlock & { documents: number[] }>(
      `with fresh as materialized (
         select a.document_id from verbatim.analysis a
          where a.model_id = $1 and a.document_id > $2
            and not exists (select from verbatim.topic_scored t
                             where t.model_id = a.model_id and t.document_id = a.document_id)
          order by a.document_id limit $4)
       ${BLOCK}, (select coalesce(json_agg(document_id order by document_id), '[]') from fresh) as documents
         from (select document_id, ordinal, embedding from fresh join verbatim.segment using (document_id)
                where model_id = $1 and octet_length(embedding) = $3 order by document_id, ordinal) s`,
      [modelId, last, dimensions * 2, AT_ONCE / 4],
    );
    const block = rows[0]!;
    if (block.documents.length === 0) return;
    yield block;
    last = block.documents.at(-1)!;
  }
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
