import { isInsufficient } from '../insufficient.ts';
import { wilsonInterval } from './proportion-intervals.ts';

/** A value with the bounds of its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % quantile of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/**
 * A share, 0..1, with Wilson's score interval (Wilson 1927, "Probable inference, the law of succession, and
 * statistical inference"), which holds for small counts too. Null without cases.
 */
export function wilsonShare(count: number, of: number): Estimate | null {
  if (of <= 0) return null;
  const interval = wilsonInterval({ successes: count, rows: of });
  if (isInsufficient(interval)) return null;
  const value = count / of;
  // Of all or none the bound is the share itself, but for rounding.
  return { value, low: Math.min(value, interval.low), high: Math.max(value, interval.high) };
}

/** What a mean needs to know of its values. */
export interface Moments {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/**
 * A mean with the normal interval ± 1.96 s/√n; too narrow below some 30 values. With fewer than two values the bounds
 * are the mean itself. Null without values.
 */
export function meanEstimate({ count, sum, sumOfSquares }: Moments): Estimate | null {
  if (count <= 0) return null;
  const value = sum / count;
  const variance = count > 1 ? Math.max(0, sumOfSquares - count * value * value) / (count - 1) : 0;
  const half = Z_95 * Math.sqrt(variance / count);
  return { value, low: value - half, high: value + half };
}
