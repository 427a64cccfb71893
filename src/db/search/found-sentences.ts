import type { PolarityProbabilities } from '../../domain/analysis.ts';
import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { FoundBy, FoundSentence } from '../../domain/search/found-sentence.ts';
import type { SentenceKey } from '../../domain/search/sentence-index.ts';
import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import type { FilterSql } from './comment-filter.ts';

/** A sentence with the newest comment of the filter that says it. */
export interface SentenceRow extends Omit<FoundSentence, keyof FoundBy | 'comments'> {
  readonly probabilities: PolarityProbabilities;
  /** Null: it has none. */
  readonly embedding: Float32Array | null;
}

/**
 * These sentences, in their order, without those that no comment of the filter says any more, and without those whose
 * comment does not hold what is required.
 * @param required in the form of websearch; '' if nothing
 */
export async function readSentences(
  database: Queryable,
  modelId: number,
  keys: readonly SentenceKey[],
  filter: FilterSql,
  required: string,
): Promise<SentenceRow[]> {
  const held = `(select w.words from verbatim.document_words w where w.document_id = d.id)`;
  const rows = await queryNamed<Omit<SentenceRow, 'embedding'> & { readonly embedding: Buffer | null }>(
    database,
    `select s.document_id as "documentId", s.ordinal, s.start_offset as start, s.end_offset as "end",
            substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as sentence,
            s.sentiment, array[s.negative, s.neutral, s.positive]::float8[] as probabilities,
            round(s.score::numeric, 6)::float8 as score, s.embedding, coalesce(d.language, c.language) as language,
            c.id as "feedbackId", c.source, c.rating,
            to_char(c.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
            exists (select from verbatim.handled h where h.feedback_id = c.id) as handled
       from unnest(:documents::bigint[], :ordinals::int[]) with ordinality as wanted (document_id, ordinal, place)
       join verbatim.segment s on s.document_id = wanted.document_id and s.ordinal = wanted.ordinal
                              and s.model_id = :model
       join verbatim.document d on d.id = s.document_id
       left join verbatim.word_rules r on r.language = d.language
      cross join lateral (select websearch_to_tsquery(coalesce(r.rules, 'pg_catalog.simple'::regconfig),
                                                      :required) as required) q
      cross join lateral (select f.* from verbatim.feedback f
                           where f.document_id = s.document_id and ${filter.comment}
                           order by coalesce(f.occurred_at, f.created_at) desc, f.id desc limit 1) c
      where ${filter.sentence}
        and (numnode(q.required) = 0 or coalesce(${held}, verbatim.words_of(r.rules, d.text)) @@ q.required)
      order by wanted.place`,
    {
      ...{ ...filter.values, model: modelId, required },
      documents: keys.map(({ documentId }) => documentId),
      ordinals: keys.map(({ ordinal }) => ordinal),
    },
  );
  return rows.map((row) => ({ ...row, embedding: row.embedding && decodeHalfFloats(row.embedding) }));
}

/** Comments of the filter that have one of the documents of each group. */
export async function countComments(
  database: Queryable,
  groups: readonly (readonly number[])[],
  filter: FilterSql,
): Promise<number[]> {
  const places = groups.flatMap((ids, group) => [...new Set(ids)].map((id) => ({ group, id })));
  const rows = await queryNamed<{ group: number; n: number }>(
    database,
    `select g.place as group, count(*) as n
       from unnest(:places::int[], :ids::bigint[]) as g (place, document_id)
       join verbatim.feedback f on f.document_id = g.document_id and ${filter.comment}
      group by g.place`,
    {
      ...filter.values,
      places: places.map(({ group }) => group),
      ids: places.map(({ id }) => id),
    },
  );
  const counts = new Map(rows.map(({ group, n }) => [group, n]));
  return groups.map((_, group) => counts.get(group) ?? 0);
}

/** Embeddings of the sentences of a comment, the longest first; null: there is no such comment. */
export async function sentencesOfComment(
  database: Queryable,
  modelId: number,
  feedbackId: number,
  most: number,
): Promise<{ readonly documentId: number | null; readonly embeddings: Float32Array[] } | null> {
  const { rows } = await database.query<{ documentId: number | null; embeddings: Buffer[] }>(
    `select f.document_id as "documentId",
            array(select s.embedding from verbatim.segment s
                   where s.document_id = f.document_id and s.model_id = $2 and s.embedding is not null
                   order by s.end_offset - s.start_offset desc, s.ordinal limit $3) as embeddings
       from verbatim.feedback f where f.id = $1`,
    [feedbackId, modelId, most],
  );
  const row = rows[0];
  return row ? { documentId: row.documentId, embeddings: row.embeddings.map(decodeHalfFloats) } : null;
}
