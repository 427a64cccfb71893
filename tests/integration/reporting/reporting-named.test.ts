import { describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { REPORT_FORMATS, render } from '../../../src/reporting/formats/render.ts';
import { renderParquet } from '../../../src/reporting/formats/render-parquet.ts';
import { REPORTS } from '../../../src/reporting/named-reports.ts';
import { report } from '../../../src/reporting/report.ts';
import type { ReportOptions } from '../../../src/reporting/report-options.ts';
import { parseReportPeriod } from '../../../src/reporting/report-period.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { type Row, storeRows } from './reporting-rows.ts';
import { shop } from './reporting-shop.ts';

const NOW = new Date('2026-03-10T00:00:00Z');
const period = (text: string) => parseReportPeriod(text, NOW);

async function stored(rows: readonly Row[], by: readonly string[] = []) {
  const { database } = await testDatabase();
  await storeRows(database, rows);
  await rollUp(database, by);
  const section = async (name: string, options: ReportOptions = {}) =>
    (await report(database, { name, ...options }))[0]!;
  return { database, section };
}

/** The counts of a nightly run, without its other steps. */
async function rollUp(database: Database, by: readonly string[], modelId = 1): Promise<void> {
  await setRollupAttributes(database, by);
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, modelId);
  await database.query(`update verbatim.run set as_of = '2026-03-03 02:00Z'`);
}

describe('periods', () => {
  test('narrow every report that takes one to the days that they name, ends included', async () => {
    const { section } = await stored(shop());
    // Fifteen of the sixteen that are judged have a day, all the same one.
    const count = async (text: string) => {
      const { rows } = await section('sentiment', { period: period(text) });
      return rows.reduce((sum, row) => sum + Number(row.n), 0);
    };
    expect(await count('all')).toBe(16);
    expect(await count('2026-03-02')).toBe(15);
    expect(await count('2026-03-02..')).toBe(15);
    expect(await count('..2026-03-02')).toBe(15);
    expect(await count('2026-W10')).toBe(15);
    expect(await count('2026-03-01')).toBe(0);
    expect(await count('2026-03-03..')).toBe(0);
    for (const { name, parameters, anyState } of REPORTS) {
      if (!parameters.includes('first_day') || anyState) continue;
      const { rows } = await section(name, { period: period('2020') });
      if (name === 'overview') expect(rows[0]!.feedback).toBe(0);
      else expect([name, rows]).toEqual([name, []]);
    }
  });

  test('over time: by the length of the period, or as asked', async () => {
    const judged = (day: string, sentiment: 'negative' | 'positive'): Row => ({
      source: 'app',
      text: `${day} ${sentiment}`,
      occurredAt: `${day}T12:00:00Z`,
      judgement: { sentiment, score: sentiment === 'negative' ? -1 : 1 },
    });
    const { section } = await stored([
      judged('2026-01-01', 'negative'),
      judged('2026-01-04', 'positive'),
      judged('2026-01-05', 'positive'),
      judged('2026-02-28', 'negative'),
    ]);
    const times = async (options: ReportOptions) =>
      (await section('sentiment-over-time', options)).rows.map(({ time, n, negative }) => [
        time,
        n,
        negative,
      ]);
    expect(await times({})).toEqual([
      ['2025-12-29', 2, 0.5],
      ['2026-01-05', 1, 0],
      ['2026-02-23', 1, 1],
    ]);
    expect(await times({ period: period('2026-W01') })).toEqual([
      ['2026-01-01', 1, 1],
      ['2026-01-04', 1, 0],
    ]);
    expect(await times({ grain: 'month' })).toEqual([
      ['2026-01-01', 3, 1 / 3],
      ['2026-02-01', 1, 1],
    ]);
    // scipy 1.17.1: binomtest(1, 3).proportion_ci(0.95, 'wilson')
    const [january] = (await section('sentiment-over-time', { grain: 'month' })).rows;
    expect(january!.negative_low).toBeCloseTo(0.06149194472039624, 12);
    expect(january!.negative_high).toBeCloseTo(0.7923403991979523, 12);
  });
});

