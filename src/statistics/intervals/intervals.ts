import { requireCounts } from '../input.ts';
import { insufficient, isInsufficient, type Measured } from '../insufficient.ts';

/** From `low` to `high`, in the unit of the value it surrounds. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A value with the bounds of its 95 % confidence interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** Counted rows: `successes` of `rows`. */
export interface Proportion {
  readonly successes: number;
  readonly rows: number;
}

/** The 97.5 % quantile of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/**
 * 95 % interval of a share by its score test (Wilson 1927), within 0..1; of no rows: `zero_denominator`.
 * @throws VerbatimError AUDIT_NUMBERS_INVALID for counts that are not whole, or more successes than rows
 */
export function wilsonInterval({ successes, rows }: Proportion): Measured<Interval> {
  requireCounts('Wilson interval', successes, rows);
  if (rows === 0) return insufficient('zero_denominator');
  return scoreInterval(successes / rows, rows);
}

/**
 * Wilson's interval of a share of `rows` rows, which need not be whole: rows of unequal weight are worth fewer.
 * @param share 0..1
 */
export function scoreInterval(share: number, rows: number): Interval {
  const z = Z_95;
  const centre = (share * rows + z ** 2 / 2) / (rows + z ** 2);
  const half = (z / (rows + z ** 2)) * Math.sqrt(rows * share * (1 - share) + z ** 2 / 4);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * The difference group − reference of two shares, −1..1, with its 95 % interval from their Wilson intervals (Newcombe
 * 1998, method 10). A side without rows: `zero_denominator`.
 */
export function newcombeInterval(group: Proportion, reference: Proportion): Measured<Estimate> {
  const [own, other] = [wilsonInterval(group), wilsonInterval(reference)];
  if (isInsufficient(own)) return own;
  if (isInsufficient(other)) return other;
  const [ownShare, otherShare] = [group.successes / group.rows, reference.successes / reference.rows];
  const value = ownShare - otherShare;
  return {
    value,
    low: value - Math.hypot(ownShare - own.low, other.high - otherShare),
    high: value + Math.hypot(own.high - ownShare, otherShare - other.low),
  };
}

/**
 * A share, 0..1, with Wilson's score interval (Wilson 1927, "Probable inference, the law of succession, and
 * statistical inference"), which also holds for small counts. Null without cases.
 */
export function wilsonShare(count: number, of: number): Estimate | null {
  if (of <= 0) return null;
  const interval = wilsonInterval({ successes: count, rows: of });
  if (isInsufficient(interval)) return null;
  const value = count / of;
  // If all or none are counted, the bound equals the share, except for rounding.
  return { value, low: Math.min(value, interval.low), high: Math.max(value, interval.high) };
}

/** `count` of `of` rows. */
export interface ShareCount {
  readonly count: number;
  readonly of: number;
}

/** The share now minus the share before, −1..1, with Newcombe's 95 % interval. Null if either side has no rows. */
export function shareChange(now: ShareCount, before: ShareCount): Estimate | null {
  if (now.of <= 0 || before.of <= 0) return null;
  const change = newcombeInterval(
    { successes: now.count, rows: now.of },
    { successes: before.count, rows: before.of },
  );
  return isInsufficient(change) ? null : change;
}

/** The sums that a mean and its interval need. */
export interface Moments {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/**
 * A mean with the normal interval ± 1.96 s/√n, which is too narrow below about 30 values. With fewer than two values the
 * bounds are the mean. Null without values.
 */
export function meanEstimate({ count, sum, sumOfSquares }: Moments): Estimate | null {
  if (count <= 0) return null;
  const value = sum / count;
  const variance = count > 1 ? Math.max(0, sumOfSquares - count * value * value) / (count - 1) : 0;
  const half = Z_95 * Math.sqrt(variance / count);
  return { value, low: value - half, high: value + half };
}
