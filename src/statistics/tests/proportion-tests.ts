import { binomialCdf, normalTwoSidedP } from '../distributions/distributions.ts';
import { requireCounts } from '../input.ts';
import { insufficient, type Measured } from '../insufficient.ts';
import type { Proportion } from '../intervals/intervals.ts';

/** The statistic of a test and its two-sided p, 0..1. */
export interface TestResult {
  readonly statistic: number;
  readonly p: number;
}

/** Probabilities within this relative distance count as equal: they differ by rounding. */
const EQUAL_WITHIN = 1e-7;

/**
 * Two-proportion z test with pooled variance, two-sided; the statistic is positive if the group has the
 * higher share. All or none successful on both sides: `zero_variance`.
 */
export function twoProportionZ(group: Proportion, reference: Proportion): Measured<TestResult> {
  requireCounts('z test', group.successes, group.rows);
  requireCounts('z test', reference.successes, reference.rows);
  if (group.rows === 0 || reference.rows === 0) return insufficient('zero_denominator');
  const pooled = (group.successes + reference.successes) / (group.rows + reference.rows);
  const variance = pooled * (1 - pooled) * (1 / group.rows + 1 / reference.rows);
  if (variance === 0) return insufficient('zero_variance');
  const gap = group.successes / group.rows - reference.successes / reference.rows;
  const statistic = gap / Math.sqrt(variance);
  return { statistic, p: normalTwoSidedP(statistic) };
}

/** Cohen's h of two shares, −π..π: 0.2 small, 0.5 medium, 0.8 large (Cohen 1988, chapter 6). */
export function cohensH(share: number, reference: number): number {
  return 2 * Math.asin(Math.sqrt(share)) - 2 * Math.asin(Math.sqrt(reference));
}

/**
 * p of Fisher's exact test, two-sided: the probability, given all margins, of every table that is no more likely than the
 * observed one (Fisher 1935).
 */
export function fisherExact(group: Proportion, reference: Proportion): number {
  requireCounts('Fisher test', group.successes, group.rows);
  requireCounts('Fisher test', reference.successes, reference.rows);
  const successes = group.successes + reference.successes;
  const least = Math.max(0, successes - reference.rows);
  const most = Math.min(group.rows, successes);
  // Probabilities relative to the observed table, by the ratio of neighbours, so that no factorial overflows.
  const relative = [1];
  for (let x = group.successes, w = 1; x > least; x--) {
    w *= (x * (reference.rows - successes + x)) / ((group.rows - x + 1) * (successes - x + 1));
    relative.push(w);
  }
  for (let x = group.successes, w = 1; x < most; x++) {
    w *= ((group.rows - x) * (successes - x)) / ((x + 1) * (reference.rows - successes + x + 1));
    relative.push(w);
  }
  const all = relative.reduce((total, w) => total + w, 0);
  const asRare = relative.reduce((total, w) => (w <= 1 + EQUAL_WITHIN ? total + w : total), 0);
  return Math.min(1, asRare / all);
}

/**
 * McNemar's exact test of a direction in changes: two-sided p of `up` against `down` under even odds (McNemar
 * 1947). No change at all: `zero_variance`.
 */
export function mcNemarExact(up: number, down: number): Measured {
  requireCounts('McNemar test', up, up + down);
  if (up + down === 0) return insufficient('zero_variance');
  return Math.min(1, 2 * binomialCdf(Math.min(up, down), up + down, 0.5));
}
