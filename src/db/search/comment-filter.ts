import type { SearchFilter } from '../../domain/search/found-sentence.ts';

/** SQL of a filter; names and values are named parameters. */
export interface FilterSql {
  /** Condition on feedback `f`. */
  readonly comment: string;
  /** Condition on a segment `s`. */
  readonly sentence: string;
  /** Whether it leaves out comments; sentences of comments that it leaves. */
  readonly limitsComments: boolean;
  readonly limitsSentences: boolean;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Without an attribute of that name, `language` is the language of the text. */
const HAS_ATTRIBUTES = `not exists (
  select from jsonb_each_text(:attributes::jsonb) as wanted (name, value)
   where coalesce(f.attributes ->> wanted.name,
                  case when wanted.name = 'language'
                       then (select d.language from verbatim.document d where d.id = f.document_id) end,
                  '') <> wanted.value)`;

const ABOUT = `exists (
  select from verbatim.sentence_topic st
    join verbatim.topic t on t.id = st.topic_id and t.retired_at is null and st.probability >= t.threshold
    join verbatim.topic_line l on l.topic_id = st.topic_id and l.above_id = :topic::uuid
   where st.document_id = s.document_id and st.model_id = s.model_id and st.ordinal = s.ordinal)`;
const ABOUT_IN_COMMENT = `f.document_id in (
  select st.document_id from verbatim.topic_line l join verbatim.sentence_topic st on st.topic_id = l.topic_id
   where l.above_id = :topic::uuid)`;

/** Only the conditions that a filter has: the planner knows each table's share. */
export function filterSql(filter: SearchFilter): FilterSql {
  const { first, last, source, attributes, topic, sentiment, ratings, handled } = filter;
  const comment = [
    ...(first === null ? [] : [`f.occurred_at >= (:first_day::date::timestamp at time zone 'UTC')`]),
    ...(last === null ? [] : [`f.occurred_at < ((:last_day::date + 1)::timestamp at time zone 'UTC')`]),
    ...(source === null ? [] : ['f.source = :source']),
    ...(Object.keys(attributes).length === 0 ? [] : [HAS_ATTRIBUTES]),
    ...(topic === null ? [] : [ABOUT_IN_COMMENT]),
    ...(ratings === null ? [] : ['f.rating between :least_rating and :greatest_rating']),
    ...(handled === null
      ? []
      : [`${handled ? '' : 'not '}exists (select from verbatim.handled h where h.feedback_id = f.id)`]),
  ];
  const sentence = [
    ...(sentiment === null ? [] : ['s.sentiment = :sentiment']),
    ...(topic === null ? [] : [ABOUT]),
  ];
  return {
    comment: comment.length === 0 ? 'true' : comment.join('\n     and '),
    sentence: sentence.length === 0 ? 'true' : sentence.join('\n     and '),
    limitsComments: comment.length > 0,
    limitsSentences: sentence.length > 0,
    values: {
      ...{ first_day: first, last_day: last, source, topic, sentiment },
      attributes: JSON.stringify(attributes),
      ...{ least_rating: ratings?.[0] ?? null, greatest_rating: ratings?.[1] ?? null },
    },
  };
}
