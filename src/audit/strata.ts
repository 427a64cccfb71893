import { chiSquareSf } from './distributions.ts';
import { insufficient, isInsufficient, type Measured } from './insufficient.ts';
import { criticalZ, type Interval, type Proportion } from './proportion-intervals.ts';

/** The same two sides inside one stratum: one channel, one product, one rating band. */
export interface Stratum {
  readonly group: Proportion;
  readonly reference: Proportion;
}

/** Strata where one side is missing hold no comparison. */
function comparable(strata: readonly Stratum[]): Measured<readonly Stratum[]> {
  const kept = strata.filter(({ group, reference }) => group.rows > 0 && reference.rows > 0);
  return kept.length === 0 ? insufficient('too_few_groups') : kept;
}

export interface MantelHaenszel extends Interval {
  /** Pooled odds ratio, 0 upwards. */
  readonly oddsRatio: number;
  /** Chi-square with one degree of freedom, without continuity correction. */
  readonly statistic: number;
  readonly p: number;
}

/**
 * Odds ratio pooled over strata, its test against 1 (Mantel and Haenszel 1959) and its interval (Robins, Breslow
 * and Greenland 1986). No success or no failure to compare: `zero_denominator` or `zero_variance`.
 */
export function mantelHaenszel(strata: readonly Stratum[], confidence = 0.95): Measured<MantelHaenszel> {
  const kept = comparable(strata);
  if (isInsufficient(kept)) return kept;
  let [surplus, variance, r, s, pr, cross, qs] = [0, 0, 0, 0, 0, 0, 0];
  for (const { group, reference } of kept) {
    const n = group.rows + reference.rows;
    const successes = group.successes + reference.successes;
    surplus += group.successes - (group.rows * successes) / n;
    if (n > 1) {
      variance += (group.rows * reference.rows * successes * (n - successes)) / (n ** 2 * (n - 1));
    }
    const concordant = (group.successes * (reference.rows - reference.successes)) / n;
    const discordant = ((group.rows - group.successes) * reference.successes) / n;
    const p = (group.successes + reference.rows - reference.successes) / n;
    r += concordant;
    s += discordant;
    pr += p * concordant;
    cross += p * discordant + (1 - p) * concordant;
    qs += (1 - p) * discordant;
  }
  if (variance === 0) return insufficient('zero_variance');
  if (r === 0 || s === 0) return insufficient('zero_denominator');
  const statistic = surplus ** 2 / variance;
  const logVariance = pr / (2 * r ** 2) + cross / (2 * r * s) + qs / (2 * s ** 2);
  const half = criticalZ(confidence) * Math.sqrt(logVariance);
  const oddsRatio = r / s;
  return {
    oddsRatio,
    low: oddsRatio * Math.exp(-half),
    high: oddsRatio * Math.exp(half),
    statistic,
    p: chiSquareSf(statistic, 1),
  };
}

/**
 * The gap in shares with the mix of strata held fixed: the gaps inside the strata, weighted by their rows (direct
 * standardisation to the rows compared), −1..1, with its normal interval. Each stratum's variance is that of its
 * shares after one success and one failure were added to each side (Agresti and Caffo 2000), so that a small
 * stratum of equal outcomes does not look certain.
 */
export function standardisedDifference(
  strata: readonly Stratum[],
  confidence = 0.95,
): Measured<Interval & { value: number }> {
  const kept = comparable(strata);
  if (isInsufficient(kept)) return kept;
  const all = kept.reduce((total, { group, reference }) => total + group.rows + reference.rows, 0);
  let value = 0;
  let variance = 0;
  for (const { group, reference } of kept) {
    const weight = (group.rows + reference.rows) / all;
    value += weight * (group.successes / group.rows - reference.successes / reference.rows);
    variance += weight ** 2 * (cautiousVariance(group) + cautiousVariance(reference));
  }
  const half = criticalZ(confidence) * Math.sqrt(variance);
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) };
}

function cautiousVariance({ successes, rows }: Proportion): number {
  const share = (successes + 1) / (rows + 2);
  return (share * (1 - share)) / (rows + 2);
}
