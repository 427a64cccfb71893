import type { CountSource } from '../../db/rollups/count-sources.ts';

/** Pieces of SQL that several reports share; parameters are named, as psql takes them. */

/** Columns of a share with the ends of its 95 % Wilson interval: share, low and high, or NAME, NAME_low and NAME_high. */
export function shareColumns(count: string, of: string, name = 'share'): string {
  const [low, high] = name === 'share' ? ['low', 'high'] : [`${name}_low`, `${name}_high`];
  return `${count}::double precision / nullif(${of}, 0) as ${name},
       reporting.wilson_low(${count}, ${of}) as ${low}, reporting.wilson_high(${count}, ${of}) as ${high}`;
}

/** SQL that says who wrote the comments; nothing for those who may read them. */
export const forFew = ({ people }: CountSource, sql: string): string => (people ? sql : '');

/** Conditions on a view by day: its source and the period. */
export const DAYS = `(:source::text is null or source = :source)
     and (:first_day::date is null or day >= :first_day::date) and (:last_day::date is null or day <= :last_day::date)`;

/** Conditions on a view by month: its source, and the whole months that the period touches. */
export const MONTHS = `(:source::text is null or source = :source)
     and (:first_day::date is null or month >= date_trunc('month', :first_day::date::timestamp)::date)
     and (:last_day::date is null or month <= :last_day::date)`;

/** The unit of the steps of time, from the days of a relation: up to 45 days by day, up to 400 by week, then by month. */
export const grainOf = (relation: string): string => `grain as materialized (
  select coalesce(:grain::text, case when max(day) - min(day) < 45 then 'day' when max(day) - min(day) < 400 then 'week'
                                else 'month' end) as unit
    from ${relation}
)`;

/** First day of the step that a day is in; needs `grain`. */
export const STEP = 'date_trunc(grain.unit, day::timestamp)::date';
