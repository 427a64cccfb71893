import { normalQuantile, normalSf } from '../distributions/distributions.ts';
import { drawIndex, generatorOf } from '../distributions/random.ts';
import { requirePositive, requireShare } from '../input.ts';
import { insufficient, isInsufficient, type Measured } from '../insufficient.ts';
import type { Interval } from '../intervals/proportion-intervals.ts';
import { quantile, sorted, sum } from '../moments.ts';
import { countedP, type Resampling } from './permutation.ts';

/** A number from rows, given as the row indices that were drawn inside each group. */
export type Statistic = (drawn: readonly Int32Array[]) => Measured;

/** More resamples without a value than this share make the interval meaningless. */
const UNDEFINED_AT_MOST = 0.05;

export interface BootstrapResult extends Interval {
  readonly value: number;
  /** Two-sided p of "the value is 0", from the same resamples. */
  readonly p: number;
}

export interface BootstrapSettings extends Resampling {
  readonly confidence?: number;
  /** `bca` corrects bias and skew; it costs one more evaluation for each row. */
  readonly method?: 'percentile' | 'bca';
}

/**
 * Interval of a statistic by drawing rows with replacement inside each group on its own, so that no group ever
 * vanishes (Efron 1979; BCa: Efron 1987). `groupSizes` are the rows of each group. A statistic that has no value
 * on the data, or in more than 5% of the resamples, is insufficient. The p inverts the percentile interval
 * (Davison and Hinkley 1997, section 4.4).
 */
export function bootstrap(
  groupSizes: readonly number[],
  statistic: Statistic,
  { resamples, seed, confidence = 0.95, method = 'percentile' }: BootstrapSettings,
): Measured<BootstrapResult> {
  requirePositive('bootstrap', 'resamples', resamples);
  requireShare('bootstrap', 'a confidence of', confidence);
  if (groupSizes.includes(0)) return insufficient('no_rows');
  const everyRow = groupSizes.map((size) => Int32Array.from({ length: size }, (_, i) => i));
  const value = statistic(everyRow);
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
  const tails = [(1 - confidence) / 2, (1 + confidence) / 2] as const;
  const [lowAt, highAt] = method === 'bca' ? corrected(tails, value, ascending, everyRow, statistic) : tails;
  const low = quantile(ascending, lowAt);
  const high = quantile(ascending, highAt);
  if (isInsufficient(low)) return low;
  if (isInsufficient(high)) return high;
  const below = draws.filter((draw) => draw <= 0).length;
  const above = draws.filter((draw) => draw >= 0).length;
  const p = Math.min(1, 2 * countedP(Math.min(below, above), draws.length));
  return { value, low, high, p };
}

/** Where BCa reads the two ends: shifted for bias, stretched by the acceleration of the jackknife. */
function corrected(
  tails: readonly [number, number],
  value: number,
  ascending: Float64Array,
  everyRow: readonly Int32Array[],
  statistic: Statistic,
): readonly [number, number] {
  const below = ascending.filter((draw) => draw < value).length;
  const upTo = ascending.filter((draw) => draw <= value).length;
  const share = (below + upTo) / (2 * ascending.length);
  if (share === 0 || share === 1) return tails;
  const bias = normalQuantile(share);
  const acceleration = jackknifeAcceleration(everyRow, statistic);
  const shift = (tail: number) => {
    const z = bias + normalQuantile(tail);
    return 1 - normalSf(bias + z / (1 - acceleration * z));
  };
  return [shift(tails[0]), shift(tails[1])];
}

function jackknifeAcceleration(everyRow: readonly Int32Array[], statistic: Statistic): number {
  let cubes = 0;
  let squares = 0;
  for (const [g, rows] of everyRow.entries()) {
    if (rows.length < 2) continue;
    const without = Array.from(rows, (row) => {
      const others = rows.filter((other) => other !== row);
      const value = statistic(everyRow.map((all, at) => (at === g ? others : all)));
      return isInsufficient(value) ? null : value;
    }).filter((value) => value !== null);
    const centre = sum(without) / without.length;
    for (const value of without) {
      const influence = ((rows.length - 1) * (centre - value)) / rows.length;
      cubes += influence ** 3;
      squares += influence ** 2;
    }
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
