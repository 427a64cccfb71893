import type { SentenceKey } from '../../domain/search/sentence-index.ts';
import type { Queryable } from '../client.ts';
import type { SentenceBlock } from '../topics/sentences.ts';

/** A model with the dimensions of its embeddings. */
export interface EmbeddingModel {
  readonly modelId: number;
  readonly dimensions: number;
}

/**
 * Changes whenever sentences are stored or deleted. The server counts deleted rows up to ten seconds late; the counts of
 * runs change with what they stored.
 */
export async function sentenceWrites(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ writes: string }>(
    `select concat_ws(' ', (select sum(analysed) from verbatim.run), pg_stat_get_tuples_inserted(t.oid),
                      pg_stat_get_tuples_deleted(t.oid)) as writes
       from (select 'verbatim.segment'::regclass::oid) t`,
  );
  return rows[0]!.writes;
}

/** What a part of the range of document ids holds. */
export interface PartDigest {
  /** Ids divided by the size of a part. */
  readonly part: number;
  readonly sentences: number;
  /** Of the ids of its documents. */
  readonly digest: number;
}

/** Parts with sentences of a model, by an index alone. @param size ids of a part */
export async function partDigests(database: Queryable, modelId: number, size: number): Promise<PartDigest[]> {
  const { rows } = await database.query<PartDigest>(
    `select document_id / $2::int as part, count(*) as sentences, sum(hashint8(document_id)) as digest
       from verbatim.segment where model_id = $1 group by 1 order by 1`,
    [modelId, size],
  );
  return rows;
}

/**
 * SQL of a block of segments `s`, in the order of documents and ordinals. One value for all embeddings: as rows they take
 * several times as long.
 */
export const SENTENCE_BLOCK = `coalesce(json_agg(s.document_id order by s.document_id, s.ordinal), '[]') as "documentIds",
            coalesce(json_agg(s.ordinal order by s.document_id, s.ordinal), '[]') as ordinals,
            coalesce(string_agg(s.embedding, '' order by s.document_id, s.ordinal), '') as embeddings`;

/** Sentences with embeddings of documents `from` to `to`, both included, in the order of documents and ordinals. */
export async function sentencesBetween(
  database: Queryable,
  { modelId, dimensions }: EmbeddingModel,
  from: number,
  to: number,
): Promise<SentenceBlock> {
  const { rows } = await database.query<SentenceBlock>(
    `select ${SENTENCE_BLOCK} from verbatim.segment s
      where s.document_id between $1 and $2 and s.model_id = $3 and octet_length(s.embedding) = $4`,
    [from, to, modelId, 2 * dimensions],
  );
  return rows[0]!;
}

/** Those of some sentences that are still stored, with their embeddings, in the order of documents and ordinals. */
export async function storedSentences(
  database: Queryable,
  { modelId, dimensions }: EmbeddingModel,
  keys: readonly SentenceKey[],
): Promise<SentenceBlock> {
  // Written so that it is one lookup a sentence, whatever the planner knows of a table that has just grown.
  const { rows } = await database.query<SentenceBlock>(
    `select ${SENTENCE_BLOCK}
       from unnest($1::bigint[], $2::int[]) as wanted (document_id, ordinal)
      cross join lateral (select * from verbatim.segment o
                           where o.document_id = wanted.document_id and o.model_id = $3 and o.ordinal = wanted.ordinal
                          offset 0) s
      where octet_length(s.embedding) = $4`,
    [keys.map(({ documentId }) => documentId), keys.map(({ ordinal }) => ordinal), modelId, 2 * dimensions],
  );
  return rows[0]!;
}

/** Sentences with embeddings of these documents, in the order of documents and ordinals. */
export async function storedBlock(
  database: Queryable,
  { modelId, dimensions }: EmbeddingModel,
  documentIds: readonly number[],
): Promise<SentenceBlock> {
  const { rows } = await database.query<SentenceBlock>(
    `select ${SENTENCE_BLOCK}
       from unnest($1::bigint[]) as wanted (document_id)
      cross join lateral (select * from verbatim.segment o
                           where o.document_id = wanted.document_id and o.model_id = $2 offset 0) s
      where octet_length(s.embedding) = $3`,
    [documentIds, modelId, 2 * dimensions],
  );
  return rows[0]!;
}
