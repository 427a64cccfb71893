import { type Connection, type Database, inTransaction, type Queryable } from './client.ts';

/** The two tables of counts: rollup_day and rollup_theme_day. */
export type Cube = 'day' | 'theme';

export interface RollupResult {
  /** Everything was counted, not only what was touched. */
  readonly rebuilt: boolean;
  /** Days of a source that were counted anew; of a rebuild all of them. */
  readonly days: number;
  /** Rows of counts that these days have now. */
  readonly rows: number;
}

/** Attributes that roll-ups are broken down by, in order of their names. */
export async function rollupAttributes(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    'select name from verbatim.rollup_attribute order by name',
  );
  return rows.map(({ name }) => name);
}

/** Remembers by which attributes roll-ups are to be broken down, instead of those before. */
export async function setRollupAttributes(database: Database, names: readonly string[]): Promise<void> {
  await inTransaction(database, async (connection) => {
    await connection.query('delete from verbatim.rollup_attribute where name <> all ($1::text[])', [names]);
    await connection.query(
      'insert into verbatim.rollup_attribute (name) select unnest($1::text[]) on conflict do nothing',
      [names],
    );
  });
}

/** Whether any feedback has the attribute. */
export async function isAttribute(database: Queryable, name: string): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(
    'select exists (select from verbatim.feedback where attributes ? $1) as found',
    [name],
  );
  return rows[0]!.found;
}

const DAYS_AT_ONCE = 100;

/**
 * Brings one table of counts up to date for a model: counts the days anew that were touched since; all of them where
 * the table holds another model or other attributes, or with `rebuild`. Each turn is one transaction: killed anywhere
 * and run again, the table ends the same. What is stored meanwhile is noted, and counted by the next turn.
 */
export async function updateRollup(
  database: Database,
  cube: Cube,
  modelId: number,
  options: { readonly rebuild?: boolean; readonly now?: Date } = {},
): Promise<RollupResult> {
  const attributes = await rollupAttributes(database);
  const { rows } = await database.query<{ same: boolean }>(
    `select model_id = $2 and attributes = $3::text[] as same from verbatim.rollup_state where cube = $1`,
    [cube, modelId, attributes],
  );
  if (options.rebuild || !rows[0]?.same) {
    return rebuildRollup(database, cube, modelId, attributes, options.now ?? new Date());
  }
  let [days, counted] = [0, 0];
  for (;;) {
    const turn = await inTransaction(database, (connection) =>
      recountTouched(connection, cube, modelId, attributes),
    );
    if (!turn) return { rebuilt: false, days, rows: counted };
    days += turn.days;
    counted += turn.rows;
  }
}

async function rebuildRollup(
  database: Database,
  cube: Cube,
  modelId: number,
  attributes: readonly string[],
  now: Date,
): Promise<RollupResult> {
  return inTransaction(database, async (connection) => {
    // First of all: from now on, results of this model are noted. Whoever stored before is seen by the count below.
    await connection.query(
      `insert into verbatim.rollup_state (cube, model_id, attributes, rebuilt_at) values ($1, $2, $3, $4)
       on conflict (cube) do update set model_id = $2, attributes = $3, rebuilt_at = $4`,
      [cube, modelId, attributes, now],
    );
    // Writers look up whose results to note: they wait until this is committed, for none must be missed.
    await connection.query(
      cube === 'day'
        ? 'lock table verbatim.feedback, verbatim.analysis, verbatim.failure in share mode'
        : 'lock table verbatim.feedback, verbatim.theme, verbatim.theme_segment in share mode',
    );
    await connection.query('delete from verbatim.rollup_touched where cube = $1', [cube]);
    await connection.query(`delete from verbatim.${TABLE[cube]}`);
    const { rowCount } = await connection.query(COUNT[cube](ALL_FEEDBACK), [modelId, attributes]);
    const { rows } = await connection.query<{ n: number }>(
      `select count(*) as n from (select distinct day, dated, source from verbatim.${TABLE[cube]}) cells`,
    );
    await connection.query(`analyze verbatim.${TABLE[cube]}`);
    return { rebuilt: true, days: rows[0]!.n, rows: rowCount ?? 0 };
  });
}

const TABLE = { day: 'rollup_day', theme: 'rollup_theme_day' } as const;

// Takes the notes of some days, then counts those days: what is committed between the two is counted and noted both,
// so it is counted once more in the next turn, to the same end.
async function recountTouched(
  connection: Connection,
  cube: Cube,
  modelId: number,
  attributes: readonly string[],
): Promise<{ days: number; rows: number } | null> {
  // One at a time; and what was frozen since it looked must not count another model's table its own way.
  const state = await connection.query(
    `select from verbatim.rollup_state where cube = $1 and model_id = $2 and attributes = $3::text[] for update`,
    [cube, modelId, attributes],
  );
  if (state.rowCount === 0) return null;
  const { rows } = await connection.query<{ day: string; dated: boolean; source: string }>(
    `with cells as (
       select distinct day, dated, source from verbatim.rollup_touched where cube = $1 order by 1, 2, 3 limit $2
     ), taken as (
       delete from verbatim.rollup_touched t using cells c
        where t.cube = $1 and t.day = c.day and t.dated = c.dated and t.source = c.source
     )
     select day::text, dated, source from cells`,
    [cube, DAYS_AT_ONCE],
  );
  if (rows.length === 0) return null;
  const cells = [
    rows.map(({ day }) => day),
    rows.map(({ dated }) => dated),
    rows.map(({ source }) => source),
  ];
  await connection.query(
    `delete from verbatim.${TABLE[cube]} r using unnest($1::date[], $2::boolean[], $3::text[]) as c (day, dated, source)
      where r.day = c.day and r.dated = c.dated and r.source = c.source`,
    cells,
  );
  const { rowCount } = await connection.query(COUNT[cube](TOUCHED_FEEDBACK), [modelId, attributes, ...cells]);
  return { days: rows.length, rows: rowCount ?? 0 };
}

