import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import type { ReportCell } from '../../../src/db/reports/report-queries.ts';
import { render } from '../../../src/reporting/formats/render.ts';
import { renderParquet } from '../../../src/reporting/formats/render-parquet.ts';
import { REPORTS } from '../../../src/reporting/named-reports.ts';
import type { ReportSection } from '../../../src/reporting/report.ts';
import { allColumns } from '../../../src/reporting/reports/columns.ts';

function section(
  name: string,
  rows: Record<string, ReportCell>[],
  more: Partial<ReportSection> = {},
): ReportSection {
  const { title, description, columns, record = false } = REPORTS.find((report) => report.name === name)!;
  const empty = Object.fromEntries(allColumns(columns).map((column) => [column, null]));
  const filled = rows.map((row) => ({ ...empty, ...row }));
  return { name, title, description, columns, record, rows: filled, notes: [], ...more };
}
const read = async (bytes: Uint8Array) => {
  const file = bytes.slice().buffer;
  return { rows: await parquetReadObjects({ file }), metadata: parquetMetadata(file) };
};

const weeks = [
  {
    time: '2026-03-02',
    n: 12,
    negative: 0.25,
    negative_low: 0.1,
    negative_high: 0.5,
    positive: 0.5,
    positive_low: 0.3,
    positive_high: 0.7,
    mean_score: -0.125,
    mean_rating: null,
  },
  {
    time: '2026-03-09',
    n: 4_000_000_000,
    negative: 0,
    negative_low: 0,
    negative_high: 0.1,
    positive: 1,
    positive_low: 0.9,
    positive_high: 1,
    mean_score: 1,
    mean_rating: 4.5,
  },
];

test('Parquet: counts, shares, days and texts come back with their types', async () => {
  const { rows, metadata } = await read(
    renderParquet(section('sentiment-over-time', weeks, { notes: ['A note.'] })),
  );
  expect(rows).toEqual(
    weeks.map((week) => ({ ...week, time: new Date(`${week.time}T00:00:00Z`), n: BigInt(week.n) })),
  );
  expect(
    metadata.schema.slice(1).map(({ name, type, converted_type }) => [name, type, converted_type]),
  ).toEqual([
    ['time', 'INT32', 'DATE'],
    ['n', 'INT64', undefined],
    ...['negative', 'negative_low', 'negative_high', 'positive', 'positive_low', 'positive_high'].map(
      (name) => [name, 'DOUBLE', undefined],
    ),
    ['mean_score', 'DOUBLE', undefined],
    ['mean_rating', 'DOUBLE', undefined],
  ]);
  expect(metadata.key_value_metadata).toEqual(
    expect.arrayContaining([
      { key: 'verbatim.report', value: 'sentiment-over-time' },
      { key: 'verbatim.notes', value: 'A note.' },
    ]),
  );
});

test('Parquet: no rows, columns of nulls, every report', async () => {
  for (const { name } of REPORTS) {
    expect((await read(renderParquet(section(name, [])))).rows).toEqual([]);
    const { rows } = await read(renderParquet(section(name, [{}, {}])));
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(new Set(Object.values(row))).toEqual(new Set([null]));
  }
});

test('Parquet: any text comes back as it was, formulas too', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 50 }), { minLength: 1, maxLength: 20 }),
      async (texts) => {
        const made = renderParquet(
          section(
            'quotes',
            ['=1+1', ...texts].map((quote) => ({ quote, sentiment: 'negative' })),
          ),
        );
        expect((await read(made)).rows.map(({ quote }) => quote)).toEqual(['=1+1', ...texts]);
      },
    ),
    { numRuns: 50 },
  );
});

const HOSTILE = `"><script>alert(1)</script><img src=https://example.com/x onerror='x'>\u202e'`;

test('the page: no script, no request to anywhere, whatever names hold; every number in a table', () => {
  const html = render(
    [
      section('sentiment-over-time', weeks, {
        notes: [HOSTILE],
        markers: [{ day: '2026-03-04', label: HOSTILE }],
      }),
      section(
        'theme-over-time',
        weeks.map(({ time }) => ({ theme: HOSTILE, time, said: 3, share: 0.5, low: 0.2, high: 0.8 })),
      ),
      section('theme-attribute', [
        { theme: HOSTILE, value: HOSTILE, said: 3, of: 6, share: 0.5, low: 0.2, high: 0.8 },
      ]),
      section('score-contributions', [
        { source: HOSTILE, measure: 'nps', score: -10, theme: HOSTILE, n: 12, contribution: -10 },
      ]),
      section('quotes', [{ sentiment: 'negative', quote: HOSTILE, score: -1 }]),
      section('freshness', [{ newer: 0, model: HOSTILE }]),
    ],
    'html',
    { width: 80 },
  );
  const tags = html.match(/<[^>]+>/g)!.join('');
  expect(tags).not.toMatch(/<(script|img|link|iframe|object|use)|\s(on\w+|src|href|style)\s*=/i);
  expect(html).not.toMatch(/@import|url\(/i);
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(html).not.toContain('\u202e');
  expect(html.match(/<svg/g)).toHaveLength(4);
  expect(html).toContain('model changed');
  expect(html).toContain('25.0 % (10–50)');
  expect(html).toContain('4,000,000,000');
});

test('the page of nothing is a page', () => {
  for (const { name } of REPORTS) {
    const html = render([section(name, [], { notes: ['Nothing to show.'] })], 'html', { width: 80 });
    expect(html).toContain('Nothing to show.');
    expect(html).not.toContain('NaN');
  }
});
