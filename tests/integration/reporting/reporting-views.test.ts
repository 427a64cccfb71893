import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDatabase, testDatabase } from '../../support/servers/database.ts';
import { storeRows } from './reporting-rows.ts';
import { shop } from './reporting-shop.ts';

let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  made = await makeDatabase();
  await storeRows(made.database, shop());
});
afterAll(() => made.drop());

const rowsOf = async (sql: string) => (await made.database.query<Record<string, unknown>>(sql)).rows;

// scipy 1.17.1: binomtest(k, n).proportion_ci(0.95, 'wilson')
const WILSON = [
  [0, 1, 0.0, 0.7934506856227626],
  [0, 10, 0.0, 0.27753279986288926],
  [10, 10, 0.7224672001371109, 1.0],
  [3, 12, 0.08894166839405471, 0.5323053349335657],
  [37, 412, 0.06585591872396812, 0.12133431247964652],
  [4999, 5000, 0.9988679109191603, 0.9999646942165605],
  [123456, 1000000, 0.12281269653142284, 0.12410219641400437],
] as const;

describe('Wilson intervals', () => {
  test.each(WILSON)('%i of %i', async (k, n, low, high) => {
    const [row] = await rowsOf(
      `select reporting.wilson_low(${k}, ${n}) low, reporting.wilson_high(${k}, ${n}) high`,
    );
    expect(row!.low).toBeCloseTo(low, 12);
    expect(row!.high).toBeCloseTo(high, 12);
  });

  test('null for none of none; around the share and inside 0..1 for all k of n up to 300', async () => {
    expect(await rowsOf('select reporting.wilson_low(0, 0) low, reporting.wilson_high(0, 0) high')).toEqual([
      { low: null, high: null },
    ]);
    const outside = await rowsOf(`
      select k, n from generate_series(1, 300) n cross join lateral generate_series(0, n) k
       where reporting.wilson_low(k, n) not between -1e-15 and k::double precision / n + 1e-15
          or reporting.wilson_high(k, n) not between k::double precision / n - 1e-15 and 1 + 1e-15`);
    expect(outside).toEqual([]);
  });
});

test('feedback_analysis has every feedback once, judged by the active model', async () => {
  expect(
    await rowsOf(`select status, sentiment, count(*) as n, count(distinct document_id) as texts
                    from reporting.feedback_analysis group by 1, 2 order by 1, 2`),
  ).toEqual([
    { status: 'analysed', sentiment: 'mixed', n: 2, texts: 2 },
    { status: 'analysed', sentiment: 'negative', n: 5, texts: 5 },
    { status: 'analysed', sentiment: 'neutral', n: 1, texts: 1 },
    { status: 'analysed', sentiment: 'positive', n: 8, texts: 7 },
    { status: 'no_text', sentiment: null, n: 2, texts: 0 },
    { status: 'pending', sentiment: null, n: 1, texts: 1 },
    { status: 'set_aside', sentiment: null, n: 1, texts: 1 },
  ]);
  expect(
    await rowsOf(`select source, line, text, rating, score, emotions, windows, truncated, model_name, run_id,
                         attributes ->> 'Region' as region
                    from reporting.feedback_analysis where text = 'North 5'`),
  ).toEqual([
    {
      ...{ source: 'shop', line: 7, text: 'North 5', rating: 5, score: 0.75, emotions: ['joy', 'neutral'] },
      ...{ windows: 2, truncated: true, model_name: 'mini', run_id: 1, region: 'North' },
    },
  ]);
});

test('another active model changes what the views show; none leaves all pending', async () => {
  const { database } = await testDatabase();
  await storeRows(database, shop());
  const counts = async () => {
    const { rows } =
      await database.query(`select status, sentiment, count(*) as n from reporting.feedback_analysis
                                            where document_id is not null group by 1, 2 order by 1, 2`);
    return rows;
  };
  await database.query('update verbatim.model set active = false');
  expect(await counts()).toEqual([{ status: 'pending', sentiment: null, n: 18 }]);
  await database.query('update verbatim.model set active = true where id = 2');
  // The first judgement of a text stays: 'Set aside' was never seen by this model.
  expect(await counts()).toEqual([
    { status: 'analysed', sentiment: 'negative', n: 16 },
    { status: 'analysed', sentiment: 'positive', n: 1 },
    { status: 'pending', sentiment: null, n: 1 },
  ]);
});

