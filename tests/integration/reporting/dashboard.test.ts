import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import {
  type DashboardQuestion,
  dashboardBreakdown,
  dashboardFigures,
} from '../../../src/reporting/dashboard/dashboard.ts';
import { BREAKDOWN, FIGURES, OPERATIONS, QUOTES } from '../../../src/server/routes/dashboard-answers.ts';
import { addFeedback, addModel, addResults, addThemes } from '../../support/data/rollup-rows.ts';
import { makeDatabase, testDatabase } from '../../support/servers/database.ts';
import { testServer } from '../../support/servers/upload-server.ts';

const ALL: DashboardQuestion = {
  ...{ period: 'all', source: null, attribute: null, value: null, theme: null, topic: null, sentiment: null },
};

type Figures = z.output<typeof FIGURES>;
type Breakdown = z.output<typeof BREAKDOWN>;
type Quotes = z.output<typeof QUOTES>;

let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  made = await makeDatabase();
  const { database } = made;
  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 90, count: 600, tag: 'a' });
  await addFeedback(database, { source: "o'clock", first: '2026-03-01', days: 30, count: 300, tag: 'b' });
  await addResults(database, model);
  await addThemes(database, model);
  await setRollupAttributes(database, ['Department']);
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, model);
});
afterAll(() => made.drop());

const rowsOf = async (sql: string, values: unknown[] = []) =>
  (await made.database.query<Record<string, unknown>>(sql, values)).rows;

async function ask<T>(
  path: string,
  schema: z.ZodType<T>,
  question: Record<string, string> = {},
  server = testServer({ url: made.url }),
): Promise<T> {
  const { get } = await server;
  const answer = await get(`/dashboard/${path}?${new URLSearchParams(question)}`);
  const body: unknown = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  // What is answered is what the OpenAPI document says, and nothing more.
  expect(schema.parse(body)).toEqual(body);
  return body as T;
}

const LAST = '(select max(occurred_at)::date from verbatim.feedback)';
const WITHIN = `occurred_at::date between date_trunc('week', ${LAST})::date - 77 and ${LAST}`;

test('figures of roll-ups are those that counting the comments gives', async () => {
  const figures = await ask<Figures>('figures', FIGURES);
  expect(figures.period).toMatchObject({ name: '12w', unit: 'week' });
  const [counted] = await rowsOf(
    `select count(*) filter (where status = 'analysed') as analysed, count(*) as feedback,
            count(*) filter (where sentiment = 'negative') as negative,
            count(*) filter (where status = 'set_aside') as gone, avg(rating) filter (where status = 'analysed') as rating
       from reporting.feedback_analysis where ${WITHIN}`,
  );
  const { sums, shares, rating } = figures.totals;
  expect([sums.analysed, sums.feedback, shares.negative!.count, sums.setAside + sums.unsupported]).toEqual([
    ...[counted!.analysed, counted!.feedback, counted!.negative, counted!.gone],
  ]);
  expect(rating).toBeCloseTo(counted!.rating as number, 9);
  expect(figures.steps).toHaveLength(12);
  expect(figures.steps.reduce((sum, { comments }) => sum + comments, 0)).toBe(counted!.analysed);
  const themes = await rowsOf(
    `select theme_id, count(*) as n, count(*) filter (where negative > 0) as negative
       from reporting.feedback_theme where ${WITHIN} group by 1 order by 2 desc, 1`,
  );
  expect(figures.themes.map(({ id, count }) => [id, count])).toEqual(
    themes.map(({ theme_id, n }) => [theme_id, n]),
  );
  expect(figures.themes[0]!.steps.reduce((sum, n) => sum + n, 0)).toBe(themes[0]!.n);
});

test('a period of all has the comments without a time, which no step has', async () => {
  const figures = await ask<Figures>('figures', FIGURES, { period: 'all' });
  const [counted] = await rowsOf(
    `select count(*) as all, count(*) filter (where occurred_at is null) as undated from verbatim.feedback`,
  );
  expect(figures.totals.sums.feedback).toBe(counted!.all);
  expect(figures.undated).toBe(counted!.undated);
  expect(figures.undated).toBeGreaterThan(0);
  expect(figures.totals.before).toBeNull();
});

