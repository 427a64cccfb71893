import type { Days } from './digest-figures.ts';

/** What the dashboard looks at; null: all of it. Names and values are parameters of the SQL, whatever they hold. */
export interface DashboardFilter extends Days {
  readonly source: string | null;
  /** Feedback with this value of this attribute. */
  readonly attribute: string | null;
  readonly value: string | null;
  /** False: cells are of roll-ups. True: counted when asked, for an attribute that nights do not count by. */
  readonly live: boolean;
}

/** $1 to $5 of every question of the dashboard. */
export const filterParameters = (filter: DashboardFilter): unknown[] => [
  filter.first,
  filter.last,
  filter.source,
  filter.attribute,
  filter.value,
];

/** Longest value of an attribute, in code points: roll-ups keep as much. */
export const VALUE_CHARACTERS = 100;

// An open period has feedback without a time too; others cannot. Roll-ups count by one attribute at a time.
const within = (
  by: string,
): string => `attribute = coalesce($4::text, ${by}, '') and ($4::text is null or value = $5)
  and ($1::date is null or (dated and day >= $1)) and ($2::date is null or (dated and day <= $2))
  and ($3::text is null or source = $3)`;
const AS_FEEDBACK = `*, jsonb_build_object(attribute, nullif(value, '')) as attributes`;

const LIVE_FEEDBACK = `(
  select f.*, coalesce(f.occurred_at, f.created_at) as at, f.occurred_at is not null as dated,
         (coalesce(f.occurred_at, f.created_at) at time zone 'UTC')::date as day
    from verbatim.feedback f
   where ($1::date is null or f.occurred_at >= ($1::date::timestamp at time zone 'UTC'))
     and ($2::date is null or f.occurred_at < (($2::date + 1)::timestamp at time zone 'UTC'))
     and ($3::text is null or f.source = $3)
     and ($4::text is null or left(f.attributes ->> $4, ${VALUE_CHARACTERS}) = $5)) f`;
const MODEL = `(select model_id from verbatim.rollup_state where cube = 'day')`;

/**
 * Counts of comments by day, source and an attribute: rows of rollup_day, or as they would be.
 * @param by SQL of the attribute that is asked for, where it is not that of the filter
 */
export const dayCells = (live: boolean, by = 'null'): string =>
  live
    ? `(select f.day, f.dated, f.source, f.attributes, 1 as feedback,
               (f.document_id is null)::int as without_text,
               (f.document_id is not null and a.document_id is null and x.code is null)::int as pending,
               (a.document_id is null and x.code = 'NO_ANSWER')::int as no_answer,
               (a.document_id is null and x.code not in ('LANGUAGE_UNSUPPORTED', 'NO_ANSWER'))::int as set_aside,
               (a.document_id is null and x.code = 'LANGUAGE_UNSUPPORTED')::int as unsupported,
               (a.document_id is not null)::int as analysed,
               (a.sentiment = 'negative')::int as negative, (a.sentiment = 'neutral')::int as neutral,
               (a.sentiment = 'positive')::int as positive, (a.sentiment = 'mixed')::int as mixed,
               (a.toxicity >= 0.5)::int as toxic, a.score::numeric as score_sum,
               (a.score::numeric * a.score::numeric) as score_squares,
               (a.document_id is not null and f.rating is not null)::int as rated,
               case when a.document_id is not null then f.rating::numeric end as rating_sum
          from ${LIVE_FEEDBACK}
          left join verbatim.analysis a on a.document_id = f.document_id and a.model_id = ${MODEL}
          left join verbatim.failure x on x.document_id = f.document_id and x.model_id = ${MODEL}) cells`
    : `(select ${AS_FEEDBACK} from verbatim.rollup_day where ${within(by)}) cells`;

/**
 * Counts of what is said about themes, hidden ones left out: rows of rollup_theme_day, or as they would be.
 * @param by as of {@link dayCells}
 */
export const themeCells = (live: boolean, by = 'null'): string =>
  live
    ? `(select f.day, f.dated, f.source, f.attributes, s.theme_id, 1 as feedback, s.negative::int as negative,
               s.positive::int as positive, s.score as score_sum, s.score * s.score as score_squares
          from ${LIVE_FEEDBACK} cross join lateral (
            select t.shown_as as theme_id, bool_or(s.sentiment = 'negative') as negative,
                   bool_or(s.sentiment = 'positive') as positive, round(avg(s.score::numeric), 6) as score
              from verbatim.theme_segment ts
              join verbatim.segment s using (document_id, model_id, ordinal)
              join verbatim.theme t on t.id = ts.theme_id
              join verbatim.theme shown on shown.id = t.shown_as and not shown.hidden
             where ts.document_id = f.document_id and ts.model_id = ${MODEL}
             group by t.shown_as) s) cells`
    : `(select r.* from (select ${AS_FEEDBACK} from verbatim.rollup_theme_day where ${within(by)}) r
          join verbatim.theme t on t.id = r.theme_id and not t.hidden) cells`;
