import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mixAdjustedRate } from '../../../src/audit/observed/adjusted-rates.ts';
import { rateAgainst, ratePolicy } from '../../../src/audit/observed/rate-rules.ts';
import { policyOf } from '../../../src/audit/policy.ts';
import { judgeFamily } from '../../../src/audit/verdict/family.ts';
import { gapRule, pendingGap } from '../../../src/audit/verdict/gaps.ts';
import {
  populationStabilityNull,
  rowsForStability,
} from '../../../src/statistics/effects/population-stability.ts';
import {
  moreThan,
  rowsToNarrow,
  rowsToRankApart,
  rowsToTellApart,
} from '../../../src/statistics/tests/power.ts';

const POLICY = policyOf({});
const GIVEN_RATING = ratePolicy('O4', POLICY);
const RANKING = gapRule(POLICY.limits.L2, POLICY);

test('for scores it is the formula of Noether, for intervals that of a normal law', () => {
  // scipy 1.17: N = (z₀.₉₇₅ + z₀.₈)² / (12 c (1 − c) (p − ½)²), times c, with p = (δ + 1) / 2.
  expect(rowsToRankApart(0.33, 9)).toBe(27);
  expect(rowsToRankApart(-0.15, 1)).toBe(233);
  expect(rowsToRankApart(0, 1)).toEqual({ insufficient: 'zero_variance' });
  // scipy 1.17: 100 ((z₀.₉₇₅ + z₀.₈) · 0.1 / (2 · z₀.₉₇₅) / 0.07)².
  expect(rowsToNarrow(100, 0.1, 0.07)).toBe(105);
  expect(rowsToNarrow(100, 0.1, 0.03)).toBe(568);
  expect(moreThan(200, [105, 568])).toBe(568);
  expect(moreThan(600, [105, 568])).toEqual({ insufficient: 'zero_variance' });
});

const rated = (successes: number, rows: number) => ({ successes, rows });

test('over strata of one mix it is that of one table, and more where the sides are spread unevenly', () => {
  const single = rateAgainst({ key: 'b', ...rated(160, 400) }, { key: 'a', ...rated(20, 50) }, GIVEN_RATING);
  const one = mixAdjustedRate([{ group: rated(20, 50), reference: rated(160, 400) }], GIVEN_RATING);
  expect(one.evidence.rowsNeeded).toBe(single.evidence.rowsNeeded);
  expect(one.evidence.rowsNeeded).toBe(rowsToTellApart(0.3, 0.4, 8));
  const even = { group: rated(10, 25), reference: rated(80, 200) };
  expect(mixAdjustedRate([even, even], GIVEN_RATING).evidence.rowsNeeded).toBe(one.evidence.rowsNeeded);
  const uneven = [
    { group: rated(16, 40), reference: rated(40, 100) },
    { group: rated(4, 10), reference: rated(120, 300) },
  ];
  expect(mixAdjustedRate(uneven, GIVEN_RATING).evidence.rowsNeeded).toBeGreaterThan(one.evidence.rowsNeeded!);
  const size = fc.integer({ min: 1, max: 200 });
  const stratum = fc.tuple(size, size).map(([n, m]) => ({ group: rated(0, n), reference: rated(m, m * 2) }));
  fc.assert(
    fc.property(fc.array(stratum, { minLength: 1, maxLength: 5 }), (strata) => {
      const rows = strata.reduce((total, { group }) => total + group.rows, 0);
      const { rowsNeeded = rows + 1 } = mixAdjustedRate(strata, GIVEN_RATING).evidence;
      expect(rowsNeeded).toBeGreaterThan(rows);
    }),
  );
});

test('it stands in the verdict of what straddles a limit', () => {
  const gap = { value: -0.05, low: -0.1, high: 0, p: 0.04 };
  const pending = pendingGap(gap, { rows: 100, denominator: 100 }, RANKING);
  expect(judgeFamily([pending]).metrics[0]!.verdict).toEqual({
    ...{ status: 'warn', reason: 'beyond_warn_limit' },
  });
  const unsure = pendingGap({ ...gap, value: -0.02, p: 0.4 }, { rows: 100, denominator: 100 }, RANKING);
  expect(judgeFamily([unsure]).metrics[0]!.verdict).toEqual({
    ...{ status: 'insufficient', reason: 'interval_straddles_limit', rowsNeeded: 105 },
  });
});

test('for drift, chance is below the limit from these rows on, and not before', () => {
  const sizes = { referenceRows: 1_000, bins: 10 };
  const rows = rowsForStability(0.1, { ...sizes, currentRows: 20 }) as number;
  const byChance = (currentRows: number) => populationStabilityNull({ ...sizes, currentRows }) as number;
  expect(byChance(rows)).toBeLessThanOrEqual(0.1);
  expect(byChance(rows - 1)).toBeGreaterThan(0.1);
  expect(rowsForStability(0.1, { referenceRows: 100, currentRows: 20, bins: 10 })).toEqual({
    insufficient: 'too_few_rows',
  });
});
