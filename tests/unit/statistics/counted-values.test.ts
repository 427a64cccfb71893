import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnDrafts } from '../../../src/audit/drift/drafts.ts';
import { policyOf } from '../../../src/audit/policy.ts';
import { meanOfCounts } from '../../../src/statistics/counted-values.ts';
import { kolmogorovSmirnovSf } from '../../../src/statistics/distributions/kolmogorov-law.ts';
import { normedWassersteinOfCounts } from '../../../src/statistics/effects/distribution-distance.ts';
import { kolmogorovSmirnovOfCounts } from '../../../src/statistics/tests/kolmogorov-smirnov.ts';
import { counted } from '../../support/fairness/drift.ts';

const REFERENCE = { values: [1, 2, 3, 5, 8, 13], rows: [10, 20, 30, 25, 10, 5] };
const CURRENT = { values: [1, 2, 4, 5, 9, 13], rows: [5, 15, 20, 20, 15, 5] };

test('counted values give what scipy gives of the rows', () => {
  // scipy 1.17: ks_2samp(method='exact'), wasserstein_distance / std of the reference, mean.
  expect(kolmogorovSmirnovOfCounts(REFERENCE, CURRENT)).toEqual({
    statistic: expect.closeTo(0.35, 12),
    p: expect.closeTo(2.4881379574462964e-5, 12),
  });
  expect(normedWassersteinOfCounts(REFERENCE, CURRENT)).toBeCloseTo(0.3871602521392166, 12);
  expect([meanOfCounts(REFERENCE), meanOfCounts(CURRENT)]).toEqual([4.1, 5.1875]);
});

/** Largest difference of the shares up to and with a value, over all values. */
function largestGap(reference: readonly number[], current: readonly number[]): number {
  const share = (rows: readonly number[], at: number) => rows.filter((it) => it <= at).length / rows.length;
  return Math.max(
    ...[...reference, ...current].map((at) => Math.abs(share(reference, at) - share(current, at))),
  );
}

/** Each side repeated to one length and in order: how far apart the pairs are on average, and that in deviations. */
function meanMove(reference: readonly number[], current: readonly number[]): number {
  const repeated = (rows: readonly number[], times: number) =>
    rows.flatMap((value) => new Array<number>(times).fill(value)).sort((a, b) => a - b);
  const [a, b] = [repeated(reference, current.length), repeated(current, reference.length)];
  const moved = a.reduce((total, value, i) => total + Math.abs(value - b[i]!), 0) / a.length;
  const mean = reference.reduce((total, value) => total + value, 0) / reference.length;
  const squares = reference.reduce((total, value) => total + (value - mean) ** 2, 0) / reference.length;
  return moved / Math.sqrt(squares);
}

test('beyond four million pairs p is that of one sample of n₁n₂/(n₁+n₂) values', () => {
  const times = ({ values, rows }: typeof REFERENCE, n: number) => ({
    values,
    rows: rows.map((it) => it * n),
  });
  // 10,000 and 8,000 rows; kolmogorovSmirnovSf agrees with scipy's kstwo in statistics.test.ts.
  const current = { values: [1, 2, 3, 5, 8, 13], rows: [800, 1480, 2400, 2000, 840, 480] };
  const { statistic, p } = kolmogorovSmirnovOfCounts(times(REFERENCE, 100), current) as {
    statistic: number;
    p: number;
  };
  expect(statistic).toBeCloseTo(0.015, 12);
  expect(p).toBeCloseTo(kolmogorovSmirnovSf(4444, 0.015), 12);
});

test('and what the definitions give of any rows', () => {
  const column = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(column, column, (reference, current) => {
      const [a, b] = [counted(reference), counted(current)];
      const test = kolmogorovSmirnovOfCounts(a, b) as { statistic: number };
      expect(test.statistic).toBeCloseTo(largestGap(reference, current), 12);
      const moved = normedWassersteinOfCounts(a, b);
      expect(moved).toEqual(
        a.values.length === 1
          ? { insufficient: 'zero_variance' }
          : expect.closeTo(meanMove(reference, current), 9),
      );
    }),
  );
});

test('no rows and constant columns give reasons, and the status depends on the index alone', () => {
  const none = { values: [], rows: [] };
  const same = { values: [3], rows: [9] };
  expect(kolmogorovSmirnovOfCounts(none, REFERENCE)).toEqual({ insufficient: 'no_rows' });
  expect(normedWassersteinOfCounts(same, REFERENCE)).toEqual({ insufficient: 'zero_variance' });
  expect(kolmogorovSmirnovOfCounts(same, same)).toEqual({ statistic: 0, p: 1 });
  const column = { check: 'D1', column: 'length', of: null, reference: [60, 40], current: [40, 40] } as const;
  const [with_, without] = [{ values: { reference: REFERENCE, current: CURRENT } }, {}].map(
    (values) => columnDrafts([{ ...column, ...values }], policyOf({}))[0]!,
  );
  expect(with_!.pending).toEqual(without!.pending);
  expect(with_!.method).toMatchObject({
    kolmogorovSmirnov: { statistic: expect.closeTo(0.35, 12) },
    normedWasserstein: expect.closeTo(0.387, 3),
    jensenShannon: expect.any(Number),
  });
  expect(without!.method).not.toHaveProperty('kolmogorovSmirnov');
});
