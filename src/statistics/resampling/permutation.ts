import { drawUniform, generatorOf, shuffle } from '../distributions/random.ts';
import { requirePositive } from '../input.ts';
import {
  insufficient,
  isInsufficient,
  type Measured,
  measuredOnly,
  quotient,
  whenMeasured,
} from '../insufficient.ts';
import type { Proportion } from '../intervals/proportion-intervals.ts';
import { mean, sum } from '../moments.ts';
import type { TestResult } from '../tests/proportion-tests.ts';

/** How many random relabellings, and from which seed: the same two give the same p. */
export interface Resampling {
  readonly resamples: number;
  readonly seed: number;
}

/** Sums of the same values in another order differ by rounding alone; they count as equal. */
const ROUNDING = 1e-12;

/**
 * p by counting, with the arrangement seen as one of them, so that p is never 0 (Phipson and Smyth 2010).
 */
export function countedP(asExtreme: number, resamples: number): number {
  return (asExtreme + 1) / (resamples + 1);
}

/** Twice the smaller tail, at most 1. */
function twoSided(above: number, below: number, resamples: number): number {
  return Math.min(1, 2 * Math.min(countedP(above, resamples), countedP(below, resamples)));
}

/** Difference of means group − reference, rows of both shuffled over the two sides; two-sided (Fisher 1935). */
export function meanDifferencePermutation(
  group: ArrayLike<number>,
  reference: ArrayLike<number>,
  { resamples, seed }: Resampling,
): Measured<TestResult> {
  requirePositive('permutation test', 'resamples', resamples);
  return whenMeasured([mean(group), mean(reference)], (own, other) => {
    const pooled = new Float64Array(group.length + reference.length);
    pooled.set(group);
    pooled.set(reference, group.length);
    const all = sum(pooled);
    const statistic = own - other;
    const generator = generatorOf(seed);
    let above = 0;
    let below = 0;
    for (let r = 0; r < resamples; r++) {
      shuffle(generator, pooled);
      const first = sum(pooled.subarray(0, group.length));
      const drawn = first / group.length - (all - first) / reference.length;
      if (drawn >= statistic - ROUNDING) above++;
      if (drawn <= statistic + ROUNDING) below++;
    }
    return { statistic, p: twoSided(above, below, resamples) };
  });
}

/**
 * Largest minus smallest share over groups, the outcomes of all rows shuffled over them: the test for a max−min
 * gap, whose bootstrap interval never covers 0. One-sided, for a gap has no direction.
 */
export function rateGapPermutation(
  groups: readonly Proportion[],
  { resamples, seed }: Resampling,
): Measured<TestResult> {
  requirePositive('permutation test', 'resamples', resamples);
  const shares = groups.map(({ successes, rows }) => quotient(successes, rows));
  if (measuredOnly(shares).length < groups.length) return insufficient('zero_denominator');
  if (groups.length < 2) return insufficient('too_few_groups');
  const statistic = widest(measuredOnly(shares));
  const outcomes = new Int32Array(groups.reduce((total, { rows }) => total + rows, 0));
  outcomes.fill(
    1,
    0,
    groups.reduce((total, { successes }) => total + successes, 0),
  );
  const generator = generatorOf(seed);
  let asWide = 0;
  for (let r = 0; r < resamples; r++) {
    shuffle(generator, outcomes);
    let at = 0;
    const drawn = groups.map(({ rows }) => {
      at += rows;
      return sum(outcomes.subarray(at - rows, at)) / rows;
    });
    if (widest(drawn) >= statistic - ROUNDING) asWide++;
  }
  return { statistic, p: countedP(asWide, resamples) };
}

function widest(shares: readonly number[]): number {
  return Math.max(...shares) - Math.min(...shares);
}

/** Mean of paired differences, each with its sign flipped or not; two-sided (Fisher 1935). */
export function signFlipTest(
  differences: ArrayLike<number>,
  { resamples, seed }: Resampling,
): Measured<TestResult> {
  requirePositive('sign-flip test', 'resamples', resamples);
  const statistic = mean(differences);
  if (isInsufficient(statistic)) return statistic;
  const generator = generatorOf(seed);
  let above = 0;
  let below = 0;
  for (let r = 0; r < resamples; r++) {
    let drawn = 0;
    for (let i = 0; i < differences.length; i++) {
      drawn += drawUniform(generator) < 0.5 ? differences[i]! : -differences[i]!;
    }
    drawn /= differences.length;
    if (drawn >= statistic - ROUNDING) above++;
    if (drawn <= statistic + ROUNDING) below++;
  }
  return { statistic, p: twoSided(above, below, resamples) };
}
