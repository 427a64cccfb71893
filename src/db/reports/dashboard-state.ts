import type { Queryable } from '../client.ts';

/** Data that the dashboard can show. Days are of dated feedback, UTC, YYYY-MM-DD. */
export interface DashboardState {
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly sources: readonly string[];
  /** Attributes that nightly runs count by. */
  readonly counted: readonly string[];
  /** Other attributes of the latest 2,000 comments. */
  readonly uncounted: readonly string[];
  readonly feedback: boolean;
  /** Whether a nightly run has ever counted. */
  readonly rolledUp: boolean;
  readonly themes: boolean;
  /** Whether roll-ups lack any stored data. */
  readonly touched: boolean;
  readonly asOf: Date | null;
  readonly ageSeconds: number | null;
  /** Of the roll-ups: everything on the page is of this one. */
  readonly model: string | null;
}

export async function readDashboardState(database: Queryable): Promise<DashboardState> {
  const { rows } = await database.query<DashboardState>(`
    with recursive source as (
      (select source as name from verbatim.feedback order by source limit 1)
      union all
      select (select f.source from verbatim.feedback f where f.source > s.name order by f.source limit 1)
        from source s where s.name is not null
    ), latest as (select attributes from verbatim.feedback order by id desc limit 2000)
    select to_char((select min(day) from verbatim.rollup_day where attribute = '' and dated), 'YYYY-MM-DD') as "firstDay",
           to_char((select max(day) from verbatim.rollup_day where attribute = '' and dated), 'YYYY-MM-DD') as "lastDay",
           (select coalesce(array_agg(name order by name), '{}') from source where name is not null) as sources,
           (select coalesce(array_agg(name order by name), '{}') from verbatim.rollup_attribute) as counted,
           (select coalesce(array_agg(distinct name order by name), '{}')
              from latest, jsonb_object_keys(attributes) as found (name)
             where not exists (select from verbatim.rollup_attribute r where r.name = found.name)) as uncounted,
           exists (select from verbatim.feedback) as feedback,
           exists (select from verbatim.rollup_day) as "rolledUp",
           exists (select from verbatim.rollup_theme_day) as themes,
           exists (select from verbatim.rollup_touched where cube = 'day') as touched,
           nightly.as_of as "asOf", extract(epoch from now() - nightly.as_of)::float8 as "ageSeconds",
           (select m.name || ' ' || m.version from verbatim.rollup_state r join verbatim.model m on m.id = r.model_id
             where r.cube = 'day') as model
      from (select max(as_of) as as_of from verbatim.run where status = 'done') nightly`);
  return rows[0]!;
}

/** Analysed comments of a source (null: all) from a day on, as roll-ups have them. */
export async function countAnalysed(
  database: Queryable,
  source: string | null,
  first: string,
): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `select coalesce(sum(analysed), 0)::bigint as n from verbatim.rollup_day
      where attribute = '' and dated and day >= $2::date and ($1::text is null or source = $1)`,
    [source, first],
  );
  return rows[0]!.n;
}