test('sentiment_by_day counts days in UTC wherever the reader sits, and leaves out rows without a time', async () => {
  const connection = await made.database.connect();
  try {
    for (const zone of ['Pacific/Auckland', 'America/Los_Angeles']) {
      await connection.query(`set timezone = '${zone}'`);
      const { rows } = await connection.query('select *, day::text from reporting.sentiment_by_day');
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ day: '2026-03-02', source: 'shop', n: 15 });
      expect(rows[0]).toMatchObject({ negative: 5, neutral: 1, positive: 7, mixed: 2 });
      // scipy, as above: 5 and 7 of 15.
      expect(rows[0].negative_low).toBeCloseTo(0.15176324439714725, 12);
      expect(rows[0].negative_high).toBeCloseTo(0.5828645226148023, 12);
      expect(rows[0].positive_share).toBeCloseTo(7 / 15, 12);
      expect(rows[0].positive_low).toBeCloseTo(0.24809535365737387, 12);
      expect(rows[0].positive_high).toBeCloseTo(0.698830199745016, 12);
      expect(rows[0].mean_score).toBeCloseTo((7 * 0.75 - 5 * 0.75) / 15, 7);
      expect(rows[0].mean_rating).toBeCloseTo((7 * 5 + 5 * 1 + 2 * 3) / 14, 12);
    }
  } finally {
    await connection.query('reset timezone');
    connection.release();
  }
});

test('sentiment_by_attribute has every value of every attribute, and (missing)', async () => {
  expect(
    await rowsOf(`select attribute, value, n, negative, neutral, positive, mixed, mean_rating
                    from reporting.sentiment_by_attribute where attribute in ('Region', 'Aisle') order by 1, 2`),
  ).toEqual([
    {
      attribute: 'Aisle',
      value: '(missing)',
      n: 4,
      negative: 2,
      neutral: 0,
      positive: 2,
      mixed: 0,
      mean_rating: 3,
    },
    {
      attribute: 'Aisle',
      value: 'app',
      n: 2,
      negative: 0,
      neutral: 1,
      positive: 0,
      mixed: 1,
      mean_rating: 3,
    },
    expect.objectContaining({
      attribute: 'Aisle',
      value: 'web',
      n: 10,
      negative: 3,
      positive: 6,
      mixed: 1,
    }),
    expect.objectContaining({
      attribute: 'Region',
      value: 'North',
      n: 12,
      negative: 3,
      neutral: 1,
      positive: 6,
    }),
    expect.objectContaining({
      attribute: 'Region',
      value: 'South',
      n: 4,
      negative: 2,
      neutral: 0,
      positive: 2,
    }),
  ]);
  const [south] = await rowsOf(`select negative_share, negative_low, negative_high, mean_score
                                  from reporting.sentiment_by_attribute where value = 'South'`);
  expect(south!.negative_share).toBe(0.5);
  expect(south!.negative_low).toBeCloseTo(0.15003898915214953, 12);
  expect(south!.negative_high).toBeCloseTo(0.8499610108478505, 12);
  expect(south!.mean_score).toBe(0);
});

test('run_history has the runs of all models', async () => {
  expect(
    await rowsOf(`select model_name, status, documents, analysed, failed, seconds, padding_share
                    from reporting.run_history order by run_id`),
  ).toEqual([
    {
      model_name: 'mini',
      status: 'done',
      documents: 20,
      analysed: 19,
      failed: 1,
      seconds: 8,
      padding_share: 0.25,
    },
    {
      model_name: 'former',
      status: 'done',
      documents: 20,
      analysed: 19,
      failed: 1,
      seconds: 8,
      padding_share: 0.25,
    },
  ]);
});
