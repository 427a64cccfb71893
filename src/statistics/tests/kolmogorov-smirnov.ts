import type { CountedValues } from '../../domain/counted-values.ts';
import { cumulatedShares } from '../counted-values.ts';
import { kolmogorovSmirnovSf } from '../distributions/kolmogorov-law.ts';
import { isInsufficient, type Measured } from '../insufficient.ts';
import { sum } from '../moments.ts';
import type { TestResult } from './proportion-tests.ts';

/** Exact counting visits one cell for each pair of rows. Beyond this size the one-sample distribution is as good. */
const EXACT_PAIRS = 4_000_000;

/**
 * Two-sample Kolmogorov–Smirnov test of counted values, two-sided (Smirnov 1939): the largest distance between the two
 * distributions, 0..1, and p. Up to four million pairs of rows p counts the orders of both samples (Hodges 1958); beyond
 * that it is the one-sample distribution at n₁n₂/(n₁+n₂) values. With ties p is too large rather than too small.
 */
export function kolmogorovSmirnovOfCounts(
  reference: CountedValues,
  current: CountedValues,
): Measured<TestResult> {
  const steps = cumulatedShares(reference, current);
  if (isInsufficient(steps)) return steps;
  const statistic = steps.reduce((most, step) => Math.max(most, Math.abs(step.reference - step.current)), 0);
  const [n, m] = [sum(reference.rows), sum(current.rows)];
  const isExact = n * m <= EXACT_PAIRS;
  const p = isExact
    ? countedTail(statistic, n, m)
    : kolmogorovSmirnovSf(Math.round((n * m) / (n + m)), statistic);
  return { statistic, p };
}

/**
 * The share of all orders of n and m values whose path leaves the band of width d: row by row, the probability
 * that a path to (i, j) has left it, from those to its two neighbours.
 */
function countedTail(distance: number, n: number, m: number): number {
  const band = Math.round(distance * n * m);
  if (band === 0) return 1;
  const left = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      if (Math.abs(i * m - j * n) >= band) left[j] = 1;
      else if (i + j === 0) left[j] = 0;
      else left[j] = (i * left[j]! + (j === 0 ? 0 : j * left[j - 1]!)) / (i + j);
    }
  }
  return left[m]!;
}
