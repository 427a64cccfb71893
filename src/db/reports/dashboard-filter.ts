import { attributeValue, topicSentences } from '../rollups/comment-facts.ts';
import type { CountSource } from '../rollups/count-sources.ts';
import type { Days } from './digest-figures.ts';

/** The comments that the dashboard shows figures of; null: all. Names and values are parameters of the SQL. */
export interface DashboardFilter extends Days {
  readonly source: string | null;
  /** Feedback with this value of this attribute. */
  readonly attribute: string | null;
  readonly value: string | null;
  /** Only comments about this theme, about this topic; with one of them counts are `live`. */
  readonly theme: number | null;
  readonly topic: string | null;
  /** Only comments that are handled, or that are open; null: both. Roll-ups do not count by it: counts are `live`. */
  readonly handled: boolean | null;
  /** False: counts are of roll-ups. True: comments are counted: by an attribute that nightly runs do not count by, or what roll-ups lack. */
  readonly live: boolean;
}

/** Named parameters of every query of the dashboard. */
export const filterParameters = (filter: DashboardFilter) => {
  const { first, last, source, attribute, value, theme, topic } = filter;
  return {
    first_day: first,
    last_day: last,
    source,
    attribute,
    value,
    within_theme: theme,
    within_topic: topic,
  };
};

/** SQL of the model that roll-ups are of: everything on the page is of this one. */
export const ROLLED_UP_MODEL = `(select model_id from verbatim.rollup_state where cube = 'day')`;

/** SQL condition: feedback `f` has the value of the filter's attribute. */
export const HAS_VALUE = `(:attribute::text is null or ${attributeValue(':attribute')} = :value)`;

/** SQL condition: feedback `f` is about the theme and the topic of the filter. */
const IS_ABOUT = `(:within_theme::bigint is null or f.document_id in (
        select ts.document_id from verbatim.theme_segment ts join verbatim.theme t on t.id = ts.theme_id
         where ts.model_id = ${ROLLED_UP_MODEL} and t.shown_as = :within_theme))
     and (:within_topic::uuid is null or f.document_id in (
        select s.document_id from (${topicSentences(ROLLED_UP_MODEL)}) s
          join verbatim.topic_line l on l.topic_id = s.topic_id and l.above_id = :within_topic))`;

/** SQL condition: feedback `f` is handled, or open, as asked. Not a parameter, so that it can begin with what is handled. */
export const isHandled = ({ handled }: DashboardFilter): string =>
  handled === null
    ? 'true'
    : `${handled ? '' : 'not '}exists (select from verbatim.handled h where h.feedback_id = f.id)`;

/** The counts that the filter leaves: of roll-ups, which have one attribute at a time, or of comments. */
export const filtered = (filter: DashboardFilter): CountSource => ({
  rolledUp: !filter.live,
  model: ROLLED_UP_MODEL,
  where: filter.live
    ? `${HAS_VALUE} and ${IS_ABOUT} and ${isHandled(filter)}`
    : '(:attribute::text is null or value = :value)',
  narrow: true,
});

/** SQL of the attribute that counts are by. @param by SQL of one other than the filter's, which only `live` allows */
export const countedBy = ({ live }: DashboardFilter, by = 'null::text'): string =>
  live ? by : `coalesce(:attribute::text, ${by}, '')`;
