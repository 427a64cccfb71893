import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { Queryable } from '../client.ts';
import { byPerson } from './label-conditions.ts';

/** A sentence that people, or rules, have said to be about a topic or not. */
export interface TopicLabel {
  readonly feedbackId: number;
  readonly documentId: number;
  /** The sentence as it stands in the text. */
  readonly text: string;
  /** ISO 639-1 of its comment; null: unknown. */
  readonly language: string | null;
  /** Null: people are divided. */
  readonly about: boolean | null;
  readonly embedding: Float32Array;
}

/** Sentences with labels of a topic, and labels that belong to no single sentence. */
export interface TopicLabels {
  readonly sentences: readonly TopicLabel[];
  /** Labels of comments of several sentences, and of sentences that the model has no results for. */
  readonly unplaced: number;
}

/** Labels of the task `topic ID`, in the order of the comments. A comment of one sentence has its label. */
export async function topicLabels(
  database: Queryable,
  modelId: number,
  topicId: string,
): Promise<TopicLabels> {
  const { rows } = await database.query<{
    feedbackId: number;
    documentId: number;
    text: string | null;
    language: string | null;
    about: boolean | null;
    embedding: Buffer | null;
  }>(
    `with vote as (
       select l.feedback_id, coalesce(l.document_id, f.document_id) as document_id, l.start_offset, l.value,
              not (${byPerson('l')}) as by_rule, count(*) as votes
         from verbatim.label l
         join verbatim.feedback f on f.id = l.feedback_id
        where l.task = 'topic ' || $2 and coalesce(l.document_id, f.document_id) is not null
        group by 1, 2, 3, 4, 5
     ), best as (
       select *, rank() over (partition by feedback_id, document_id, start_offset order by by_rule, votes desc) as place
         from vote
     ), word as (
       select feedback_id, document_id, start_offset,
              case when count(*) = 1 then min(value) = 'yes' end as about
         from best where place = 1 group by 1, 2, 3
     )
     select w.feedback_id as "feedbackId", w.document_id as "documentId", w.about, d.language, s.embedding,
            substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as text
       from word w
       join verbatim.document d on d.id = w.document_id
       left join verbatim.segment s
              on s.document_id = w.document_id and s.model_id = $1 and s.embedding is not null
             and (s.start_offset = w.start_offset
                  or w.start_offset is null
                     and 1 = (select count(*) from verbatim.segment o
                               where o.document_id = w.document_id and o.model_id = $1))
      order by w.feedback_id, w.start_offset nulls first`,
    [modelId, topicId],
  );
  const sentences = rows.flatMap(({ text, embedding, ...row }) =>
    text === null || embedding === null
      ? []
      : [{ ...row, text: text.trim(), embedding: decodeHalfFloats(embedding) }],
  );
  return { sentences, unplaced: rows.length - sentences.length };
}