test('the theme and sentiment asked for are what is counted', async () => {
  const themes = (await ask<Figures>('figures', FIGURES)).themes;
  const theme = String(themes[0]!.id);
  const about = await ask<Figures>('figures', FIGURES, { theme });
  expect(about.themeName).toBe(themes[0]!.name);
  expect(about.totals.comments).toBe(themes[0]!.count);
  expect(about.totals.aboutShare!.share).toEqual(themes[0]!.share);
  const negative = await ask<Figures>('figures', FIGURES, { sentiment: 'negative' });
  expect(Object.keys(negative.totals.shares)).toEqual(['negative']);
  expect(negative.totals.comments).toBe(negative.totals.shares.negative!.count);
});

test('counts on request equal those of nightly runs', async () => {
  const question = { ...ALL, source: 'shop', attribute: 'Department', value: 'D1' };
  const rolled = await dashboardFigures(made.database, question);
  expect(rolled.live).toBe(false);
  await setRollupAttributes(made.database, []);
  const live = await dashboardFigures(made.database, question);
  await setRollupAttributes(made.database, ['Department']);
  expect(live.live).toBe(true);
  expect(live.totals).toEqual(rolled.totals);
  expect(live.steps).toEqual(rolled.steps);
  expect(live.themes).toEqual(rolled.themes);
  expect(rolled.totals.comments).toBeGreaterThan(0);
});

test('the largest values have rows of their own, the others one together; a value is found by part of its name', async () => {
  const by = { by: 'Department', period: 'all' };
  const all = await ask<Breakdown>('breakdown', BREAKDOWN, by);
  expect(all.known).toBe(4);
  expect(all.others).toBeNull();
  const first = await ask<Breakdown>('breakdown', BREAKDOWN, { ...by, limit: '1' });
  expect(first.values).toEqual(all.values.slice(0, 1));
  expect(first.others!.feedback).toBe(all.values.slice(1).reduce((sum, { feedback }) => sum + feedback, 0));
  const found = await ask<Breakdown>('breakdown', BREAKDOWN, { ...by, search: 'd2' });
  expect(found.values.map(({ value }) => value)).toEqual(['D2']);
  const shop = await ask<Breakdown>('breakdown', BREAKDOWN, { by: 'Shop', period: 'all' });
  expect([shop.live, shop.values.map(({ value }) => value).sort()]).toEqual([
    true,
    [null, 'S0', 'S1'].sort(),
  ]);
});

test('an attribute with 100,000 values answers with as many as were asked for', async () => {
  const { database } = await testDatabase();
  await addFeedback(database, { source: 'many', first: '2026-01-05', days: 1, count: 1, tag: 'm' });
  // Without their triggers: nobody counts these.
  await database.query('alter table verbatim.feedback disable trigger user');
  await database.query(
    `insert into verbatim.feedback (import_id, line, source, identity, fingerprint, attributes)
     select i.id, n, 'many', md5('many' || n)::uuid, md5('many' || n)::uuid, jsonb_build_object('Order', n::text)
       from verbatim.import i, generate_series(1, 100000) n`,
  );
  const options = { by: 'Order', search: null, limit: 10 };
  const many = await dashboardBreakdown(database, { ...ALL, source: 'many' }, options, 100);
  expect([many.known, many.values.length, many.others?.feedback]).toEqual([100_001, 10, 99_991]);
}, 180_000);

