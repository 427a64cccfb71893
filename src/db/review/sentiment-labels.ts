import type { Sentiment } from '../../domain/analysis.ts';
import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { Queryable } from '../client.ts';
import { byPerson } from './label-conditions.ts';

/** What people say about the sentiment of a comment or a sentence, with the results of a model. */
export interface SentimentLabel {
  readonly feedbackId: number;
  readonly documentId: number;
  /** Start of the sentence; null: the comment as a whole. */
  readonly start: number | null;
  /** What most people say, or most rules where no person says anything; null: they are divided. */
  readonly value: Sentiment | null;
  readonly byRule: boolean;
  /** Null if none of the models has results for it, with an embedding. */
  readonly judged: {
    readonly modelId: number;
    readonly probabilities: readonly [number, number, number];
    readonly embedding: Float32Array;
  } | null;
}

const WHOLE = `
  select a.model_id, a.negative, a.neutral, a.positive, a.embedding from verbatim.analysis a
   where w.start_offset is null and a.document_id = w.document_id and a.model_id = any ($1)
     and a.negative is not null and a.embedding is not null`;
const SENTENCE = `
  select s.model_id, s.negative, s.neutral, s.positive, s.embedding from verbatim.segment s
   where s.document_id = w.document_id and s.model_id = any ($1) and s.start_offset = w.start_offset
     and s.end_offset = w.end_offset and s.embedding is not null`;

/**
 * Labels of sentiment, comment by comment.
 * @param modelIds whose results are wanted; of a text that several have judged, those of the first
 */
export async function sentimentLabels(
  database: Queryable,
  modelIds: readonly number[],
): Promise<SentimentLabel[]> {
  const { rows } = await database.query<{
    feedbackId: number;
    documentId: number;
    start: number | null;
    value: Sentiment | null;
    byRule: boolean;
    modelId: number | null;
    probabilities: [number, number, number];
    embedding: Buffer;
  }>(
    `with vote as (
       select l.feedback_id, coalesce(l.document_id, f.document_id) as document_id, l.start_offset, l.end_offset,
              l.value, not (${byPerson('l')}) as by_rule, count(*) as votes
         from verbatim.label l
         join verbatim.feedback f on f.id = l.feedback_id
        where l.task = 'sentiment' and coalesce(l.document_id, f.document_id) is not null
        group by 1, 2, 3, 4, 5, 6
     ), best as (
       select *, rank() over (partition by feedback_id, document_id, start_offset order by by_rule, votes desc) as place
         from vote
     ), w as (
       select feedback_id, document_id, start_offset, max(end_offset) as end_offset, bool_or(by_rule) as by_rule,
              case when count(*) = 1 then min(value) end as value
         from best where place = 1 group by 1, 2, 3
     )
     select w.feedback_id as "feedbackId", w.document_id as "documentId", w.start_offset as start, w.value,
            w.by_rule as "byRule", j.model_id as "modelId",
            array[j.negative, j.neutral, j.positive]::float8[] as probabilities, j.embedding
       from w
       left join lateral (select * from (${WHOLE} union all ${SENTENCE}) of_model
                           order by array_position($1::int[], model_id) limit 1) j on true
      order by w.feedback_id, w.start_offset nulls first`,
    [modelIds],
  );
  return rows.map(({ modelId, probabilities, embedding, ...label }) => ({
    ...label,
    judged: modelId === null ? null : { modelId, probabilities, embedding: decodeHalfFloats(embedding) },
  }));
}
