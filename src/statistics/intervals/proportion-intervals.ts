import { betaQuantile, normalQuantile } from '../distributions/distributions.ts';
import { requireCounts, requireShare } from '../input.ts';
import { insufficient, isInsufficient, type Measured } from '../insufficient.ts';

/** Counted rows: `successes` of `rows`. */
export interface Proportion {
  readonly successes: number;
  readonly rows: number;
}

/** From `low` to `high`, in the unit of the value it surrounds. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The z that leaves (1 − confidence)/2 above it. */
export function criticalZ(confidence: number): number {
  requireShare('confidence interval', 'a confidence of', confidence);
  return normalQuantile((1 + confidence) / 2);
}

/** Interval of a share by its score test (Wilson 1927), within 0..1; of no rows: `zero_denominator`. */
export function wilsonInterval({ successes, rows }: Proportion, confidence = 0.95): Measured<Interval> {
  requireCounts('Wilson interval', successes, rows);
  if (rows === 0) return insufficient('zero_denominator');
  const z = criticalZ(confidence);
  const centre = (successes + z ** 2 / 2) / (rows + z ** 2);
  const half = (z / (rows + z ** 2)) * Math.sqrt((successes * (rows - successes)) / rows + z ** 2 / 4);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Exact interval of a share (Clopper and Pearson 1934), within 0..1; never covers less than it says. */
export function clopperPearsonInterval(
  { successes, rows }: Proportion,
  confidence = 0.95,
): Measured<Interval> {
  requireCounts('Clopper-Pearson interval', successes, rows);
  requireShare('Clopper-Pearson interval', 'a confidence of', confidence);
  if (rows === 0) return insufficient('zero_denominator');
  const tail = (1 - confidence) / 2;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, rows - successes + 1),
    high: successes === rows ? 1 : betaQuantile(1 - tail, successes + 1, rows - successes),
  };
}

/**
 * Interval of the difference group − reference of two shares, within −1..1, from their Wilson intervals
 * (Newcombe 1998, method 10).
 */
export function newcombeInterval(
  group: Proportion,
  reference: Proportion,
  confidence = 0.95,
): Measured<Interval> {
  const own = wilsonInterval(group, confidence);
  const other = wilsonInterval(reference, confidence);
  if (isInsufficient(own)) return own;
  if (isInsufficient(other)) return other;
  const ownShare = group.successes / group.rows;
  const otherShare = reference.successes / reference.rows;
  const gap = ownShare - otherShare;
  return {
    low: gap - Math.hypot(ownShare - own.low, other.high - otherShare),
    high: gap + Math.hypot(own.high - ownShare, otherShare - other.low),
  };
}

/**
 * Interval of the ratio group/reference of two shares, above 0, on the log scale (Katz et al. 1978). No
 * successes on either side: `zero_denominator`, for its logarithm does not exist.
 */
export function logRatioInterval(
  group: Proportion,
  reference: Proportion,
  confidence = 0.95,
): Measured<Interval> {
  requireCounts('ratio interval', group.successes, group.rows);
  requireCounts('ratio interval', reference.successes, reference.rows);
  if (group.successes === 0 || reference.successes === 0) return insufficient('zero_denominator');
  const logRatio = Math.log(group.successes / group.rows / (reference.successes / reference.rows));
  const variance = 1 / group.successes - 1 / group.rows + 1 / reference.successes - 1 / reference.rows;
  const half = criticalZ(confidence) * Math.sqrt(variance);
  return { low: Math.exp(logRatio - half), high: Math.exp(logRatio + half) };
}
