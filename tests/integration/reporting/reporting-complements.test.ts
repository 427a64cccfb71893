import { afterAll, beforeAll, expect, test } from 'vitest';
import { addModel } from '../../support/data/rollup-rows.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const LEAST = 10;

let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  made = await makeDatabase();
  const { database } = made;
  const model = await addModel(database, 'first');
  // A year of two shops, one with many comments a day and one with few; values from none to many.
  await database.query(
    `with cells as (
       select day::date, source, value, (random() * random() * random() * volume * case value when 'E' then 0.012 else 1 end)::int as n
         from (select setseed(0.25)) seed, generate_series(date '2026-01-01', date '2026-12-31', interval '1 day') day,
              (values ('large', 300), ('small', 40)) s (source, volume), unnest(array['', 'A', 'B', 'C', 'D', 'E']) value
     ), rows as (
       select day, source, 'Dept' as attribute, value, n from cells where n > 0
       union all
       select day, source, '', '', sum(n) from cells group by 1, 2 having sum(n) > 0
     )
     insert into verbatim.rollup_day (day, dated, source, attribute, value, model_id, feedback, analysed, negative)
     select day, true, source, attribute, value, $1, n, n, n / 3 from rows`,
    [model],
  );
  await database.query(
    `insert into verbatim.theme (id, model_id, name, keywords, centroid, segments, current, shown_as, first_seen, last_seen)
     select id, $1, name, array[name], '', 1, true, id, now(), now()
       from unnest(array['price', 'service', 'delivery']) with ordinality t (name, id)`,
    [model],
  );
  await database.query(
    `with said as (
       select r.day, r.source, t.id as theme_id, (r.analysed * random() * random() / t.id)::int as n
         from (select setseed(0.5)) seed, verbatim.rollup_day r, verbatim.theme t where r.attribute = ''
     )
     insert into verbatim.rollup_theme_day (day, dated, source, attribute, value, theme_id, model_id, feedback)
     select day, true, source, '', '', theme_id, $1, n from said where n > 0`,
    [model],
  );
  // The first quarter was reported before its roll-up was counted again.
  await database.query(
    `insert into verbatim.reported_day (day, source, attribute, value, model_id, feedback, analysed, negative, neutral,
       positive, mixed, toxic, score_sum, rated, rating_sum, kept_at)
     select day, source, attribute, value, model_id, feedback, analysed, negative, neutral, positive, mixed, toxic,
            score_sum, rated, rating_sum, now() from verbatim.rollup_day where day < date '2026-04-01'`,
  );
  await database.query(
    `with said as (
       select date_trunc('month', r.day::timestamp)::date as month, r.source, r.attribute, r.value, t.id as theme_id,
              (sum(r.analysed) * random() * random() / t.id / 10)::int as n
         from (select setseed(0.75)) seed, verbatim.rollup_day r, verbatim.theme t where r.value <> '' group by 1, 2, 3, 4, 5
     )
     insert into verbatim.rollup_theme_month (month, source, attribute, value, theme_id, model_id, feedback)
     select month, source, attribute, value, theme_id, $1, n from said where n > 0`,
    [model],
  );
  await database.query(
    `insert into verbatim.topic (name, description) select 'topic ' || id, 'made' from verbatim.theme`,
  );
  await database.query(
    `insert into verbatim.rollup_topic_month (month, source, attribute, value, topic_id, model_id, feedback)
     select r.month, r.source, r.attribute, r.value, t.id, $1, r.feedback
       from verbatim.rollup_theme_month r join verbatim.topic t on t.name = 'topic ' || r.theme_id`,
    [model],
  );
});
afterAll(() => made.drop());

interface Cell {
  readonly n: number;
  readonly hidden: boolean;
  readonly lines: readonly string[];
}

