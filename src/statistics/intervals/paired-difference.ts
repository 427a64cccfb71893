import { requireAtMost, requirePositive } from '../input.ts';
import { type Estimate, Z_95 } from './intervals.ts';

/** Rows on which two decisions differ, of all rows. Weighted rows need not be whole. */
export interface PairedCounts {
  /** Rows that only the first decides rightly. */
  readonly first: number;
  /** Rows that only the second decides rightly. */
  readonly second: number;
  readonly rows: number;
}

const HALVINGS = 60;

/**
 * The share of the first minus that of the second, −1..1, with its 95 % score interval (Tango 1998, "Equivalence test and
 * confidence interval for the difference in proportions for the paired-sample design"). It has a width even if the two
 * never differ.
 * @throws VerbatimError AUDIT_NUMBERS_INVALID without rows, or if more rows differ than there are
 */
export function pairedDifference({ first, second, rows }: PairedCounts): Estimate {
  requirePositive('paired difference', 'rows', rows);
  requireAtMost('paired difference', 'rows that differ', first + second, rows * (1 + 1e-9));
  const score = (difference: number) => {
    // The share of `second` that is most likely under this difference.
    const b = -first - second + (2 * rows - first + second) * difference;
    const c = -second * difference * (1 - difference);
    const share = Math.max(0, (Math.sqrt(Math.max(0, b * b - 8 * rows * c)) - b) / (4 * rows));
    const variance = rows * (2 * share + difference * (1 - difference));
    const gap = first - second - rows * difference;
    return variance <= 0 ? Math.sign(gap) * Number.POSITIVE_INFINITY : gap / Math.sqrt(variance);
  };
  const value = (first - second) / rows;
  return { value, low: rootOf(score, Z_95, -1, value), high: rootOf(score, -Z_95, value, 1) };
}

/** Where the falling function has the value, by halving. */
function rootOf(falling: (x: number) => number, value: number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (falling(middle) > value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