test.each([
  {},
  { theme: 'first' },
  { sentiment: 'negative' },
  { theme: 'first', sentiment: 'negative', source: 'shop' },
])(
  'pages of quotes have every comment once, the newest first, those without a time last (%j)',
  async (asked: { theme?: string; sentiment?: string; source?: string }) => {
    const id = String((await rowsOf('select min(id) as id from verbatim.theme'))[0]!.id);
    const question = { period: 'all', ...asked, ...(asked.theme ? { theme: id } : {}) };
    const seen: Quotes['quotes'] = [];
    const server = testServer({ url: made.url });
    for (let after: string | null = ''; after !== null; ) {
      const asking = { ...question, limit: '100', ...(after ? { after } : {}) };
      const page: Quotes = await ask<Quotes>('quotes', QUOTES, asking, server);
      seen.push(...page.quotes);
      after = page.next;
    }
    const expected = await rowsOf(
      `select a.feedback_id as id from reporting.feedback_analysis a
        where status = 'analysed' and ($1::text is null or source = $1)
          and case when $2::bigint is null then $3::text is null or sentiment = $3
                   else exists (select from reporting.feedback_theme t where t.feedback_id = a.feedback_id and theme_id = $2
                                 and ($3::text is null or case $3 when 'negative' then negative > 0 else positive > 0 end)) end
        order by occurred_at desc nulls last, feedback_id desc`,
      [asked.source ?? null, asked.theme ? id : null, asked.sentiment ?? null],
    );
    expect(seen.map((quote) => quote.id)).toEqual(expected.map((row) => row.id));
    expect(seen[0]).toMatchObject({ file: 'made' });
    const [line] = await rowsOf('select line from verbatim.feedback where id = $1', [seen[0]!.id]);
    expect(seen[0]!.line).toBe(line!.line);
  },
);

test('nightly runs, imports and models', async () => {
  const operations = await ask('operations', OPERATIONS);
  expect(operations.models).toHaveLength(1);
  expect(operations.imports.map(({ source }) => source)).toEqual(["o'clock", 'shop']);
});

test.each([
  ...[{ source: "'; drop table verbatim.feedback; --" }, { attribute: '"}\'::jsonb --', value: '%' }],
  ...[{ attribute: '__proto__', value: '<script>' }, { theme: '999999999999' }, { by: "x' or '1'='1" }],
])('names that are none find nothing (%j)', async (question: Record<string, string>) => {
  if (!question.by) {
    const figures = await ask<Figures>('figures', FIGURES, question);
    expect(figures.totals.comments).toBe(0);
  }
  const { values } = await ask<Breakdown>('breakdown', BREAKDOWN, question);
  expect(values.reduce((sum, { comments }) => sum + (question.by ? 0 : comments), 0)).toBe(0);
});

test.each([
  ['figures', 'period=last', 'PERIOD_INVALID'],
  ['figures', 'theme=1e3', 'USAGE'],
  ['figures', 'sentiment=angry', 'USAGE'],
  ['breakdown', 'limit=101', 'USAGE'],
  ['quotes', 'after=1%402026-99-99T00:00:00.000000Z', 'USAGE'],
])('%s?%s is refused', async (path, query, code) => {
  const { get } = await testServer({ url: made.url });
  const answer = await get(`/dashboard/${path}?${query}`);
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { error: { code: string } }).error.code).toBe(code);
});

test('a question that takes too long is given up, and says what to do', async () => {
  const { database } = made;
  const lock = await database.connect();
  await lock.query('begin');
  await lock.query('lock table verbatim.rollup_day in access exclusive mode');
  try {
    await expect(dashboardFigures(database, ALL, 0.2)).rejects.toMatchObject({
      code: 'DASHBOARD_TIMEOUT',
      http: 503,
    });
  } finally {
    await lock.query('rollback');
    lock.release();
  }
});

test('sources of different scales have no common mean rating', async () => {
  const { database } = await testDatabase();
  const model = await addModel(database, 'first');
  for (const source of ['stars', 'seven'])
    await addFeedback(database, { source, first: '2026-01-05', days: 9, count: 90, tag: source });
  await addResults(database, model);
  await updateRollup(database, 'day', model);
  const rating = async (source: string | null) =>
    (await dashboardFigures(database, { ...ALL, source })).totals.rating;
  expect(await rating(null)).toBeGreaterThan(1);
  await database.query(
    `update verbatim.import set rating_scale = rating_scale || '{"high": 7}' where source = 'seven'`,
  );
  expect(await rating(null)).toBeNull();
  expect(await rating('seven')).toBeGreaterThan(1);
});
