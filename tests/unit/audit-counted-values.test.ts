import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  kolmogorovSmirnovOfCounts,
  meanOfCounts,
  normedWassersteinOfCounts,
} from '../../src/audit/counted-values.ts';
import { normedWassersteinDistance } from '../../src/audit/distribution-distance.ts';
import { columnDrafts } from '../../src/audit/drift.ts';
import { kolmogorovSmirnovTest } from '../../src/audit/kolmogorov-smirnov.ts';
import { policyOf } from '../../src/audit/policy.ts';
import type { CountedValues } from '../../src/domain/counted-values.ts';

function counted(values: readonly number[]): CountedValues {
  const groups = [...Map.groupBy(values, (value) => value)].sort(([a], [b]) => a - b);
  return { values: groups.map(([value]) => value), rows: groups.map(([, all]) => all.length) };
}

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

test('and what the same statistics give of any rows', () => {
  const column = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(column, column, (reference, current) => {
      const [a, b] = [counted(reference), counted(current)];
      const test = kolmogorovSmirnovTest(reference, current) as { statistic: number; p: number };
      expect(kolmogorovSmirnovOfCounts(a, b)).toEqual({
        statistic: expect.closeTo(test.statistic, 12),
        p: expect.closeTo(test.p, 10),
      });
      const distance = normedWassersteinDistance(reference, current);
      const ours = normedWassersteinOfCounts(a, b);
      expect(ours).toEqual(typeof distance === 'number' ? expect.closeTo(distance, 9) : distance);
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