test('a parameter that a report does not take is refused, and says which it takes', async () => {
  const { section } = await stored(shop());
  await expect(section('sentiment', { theme: 'x' })).rejects.toMatchObject({
    code: 'REPORT_PARAMETER',
    message: 'The report sentiment takes no theme. It takes: source, period.',
  });
  await expect(section('models', { source: 'shop' })).rejects.toMatchObject({ code: 'REPORT_PARAMETER' });
  await expect(section('freshness', { period: period('7d') })).rejects.toMatchObject({
    code: 'REPORT_PARAMETER',
  });
});

test('what is not known is an error that says what is likely meant', async () => {
  const { section } = await stored(shop(), ['Region']);
  await expect(section('sentimant')).rejects.toThrow(
    /There is no report sentimant\. Did you mean sentiment\?/,
  );
  await expect(section('sentiment', { source: 'shpo' })).rejects.toThrow(/Did you mean shop/);
  await expect(section('attribute-over-time', { attributes: ['region'] })).rejects.toMatchObject({
    code: 'ATTRIBUTE_NOT_COUNTED',
    params: { known: 'Region' },
  });
  await expect(section('attribute-over-time', { attributes: ['Region', 'Region'] })).rejects.toMatchObject({
    code: 'USAGE',
  });
  await expect(
    section('theme-over-time', { theme: `'; drop table verbatim.theme; --` }),
  ).rejects.toMatchObject({
    code: 'THEME_UNKNOWN',
  });
});

test('names that are SQL, quotes or nothing are only names', async () => {
  const hostile = [
    `x'); drop table verbatim.feedback; --`,
    '"',
    '$1',
    ':limit',
    '\\',
    ' ',
    '{}',
    `__proto__`,
    '=1+1',
  ];
  const rows = hostile.flatMap((name, i) =>
    Array.from(
      { length: 3 },
      (_, k): Row => ({
        ...{
          source: name,
          text: `${i} ${k}`,
          occurredAt: '2026-03-02T10:00:00Z',
          attributes: { [name]: name },
        },
        judgement: { sentiment: 'negative', score: -1 },
      }),
    ),
  );
  const { section } = await stored(rows, hostile);
  for (const name of hostile) {
    const asked = { source: name, attributes: [name], period: period('2026') };
    expect((await section('attribute-over-time', asked)).rows).toMatchObject([
      { value: name, time: '2026-03-02', n: 3, negative: 1 },
    ]);
    expect((await section('attributes', asked)).rows).toMatchObject([
      { attribute: name, value: '(other)', n: 3 },
    ]);
  }
});

test('an attribute of 100,000 values: the largest, the others added up, and a note', async () => {
  const { database } = await testDatabase();
  await storeRows(database, [
    {
      source: 'shop',
      text: 'Fine',
      occurredAt: '2026-03-02T10:00:00Z',
      judgement: { sentiment: 'positive', score: 1 },
    },
  ]);
  await database.query(
    `insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id, occurred_at, attributes)
     select 1, i, 'shop', gen_random_uuid(), gen_random_uuid(), 1, '2026-03-02 10:00Z',
            jsonb_build_object('Order', case when i <= 60 then 'bulk ' || i % 3 else i::text end)
       from generate_series(1, 100060) i`,
  );
  await rollUp(database, ['Order']);
  const section = async (name: string, options: ReportOptions = {}) =>
    (await report(database, { name, attributes: ['Order'], ...options }))[0]!;
  const { rows, notes } = await section('attributes');
  expect(rows.map(({ value, n }) => [value, n])).toEqual([
    ...[
      ['bulk 0', 20],
      ['bulk 1', 20],
      ['bulk 2', 20],
    ],
    // The 100,000, and the one comment without an order.
    ['(other)', 100_001],
  ]);
  expect(notes).toEqual(['Order: (other) is 100,001 values; --limit shows more than the 30 largest.']);
  const over = await section('attribute-over-time', { limit: 3 });
  expect(over.rows.map(({ value, n }) => [value, n])).toEqual([
    ...[
      ['bulk 0', 20],
      ['bulk 1', 20],
      ['bulk 2', 20],
    ],
    ['(other)', 100_000],
  ]);
  expect(over.notes[0]).toBe('(other) is 100,000 values; --limit shows more than the 3 largest.');
}, 400_000);

