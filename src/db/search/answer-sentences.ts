import type { PolarityProbabilities } from '../../domain/analysis.ts';
import type { Crowd } from '../../domain/crowd.ts';
import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { SentenceKey } from '../../domain/search/sentence-index.ts';
import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import { isToxic } from '../reports/toxic-sentences.ts';
import { crowd, PERSON_COLUMNS } from '../rollups/people.ts';
import type { FilterSql } from './comment-filter.ts';

/** A sentence with the comments of a filter that have its text. */
export interface AnswerRow extends SentenceKey {
  /** The newest of them. */
  readonly feedbackId: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly label: string;
  readonly sentiment: PolarityProbabilities;
  readonly embedding: Float32Array;
  readonly toxic: boolean;
  /** Probability that it is about the topic of the filter; null without one. */
  readonly certainty: number | null;
  readonly comments: number;
  readonly crowd: Crowd;
  /** Of the text, ISO 639-1; null if unknown. */
  readonly language: string | null;
  readonly source: string;
  /** When the newest was written, ISO 8601; null: unknown. */
  readonly at: string | null;
}

const CERTAINTY = `case when :topic::uuid is not null then (
  select max(st.probability)::float8 from verbatim.sentence_topic st
    join verbatim.topic_line l on l.topic_id = st.topic_id and l.above_id = :topic::uuid
   where st.document_id = s.document_id and st.model_id = s.model_id and st.ordinal = s.ordinal) end`;

/** Sentences with an embedding, without those that no comment of the filter says; in the order of documents. */
export async function answerSentences(
  database: Queryable,
  modelId: number,
  keys: readonly SentenceKey[],
  filter: FilterSql,
): Promise<AnswerRow[]> {
  const rows = await queryNamed<Omit<AnswerRow, 'embedding'> & { readonly embedding: Buffer }>(
    database,
    `with wanted as materialized (
       select * from unnest(:documents::bigint[], :ordinals::int[]) as w (document_id, ordinal)
     ), said as materialized (
       select p.document_id, count(*) as comments,
              ${crowd('count(*) filter (where not p.authored and p.person is null)', 'bit_or(p.person)')} as crowd,
              (array_agg(p.id order by p.moment desc, p.id desc))[1] as id
         from (select f.document_id, f.id, coalesce(f.occurred_at, f.created_at) as moment, ${PERSON_COLUMNS}
                 from (select distinct document_id from wanted) w
                 join verbatim.feedback f using (document_id) where ${filter.comment}) p
        group by p.document_id
     )
     select s.document_id as "documentId", s.ordinal, s.start_offset as start, s.end_offset as "end",
            substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as text,
            s.sentiment as label, array[s.negative, s.neutral, s.positive]::float8[] as sentiment, s.embedding,
            ${isToxic('s', ':model')} as toxic, ${CERTAINTY} as certainty, said.comments, said.crowd, coalesce(d.language, c.language) as language,
            c.id as "feedbackId", c.source,
            to_char(c.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
       from wanted w
       join verbatim.segment s on s.document_id = w.document_id and s.ordinal = w.ordinal and s.model_id = :model
       join said on said.document_id = w.document_id
       join verbatim.document d on d.id = w.document_id
       join verbatim.feedback c on c.id = said.id
      where s.embedding is not null and ${filter.sentence}
      order by s.document_id, s.ordinal`,
    {
      ...{ ...filter.values, model: modelId },
      documents: keys.map(({ documentId }) => documentId),
      ordinals: keys.map(({ ordinal }) => ordinal),
    },
  );
  return rows.map((row) => ({ ...row, embedding: decodeHalfFloats(row.embedding) }));
}

/** Comments of a filter that the model has analysed. @param within ids of their documents; null: all */
export async function countAnalysed(
  database: Queryable,
  modelId: number,
  filter: FilterSql,
  within: readonly number[] | null,
): Promise<number> {
  const rows = await queryNamed<{ n: number }>(
    database,
    `select count(*) as n from verbatim.feedback f
       join verbatim.analysis a on a.document_id = f.document_id and a.model_id = :model
      where ${filter.comment} and (:within::bigint[] is null or f.document_id = any (:within))`,
    { ...filter.values, model: modelId, within },
  );
  return rows[0]!.n;
}

/** Sentences of documents, or of all, that a filter leaves; at most so many. @param within ids; null: all */
export function filteredSentences(
  database: Queryable,
  modelId: number,
  filter: FilterSql,
  { within, most }: { readonly within: readonly number[] | null; readonly most: number },
): Promise<SentenceKey[]> {
  return queryNamed<SentenceKey>(
    database,
    `select s.document_id as "documentId", s.ordinal from verbatim.segment s
      where s.model_id = :model and s.embedding is not null and ${filter.sentence}
        and (:within::bigint[] is null or s.document_id = any (:within))
        and exists (select from verbatim.feedback f where f.document_id = s.document_id and ${filter.comment})
      order by s.document_id, s.ordinal limit :most`,
    { ...filter.values, model: modelId, within, most },
  );
}

/** Texts of about so many sentences of a model, an even sample that is the same while the tables are. */
export async function sampledTexts(database: Queryable, modelId: number, most: number): Promise<string[]> {
  const { rows } = await database.query<{ texts: string[] }>(
    `with size as (select greatest(reltuples, 0)::float8 as n from pg_class where oid = 'verbatim.document'::regclass),
          read as (select d.id, d.text from verbatim.document d, size
                    where d.id % greatest(1, (size.n / $2)::bigint) = 0 order by d.id limit $2)
     select coalesce(json_agg(substring(read.text from s.start_offset + 1 for s.end_offset - s.start_offset)
                              order by s.document_id, s.ordinal), '[]') as texts
       from read join verbatim.segment s on s.document_id = read.id and s.model_id = $1`,
    [modelId, most],
  );
  return rows[0]!.texts;
}
