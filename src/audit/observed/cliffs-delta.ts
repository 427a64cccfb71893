import { normalTwoSidedP } from '../../statistics/distributions/distributions.ts';
import { requireSameLength } from '../../statistics/input.ts';
import { insufficient, type Measured } from '../../statistics/insufficient.ts';
import { Z_95 } from '../../statistics/intervals/intervals.ts';
import { sum } from '../../statistics/moments.ts';
import type { TestedGap } from '../verdict/gaps.ts';

/**
 * Rows of each side by score, lowest score first. The buckets are those of the cube, or the distinct scores; scores of one
 * bucket count as equal.
 */
export interface ScoreCounts {
  readonly group: ArrayLike<number>;
  readonly reference: ArrayLike<number>;
}

/** `bound` is how far the value of the scores may be away, because buckets hold unequal ones. */
export type CliffsDelta = TestedGap & { readonly bound: number };

/**
 * O2: Cliff's δ, −1..1: the probability that a row of the group scores above one of the reference, minus that of the
 * opposite (Cliff 1993). The interval is that of the AUC by placements, exact for counts and without resampling (DeLong,
 * DeLong and Clarke-Pearson 1988), so it works for a million rows and for the sums of a cube. No rows on a side: `no_rows`;
 * one row: `too_few_rows`; sides that do not overlap at all: `zero_variance`.
 */
export function cliffsDelta({ group, reference }: ScoreCounts): Measured<CliffsDelta> {
  requireSameLength("Cliff's delta of counts", group, reference);
  const [n, m] = [sum(group), sum(reference)];
  if (n === 0 || m === 0) return insufficient('no_rows');
  if (n === 1 || m === 1) return insufficient('too_few_rows');
  const [own, other] = [placements(group, reference, m), placements(reference, group, n)];
  const standardError = 2 * Math.sqrt(own.variance / n + other.variance / m);
  if (standardError === 0) return insufficient('zero_variance');
  const tied = Array.from(group, (count, bucket) => count * reference[bucket]!);
  const value = 2 * own.mean - 1;
  return {
    value,
    bound: sum(tied) / (n * m),
    low: Math.max(-1, value - Z_95 * standardError),
    high: Math.min(1, value + Z_95 * standardError),
    p: normalTwoSidedP(value / standardError),
  };
}

/** Mean and variance over rows of the share of the other side below each row; ties count half. */
function placements(
  side: ArrayLike<number>,
  other: ArrayLike<number>,
  others: number,
): { mean: number; variance: number } {
  const rows = sum(side);
  const shares: number[] = [];
  let below = 0;
  for (let bucket = 0; bucket < side.length; bucket++) {
    shares.push((below + other[bucket]! / 2) / others);
    below += other[bucket]!;
  }
  const mean = shares.reduce((total, share, bucket) => total + share * side[bucket]!, 0) / rows;
  const squares = shares.reduce((total, share, bucket) => total + (share - mean) ** 2 * side[bucket]!, 0);
  return { mean, variance: squares / (rows - 1) };
}
