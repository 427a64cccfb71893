import { attributeValue } from '../rollups/comment-facts.ts';
import type { CountSource } from '../rollups/count-sources.ts';
import type { Days } from './digest-figures.ts';

/** The comments that the dashboard shows figures of; null: all. Names and values are parameters of the SQL. */
export interface DashboardFilter extends Days {
  readonly source: string | null;
  /** Feedback with this value of this attribute. */
  readonly attribute: string | null;
  readonly value: string | null;
  /** False: counts are of roll-ups. True: comments are counted, by an attribute that nightly runs do not count by. */
  readonly live: boolean;
}

/** Named parameters of every query of the dashboard. */
export const filterParameters = ({ first, last, source, attribute, value }: DashboardFilter) => {
  return { first_day: first, last_day: last, source, attribute, value };
};

/** SQL of the model that roll-ups are of: everything on the page is of this one. */
export const ROLLED_UP_MODEL = `(select model_id from verbatim.rollup_state where cube = 'day')`;

/** SQL condition: feedback `f` has the value of the filter's attribute. */
export const HAS_VALUE = `(:attribute::text is null or ${attributeValue(':attribute')} = :value)`;

/** The counts that the filter leaves: of roll-ups, which have one attribute at a time, or of comments. */
export const filtered = ({ live }: DashboardFilter): CountSource => ({
  rolledUp: !live,
  model: ROLLED_UP_MODEL,
  where: live ? HAS_VALUE : '(:attribute::text is null or value = :value)',
  narrow: true,
});

/** SQL of the attribute that counts are by. @param by SQL of one other than the filter's, which only `live` allows */
export const countedBy = ({ live }: DashboardFilter, by = 'null::text'): string =>
  live ? by : `coalesce(:attribute::text, ${by}, '')`;
