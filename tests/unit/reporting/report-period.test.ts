import fc from 'fast-check';
import { expect, test } from 'vitest';
import { suggestion } from '../../../src/domain/suggestion.ts';
import { parseReportPeriod } from '../../../src/reporting/report-period.ts';

const NOW = new Date('2026-11-24T00:30:00Z'); // a Tuesday
const days = (text: string) => {
  const { first, last } = parseReportPeriod(text, NOW);
  return [first, last];
};

test.each([
  ['all', null, null],
  ['today', '2026-11-24', '2026-11-24'],
  ['yesterday', '2026-11-23', '2026-11-23'],
  ['day', '2026-11-23', '2026-11-23'],
  ['7d', '2026-11-17', '2026-11-23'],
  ['2w', '2026-11-10', '2026-11-23'],
  ['week', '2026-11-16', '2026-11-22'],
  ['last-week', '2026-11-16', '2026-11-22'],
  ['this-week', '2026-11-23', '2026-11-24'],
  ['last-month', '2026-10-01', '2026-10-31'],
  ['this-month', '2026-11-01', '2026-11-24'],
  ['quarter', '2026-07-01', '2026-09-30'],
  ['last-year', '2025-01-01', '2025-12-31'],
  ['this-year', '2026-01-01', '2026-11-24'],
  ['2024', '2024-01-01', '2024-12-31'],
  ['2024-Q1', '2024-01-01', '2024-03-31'],
  ['2024-02', '2024-02-01', '2024-02-29'],
  // ISO 8601: 2026 has 53 weeks, and its first begins in the year before.
  ['2026-W01', '2025-12-29', '2026-01-04'],
  ['2026-W10', '2026-03-02', '2026-03-08'],
  ['2026-W53', '2026-12-28', '2027-01-03'],
  ['2026-03-05', '2026-03-05', '2026-03-05'],
  ['2026-01-01..2026-01-31', '2026-01-01', '2026-01-31'],
  ['2026-01-01..', '2026-01-01', null],
  ['..2026-01-31', null, '2026-01-31'],
])('%s', (text, first, last) => expect(days(text)).toEqual([first, last]));

test.each([
  ...[
    '',
    ' ',
    'weeks',
    '0d',
    '99999d',
    '7',
    '2026-13',
    '2026-W54',
    '2025-W53',
    '2026-Q5',
    '2026-02-30',
    '0000',
  ],
  ...[
    '2026-03-02..2026-03-01',
    '..',
    'a..b',
    '2026-02-30..',
    '7d; drop table x',
    '__proto__',
    '9'.repeat(500),
  ],
])('no period: %s', (text) => {
  expect(() => parseReportPeriod(text, NOW)).toThrow(
    expect.objectContaining({ code: 'REPORT_PERIOD_INVALID' }),
  );
});

test('whatever is given, it is a period of days in order, or refused in few words', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.stringMatching(
      /^(last-|this-)?(\d{1,5}[dw]?|week|2026-[QW]?\d{1,2}|\d{4}-\d{2}-\d{2}(\.\.(\d{4}-\d{2}-\d{2})?)?)$/,
    ),
  );
  fc.assert(
    fc.property(text, (asked) => {
      try {
        const { first, last } = parseReportPeriod(asked, NOW);
        for (const day of [first, last]) if (day !== null) expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
        if (first && last) expect(first <= last).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ code: 'REPORT_PERIOD_INVALID' });
        expect((error as Error).message.length).toBeLessThan(100);
      }
    }),
    { numRuns: 200 },
  );
});

test('did you mean', () => {
  const known = ['sentiment', 'sentiment-over-time', 'themes', 'scores'];
  expect(suggestion('sentimant', known)).toBe('sentiment');
  expect(suggestion('SCORE', known)).toBe('scores');
  expect(suggestion('them', known)).toBe('themes');
  expect(suggestion('x', known)).toBeNull();
  expect(suggestion('', known)).toBeNull();
  expect(suggestion('quite another thing', known)).toBeNull();
  expect(suggestion('s'.repeat(1_000_000), known)).toBeNull();
});
