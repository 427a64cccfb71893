import { chiSquareSf } from '../distributions/distributions.ts';
import { insufficient, isInsufficient, type Measured } from '../insufficient.ts';
import { type Estimate, type Proportion, Z_95 } from '../intervals/intervals.ts';
import { logEstimate } from './rate-comparison.ts';

/** Both sides inside one stratum, such as one channel, one product or one rating band. */
export interface Stratum {
  readonly group: Proportion;
  readonly reference: Proportion;
}

/** Strata where one side has no rows are left out: they compare nothing. */
function comparable(strata: readonly Stratum[]): Measured<readonly Stratum[]> {
  const kept = strata.filter(({ group, reference }) => group.rows > 0 && reference.rows > 0);
  return kept.length === 0 ? insufficient('too_few_groups') : kept;
}

interface MantelHaenszel {
  /** Pooled odds ratio, 0 upwards; `zero_denominator` if no stratum has a success to compare with a failure. */
  readonly oddsRatio: Measured<Estimate>;
  /** Chi-square with one degree of freedom, without continuity correction. */
  readonly statistic: number;
  readonly p: number;
}

/**
 * Odds ratio pooled over strata, its test against 1 (Mantel and Haenszel 1959) and its interval (Robins, Breslow
 * and Greenland 1986). All rows of every stratum are equal: `zero_variance`.
 */
export function mantelHaenszel(strata: readonly Stratum[]): Measured<MantelHaenszel> {
  const kept = comparable(strata);
  if (isInsufficient(kept)) return kept;
  let [surplus, variance] = [0, 0];
  for (const { group, reference } of kept) {
    const n = group.rows + reference.rows;
    const successes = group.successes + reference.successes;
    surplus += group.successes - (group.rows * successes) / n;
    variance += (group.rows * reference.rows * successes * (n - successes)) / (n ** 2 * (n - 1));
  }
  if (variance === 0) return insufficient('zero_variance');
  const statistic = surplus ** 2 / variance;
  return { oddsRatio: pooledOdds(kept), statistic, p: chiSquareSf(statistic, 1) };
}

function pooledOdds(strata: readonly Stratum[]): Measured<Estimate> {
  let [concordant, discordant, first, cross, last] = [0, 0, 0, 0, 0];
  for (const { group, reference } of strata) {
    const n = group.rows + reference.rows;
    const agreeing = (group.successes + reference.rows - reference.successes) / n;
    const r = (group.successes * (reference.rows - reference.successes)) / n;
    const s = ((group.rows - group.successes) * reference.successes) / n;
    concordant += r;
    discordant += s;
    first += agreeing * r;
    cross += agreeing * s + (1 - agreeing) * r;
    last += (1 - agreeing) * s;
  }
  if (concordant === 0 || discordant === 0) return insufficient('zero_denominator');
  const logVariance =
    first / (2 * concordant ** 2) + cross / (2 * concordant * discordant) + last / (2 * discordant ** 2);
  return logEstimate(concordant / discordant, logVariance);
}

/**
 * Ratio of shares pooled over strata (Mantel and Haenszel 1959), 0 upwards, with its log interval (Greenland and
 * Robins 1985). If one side has no success in any stratum, half a success is spread over the strata of both sides
 * (after Walter 1975). No success at all: `zero_denominator`.
 */
export function mantelHaenszelRatio(strata: readonly Stratum[]): Measured<Estimate> {
  const kept = comparable(strata);
  if (isInsufficient(kept)) return kept;
  const ofGroup = kept.reduce((total, { group }) => total + group.successes, 0);
  const ofReference = kept.reduce((total, { reference }) => total + reference.successes, 0);
  if (ofGroup + ofReference === 0) return insufficient('zero_denominator');
  const added = ofGroup === 0 || ofReference === 0 ? 0.5 / kept.length : 0;
  let [own, other, variance] = [0, 0, 0];
  for (const { group, reference } of kept) {
    const [a, b] = [group.successes + added, reference.successes + added];
    const [n1, n0] = [group.rows + added, reference.rows + added];
    const n = n1 + n0;
    own += (a * n0) / n;
    other += (b * n1) / n;
    variance += ((a + b) * n1 * n0 - a * b * n) / n ** 2;
  }
  return logEstimate(own / other, variance / (own * other));
}

/**
 * The gap in shares with the mix of strata held fixed, −1..1, with its normal interval: the gaps inside the strata,
 * weighted by their rows (direct standardisation to the rows compared). The variance of a stratum is computed after one
 * success and one failure are added to each side (Agresti and Caffo 2000), so that a small stratum of equal outcomes
 * does not look certain.
 */
export function standardisedDifference(strata: readonly Stratum[]): Measured<Estimate> {
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
  const half = Z_95 * Math.sqrt(variance);
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) };
}

function cautiousVariance({ successes, rows }: Proportion): number {
  const share = (successes + 1) / (rows + 2);
  return (share * (1 - share)) / (rows + 2);
}
