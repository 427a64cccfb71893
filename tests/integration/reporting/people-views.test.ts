import { afterAll, beforeAll, expect, test } from 'vitest';
import { CUBES } from '../../../src/db/rollups/rollup-counts.ts';
import { updateRollup } from '../../../src/db/rollups/rollups.ts';
import { noteEmergence } from '../../../src/runs/themes/emergence.ts';
import { noteTopicChanges } from '../../../src/runs/topics/changes.ts';
import { addAuthored, LOUD } from '../../support/data/authored-rows.ts';
import { addModel, addResults, rollupTables } from '../../support/data/rollup-rows.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const LEAST = 10;

let made: Awaited<ReturnType<typeof makeDatabase>>;
let model: number;
beforeAll(async () => {
  made = await makeDatabase();
  model = await addAuthored(made.database, 4_800);
  await noteEmergence(made.database);
  await noteTopicChanges(made.database);
}, 600_000);
afterAll(() => made.drop());

type Row = Record<string, string | number | null>;
async function rowsAs(role: 'verbatim_reader' | null, sql: string): Promise<Row[]> {
  const connection = await made.database.connect();
  try {
    await connection.query('begin');
    if (role) await connection.query(`set local role ${role}`);
    return (await connection.query<Row>(sql)).rows;
  } finally {
    await connection.query('rollback');
    connection.release();
  }
}

/** Analysed comments with a time, one row each; what the views count. */
const FACTS = `(select f.id, f.source, f.rating, f.document_id, coalesce(f.author, f.id::text) as person,
                       (f.occurred_at at time zone 'UTC')::date as day, f.attributes ->> 'Department' as value
                  from verbatim.feedback f join verbatim.model m on m.active
                  join verbatim.analysis a on a.document_id = f.document_id and a.model_id = m.id
                 where f.occurred_at is not null)`;
const THEMES = `${FACTS} f join (select document_id, theme_id from verbatim.document_theme) t using (document_id)`;
const TOPICS = `${FACTS} f join (select document_id, topic_id from verbatim.document_topic) t using (document_id)`;
const step = (unit: string) => `date_trunc('${unit}', day::timestamp)::date`;

/** View, what it counts, its keys, SQL of the keys of comments, where they come from, lines that its cells add up to. */
const VIEWS = [
  ['sentiment_daily', 'n', ['day', 'source'], ['day', 'source'], `${FACTS} f`, ['week', 'month'], 'source'],
  ['sentiment_weekly', 'n', ['week', 'source'], [step('week'), 'source'], `${FACTS} f`, [], ''],
  ['sentiment_monthly', 'n', ['month', 'source'], [step('month'), 'source'], `${FACTS} f`, [], ''],
  ['sentiment_as_reported', 'n', ['day', 'source'], ['day', 'source'], `${FACTS} f`, ['month'], 'source'],
  [
    ...([
      'attribute_daily',
      'n',
      ['day', 'source', 'value'],
      ['day', 'source', 'value'],
      `${FACTS} f`,
    ] as const),
    ...([['month'], 'source, value'] as const),
  ],
  [
    ...([
      'attribute_monthly',
      'n',
      ['month', 'source', 'value'],
      [step('month'), 'source', 'value'],
    ] as const),
    ...([`${FACTS} f`, ['month'], 'source'] as const),
  ],
  [
    ...([
      'theme_daily',
      'said',
      ['day', 'source', 'theme_id'],
      ['day', 'source', 'theme_id'],
      THEMES,
    ] as const),
    ...([['week', 'month'], 'source, theme_id'] as const),
  ],
  [
    ...([
      'theme_weekly',
      'said',
      ['week', 'source', 'theme_id'],
      [step('week'), 'source', 'theme_id'],
    ] as const),
    ...([THEMES, [], ''] as const),
  ],
  [
    ...([
      'theme_monthly',
      'said',
      ['month', 'source', 'theme_id'],
      [step('month'), 'source', 'theme_id'],
    ] as const),
    ...([THEMES, [], ''] as const),
  ],
  [
    ...(['theme_attribute_monthly', 'said', ['month', 'source', 'value', 'theme_id']] as const),
    ...([[step('month'), 'source', 'value', 'theme_id'], THEMES, ['month'], 'source, theme_id'] as const),
  ],
  [
    ...([
      'topic_weekly',
      'feedback',
      ['week', 'source', 'topic_id'],
      [step('week'), 'source', 'topic_id'],
    ] as const),
    ...([TOPICS, [], ''] as const),
  ],
  [
    ...([
      'topic_monthly',
      'feedback',
      ['month', 'source', 'topic_id'],
      [step('month'), 'source', 'topic_id'],
    ] as const),
    ...([TOPICS, [], ''] as const),
  ],
  [
    ...(['topic_attribute_monthly', 'feedback', ['month', 'source', 'value', 'topic_id']] as const),
    ...([[step('month'), 'source', 'value', 'topic_id'], TOPICS, ['month'], 'source, topic_id'] as const),
  ],
] as const;

