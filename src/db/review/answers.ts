import { TOXIC, topicOfTask } from '../../domain/label.ts';
import type { Queryable } from '../client.ts';

/** The question that a label answers. */
export interface LabelQuestion {
  readonly documentId: number;
  readonly modelId: number | null;
  readonly task: string;
  /** In code points of the text, end exclusive; null: the comment as a whole. */
  readonly sentence: { readonly start: number; readonly end: number } | null;
}

/** What a model answers, in the values of labels; null: it has no such answer. Undefined: it has not judged the text. */
export async function answerOf(
  database: Queryable,
  { documentId, modelId, task, sentence }: LabelQuestion,
): Promise<{ modelId: number; value: string | null } | undefined> {
  const { rows } = await database.query<{ modelId: number; value: string | null }>(
    `select a.model_id as "modelId", case
              when $5::int is not null and s.ordinal is null then null
              when $3 = 'sentiment' then coalesce(s.sentiment, a.sentiment)
              when $3 = 'toxicity' then
                case when case when $5 is null then a.toxicity else s.toxicity end >= ${TOXIC} then 'yes'
                     when case when $5 is null then a.toxicity else s.toxicity end is not null then 'no' end
              when $4::uuid is not null then
                case when exists (
                       select from verbatim.sentence_topic st
                         join verbatim.topic t on t.id = st.topic_id and st.probability >= t.threshold
                         join verbatim.topic_line l on l.topic_id = st.topic_id and l.above_id = $4
                        where st.document_id = a.document_id and st.model_id = a.model_id
                          and ($5 is null or st.ordinal = s.ordinal and l.distance = 0)) then 'yes'
                     when exists (
                       select from verbatim.topic_scored ts join verbatim.topic_model tm on tm.model_id = ts.model_id
                        where ts.document_id = a.document_id and ts.model_id = a.model_id and tm.topic_id = $4) then 'no' end
              when $5 is null and cardinality(a.emotion_probabilities) > 0 then
                case when substr($3, length('emotion ') + 1) = any (a.emotions) then 'yes' else 'no' end
            end as value
       from verbatim.analysis a
       left join verbatim.segment s on s.document_id = a.document_id and s.model_id = a.model_id and s.start_offset = $5
        and s.end_offset = $6
      where a.document_id = $1 and a.model_id = $2`,
    [documentId, modelId, task, topicOfTask(task), sentence?.start ?? null, sentence?.end ?? null],
  );
  return rows[0];
}
