import { requireSameLength } from '../input.ts';
import { insufficient, type Measured } from '../insufficient.ts';
import { type Estimate, scoreInterval } from '../intervals/intervals.ts';

/** A row of a stratified sample. */
export interface SampledRow {
  /** Rows of the population that it stands for, 1 upwards. */
  readonly weight: number;
  readonly stratum: number;
}

/** Least part of the variance that is taken to lie within strata: few rows do not tell that it is less. */
const LEAST_WITHIN = 0.8;

/**
 * A share of rows of a stratified sample, 0..1, as it is in the population, with the 95 % score interval of as many rows
 * as the sample is worth (Kish 1965; Wilson 1927). Strata that differ leave less to chance. A row that stands for itself
 * alone adds no chance: a population that is labelled whole has an interval without width. bench/tuning/coverage.ts has
 * how often the interval covers the truth.
 * @param successes 1 or 0 of each row
 */
export function sampledShare(rows: readonly SampledRow[], successes: ArrayLike<number>): Measured<Estimate> {
  requireSameLength('sampled share', rows, successes);
  if (rows.length === 0) return insufficient('no_rows');
  // Sums of all and of all the ones may differ by rounding.
  const value = Math.min(1, weightedMean(rows, successes));
  const worth = effectiveRows(rows);
  if (worth === Number.POSITIVE_INFINITY) return { value, low: value, high: value };
  return { value, ...scoreInterval(value, worth / withinStrata(rows, successes, value)) };
}

export function weightedMean(rows: readonly SampledRow[], values: ArrayLike<number>): number {
  let [all, sum] = [0, 0];
  for (const [i, { weight }] of rows.entries()) {
    all += weight;
    sum += weight * values[i]!;
  }
  return sum / all;
}

/** Rows of a simple random sample of an endless population that tell as much; infinite if each row is the only one. */
export function effectiveRows(rows: readonly SampledRow[]): number {
  let [all, squares] = [0, 0];
  for (const { weight } of rows) {
    all += weight;
    squares += chance(weight);
  }
  return squares === 0 ? Number.POSITIVE_INFINITY : all ** 2 / squares;
}

/** The square of a weight, less what is known of the rows that it stands for: itself. */
export const chance = (weight: number): number => weight * Math.max(0, weight - 1);

/** Part of the variance of a share that lies within strata, at most 1. */
function withinStrata(rows: readonly SampledRow[], successes: ArrayLike<number>, share: number): number {
  const n = rows.length;
  const all = (share * (1 - share) * n) / (n - 1);
  if (n < 2 || all === 0) return 1;
  const strata = new Map<number, { rows: number; weight: number; successes: number }>();
  for (const [i, { stratum, weight }] of rows.entries()) {
    const sums = strata.get(stratum) ?? { rows: 0, weight: 0, successes: 0 };
    strata.set(stratum, {
      rows: sums.rows + 1,
      weight: sums.weight + weight,
      successes: sums.successes + successes[i]!,
    });
  }
  let [within, weights] = [0, 0];
  for (const { rows: own, weight, successes: counted } of strata.values()) {
    const part = counted / own;
    within += weight * (own > 1 ? (part * (1 - part) * own) / (own - 1) : all);
    weights += weight;
  }
  return Math.max(LEAST_WITHIN, Math.min(1, within / weights / all));
}
