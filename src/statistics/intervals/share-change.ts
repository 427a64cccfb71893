import { isInsufficient } from '../insufficient.ts';
import type { Estimate } from './intervals.ts';
import { newcombeInterval } from './proportion-intervals.ts';

/** Counted of so many. */
export interface ShareCount {
  readonly count: number;
  readonly of: number;
}

/**
 * How much larger a share is than it was, −1..1, with Newcombe's interval of 95 % (Newcombe 1998, method 10). Null
 * where either is of nothing.
 */
export function shareChange(now: ShareCount, before: ShareCount): Estimate | null {
  if (now.of <= 0 || before.of <= 0) return null;
  const interval = newcombeInterval(
    { successes: now.count, rows: now.of },
    { successes: before.count, rows: before.of },
  );
  if (isInsufficient(interval)) return null;
  return { value: now.count / now.of - before.count / before.of, ...interval };
}
