import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/db/client.ts';
import { render } from '../../../src/reporting/formats/render.ts';
import { REPORTS, reportSql, WHOLE_REPORT } from '../../../src/reporting/named-reports.ts';
import { report } from '../../../src/reporting/report.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { type Row, storeRows } from './reporting-rows.ts';
import { shop } from './reporting-shop.ts';

async function stored(rows: readonly Row[]) {
  const { database, url } = await testDatabase();
  await storeRows(database, rows);
  const section = async (name: string, options = {}) => (await report(database, { name, ...options }))[0]!;
  return { database, url, section };
}

describe('the shop', () => {
  test('overview counts feedback and texts; its days are UTC wherever the reader sits', async () => {
    const { database, url } = await stored(shop());
    await database.query(`do $$ begin
      execute format('alter database %I set timezone to %L', current_database(), 'America/Los_Angeles');
    end $$`);
    const reader = await openDatabase(url, { connections: 1, name: 'west' });
    onTestFinished(() => reader.end());
    const [overview] = await report(reader, { name: 'overview' });
    expect(overview!.rows).toEqual([
      {
        ...{
          feedback: 20,
          without_text: 2,
          documents: 17,
          analysed: 15,
          pending: 1,
          set_aside: 1,
          no_answer: 0,
        },
        // 8 of 5 stars, 5 of 1, 2 of 3; not the 2 (set aside) and the 4 (no text), as on the dashboard.
        ...{ windowed: 1, truncated: 1, mean_rating: (8 * 5 + 5 * 1 + 2 * 3) / 15, rated: 15 },
        ...{ first_day: '2026-03-02', last_day: '2026-03-02', model: 'mini 1.0 (a1a1a1a1a1a1)' },
      },
    ]);
  });

  test('sentiment, ratings and emotions count feedback, not texts', async () => {
    const { section } = await stored(shop());
    const sentiment = (await section('sentiment')).rows;
    expect(sentiment.map((row) => [row.sentiment, row.n, row.share])).toEqual([
      ...[['negative', 5, 5 / 16] as const, ['mixed', 2, 2 / 16] as const],
      ...[['neutral', 1, 1 / 16] as const, ['positive', 8, 8 / 16] as const],
    ]);
    // scipy 1.17.1: binomtest(5, 16).proportion_ci(0.95, 'wilson')
    expect(sentiment[0]!.low).toBeCloseTo(0.14164643854782039, 12);
    expect(sentiment[0]!.high).toBeCloseTo(0.5559564416525933, 12);

    expect((await section('ratings')).rows).toEqual([
      { sentiment: 'negative', n: 5, mean_rating: 1 },
      { sentiment: 'mixed', n: 2, mean_rating: 3 },
      { sentiment: 'positive', n: 8, mean_rating: 5 },
    ]);

    const emotions = await section('emotions');
    expect(emotions.rows.map((row) => [row.emotion, row.n, row.share])).toEqual([
      ['joy', 10, 10 / 16],
      ['anger', 7, 7 / 16],
    ]);
    expect((await section('emotions', { limit: 1 })).rows).toHaveLength(1);
  });

  test('attributes are chosen by the rule: 2 to 12 values, not all numbers, filled in, most values first', async () => {
    const { section } = await stored(shop());
    const { rows } = await section('attributes');
    // Out: Active (numbers), Id (16 values), Same (one), Aisle (12 of 16 rows); Region is the fourth by name.
    expect([...new Set(rows.map((row) => row.attribute))]).toEqual(['Size', 'Alpha', 'Beta']);
  });

  test('attributes asked for: small values are added up, missing ones counted', async () => {
    const { section } = await stored(shop());
    const { rows } = await section('attributes', { attributes: ['Region', 'Aisle'] });
    expect(
      rows.map(({ attribute, value, n, negative, positive, mean_rating }) => {
        return [attribute, value, n, negative, positive, mean_rating];
      }),
    ).toEqual([
      ['Region', 'North', 12, 3 / 12, 6 / 12, (6 * 5 + 3 * 1 + 2 * 3) / 11],
      ['Region', '(other)', 4, 2 / 4, 2 / 4, 3],
      ['Aisle', 'web', 10, 3 / 10, 6 / 10, (6 * 5 + 3 * 1 + 3) / 10],
      ['Aisle', '(other)', 6, 2 / 6, 2 / 6, 3],
    ]);
    // scipy, as above: 3 and 6 of 12.
    expect(rows[0]!.negative_low).toBeCloseTo(0.08894166839405471, 12);
    expect(rows[0]!.positive_high).toBeCloseTo(0.7462184023662939, 12);
  });
});

test('every row has exactly the columns of its report; the whole report is those that have something to show', async () => {
  const { database } = await stored([
    ...shop(),
    { source: 'app', text: 'x', rating: 100, judgement: { sentiment: 'negative', score: -1 } },
  ]);
  const sections = await report(database, {});
  const shown = sections.map(({ name }) => name);
  expect(shown).toEqual(WHOLE_REPORT.map(({ name }) => name).filter((name) => shown.includes(name)));
  for (const { name, optional } of WHOLE_REPORT) {
    const [section] = await report(database, { name });
    expect(shown.includes(name), name).toBe(!optional || section!.rows.length > 0);
  }
  for (const { columns, rows } of sections) {
    const names = columns.flatMap(({ name, interval = [] }) => [name, ...interval]).sort();
    for (const row of rows) expect(Object.keys(row).sort()).toEqual(names);
  }
});

