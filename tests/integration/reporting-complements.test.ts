import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDatabase } from '../support/database.ts';
import { addModel } from '../support/rollup-rows.ts';

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
});
afterAll(() => made.drop());

interface Cell {
  readonly n: number;
  readonly hidden: boolean;
  readonly lines: readonly string[];
}

/** Cells of a view as the reader sees them, beside what they hold; `lines`: SQL of the totals they add up to. */
async function cellsOf(view: string, keys: readonly string[], lines: readonly string[]): Promise<Cell[]> {
  const connection = await made.database.connect();
  try {
    const key = `concat_ws('|', ${keys.join(', ')}) as key`;
    const all = await connection.query<{ key: string; n: number; lines: string[] }>(
      `select ${key}, n, array[${lines.join(', ')}]::text[] as lines from ${view}`,
    );
    await connection.query('begin; set local role verbatim_reader');
    const seen = await connection.query<{ key: string; n: number | null }>(`select ${key}, n from ${view}`);
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
  ],
  ['sentiment_as_reported', ['day', 'source'], [`concat('m', source, date_trunc('month', day))`]],
  ['attribute_daily', ['day', 'source', 'value'], [`concat('m', source, value, date_trunc('month', day))`]],
  [
    'attribute_as_reported',
    ['day', 'source', 'value'],
    [`concat('m', source, value, date_trunc('month', day))`],
  ],
] as const;

test.each(VIEWS)('%s: a total less what is shown gives no small cell', async (view, keys, lines) => {
  const cells = await cellsOf(`reporting.${view}`, keys, lines);
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
