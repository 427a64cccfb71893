import type { CountedValues } from '../../domain/counted-values.ts';
import { countedValues, cumulatedShares } from '../counted-values.ts';
import { kolmogorovSf } from '../distributions/distributions.ts';
import { kolmogorovSmirnovSf } from '../distributions/kolmogorov-law.ts';
import { isInsufficient, type Measured } from '../insufficient.ts';
import { sum } from '../moments.ts';
import type { TestResult } from './proportion-tests.ts';

/** Exact counting visits one cell for each pair of rows: beyond this the law of one sample is as good. */
const EXACT_PAIRS = 4_000_000;

export type KolmogorovSmirnovMethod =
  /** By counting the orders of both samples (Hodges 1958); right only without ties, careful with them. */
  | 'exact'
  /** The one-sample law at n₁n₂/(n₁+n₂) values. */
  | 'finite'
  /** Kolmogorov's limit. */
  | 'limit';

/**
 * Two-sample Kolmogorov–Smirnov test of counted values, two-sided (Smirnov 1939): the largest distance between the two
 * distributions, 0..1, and p. Left to choose, it counts exactly up to four million pairs of rows. With ties p is too
 * large rather than too small.
 */
export function kolmogorovSmirnovOfCounts(
  reference: CountedValues,
  current: CountedValues,
  method?: KolmogorovSmirnovMethod,
): Measured<TestResult> {
  const steps = cumulatedShares(reference, current);
  if (isInsufficient(steps)) return steps;
  const statistic = steps.reduce((most, step) => Math.max(most, Math.abs(step.reference - step.current)), 0);
  return { statistic, p: kolmogorovSmirnovP(statistic, sum(reference.rows), sum(current.rows), method) };
}

/** The same of rows. */
export function kolmogorovSmirnovTest(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  method?: KolmogorovSmirnovMethod,
): Measured<TestResult> {
  return kolmogorovSmirnovOfCounts(countedValues(reference), countedValues(current), method);
}

/** The probability of a distance at least as large between n and m values of one distribution. */
export function kolmogorovSmirnovP(
  distance: number,
  n: number,
  m: number,
  method: KolmogorovSmirnovMethod = n * m <= EXACT_PAIRS ? 'exact' : 'finite',
): number {
  const effective = (n * m) / (n + m);
  if (method === 'exact') return countedTail(distance, n, m);
  if (method === 'finite') return kolmogorovSmirnovSf(Math.round(effective), distance);
  return kolmogorovSf(Math.sqrt(effective) * distance);
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