// The feedback of the days $3, $4, $5, by two indexes: that of times, and that of feedback without one. `offset 0`
// keeps each as it stands: Postgres cannot know how few rows a day has, and would read the whole table instead.
const TOUCHED_FEEDBACK = `(
      with cells as (select * from unnest($3::date[], $4::boolean[], $5::text[]) as c (day, dated, source))
      select f.* from cells c cross join lateral (
        select * from verbatim.feedback f
         where f.source = c.source and f.occurred_at >= (c.day::timestamp at time zone 'UTC')
           and f.occurred_at < ((c.day + 1)::timestamp at time zone 'UTC') offset 0) f where c.dated
       union all
      select f.* from cells c cross join lateral (
        select * from verbatim.feedback f
         where f.source = c.source and f.occurred_at is null
           and f.created_at >= (c.day::timestamp at time zone 'UTC')
           and f.created_at < ((c.day + 1)::timestamp at time zone 'UTC') offset 0) f where not c.dated
    ) f`;
const ALL_FEEDBACK = 'verbatim.feedback f';

/** The result of each row of `f`; of some days' by index, row by row. */
const ofDocument = (feedback: string, table: string, alias: string): string =>
  feedback === ALL_FEEDBACK
    ? `left join verbatim.${table} ${alias} on ${alias}.document_id = f.document_id and ${alias}.model_id = $1`
    : `left join lateral (select * from verbatim.${table} o where o.document_id = f.document_id and o.model_id = $1
                          offset 0) ${alias} on true`;

const CELL = `(coalesce(f.occurred_at, f.created_at) at time zone 'UTC')::date as day,
           f.occurred_at is not null as dated, f.source,
           case when cardinality($2::text[]) = 0 then '{}'::jsonb else (
             select coalesce(jsonb_object_agg(name, left(f.attributes ->> name, 100)), '{}')
               from unnest($2::text[]) as name where f.attributes ? name) end as attributes`;

// Sums are of numeric, which adds up to the same in any order: a rebuild gives identical tables.
const COUNT: Readonly<Record<Cube, (feedback: string) => string>> = {
  day: (feedback) => `
    insert into verbatim.rollup_day
      (day, dated, source, attributes, model_id, feedback, without_text, pending, set_aside, unsupported, analysed,
       negative, neutral, positive, mixed, toxic, score_sum, score_squares, rated, rating_sum, rating_squares)
    select day, dated, source, attributes, $1::int, count(*),
           count(*) filter (where document_id is null),
           count(*) filter (where document_id is not null and analysed is null and code is null),
           count(*) filter (where analysed is null and code <> 'LANGUAGE_UNSUPPORTED'),
           count(*) filter (where analysed is null and code = 'LANGUAGE_UNSUPPORTED'),
           count(analysed),
           count(*) filter (where sentiment = 'negative'), count(*) filter (where sentiment = 'neutral'),
           count(*) filter (where sentiment = 'positive'), count(*) filter (where sentiment = 'mixed'),
           count(*) filter (where toxicity >= 0.5),
           coalesce(sum(score), 0), coalesce(sum(score * score), 0),
           count(rating), coalesce(sum(rating), 0), coalesce(sum(rating * rating), 0)
      from (
        select ${CELL}, f.document_id, a.document_id as analysed, x.code, a.sentiment, a.toxicity,
               a.score::numeric as score,
               case when a.document_id is not null then f.rating::numeric end as rating
          from ${feedback}
          ${ofDocument(feedback, 'analysis', 'a')}
          ${ofDocument(feedback, 'failure', 'x')}
      ) counted
     group by day, dated, source, attributes`,
  theme: (feedback) => `
    insert into verbatim.rollup_theme_day
      (day, dated, source, attributes, theme_id, model_id, feedback, segments, negative, positive, score_sum,
       score_squares, rated, rating_sum, rating_squares)
    select day, dated, source, attributes, theme_id, $1::int, count(*), sum(segments),
           count(*) filter (where negative), count(*) filter (where positive),
           sum(score), sum(score * score), count(rating), coalesce(sum(rating), 0), coalesce(sum(rating * rating), 0)
      from (
        select ${CELL}, s.theme_id, s.segments, s.negative, s.positive, s.score, f.rating::numeric as rating
          from ${feedback}
          ${feedback === ALL_FEEDBACK ? 'join' : 'cross join lateral'} (
            select ts.document_id, t.shown_as as theme_id, count(*) as segments,
                   bool_or(s.sentiment = 'negative') as negative, bool_or(s.sentiment = 'positive') as positive,
                   round(avg(s.score::numeric), 6) as score
              from verbatim.theme_segment ts
              join verbatim.segment s using (document_id, model_id, ordinal)
              join verbatim.theme t on t.id = ts.theme_id
             where ts.model_id = $1${feedback === ALL_FEEDBACK ? '' : ' and ts.document_id = f.document_id'}
             group by ts.document_id, t.shown_as
             ${feedback === ALL_FEEDBACK ? ') s on s.document_id = f.document_id' : 'offset 0) s'}
      ) counted
     group by day, dated, source, attributes, theme_id`,
};
