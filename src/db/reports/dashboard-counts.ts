import type { Queryable } from '../client.ts';
import {
  type DashboardFilter,
  dayCells,
  filterParameters,
  themeCells,
  VALUE_CHARACTERS,
} from './dashboard-cells.ts';

/** How long a step of a time axis is. */
export type BucketUnit = 'day' | 'week' | 'month' | 'year';

/** Sums of comments. Scores are positive − negative, −1..1; ratings in the customers' own unit. */
export interface CommentSums {
  readonly feedback: number;
  readonly pending: number;
  readonly setAside: number;
  /** Say nothing. */
  readonly noAnswer: number;
  readonly unsupported: number;
  readonly withoutText: number;
  readonly analysed: number;
  readonly negative: number;
  readonly neutral: number;
  readonly positive: number;
  readonly mixed: number;
  readonly toxic: number;
  readonly scoreSum: number;
  readonly scoreSquares: number;
  readonly rated: number;
  readonly ratingSum: number;
}

/** @returns null bucket: comments without a time */
export interface CommentBucket extends CommentSums {
  /** First day, YYYY-MM-DD; weeks begin on Monday. */
  readonly bucket: string | null;
  /** Of the period looked at; false: of the one before it. */
  readonly current: boolean;
}

const SUMS = (
  [
    ...[
      'feedback',
      'no_answer',
      'pending',
      'set_aside',
      'unsupported',
      'without_text',
      'analysed',
      'negative',
      'neutral',
    ],
    ...['positive', 'mixed', 'toxic', 'score_sum', 'score_squares', 'rated', 'rating_sum'],
  ] as const
)
  .map((name) => {
    const camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    return `coalesce(sum(${name}), 0)::float8 as "${camel}"`;
  })
  .join(', ');

// $6: first day of the period looked at, $7: unit.
const STEP = `case when dated then to_char(date_trunc($7, day), 'YYYY-MM-DD') end as bucket,
  ($6::date is null or (dated and day >= $6)) as current`;

/**
 * Comments by steps of time, in order. @param filter.first of the period before, where there is one
 * @param currentFrom first day of the period looked at; null: everything is
 */
export async function countComments(
  database: Queryable,
  filter: DashboardFilter,
  currentFrom: string | null,
  unit: BucketUnit,
): Promise<CommentBucket[]> {
  const { rows } = await database.query<CommentBucket>(
    `select ${STEP}, ${SUMS} from ${dayCells(filter.live)} group by 1, 2 order by 1 nulls last, 2`,
    [...filterParameters(filter), currentFrom, unit],
  );
  return rows;
}

export interface ThemeBucket {
  readonly id: number;
  readonly name: string;
  readonly bucket: string | null;
  readonly current: boolean;
  /** Comments that speak of it; of them with something negative or positive about it, which may overlap. */
  readonly comments: number;
  readonly negative: number;
  readonly positive: number;
  readonly scoreSum: number;
  readonly scoreSquares: number;
}

/** Themes that are shown, by steps of time; parameters as of {@link countComments}. */
export async function countThemeSteps(
  database: Queryable,
  filter: DashboardFilter,
  currentFrom: string | null,
  unit: BucketUnit,
): Promise<ThemeBucket[]> {
  const { rows } = await database.query<ThemeBucket>(
    `select c.*, coalesce(t.user_name, t.name) as name
       from (select theme_id as id, ${STEP}, sum(feedback)::float8 as comments, sum(negative)::float8 as negative,
                    sum(positive)::float8 as positive, sum(score_sum)::float8 as "scoreSum",
                    sum(score_squares)::float8 as "scoreSquares"
               from ${themeCells(filter.live)} group by theme_id, 2, 3) c
       join verbatim.theme t on t.id = c.id
      order by c.id, c.bucket nulls last, c.current`,
    [...filterParameters(filter), currentFrom, unit],
  );
  return rows;
}

export interface ValueCounts {
  /** Null: feedback without the attribute. */
  readonly value: string | null;
  readonly feedback: number;
  /** Analysed comments of the value; with a theme those that speak of it. */
  readonly comments: number;
  /** Analysed comments of the value. */
  readonly of: number;
  readonly negative: number;
  readonly positive: number;
  readonly rated: number;
  readonly ratingSum: number;
}

export interface Breakdown {
  /** The values with most comments first. */
  readonly values: readonly ValueCounts[];
  /** All others together; null when there are none. */
  readonly others: ValueCounts | null;
  /** How many values there are. */
  readonly known: number;
}

/**
 * Comments by source or by an attribute.
 * @param options.theme only what is said about it
 * @param options.search only values that contain this, whatever its case
 * @param options.limit values that stand by themselves
 */
export async function countValues(
  database: Queryable,
  filter: DashboardFilter,
  options: { by: string | null; theme: number | null; search: string | null; limit: number },
): Promise<Breakdown> {
  const { by, theme, search, limit } = options;
  const value = `case when $6::text is null then source else left(attributes ->> $6, ${VALUE_CHARACTERS}) end`;
  const { rows } = await database.query<ValueCounts & { place: number; known: number }>(
    `with cells as (
       select ${value} as value, feedback, analysed as of, rated, rating_sum,
              case when $7::bigint is null then analysed else 0 end as comments,
              case when $7::bigint is null then negative else 0 end as negative,
              case when $7::bigint is null then positive else 0 end as positive
         from ${dayCells(filter.live, '$6::text')}
       union all
       select ${value}, 0, 0, 0, 0, feedback, negative, positive
         from ${themeCells(filter.live, '$6::text')} where theme_id = $7
     ), counted as (
       select value, sum(feedback) as feedback, sum(of) as of, sum(comments) as comments, sum(negative) as negative,
              sum(positive) as positive, sum(rated) as rated, sum(rating_sum) as rating_sum
         from cells where $8::text is null or position(lower($8) in lower(value)) > 0 group by value
     ), placed as (
       select *, row_number() over (order by comments desc, feedback desc, value nulls last) as place,
              count(*) over () as known from counted
     )
     select case when place <= $9 then value end as value, least(place, $9 + 1) as place, max(known) as known,
            sum(feedback)::float8 as feedback, sum(comments)::float8 as comments, sum(of)::float8 as of,
            sum(negative)::float8 as negative, sum(positive)::float8 as positive,
            coalesce(sum(rated), 0)::float8 as rated, coalesce(sum(rating_sum), 0)::float8 as "ratingSum"
       from placed group by 1, 2 order by 2`,
    [...filterParameters(filter), by, theme, search, limit],
  );
  const cells = rows.map(({ place, known: _, ...counts }) => ({ place: Number(place), counts }));
  return {
    values: cells.filter(({ place }) => place <= limit).map(({ counts }) => counts),
    others: cells.find(({ place }) => place > limit)?.counts ?? null,
    known: Number(rows[0]?.known ?? 0),
  };
}