test.each(VIEWS)(
  '%s: what the reader sees is of ten people or more',
  async (view, n, keys, truth, from, lines, of) => {
    const cells = await rowsAs(
      null,
      `select concat_ws('|', ${truth.join(', ')}) as key, count(*)::int as n, array_agg(distinct person) as people,
            ${['week', 'month'].map((unit) => `concat_ws('|', ${step(unit)}${of && `, ${of}`}) as ${unit}`).join(', ')}
       from ${from} group by ${[...new Set([...truth, step('week'), step('month'), ...of.split(', ').filter(Boolean)])].join(', ')}`,
    );
    // Days are in one week and one month; other cells are added up here.
    const known = new Map<string, { n: number; people: Set<string>; lines: Row }>();
    for (const cell of cells as unknown as {
      key: string;
      n: number;
      people: string[];
      week: string;
      month: string;
    }[]) {
      const { n = 0, people = new Set<string>() } = known.get(cell.key) ?? {};
      for (const person of cell.people) people.add(person);
      known.set(cell.key, { n: n + cell.n, people, lines: { week: cell.week, month: cell.month } });
    }
    const key = `concat_ws('|', ${keys.join(', ')}) as key`;
    const all = await rowsAs(null, `select ${key}, ${n}::int as n from reporting.${view} where ${n} > 0`);
    expect(new Map(all.map((row) => [row.key, row.n]))).toEqual(
      new Map([...known].map(([at, { n }]) => [at, n])),
    );
    const seen = await rowsAs('verbatim_reader', `select ${key}, ${n}::int as n from reporting.${view}`);
    const shown = new Set(seen.filter((row) => row.n !== null).map((row) => row.key as string));
    const [hidden, visible] = [
      [...known].filter(([at]) => !shown.has(at)),
      [...known].filter(([at]) => shown.has(at)),
    ];
    for (const [at, { people }] of visible) expect([at, people.size >= LEAST]).toEqual([at, true]);
    // The test would notice rows that are counted, and a view that hides everything.
    expect(hidden.filter(([, { n, people }]) => n >= LEAST && people.size < LEAST).length).toBeGreaterThan(0);
    expect(visible.length).toBeGreaterThan(2);
    for (const line of lines) {
      for (const [name, members] of Map.groupBy([...known], ([, cell]) => cell.lines[line] as string)) {
        const out = members.filter(([at]) => !shown.has(at));
        const people = (some: typeof members) => new Set(some.flatMap(([, cell]) => [...cell.people])).size;
        // A total of few is hidden itself.
        if (!members.some(([, { people }]) => people.size < LEAST) || people(members) < LEAST) continue;
        expect([name, out.length >= 2 && people(out) >= LEAST]).toEqual([name, true]);
      }
    }
  },
);

test.each([
  ['topic', `topic_id = '${LOUD.topic}'`, 'feedback'],
  ['topic_driver', `topic_id = '${LOUD.topic}'`, 'n'],
  ['topic_change', `topic_id = '${LOUD.topic}' and measure = 'share'`, 'n'],
  ['emerging_theme', `theme_id = ${LOUD.theme}`, 'said'],
])('%s: what one author wrote twenty times is hidden from the reader', async (view, where, n) => {
  const ask = (role: 'verbatim_reader' | null, condition: string) =>
    rowsAs(role, `select ${n} as n, hidden_reason from reporting.${view} where ${condition}`);
  const [owner] = await ask(null, where);
  expect(Number(owner!.n)).toBeGreaterThanOrEqual(LEAST);
  expect(await ask('verbatim_reader', where)).toEqual([{ n: null, hidden_reason: 'fewer than 10 people' }]);
  const others = await ask('verbatim_reader', `not (${where}) and ${n} >= 100`);
  expect(others.length).toBeGreaterThan(0);
});