test('another model: the day on which it took over is a marker, and a note says who counted before', async () => {
  const { database, section } = await stored(shop());
  expect((await section('sentiment-over-time')).markers).toEqual([]);
  const before = (await section('sentiment-over-time', { grain: 'month' })).rows.map(
    ({ time, n, negative }) => [time, n, negative],
  );
  await database.query('update verbatim.model set active = (id = 2)');
  await database.query(
    `update verbatim.model_activation set activated_at = case model_id when 1 then timestamptz '2026-01-01 00:00Z'
                                                              else '2026-03-02 12:00Z' end`,
  );
  await rollUp(database, [], 2);
  const { markers, notes } = await section('sentiment-over-time');
  expect(markers).toEqual([{ day: '2026-03-02', label: 'mini 1.0 → former 0.9' }]);
  expect(notes).toContain('The model changed on 2026-03-02: days before it were first shown with mini 1.0.');
  const reported = await section('sentiment-as-reported', { grain: 'month' });
  expect(new Set(reported.rows.map(({ model }) => String(model).split(' ')[0]))).toEqual(new Set(['mini']));
  expect(reported.rows.map(({ time, n, negative }) => [time, n, negative])).toEqual(before);
  const { rows } = await section('models');
  expect(rows.map(({ model, active, until }) => [model, active, until])).toEqual([
    ['former', 'yes', null],
    ['mini', 'no', '2026-03-02 12:00'],
  ]);
});

test('before the first nightly run, its reports say so', async () => {
  const { database } = await testDatabase();
  await storeRows(database, shop());
  const [section] = await report(database, { name: 'sentiment-over-time' });
  expect(section!.notes).toEqual([
    'Nothing to show.',
    'No nightly run has counted anything yet: verbatim nightly.',
  ]);
});

test('an empty database: what was read and run can be asked, the rest is an error with a way out', async () => {
  const { database } = await testDatabase();
  for (const { name, anyState } of REPORTS) {
    if (anyState) {
      const [section] = await report(database, { name });
      expect(section!.notes.length + section!.rows.length, name).toBeGreaterThan(0);
    } else await expect(report(database, { name })).rejects.toMatchObject({ code: 'REPORT_NO_DATA' });
  }
});

test('every view of an empty database answers', async () => {
  const { database } = await testDatabase();
  const { rows } = await database.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'reporting'::regnamespace and relkind = 'v'`,
  );
  expect(rows.length).toBeGreaterThan(30);
  const states = new Set(['freshness']);
  for (const { name } of rows) {
    const answer = await database.query(`select * from reporting.${name}`);
    expect(answer.rows.length, name).toBe(states.has(name) ? 1 : 0);
  }
});

test('a query that takes too long is given up, by our limit or by that of the server', async () => {
  const { database } = await stored(shop());
  const holder = await database.connect();
  try {
    await holder.query('begin');
    await holder.query('lock table verbatim.feedback in access exclusive mode');
    await expect(report(database, { name: 'sentiment', timeoutSeconds: 1 })).rejects.toMatchObject({
      code: 'REPORT_TIMEOUT',
      retryable: true,
    });
  } finally {
    await holder.query('rollback');
    holder.release();
  }
  // The connection works on.
  expect(await report(database, { name: 'sentiment', timeoutSeconds: 1 })).toHaveLength(1);
});

test('every report in every format, with and without rows', async () => {
  const { database } = await stored(shop(), ['Region']);
  for (const { name } of REPORTS) {
    const sections = await report(database, { name });
    const names = sections[0]!.columns.flatMap(({ name: column, interval = [] }) => [column, ...interval]);
    for (const row of sections[0]!.rows)
      expect([name, ...Object.keys(row).sort()]).toEqual([name, ...names.sort()]);
    for (const format of REPORT_FORMATS) {
      const made =
        format === 'parquet' ? renderParquet(sections[0]!) : render(sections, format, { width: 80 });
      expect(made.length, `${name} ${format}`).toBeGreaterThan(0);
      expect(String(made), `${name} ${format}`).not.toMatch(/undefined|NaN/);
    }
  }
});
