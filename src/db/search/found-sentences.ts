import type { PolarityProbabilities } from '../../domain/analysis.ts';
import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { FoundBy, FoundSentence } from '../../domain/search/found-sentence.ts';
import type { SentenceKey } from '../../domain/search/sentence-index.ts';
import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import type { FilterSql } from './comment-filter.ts';
import { ASKED, type AskedWords, heldWeight } from './word-search.ts';

/** A sentence with the newest comment of the filter that says it. */
export interface SentenceRow extends Omit<FoundSentence, keyof FoundBy | keyof Said> {
  readonly probabilities: PolarityProbabilities;
  /** Null: it has none. */
  readonly embedding: Float32Array | null;
  /** Share of the weight of the question's words that it holds, and how many words it has, without stop words. */
  readonly share: number;
  readonly words: number;
}

/** Which sentences are read. */
export interface ToRead {
  readonly modelId: number;
  readonly keys: readonly SentenceKey[];
  /** Documents of which the sentences are read that hold enough of the words that are asked for. */
  readonly documents: readonly number[];
  /** Share of their weight. */
  readonly leastShare: number;
}

/**
 * Sentences, first those of the keys, in their order. Without those that no comment of the filter says any more, and
 * without those whose comment does not hold what is required.
 */
export async function readSentences(
  database: Queryable,
  { modelId, keys, documents, leastShare }: ToRead,
  filter: FilterSql,
  { words, required }: Pick<AskedWords, 'words' | 'required'>,
): Promise<SentenceRow[]> {
  const text = `substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset)`;
  const rows = await queryNamed<Omit<SentenceRow, 'embedding'> & { readonly embedding: Buffer | null }>(
    database,
    `with asked as materialized (${ASKED}), wanted as materialized (
       select min(w.place) as place, w.document_id, w.ordinal
         from (select k.place, k.document_id, k.ordinal
                 from unnest(:key_documents::bigint[], :key_ordinals::int[]) with ordinality as k (document_id, ordinal, place)
                union all
               select null, s.document_id, s.ordinal from unnest(:documents::bigint[]) as h (document_id)
                cross join lateral (select * from verbatim.segment o
                                     where o.document_id = h.document_id and o.model_id = :model offset 0) s) w
        group by w.document_id, w.ordinal
     )
     select s.document_id as "documentId", s.ordinal, s.start_offset as start, s.end_offset as "end", ${text} as sentence,
            coalesce(held.weight / nullif(a.whole, 0), 0) as share, coalesce(held.words, 0) as words,
            s.sentiment, array[s.negative, s.neutral, s.positive]::float8[] as probabilities,
            round(s.score::numeric, 6)::float8 as score, s.embedding, coalesce(d.language, c.language) as language,
            c.id as "feedbackId", c.source, c.rating,
            to_char(c.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
       from wanted
      cross join lateral (select * from verbatim.segment o
                           where o.document_id = wanted.document_id and o.model_id = :model and o.ordinal = wanted.ordinal
                          offset 0) s
       join verbatim.document d on d.id = s.document_id
       left join verbatim.word_rules r on r.language = d.language
       left join asked a on a.rules = coalesce(r.rules, 'pg_catalog.simple'::regconfig)
       left join lateral ${heldWeight(`tsvector_to_array(verbatim.words_of(a.rules, ${text}))`)} held on a.rules is not null
      cross join lateral (select f.* from verbatim.feedback f
                           where f.document_id = s.document_id and ${filter.comment}
                           order by coalesce(f.occurred_at, f.created_at) desc, f.id desc limit 1) c
      where ${filter.sentence} and (wanted.place is not null or held.weight >= :least * a.whole) ${required === '' ? '' : `and ${HELD}`}
      order by wanted.place, held.weight desc, s.document_id, s.ordinal`,
    {
      ...{ ...filter.values, model: modelId, required, documents, least: leastShare },
      words: JSON.stringify(words),
      key_documents: keys.map(({ documentId }) => documentId),
      key_ordinals: keys.map(({ ordinal }) => ordinal),
    },
  );
  return rows.map((row) => ({ ...row, embedding: row.embedding && decodeHalfFloats(row.embedding) }));
}

const HELD = `coalesce((select w.words from verbatim.document_words w where w.document_id = d.id), verbatim.words_of(r.rules, d.text))
  @@ websearch_to_tsquery(coalesce(r.rules, 'pg_catalog.simple'::regconfig), :required)`;

/** The comments that say a sentence. */
type Said = Pick<FoundSentence, 'comments' | 'alike' | 'handled'>;

/** Comments that are named, so that one request marks them all as handled. */
const MOST_NAMED = 1_000;

/** Comments of the filter that have one of the documents of each group. @param groups each with its newest comment */
export async function commentsOf(
  database: Queryable,
  groups: readonly { readonly feedbackId: number; readonly documentIds: readonly number[] }[],
  filter: FilterSql,
): Promise<Said[]> {
  const places = groups.flatMap(({ documentIds }, group) =>
    [...new Set(documentIds)].map((id) => ({ group, id })),
  );
  const rows = await queryNamed<Said & { ids: number[]; group: number }>(
    database,
    `select g.place as group, count(*) as comments, bool_and(h.feedback_id is not null) as handled,
            to_json((array_agg(f.id order by coalesce(f.occurred_at, f.created_at) desc, f.id desc))[:${MOST_NAMED}]) as ids
       from unnest(:places::int[], :ids::bigint[]) as g (place, document_id)
       join verbatim.feedback f on f.document_id = g.document_id and ${filter.comment}
       left join verbatim.handled h on h.feedback_id = f.id
      group by g.place`,
    {
      ...filter.values,
      places: places.map(({ group }) => group),
      ids: places.map(({ id }) => id),
    },
  );
  const found = new Map(rows.map((row) => [row.group, row]));
  return groups.map(({ feedbackId }, group) => {
    // Comments may have gone since.
    const { comments = 1, handled = false, ids = [] } = found.get(group) ?? {};
    return { comments, handled, alike: ids.filter((id) => id !== feedbackId).slice(0, MOST_NAMED - 1) };
  });
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
