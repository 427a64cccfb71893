import type { Crowd } from '../../domain/crowd.ts';
import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import { type CountSource, dayCounts, ROLL_UPS, themeCounts } from '../rollups/count-sources.ts';
import { crowdOf } from '../rollups/people.ts';
import { DIGEST_SUMS, type DigestSums } from './comment-sums.ts';

/** Days, UTC, both included; null: open. */
export interface Days {
  readonly first: string | null;
  readonly last: string | null;
}

const within = ({ first, last }: Days) => ({ source: null, first_day: first, last_day: last });

export async function periodSums(database: Queryable, from: CountSource, days: Days): Promise<DigestSums> {
  const sql = `select ${DIGEST_SUMS} from ${dayCounts(from)}`;
  return (await queryNamed<DigestSums>(database, sql, within(days)))[0]!;
}

export interface DaySums {
  readonly day: string;
  readonly feedback: number;
  readonly analysed: number;
  readonly negative: number;
  readonly positive: number;
}

/** Days with feedback, in order. */
export const daySums = (database: Queryable, from: CountSource, days: Days): Promise<DaySums[]> =>
  queryNamed<DaySums>(
    database,
    `select to_char(day, 'YYYY-MM-DD') as day, sum(feedback)::float8 as feedback, sum(analysed)::float8 as analysed,
            sum(negative)::float8 as negative, sum(positive)::float8 as positive
       from ${dayCounts(from)} group by day order by day`,
    within(days),
  );

/** By the source, or by an attribute that the counts have; the value with most feedback first. */
export const groupSums = (
  database: Queryable,
  from: CountSource,
  by: string,
  days: Days,
): Promise<(DigestSums & { readonly value: string | null })[]> =>
  queryNamed(
    database,
    `select ${by === 'source' ? 'source' : `nullif(value, '')`} as value, ${DIGEST_SUMS}
       from ${dayCounts(from, ':attribute')} group by 1 order by sum(feedback) desc, 1`,
    { ...within(days), attribute: by === 'source' ? '' : by },
  );

export interface ThemeSums {
  readonly id: number;
  readonly name: string;
  readonly keywords: readonly string[];
  /** Whether its sentences name no subject. */
  readonly talk: boolean;
  readonly comments: number;
  readonly negative: number;
  readonly positive: number;
}

/** Themes that are shown and that comments of these days speak of, the largest first; talk without a subject last. */
export const themeSums = (database: Queryable, from: CountSource, days: Days): Promise<ThemeSums[]> =>
  queryNamed<ThemeSums>(
    database,
    `select t.id, coalesce(t.user_name, t.name) as name, t.keywords, t.talk, sum(feedback)::float8 as comments,
            sum(negative)::float8 as negative, sum(positive)::float8 as positive
       from ${themeCounts(from)} join verbatim.theme t on t.id = theme_id
      group by t.id order by t.talk, comments desc, t.id`,
    within(days),
  );

/** Analysed comments of one day, UTC, as YYYY-MM-DD; of a theme where it has an id. */
export interface DayCount {
  readonly id: number | null;
  readonly day: string;
  readonly n: number;
  /** Who wrote them; null: no author is known. */
  readonly people: Crowd | null;
}

/** Comments by day, of all and of each theme that is shown. @param days up to the last day of dated feedback */
export async function themeDays(database: Queryable, days: number, from = ROLL_UPS): Promise<DayCount[]> {
  const open = within({ first: null, last: null });
  const [span] = await queryNamed<{ first: string | null }>(
    database,
    `select (max(day) - :days::int + 1)::text as first from ${dayCounts(from)} where dated`,
    { ...open, days },
  );
  if (span!.first === null) return [];
  return queryNamed<DayCount>(
    database,
    `select null::bigint as id, to_char(day, 'YYYY-MM-DD') as day, sum(analysed)::float8 as n, null::json as people
       from ${dayCounts(from)} group by day having sum(analysed) > 0
      union all
     select theme_id, to_char(day, 'YYYY-MM-DD'), sum(feedback)::float8,
            case when bit_or(authors) is not null then ${crowdOf('feedback')} end
       from ${themeCounts(from)} group by theme_id, day
      order by 1 nulls first, 2`,
    { ...open, first_day: span!.first },
  );
}
