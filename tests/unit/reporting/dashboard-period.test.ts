import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstDayOf, lastDayOf, shownPeriod, stepsBetween } from '../../../src/reporting/dashboard/period.ts';
import { shareChange } from '../../../src/statistics/intervals/intervals.ts';

const SPAN = { firstDay: '2025-01-01', lastDay: '2026-09-24' };

test('weeks end with the week of the last feedback, months with its month; before it lie as many days', () => {
  // 2026-09-24 is a Thursday; its week began on the 21st.
  expect(shownPeriod('4w', SPAN)).toEqual({
    ...{ name: '4w', first: '2026-08-31', last: '2026-09-24', unit: 'day' },
    before: { first: '2026-08-06', last: '2026-08-30' },
  });
  expect(shownPeriod(null, SPAN)).toMatchObject({ name: '12w', first: '2026-07-06', unit: 'week' });
  expect(shownPeriod('12m', SPAN)).toMatchObject({ first: '2025-10-01', last: '2026-09-24', unit: 'week' });
  expect(shownPeriod('all', SPAN)).toMatchObject({ first: null, last: null, before: null, unit: 'month' });
  expect(shownPeriod('2026-02-28..2026-03-01', SPAN)).toMatchObject({
    before: { first: '2026-02-26', last: '2026-02-27' },
  });
});

test('without dates everything is looked at, whatever was asked for', () => {
  const nothing = { firstDay: null, lastDay: null };
  for (const name of [null, '4w', 'all']) {
    expect(shownPeriod(name, nothing)).toMatchObject({ name: 'all', first: null, last: null, before: null });
  }
});

test.each([
  ...[
    '',
    '5w',
    '12',
    '2026-02-30..2026-03-01',
    '2026-03-02..2026-03-01',
    '2026-01-01',
    '0001-01-01..2026-01-01',
  ],
  ...["' or 1=1 --", '2026-01-01..2026-01-02..2026-01-03', '../..', '..'],
])('%j is no period', (name) => {
  const fix = expect.stringContaining('Use 4w, 12w, 26w, 12m, all, or two days');
  expect(() => shownPeriod(name, SPAN)).toThrow(expect.objectContaining({ code: 'PERIOD_INVALID', fix }));
  expect(() => shownPeriod(name, { firstDay: null, lastDay: null })).toThrow(
    expect.objectContaining({ code: 'PERIOD_INVALID' }),
  );
});

const DAY = 86_400_000;
const day = fc
  .integer({ min: Date.parse('1000-01-01') / DAY, max: Date.parse('9999-12-31') / DAY })
  .map((days) => new Date(days * DAY).toISOString().slice(0, 10));
const unit = fc.constantFrom('day', 'week', 'month', 'year');

test('steps follow each other without gap, cover the days, and are not endless', () => {
  fc.assert(
    fc.property(day, day, unit, (a, b, unit) => {
      const [first, last] = [a, b].sort() as [string, string];
      const steps = stepsBetween(first, last, unit, [firstDayOf(last, unit), firstDayOf(first, unit)]);
      expect(steps.length).toBeLessThanOrEqual(600);
      expect(steps).toEqual(steps.toSorted());
      expect(firstDayOf(first, unit)).toBe(steps[0]);
      expect(steps.at(-1)).toBe(firstDayOf(last, unit));
      for (const step of steps) expect(firstDayOf(lastDayOf(step, unit), unit)).toBe(step);
      if (steps.length <= 2) return;
      const after = (end: string) => new Date(Date.parse(end) + DAY).toISOString().slice(0, 10);
      const whole = steps.length > 2 && after(lastDayOf(steps[0]!, unit)) === steps[1];
      if (whole)
        for (const [i, step] of steps.slice(1).entries())
          expect(after(lastDayOf(steps[i]!, unit))).toBe(step);
    }),
  );
});

// Newcombe 1998, table II, method 10.
test.each([
  [56, 70, 48, 80, 0.2, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.6, 0.1705, 0.809],
  [6, 7, 2, 7, 0.5714, 0.0582, 0.8062],
  [5, 56, 0, 29, 0.0893, -0.0381, 0.1926],
  [10, 10, 0, 10, 1, 0.6075, 1],
])('%i of %i less %i of %i', (count, of, was, wasOf, value, low, high) => {
  const change = shareChange({ count, of }, { count: was, of: wasOf })!;
  expect(change.value).toBeCloseTo(value, 4);
  expect(change.low).toBeCloseTo(low, 4);
  expect(change.high).toBeCloseTo(high, 4);
});

test('there is no change of nothing', () => {
  expect(shareChange({ count: 0, of: 0 }, { count: 1, of: 2 })).toBeNull();
  expect(shareChange({ count: 1, of: 2 }, { count: 0, of: 0 })).toBeNull();
});
