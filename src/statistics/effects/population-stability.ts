import { chiSquareQuantile, chiSquareSf } from '../distributions/distributions.ts';
import { requireSameLength } from '../input.ts';
import { insufficient, type Measured } from '../insufficient.ts';
import { sum } from '../moments.ts';

/** The unsmoothed index raises smaller shares to this one. */
const FLOOR = 1e-4;

/** Counts to shares, after adding `added` rows to each bin. */
function sharesOf(counts: ArrayLike<number>, added = 0): number[] {
  const all = sum(counts) + added * counts.length;
  return Array.from(counts, (count) => (count + added) / all);
}

function relativeEntropies(reference: readonly number[], current: readonly number[]): number {
  return current.reduce((total, q, i) => total + (q - reference[i]!) * Math.log(q / reference[i]!), 0);
}

/**
 * Population stability index of counts or shares by bin, 0 upwards: Σ (q − p) ln(q/p), with shares below 1e-4
 * raised to it (Siddiqi 2006; Jeffreys 1946). An empty bin makes it jump: decide by the smoothed index.
 */
export function populationStability(reference: ArrayLike<number>, current: ArrayLike<number>): Measured {
  requireSameLength('PSI', reference, current);
  if (sum(reference) === 0 || sum(current) === 0) return insufficient('no_rows');
  const floored = (counts: ArrayLike<number>) => sharesOf(counts).map((share) => Math.max(share, FLOOR));
  return relativeEntropies(floored(reference), floored(current));
}

/** The index of counts with half a row added to each bin on both sides, which keeps its null distribution. */
export function smoothedPopulationStability(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): Measured {
  requireSameLength('PSI', reference, current);
  if (sum(reference) === 0 || sum(current) === 0) return insufficient('no_rows');
  return relativeEntropies(sharesOf(reference, 0.5), sharesOf(current, 0.5));
}

/** The rows of both sides and the number of bins: the null distribution depends on nothing else. */
interface BinnedSizes {
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly bins: number;
}

function scaleOf({ referenceRows, currentRows, bins }: BinnedSizes): Measured {
  if (referenceRows === 0 || currentRows === 0) return insufficient('no_rows');
  return bins < 2 ? insufficient('zero_variance') : 1 / referenceRows + 1 / currentRows;
}

/**
 * The 95 % quantile of the index without drift: (1/n + 1/m) times a chi-square quantile with bins − 1 degrees of freedom
 * (Yurdakul and Naranjo 2020).
 */
export function populationStabilityNull(sizes: BinnedSizes): Measured {
  const scale = scaleOf(sizes);
  return typeof scale === 'number' ? scale * chiSquareQuantile(0.95, sizes.bins - 1) : scale;
}

/** The probability of a smoothed index at least as large without drift, by the same distribution. */
export function populationStabilityP(index: number, sizes: BinnedSizes): Measured {
  const scale = scaleOf(sizes);
  return typeof scale === 'number' ? chiSquareSf(index / scale, sizes.bins - 1) : scale;
}

/**
 * Current rows at which chance alone stays below an index of `limit` in 95 % of windows, by the same distribution. If the
 * reference is too small for any number of rows: `too_few_rows`.
 */
export function rowsForStability(limit: number, { referenceRows, bins }: BinnedSizes): Measured {
  if (bins < 2) return insufficient('zero_variance');
  const left = limit / chiSquareQuantile(0.95, bins - 1) - 1 / referenceRows;
  return left > 0 ? Math.ceil(1 / left) : insufficient('too_few_rows');
}
