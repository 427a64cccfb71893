import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReportCell } from '../../../src/db/reports/report-queries.ts';
import { render, safeCell } from '../../../src/reporting/formats/render.ts';
import { REPORTS } from '../../../src/reporting/named-reports.ts';
import type { ReportSection } from '../../../src/reporting/report.ts';

function section(name: string, rows: Record<string, ReportCell>[]): ReportSection {
  const { title, description, columns, record = false } = REPORTS.find((report) => report.name === name)!;
  return { name, title, description, columns, record, rows, notes: ['A note.'] };
}
const csv = (...sections: ReportSection[]) => render(sections, 'csv', { width: 80 });

test('one report is one clean CSV: a share is followed by its interval, null is empty', () => {
  const rows = [{ sentiment: 'negative', n: 5, share: 0.3125, low: 0.14, high: null }];
  expect(csv(section('sentiment', rows))).toBe('sentiment,n,share,low,high\nnegative,5,0.3125,0.14,\n');
});

test('several reports are blocks under their names', () => {
  const ratings = section('ratings', [{ sentiment: 'mixed', n: 2, mean_rating: 3 }]);
  expect(csv(ratings, section('quotes', []))).toBe(
    'ratings\nsentiment,n,mean_rating\nmixed,2,3\n\nquotes\nsentiment,quote,score,rating,source,line\n',
  );
});

test('a byte order mark on request, one a file: by it Excel shows é and £ rightly', () => {
  const rows = [{ sentiment: 'é £', n: 5, share: 0.3125, low: 0.14, high: null }];
  const both = [section('sentiment', rows), section('sentiment', rows)];
  for (const sections of [both, both.slice(1)]) {
    const marked = render(sections, 'csv', { width: 80, bom: true });
    expect(marked).toBe(`\ufeff${csv(...sections)}`);
  }
});

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd|x', "'+cmd|x"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', "'\r=1"],
  [' \u00a0=1', "' \u00a0=1"],
  ['＝1', "'＝1"],
  ['-5', '-5'],
  ['+4.5', '+4.5'],
  ['-5\n=1', "'-5\n=1"],
  [-0.5, -0.5],
  ['a=1', 'a=1'],
  [null, null],
])('%j becomes %j', (cell, safe) => expect(safeCell(cell)).toBe(safe));

test('the CSV parses back to the texts, and no cell can start a formula', () => {
  const start = fc.constantFrom(
    '',
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    ' =',
    '"=',
    ';=',
    ',',
    '＝',
    '-5',
    '\ufeff@',
  );
  const text = fc.tuple(start, fc.string({ unit: 'binary', maxLength: 40 })).map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(text, text, fc.double({ noNaN: true, min: -1, max: 1 })), { minLength: 1 }),
      (cells) => {
        const rows = cells.map(([quote, source, score]) => ({
          ...{ sentiment: 'negative', quote, score, rating: -1, source, line: 2 },
        }));
        const [, ...parsed] = parse(csv(section('quotes', rows))) as string[][];
        expect(parsed).toHaveLength(cells.length);
        for (const [i, [, quote, score, , source]] of parsed.entries()) {
          expect([cells[i]![0], `'${cells[i]![0]}`]).toContain(quote);
          expect([cells[i]![1], `'${cells[i]![1]}`]).toContain(source);
          expect(Number(score)).toBe(cells[i]![2] + 0);
          for (const cell of [quote!, source!]) {
            if (!/^[+-]?\d+(\.\d+)?$/.test(cell)) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r]/);
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});
