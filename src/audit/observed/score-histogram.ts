import { normalTwoSidedP } from '../../statistics/distributions/distributions.ts';
import { requireSameLength } from '../../statistics/input.ts';
import { insufficient, isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { criticalZ, type Interval } from '../../statistics/intervals/proportion-intervals.ts';
import { sorted, sum } from '../../statistics/moments.ts';

/**
 * How many rows of each side have each score, lowest score first. The buckets may be those of a cube of sums, or the
 * distinct scores themselves; with buckets, scores of one bucket count as equal.
 */
export interface ScoreCounts {
  readonly group: ArrayLike<number>;
  readonly reference: ArrayLike<number>;
}

/** Counts by distinct score. */
export function scoreCountsOf(group: ArrayLike<number>, reference: ArrayLike<number>): ScoreCounts {
  const a = sorted(group);
  const b = sorted(reference);
  const counts = { group: [] as number[], reference: [] as number[] };
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const value = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    const [firstOfGroup, firstOfReference] = [i, j];
    while (a[i] === value) i++;
    while (b[j] === value) j++;
    counts.group.push(i - firstOfGroup);
    counts.reference.push(j - firstOfReference);
  }
  return counts;
}

export interface Superiority extends Interval {
  /** P(group above reference) + ½ P(equal), 0..1. With labels as sides it is the AUC. */
  readonly value: number;
  /** How far the value of the scores themselves may be away, where buckets hold unequal ones. */
  readonly bound: number;
  readonly standardError: number;
  /** Two-sided, of "neither side is above the other". */
  readonly p: number;
}

/**
 * Superiority of the group with its interval by placements, exact for counts and without resampling (DeLong, DeLong and
 * Clarke-Pearson 1988): what serves a million rows, and the rows of a cube that are no longer there. No rows on a side:
 * `no_rows`; one row: `too_few_rows`; sides that do not overlap at all: `zero_variance`.
 */
export function superiorityOf({ group, reference }: ScoreCounts, confidence = 0.95): Measured<Superiority> {
  requireSameLength('superiority of counts', group, reference);
  const n = sum(group);
  const m = sum(reference);
  if (n === 0 || m === 0) return insufficient('no_rows');
  if (n === 1 || m === 1) return insufficient('too_few_rows');
  const own = placements(group, reference, m);
  const other = placements(reference, group, n);
  const standardError = Math.sqrt(own.variance / n + other.variance / m);
  if (standardError === 0) return insufficient('zero_variance');
  const tied = Array.from(group, (count, bucket) => count * reference[bucket]!);
  const value = own.mean;
  const half = criticalZ(confidence) * standardError;
  return {
    value,
    bound: sum(tied) / 2 / (n * m),
    standardError,
    low: Math.max(0, value - half),
    high: Math.min(1, value + half),
    p: normalTwoSidedP((value - 0.5) / standardError),
  };
}

/** Mean and variance over rows of the share of the other side that lies below each, ties counting half. */
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

/** O2 from counts: Cliff's δ, −1..1, with the interval and p of the superiority. */
export function cliffsDeltaOf(counts: ScoreCounts): Measured<Interval & { value: number; p: number }> {
  const superiority = superiorityOf(counts);
  if (isInsufficient(superiority)) return superiority;
  const { value, low, high, p } = superiority;
  return { value: 2 * value - 1, low: 2 * low - 1, high: 2 * high - 1, p };
}