test('what cannot be reported is an error with its code', async () => {
  const { database } = await testDatabase();
  await expect(report(database, {})).rejects.toMatchObject({ code: 'REPORT_NO_DATA' });
  await storeRows(database, shop());
  await expect(report(database, { source: 'nobody' })).rejects.toMatchObject({ code: 'REPORT_NO_DATA' });
  await expect(report(database, { name: 'sentimant' })).rejects.toMatchObject({
    code: 'REPORT_UNKNOWN',
    params: { name: 'sentimant', known: expect.stringContaining('sentiment') },
  });
  await expect(report(database, { attributes: ['region'] })).rejects.toMatchObject({
    code: 'ATTRIBUTE_UNKNOWN',
    params: { attribute: 'region', known: expect.stringContaining('Region') },
  });
  expect(() => reportSql('sentimant')).toThrow(expect.objectContaining({ code: 'REPORT_UNKNOWN' }));
});

test('nothing analysed yet: every report is empty, none fails', async () => {
  const { database } = await stored([{ source: 'shop', text: 'Pending' }]);
  const sections = await report(database, {});
  for (const { name, rows } of sections)
    expect([name, rows.length]).toEqual([name, name === 'overview' ? 1 : 0]);
  expect(render(sections, 'table', { width: 80 })).toContain('pending');
});

test('names, values and texts that are SQL or escapes are only words', async () => {
  const hostile = `x'); drop table verbatim.feedback; --`;
  const text = `\u001b[31m${hostile}\u202e | <script>\n and it is long enough for a quote`;
  const { database } = await stored(
    Array.from(
      { length: 12 },
      (_, i): Row => ({
        ...{
          source: hostile,
          text: `${i}${text}`,
          rating: 1,
          attributes: { [hostile]: hostile, '\u001b[2J$1': '=1+1' },
        },
        judgement: { sentiment: 'positive', score: 1, segments: [[`${i}${text}`, 'positive', 1]] },
      }),
    ),
  );
  const sections = await report(database, { source: hostile, attributes: [hostile, '\u001b[2J$1'] });
  expect(sections.find(({ name }) => name === 'attributes')!.rows).toMatchObject([
    { attribute: hostile, value: hostile, n: 12 },
    { attribute: '\u001b[2J$1', value: '=1+1', n: 12 },
  ]);
  for (const format of ['table', 'md'] as const) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not come out
    expect(render(sections, format, { width: 80 })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|\[31m/);
  }
  expect(render(sections, 'md', { width: 80 })).not.toContain('<script>');
  const unknown = await report(database, { attributes: ['none'] }).catch((error: Error) => error.message);
  expect(unknown).toContain('Known: $1, x');
});

test('the printed SQL runs as psql would run it, and says what its parameters are', async () => {
  const { database, url } = await stored(shop());
  const reader = await openDatabase(url, { connections: 1, name: 'psql' });
  onTestFinished(() => reader.end());
  const printed = REPORTS.map(({ name }) => reportSql(name)).join('\n\n');
  expect(printed).not.toMatch(/\$\d/);
  for (const block of printed.split(/^(?=-- report: )/m)) {
    const name = /^-- report: ([\w-]+)/.exec(block)![1]!;
    const settings = new Map(
      [...block.matchAll(/^\\set (\w+) (.+)$/gm)].map(([, key, value]) => [key!, value!]),
    );
    for (const key of settings.keys()) expect(block).toMatch(new RegExp(`^-- :${key} \\w+(\\[\\])?: `, 'm'));
    const sql = block
      .replace(/^(\\set|--).*$/gm, '')
      .replace(/(?<!:):([a-z]\w*)/g, (_, key: string) => settings.get(key)!);
    const { rows } = await reader.query(sql);
    const [section] = await report(database, { name });
    expect(rows.map(({ total: _, together: __, ...row }) => row)).toEqual(section!.rows);
  }
});

test('a mean of ratings of different scales is said to be one', async () => {
  const { database } = await testDatabase();
  const judgement = { sentiment: 'positive', score: 0.9 } as const;
  const rows = ['stars', 'grades'].map((source) => ({ source, text: `of ${source}`, rating: 2, judgement }));
  await storeRows(database, rows, { grades: '6-1' });
  const notes = async (options: object) =>
    (await report(database, options)).flatMap((section) => section.notes);
  const said = 'Mean ratings mix sources of different scales (1-5, 6-1): take the report of one source.';
  expect(await notes({})).toContain(said);
  expect(await notes({ name: 'ratings' })).toContain(said);
  expect((await notes({ source: 'grades' })).join()).not.toContain('scales');
  expect((await notes({ name: 'sentiment' })).join()).not.toContain('scales');
});