/** Cells of a view as the reader sees them, beside what they hold; `lines`: SQL of the totals they add up to. */
async function cellsOf(
  view: string,
  keys: readonly string[],
  lines: readonly string[],
  n: string,
): Promise<Cell[]> {
  const connection = await made.database.connect();
  try {
    const key = `concat_ws('|', ${keys.join(', ')}) as key`;
    const all = await connection.query<{ key: string; n: number; lines: string[] }>(
      `select ${key}, ${n} as n, array[${lines.join(', ')}]::text[] as lines from ${view}`,
    );
    await connection.query('begin; set local role verbatim_reader');
    const seen = await connection.query<{ key: string; n: number | null }>(
      `select ${key}, ${n} as n from ${view}`,
    );
    await connection.query('rollback');
    const shown = new Map(seen.rows.map((row) => [row.key, row.n]));
    expect(shown.size).toBe(all.rows.length);
    return all.rows.map((row) => ({ n: row.n, lines: row.lines, hidden: shown.get(row.key) === null }));
  } finally {
    connection.release();
  }
}

const VIEWS = [
  [
    'sentiment_daily',
    ['day', 'source'],
    [`concat('m', source, date_trunc('month', day))`, `concat('w', source, date_trunc('week', day))`],
    'n',
  ],
  ['sentiment_as_reported', ['day', 'source'], [`concat('m', source, date_trunc('month', day))`], 'n'],
  [
    'attribute_daily',
    ['day', 'source', 'value'],
    [`concat('m', source, value, date_trunc('month', day))`],
    'n',
  ],
  [
    'attribute_as_reported',
    ['day', 'source', 'value'],
    [`concat('m', source, value, date_trunc('month', day))`],
    'n',
  ],
  [
    'theme_daily',
    ['day', 'source', 'theme_id'],
    [
      `concat('m', source, theme_id, date_trunc('month', day))`,
      `concat('w', source, theme_id, date_trunc('week', day))`,
    ],
    'said',
  ],
  [
    'theme_attribute_monthly',
    ['month', 'source', 'value', 'theme_id'],
    [`concat('v', source, theme_id, month)`],
    'said',
  ],
  [
    'topic_attribute_monthly',
    ['month', 'source', 'value', 'topic_id'],
    [`concat('v', source, topic_id, month)`],
    'feedback',
  ],
] as const;

test.each(VIEWS)('%s: a total less what is shown gives no small cell', async (view, keys, lines, n) => {
  const cells = await cellsOf(`reporting.${view}`, keys, lines, n);
  expect(cells.some(({ n }) => n > 0 && n < LEAST)).toBe(true);
  // Not everything is hidden for it.
  expect(cells.filter(({ hidden, n }) => !hidden && n >= LEAST).length).toBeGreaterThan(20);
  for (const [at] of lines.entries()) {
    for (const [line, members] of Map.groupBy(cells, (cell) => cell.lines[at]!)) {
      if (!members.some(({ n }) => n > 0 && n < LEAST)) continue;
      const hidden = members.filter((cell) => cell.hidden && cell.n > 0);
      const rest = hidden.reduce((sum, { n }) => sum + n, 0);
      const total = members.reduce((sum, { n }) => sum + n, 0);
      // A total of few is hidden itself.
      expect([line, total < LEAST || (hidden.length >= 2 && rest >= LEAST)]).toEqual([line, true]);
    }
  }
});

test.each([
  ['attribute_daily', 'sentiment_daily', 'day'],
  ['attribute_monthly', 'sentiment_monthly', 'month'],
])('%s: what %s has more than the values that are shown is no small cell', async (view, total, time) => {
  const connection = await made.database.connect();
  try {
    await connection.query('begin; set local role verbatim_reader');
    const { rows } = await connection.query<{ rest: number; hidden: number }>(
      `select t.n - coalesce(sum(a.n), 0) as rest, count(*) filter (where a.n is null) as hidden
         from reporting.${total} t join reporting.${view} a using (${time}, source)
        where t.n is not null group by ${time}, source, t.n`,
    );
    await connection.query('rollback');
    expect(rows.some(({ hidden }) => Number(hidden) > 0)).toBe(true);
    for (const { rest, hidden } of rows) {
      if (Number(hidden) > 0) expect(Number(rest)).toBeGreaterThanOrEqual(LEAST);
    }
  } finally {
    connection.release();
  }
});