test('a theme that one author wrote about every day of a week is not emerging, and is of ten people', async () => {
  const [loud] = await rowsAs(
    null,
    `select said::int, people::int, emerging from verbatim.theme_emergence where theme_id = ${LOUD.theme}`,
  );
  expect(loud).toMatchObject({ people: 1, emerging: false });
  expect(loud!.said).toBeGreaterThanOrEqual(LEAST);
});

test('ratings of few people are hidden in a cell of many', async () => {
  await made.database.query(
    `update verbatim.feedback set rating = case when author = 'a1.1' then 3 end where source = 'app'`,
  );
  await updateRollup(made.database, 'day', model);
  const sql = `select sum(rated)::int as rated, min(n)::int as n, min(hidden_reason) as reason from reporting.sentiment_monthly where source = 'app' and n > 50`;
  expect((await rowsAs(null, sql))[0]!.rated).toBeGreaterThanOrEqual(LEAST);
  const [seen] = await rowsAs('verbatim_reader', sql);
  expect(seen).toMatchObject({ rated: null, reason: 'ratings of fewer than 10 people' });
  expect(seen!.n).toBeGreaterThan(50);
});

test('a day that is kept for another model keeps how many people wrote', async () => {
  const other = await addModel(made.database, 'second');
  await addResults(made.database, other);
  for (const cube of CUBES) await updateRollup(made.database, cube, other);
  const sql = `select day::text, source, n::int from reporting.sentiment_as_reported where kept_at is not null`;
  const [all, seen] = [await rowsAs(null, sql), await rowsAs('verbatim_reader', sql)];
  expect(all.some(({ source, n }) => source === LOUD.source && Number(n) > 0)).toBe(true);
  expect(seen.filter(({ source }) => source === LOUD.source).every(({ n }) => n === null)).toBe(true);
  expect(seen.filter(({ n }) => n !== null).length).toBeGreaterThan(5);
  // Deletes change no reported count.
  await made.database.query('delete from verbatim.feedback where source = $1', ['kiosk']);
  for (const cube of CUBES) await updateRollup(made.database, cube, other);
  const kiosk = (rows: Row[]) =>
    rows.filter(({ source }) => source === 'kiosk').map(({ day, n }) => [day, n]);
  expect(kiosk(await rowsAs(null, sql))).toEqual(kiosk(all));
  expect(kiosk(await rowsAs('verbatim_reader', sql)).some(([, n]) => n !== null)).toBe(true);
});

test('a changed author is counted again; a rebuild makes the same tables', async () => {
  await made.database.query(
    `update verbatim.feedback set author = 'a2.' || id where author = 'a1.loud' and source = 'loud'`,
  );
  const active = (await rowsAs(null, 'select id from verbatim.model where active'))[0]!.id as number;
  for (const cube of CUBES) await updateRollup(made.database, cube, active);
  const [seen] = await rowsAs(
    'verbatim_reader',
    `select n::int from reporting.sentiment_monthly where source = 'loud'`,
  );
  expect(Number(seen!.n)).toBeGreaterThanOrEqual(LEAST);
  const before = await rollupTables(made.database);
  for (const cube of CUBES) await updateRollup(made.database, cube, active, { rebuild: true });
  expect(await rollupTables(made.database)).toEqual(before);
});

test('without authors no cell has bits', async () => {
  const [bits] = await rowsAs(
    null,
    `select count(*) filter (where source = 'kiosk' and authors is not null)::int as kiosk,
            count(*) filter (where source = 'shop' and authors is not null)::int as shop from verbatim.rollup_day`,
  );
  expect(bits!.kiosk).toBe(0);
  expect(bits!.shop).toBeGreaterThan(0);
});
