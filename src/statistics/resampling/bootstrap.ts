import { drawIndex, generatorOf } from '../distributions/random.ts';
import { requirePositive } from '../input.ts';
import { insufficient, isInsufficient, type Measured } from '../insufficient.ts';
import type { Estimate } from '../intervals/intervals.ts';
import { quantile, sorted } from '../moments.ts';
import { countedP, type Resampling } from './permutation.ts';

/** A number from rows, given as the row indices that were drawn inside each group. */
type Statistic = (drawn: readonly Int32Array[]) => Measured;

/** The interval means nothing if a larger share of the resamples has no value. */
const UNDEFINED_AT_MOST = 0.05;

export interface BootstrapResult extends Estimate {
  /** Two-sided p of "the value is 0", from the same resamples. */
  readonly p: number;
}

/**
 * 95 % percentile interval of a statistic by drawing rows with replacement inside each group on its own, so that no group
 * ever vanishes (Efron 1979). A statistic that has no value on the data, or in more than 5 % of the resamples, is
 * insufficient. The p inverts the interval (Davison and Hinkley 1997, section 4.4).
 * @param groupSizes rows of each group
 * @throws VerbatimError AUDIT_NUMBERS_INVALID without resamples
 */
export function bootstrap(
  groupSizes: readonly number[],
  statistic: Statistic,
  { resamples, seed }: Resampling,
): Measured<BootstrapResult> {
  requirePositive('bootstrap', 'resamples', resamples);
  if (groupSizes.includes(0)) return insufficient('no_rows');
  const value = statistic(groupSizes.map((size) => Int32Array.from({ length: size }, (_, i) => i)));
  if (isInsufficient(value)) return value;

  const generator = generatorOf(seed);
  const drawn = groupSizes.map((size) => new Int32Array(size));
  const draws: number[] = [];
  for (let r = 0; r < resamples; r++) {
    for (const rows of drawn) {
      for (let i = 0; i < rows.length; i++) rows[i] = drawIndex(generator, rows.length);
    }
    const draw = statistic(drawn);
    if (!isInsufficient(draw)) draws.push(draw);
  }
  if (draws.length < resamples * (1 - UNDEFINED_AT_MOST)) return insufficient('resamples_undefined');

  const ascending = sorted(draws);
  const [low, high] = [quantile(ascending, 0.025), quantile(ascending, 0.975)] as [number, number];
  const below = draws.filter((draw) => draw <= 0).length;
  const above = draws.filter((draw) => draw >= 0).length;
  const p = Math.min(1, 2 * countedP(Math.min(below, above), draws.length));
  return { value, low, high, p };
}
