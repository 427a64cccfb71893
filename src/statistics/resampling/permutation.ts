import { drawUniform, generatorOf } from '../distributions/random.ts';
import { requirePositive } from '../input.ts';
import { isInsufficient, type Measured } from '../insufficient.ts';
import { mean } from '../moments.ts';
import type { TestResult } from '../tests/proportion-tests.ts';

/** The number of resamples and the seed: the same two give the same numbers. */
export interface Resampling {
  readonly resamples: number;
  readonly seed: number;
}

/** Sums of the same values in another order differ by rounding; they count as equal. */
const ROUNDING = 1e-12;

/**
 * p by counting, with the observed arrangement as one of them, so that p is never 0 (Phipson and Smyth 2010).
 */
export function countedP(asExtreme: number, resamples: number): number {
  return (asExtreme + 1) / (resamples + 1);
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
  return { statistic, p: Math.min(1, 2 * countedP(Math.min(above, below), resamples)) };
}
