import type { Database, Queryable } from '../client.ts';
import { inTransaction } from '../client.ts';
import { type DayCount, rolledUpDays } from '../reports/digest-figures.ts';
import { freshRollups } from '../rollups/rollup-freshness.ts';

/** Counts of a visible theme; each feedback row counts once. */
interface ThemeCountRow {
  readonly id: number;
  readonly name: string;
  readonly keywords: readonly string[];
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
  /** The largest first. */
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
    if (await freshRollups(connection)) {
      return {
        comments: await rolledUpAnalysed(connection),
        themes: await rolledUpThemes(connection),
        days: await rolledUpDays(connection, days),
      };
    }
    return {
      comments: await countAnalysed(connection),
      themes: await themeCounts(connection),
      days: await dayCounts(connection, days),
    };
  });
}

const THEMES = `select t.id, coalesce(t.user_name, t.name) as name, t.keywords, c.comments, c.negative, c.positive,
       c.score_sum as "scoreSum", c.score_squares as "scoreSquares", c.rated, c.rating_sum as "ratingSum",
       c.rating_squares as "ratingSquares", q.quote
  from counted c
  join verbatim.theme t on t.id = c.theme_id and not t.hidden
  left join verbatim.theme_quote q on q.theme_id = t.id and q.rank = 1
 order by c.comments desc, t.id`;

async function rolledUpAnalysed(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `select coalesce(sum(analysed), 0)::bigint as n from verbatim.rollup_day where attribute = ''`,
  );
  return rows[0]!.n;
}

async function rolledUpThemes(database: Queryable): Promise<ThemeCountRow[]> {
  const { rows } = await database.query<ThemeCountRow>(`
    with counted as (
      select theme_id, sum(feedback)::bigint as comments, sum(negative)::bigint as negative,
             sum(positive)::bigint as positive, sum(score_sum)::float8 as score_sum,
             sum(score_squares)::float8 as score_squares, sum(rated)::bigint as rated,
             sum(rating_sum)::float8 as rating_sum, sum(rating_squares)::float8 as rating_squares
        from verbatim.rollup_theme_day where attribute = '' group by theme_id
    )
    ${THEMES}`);
  return rows;
}

async function countAnalysed(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `select count(*) as n from reporting.feedback_analysis where status = 'analysed'`,
  );
  return rows[0]!.n;
}

async function themeCounts(database: Queryable): Promise<ThemeCountRow[]> {
  const { rows } = await database.query<ThemeCountRow>(`
    with counted as (
      select d.theme_id, count(*) as comments, count(*) filter (where d.negative > 0) as negative,
             count(*) filter (where d.positive > 0) as positive,
             sum(d.score) as score_sum, sum(d.score * d.score) as score_squares,
             count(f.rating) as rated, coalesce(sum(f.rating), 0) as rating_sum,
             coalesce(sum(f.rating * f.rating), 0) as rating_squares
        from verbatim.document_theme d join verbatim.feedback f on f.document_id = d.document_id
       group by d.theme_id
    )
    ${THEMES}`);
  return rows;
}

async function dayCounts(database: Queryable, days: number): Promise<DayCount[]> {
  const { rows } = await database.query<DayCount>(
    `with last as (select (max(occurred_at) at time zone 'UTC')::date as day from verbatim.feedback),
          span as (select day - $1::int + 1 as first from last)
     select null::bigint as id, (occurred_at at time zone 'UTC')::date::text as day, count(*) as n
       from reporting.feedback_analysis, span
      where status = 'analysed' and occurred_at >= (span.first::timestamp at time zone 'UTC')
      group by 2
      union all
     select theme_id, (occurred_at at time zone 'UTC')::date::text, count(*)
       from reporting.feedback_theme, span
      where occurred_at >= (span.first::timestamp at time zone 'UTC')
      group by 1, 2
      order by 1 nulls first, 2`,
    [days],
  );
  return rows;
}