test('every view that the reader may read is a security barrier', async () => {
  const { rows } = await made.database.query<{ view: string; barrier: boolean }>(
    `select relname as view, coalesce(reloptions @> '{security_barrier=true}', false) as barrier from pg_class
      where relnamespace = 'reporting'::regnamespace and relkind = 'v'
        and has_table_privilege('verbatim_reader', oid, 'select')`,
  );
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter(({ barrier }) => !barrier)).toEqual([]);
});

/** Blocks that Postgres touches for a month of a view, and its rows. */
async function costOf(view: string, role: string): Promise<{ blocks: number; rows: number }> {
  const connection = await made.database.connect();
  try {
    await connection.query(`begin; set local max_parallel_workers_per_gather = 0; set local role ${role}`);
    const time = view.endsWith('monthly') ? 'month' : 'day';
    const { rows } = await connection.query<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }>(
      `explain (analyze, buffers, timing off, format json)
       select * from reporting.${view} where ${time} >= '2026-02-01' and ${time} < '2026-03-01'`,
    );
    const plan = rows[0]!['QUERY PLAN'][0]!.Plan;
    return { blocks: plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!, rows: plan['Actual Rows']! };
  } finally {
    await connection.query('rollback');
    connection.release();
  }
}

test.each([...VIEWS.map(([view]) => view), 'attribute_monthly'])(
  '%s: hiding reads few blocks more than not hiding',
  async (view) => {
    await made.database.query('analyze');
    const reader = await costOf(view, 'verbatim_reader');
    const analyst = await costOf(view, 'verbatim_analyst');
    expect(reader.rows).toBe(analyst.rows);
    // The views of what was reported look up each row in the roll-up, by its key.
    const lookUp = view.endsWith('as_reported') ? 4 * reader.rows : 0;
    expect(reader.blocks).toBeLessThanOrEqual(2 * analyst.blocks + lookUp);
  },
);

const TABLES = ['rollup_day', 'rollup_theme_day', 'rollup_theme_month', 'rollup_topic_month'] as const;

test.each(TABLES)('%s: marks do not depend on the order in which days are written', async (table) => {
  const time = table.endsWith('_month') ? 'month' : 'day';
  const connection = await made.database.connect();
  const marks = async () =>
    (
      await connection.query<{ marks: string; marked: number }>(
        `select md5(string_agg(r::text, ',' order by r::text)) as marks, count(*) filter (where complement) as marked
           from verbatim.${table} r`,
      )
    ).rows[0]!;
  try {
    await connection.query('begin');
    const before = await marks();
    expect(Number(before.marked)).toBeGreaterThan(20);
    await connection.query(`create temporary table kept on commit drop as select * from verbatim.${table}`);
    await connection.query('update kept set complement = false');
    // Days on both sides of a month's end that is not a week's end; without them other cells are marked.
    const between = `${time} between '2026-04-29' and '2026-05-02'`;
    await connection.query(`delete from verbatim.${table} where ${between}`);
    const without = await marks();
    const { rows: days } = await connection.query<{ time: string }>(
      `select distinct ${time}::text as time from kept where ${between} order by 1 desc`,
    );
    for (const { time: one } of days) {
      await connection.query(`insert into verbatim.${table} select * from kept where ${time} = $1`, [one]);
    }
    expect(await marks()).toEqual(before);
    expect(without).not.toEqual(before);
    await connection.query(`delete from verbatim.${table}`);
    await connection.query(`insert into verbatim.${table} select * from kept where source = 'small'`);
    await connection.query(`insert into verbatim.${table} select * from kept where source <> 'small'`);
    expect(await marks()).toEqual(before);
  } finally {
    await connection.query('rollback');
    connection.release();
  }
});
