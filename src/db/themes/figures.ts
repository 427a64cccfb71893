import type { Database, Queryable } from '../client.ts';
import { inTransaction } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import { type DayCount, themeDays } from '../reports/digest-figures.ts';
import { COMMENTS, type CountSource, dayCounts, ROLL_UPS, themeCounts } from '../rollups/count-sources.ts';
import { freshRollups } from '../rollups/rollup-freshness.ts';

/** Counts of a visible theme; each feedback row counts once. */
interface ThemeCountRow {
  readonly id: number;
  readonly name: string;
  readonly keywords: readonly string[];
  /** Whether its sentences name no subject. */
  readonly talk: boolean;
  /** Name of the largest theme of its group; null for that theme itself and without a group. */
  readonly parent: string | null;
  readonly comments: number;
  readonly negative: number;
  readonly positive: number;
  readonly scoreSum: number;
  readonly scoreSquares: number;
  readonly rated: number;
  readonly ratingSum: number;
  readonly ratingSquares: number;
  readonly quote: string | null;
}

interface ThemeCountings {
  /** Feedback rows that the active model has analysed. */
  readonly comments: number;
  /** The largest first; talk without a subject last. */
  readonly themes: readonly ThemeCountRow[];

  readonly days: readonly DayCount[];
}

/**
 * Counts the visible themes in one snapshot: from roll-ups if they are up to date (with scores rounded to millionths),
 * else from the rows.
 * @param days up to the last day with feedback
 */
export async function countThemes(database: Database, days: number): Promise<ThemeCountings> {
  return inTransaction(database, async (connection) => {
    await connection.query('set transaction isolation level repeatable read read only');
    const from = (await freshRollups(connection)) ? ROLL_UPS : COMMENTS;
    return {
      comments: await analysedComments(connection, from),
      themes: await themeSums(connection, from),
      days: await themeDays(connection, days, from),
    };
  });
}

const ALL = { source: null, first_day: null, last_day: null };

async function analysedComments(database: Queryable, from: CountSource): Promise<number> {
  const sql = `select coalesce(sum(analysed), 0)::bigint as n from ${dayCounts(from)}`;
  return (await queryNamed<{ n: number }>(database, sql, ALL))[0]!.n;
}

const themeSums = (database: Queryable, from: CountSource): Promise<ThemeCountRow[]> =>
  queryNamed<ThemeCountRow>(
    database,
    `with counted as (
       select theme_id, sum(feedback)::bigint as comments, sum(negative)::bigint as negative,
              sum(positive)::bigint as positive, sum(score_sum)::float8 as "scoreSum",
              sum(score_squares)::float8 as "scoreSquares", sum(rated)::bigint as rated,
              coalesce(sum(rating_sum), 0)::float8 as "ratingSum",
              coalesce(sum(rating_squares), 0)::float8 as "ratingSquares"
         from ${themeCounts(from)} group by theme_id
     )
     select t.id, coalesce(t.user_name, t.name) as name, t.keywords, t.talk,
            (select coalesce(g.user_name, g.name) from verbatim.theme p join verbatim.theme g on g.id = p.shown_as
              where p.id = t.parent and g.id <> t.id) as parent, c.comments, c.negative, c.positive, c."scoreSum",
            c."scoreSquares", c.rated, c."ratingSum", c."ratingSquares", q.quote
       from counted c
       join verbatim.theme t on t.id = c.theme_id
       left join verbatim.theme_quote q on q.theme_id = t.id and q.rank = 1
      order by t.talk, c.comments desc, t.id`,
    ALL,
  );
