import type { Queryable } from './client.ts';
import type { DayCount } from './theme-figures.ts';

export interface ThemeEmergenceRow {
  readonly themeId: number;
  /** First and last of the days that are tested. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Feedback of these days that speaks of it, and all that is analysed. */
  readonly said: number;
  readonly of: number;
  /** How many the days before let expect. */
  readonly expected: number;
  readonly probability: number;
  readonly emerging: boolean;
}

/** What roll-ups count of each day, in order, in total and by theme. @param days that end with the last one */
export async function rolledDays(database: Queryable, days: number): Promise<DayCount[]> {
  const { rows } = await database.query<DayCount>(
    `with last as (select max(day) as day from reporting.sentiment_daily)
     select null::bigint as id, d.day::text as day, sum(d.n)::bigint as n
       from reporting.sentiment_daily d, last where d.day > last.day - $1::int group by d.day
      union all
     select d.theme_id, d.day::text, sum(d.said)::bigint
       from reporting.theme_daily d, last where d.day > last.day - $1::int group by d.theme_id, d.day
      order by 1 nulls first, 2`,
    [days],
  );
  return rows;
}

/** Puts these in the place of those before. */
export async function storeEmergences(
  database: Queryable,
  rows: readonly ThemeEmergenceRow[],
): Promise<void> {
  const ids = rows.map(({ themeId }) => themeId);
  await database.query('delete from verbatim.theme_emergence where theme_id <> all ($1::bigint[])', [ids]);
  await database.query(
    `insert into verbatim.theme_emergence (theme_id, first_day, last_day, said, "of", expected, probability, emerging)
     select * from unnest($1::bigint[], $2::date[], $3::date[], $4::bigint[], $5::bigint[], $6::float8[], $7::float8[],
                          $8::boolean[])
     on conflict (theme_id) do update set (first_day, last_day, said, "of", expected, probability, emerging)
       = (excluded.first_day, excluded.last_day, excluded.said, excluded."of", excluded.expected,
          excluded.probability, excluded.emerging)
     where theme_emergence is distinct from excluded`,
    [
      ...[ids, rows.map(({ firstDay }) => firstDay), rows.map(({ lastDay }) => lastDay)],
      ...[rows.map(({ said }) => said), rows.map(({ of }) => of), rows.map(({ expected }) => expected)],
      ...[rows.map(({ probability }) => probability), rows.map(({ emerging }) => emerging)],
    ],
  );
}
