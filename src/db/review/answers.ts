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

/**
 * SQL: what the analysis `a` answers, in the values of labels.
 * @param by SQL of the task, the id of its topic, and the start of the sentence `s`; null: the comment as a whole
 */
export const answerValue = ({ task, topic, start }: Readonly<Record<'task' | 'topic' | 'start', string>>) => `
  case
    when ${start}::int is not null and s.ordinal is null then null
    when ${task} = 'sentiment' then coalesce(s.sentiment, a.sentiment)
    when ${task} = 'toxicity' then
      case when case when ${start} is null then a.toxicity else s.toxicity end >= ${TOXIC} then 'yes'
           when case when ${start} is null then a.toxicity else s.toxicity end is not null then 'no' end
    when ${topic}::uuid is not null then
      case when exists (
             select from verbatim.sentence_topic st
               join verbatim.topic t on t.id = st.topic_id and st.probability >= t.threshold
               join verbatim.topic_line l on l.topic_id = st.topic_id and l.above_id = ${topic}
              where st.document_id = a.document_id and st.model_id = a.model_id
                and (${start} is null or st.ordinal = s.ordinal and l.distance = 0)) then 'yes'
           when exists (
             select from verbatim.topic_scored ts join verbatim.topic_model tm on tm.model_id = ts.model_id
              where ts.document_id = a.document_id and ts.model_id = a.model_id and tm.topic_id = ${topic}) then 'no' end
    when ${start} is null and cardinality(a.emotion_probabilities) > 0 then
      case when substr(${task}, length('emotion ') + 1) = any (a.emotions) then 'yes' else 'no' end
  end`;

/** What a model answers, in the values of labels; null: it has no such answer. Undefined: it has not judged the text. */
export async function answerOf(
  database: Queryable,
  { documentId, modelId, task, sentence }: LabelQuestion,
): Promise<{ modelId: number; value: string | null } | undefined> {
  const { rows } = await database.query<{ modelId: number; value: string | null }>(
    `select a.model_id as "modelId", ${answerValue({ task: '$3', topic: '$4', start: '$5' })} as value
       from verbatim.analysis a
       left join verbatim.segment s on s.document_id = a.document_id and s.model_id = a.model_id and s.start_offset = $5
        and s.end_offset = $6
      where a.document_id = $1 and a.model_id = $2`,
    [documentId, modelId, task, topicOfTask(task), sentence?.start ?? null, sentence?.end ?? null],
  );
  return rows[0];
}
