import type { Queryable } from '../client.ts';
import { DIGEST_SUMS, type DigestSums } from './comment-sums.ts';
import type { CountSchema } from './digest-counts.ts';

/** Days, UTC, both included; null: open. */
export interface Days {
  readonly first: string | null;
  readonly last: string | null;
}

const WITHIN = `($1::date is null or day >= $1) and ($2::date is null or day <= $2)`;

export async function periodSums(
  database: Queryable,
  schema: CountSchema,
  { first, last }: Days,
): Promise<DigestSums> {
  const { rows } = await database.query<DigestSums>(
    `select ${DIGEST_SUMS} from ${schema}.rollup_day where attribute = '' and ${WITHIN}`,
    [first, last],
  );
  return rows[0]!;
}

export interface DaySums {
  readonly day: string;
  readonly feedback: number;
  readonly analysed: number;
  readonly negative: number;
  readonly positive: number;
}

/** Days with feedback, in order. */
export async function daySums(
  database: Queryable,
  schema: CountSchema,
  { first, last }: Days,
): Promise<DaySums[]> {
  const { rows } = await database.query<DaySums>(
    `select to_char(day, 'YYYY-MM-DD') as day, sum(feedback)::float8 as feedback, sum(analysed)::float8 as analysed,
            sum(negative)::float8 as negative, sum(positive)::float8 as positive
       from ${schema}.rollup_day where attribute = '' and ${WITHIN} group by day order by day`,
    [first, last],
  );
  return rows;
}

/** By the source, or by an attribute that roll-ups have; the value with most feedback first. */
export async function groupSums(
  database: Queryable,
  schema: CountSchema,
  by: string,
  { first, last }: Days,
): Promise<(DigestSums & { readonly value: string | null })[]> {
  const value = by === 'source' ? 'source' : `nullif(value, '')`;
  const { rows } = await database.query<DigestSums & { value: string | null }>(
    `select ${value} as value, ${DIGEST_SUMS} from ${schema}.rollup_day where attribute = $3 and ${WITHIN}
      group by 1 order by sum(feedback) desc, 1`,
    [first, last, by === 'source' ? '' : by],
  );
  return rows;
}

export interface ThemeSums {
  readonly id: number;
  readonly name: string;
  readonly keywords: readonly string[];
  readonly comments: number;
  readonly negative: number;
  readonly positive: number;
}

/** Themes that are shown and that the feedback of these days speaks of, the largest first. */
export async function themeSums(
  database: Queryable,
  schema: CountSchema,
  { first, last }: Days,
): Promise<ThemeSums[]> {
  const { rows } = await database.query<ThemeSums>(
    `select t.id, coalesce(t.user_name, t.name) as name, t.keywords, sum(r.feedback)::float8 as comments,
            sum(r.negative)::float8 as negative, sum(r.positive)::float8 as positive
       from ${schema}.rollup_theme_day r join verbatim.theme t on t.id = r.theme_id
      where r.attribute = '' and ${WITHIN} and not t.hidden
      group by t.id order by comments desc, t.id`,
    [first, last],
  );
  return rows;
}

/** What `countThemes` counts by day, from roll-ups. @param days that end with the last day of dated feedback */
export async function rolledUpDays(database: Queryable, days: number): Promise<DayCount[]> {
  const { rows } = await database.query<DayCount>(
    `with span as (select max(day) - $1::int + 1 as first from verbatim.rollup_day where attribute = '' and dated)
     select null::bigint as id, to_char(day, 'YYYY-MM-DD') as day, sum(analysed)::float8 as n
       from verbatim.rollup_day, span where attribute = '' and dated and day >= span.first
      group by day having sum(analysed) > 0
      union all
     select r.theme_id, to_char(day, 'YYYY-MM-DD'), sum(r.feedback)::float8
       from verbatim.rollup_theme_day r join verbatim.theme t on t.id = r.theme_id and not t.hidden, span
      where r.attribute = '' and dated and day >= span.first
      group by r.theme_id, day
      order by 1 nulls first, 2`,
    [days],
  );
  return rows;
}

/** Analysed feedback of one day, UTC, as YYYY-MM-DD; of a theme where it has an id. */
export interface DayCount {
  readonly id: number | null;
  readonly day: string;
  readonly n: number;
}
