import { normalTwoSidedP } from '../../statistics/distributions/distributions.ts';
import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { type Estimate, Z_95 } from '../../statistics/intervals/intervals.ts';
import { moreThan, rowsToNarrow } from '../../statistics/tests/power.ts';
import type { Policy } from '../policy.ts';
import type { PendingMetric } from './family.ts';
import { type Rule, within } from './status.ts';

/** A gap with its interval and p. */
export type TestedGap = Estimate & { readonly p: number };

/** Differences up to these sizes, with the rows and the significance level of the policy. */
export function gapRule(
  { warn, fail }: { readonly warn: number; readonly fail: number },
  { leastRows, q }: Pick<Policy, 'leastRows' | 'q'>,
): Rule {
  return { limits: { warn: within(warn), fail: within(fail) }, leastRows, alpha: q };
}

/** For gaps where only a smaller value harms: a group that is ranked better than all others is not a finding. */
export function onlyBelow({ limits: { warn, fail }, ...rule }: Rule): Rule {
  const open = ({ low }: { low: number }) => ({ low, high: Number.MAX_VALUE });
  return { ...rule, limits: { warn: open(warn), fail: open(fail) } };
}

/** For gaps where only a larger value harms: a group that is calibrated better than the rest is not a finding. */
export function onlyAbove({ limits: { warn, fail }, ...rule }: Rule): Rule {
  const open = ({ high }: { high: number }) => ({ low: -Number.MAX_VALUE, high });
  return { ...rule, limits: { warn: open(warn), fail: open(fail) } };
}

/** A gap that waits for its family; `rows` and `denominator` are those of the smaller side. */
export function pendingGap(
  gap: Measured<TestedGap>,
  sizes: { readonly rows: number; readonly denominator: number },
  rule: Rule,
): PendingMetric {
  const needed = rowsNeeded(gap, sizes.rows, rule);
  return {
    evidence: {
      ...{ value: isInsufficient(gap) ? gap : gap.value, interval: gap, ...sizes },
      ...(isInsufficient(needed) ? {} : { rowsNeeded: needed }),
    },
    p: isInsufficient(gap) ? gap : gap.p,
    rule,
  };
}

/** Rows on the smaller side that show a gap as large as the fail limit, else the warn limit, if both sides grow alike. */
function rowsNeeded(gap: Measured<TestedGap>, rows: number, { limits }: Rule): Measured {
  if (isInsufficient(gap)) return gap;
  const sizes = [limits.fail, limits.warn].map(({ low, high }) => Math.min(Math.abs(low), Math.abs(high)));
  return moreThan(
    rows,
    sizes.map((size) => rowsToNarrow(rows, gap.high - gap.low, size)),
  );
}

/**
 * More rows need fewer resamples: resamples times rows stays below half a million, but with at least 299 resamples where
 * the policy has as many.
 */
export function resamplesFor(rows: number, { resamples }: Pick<Policy, 'resamples'>): number {
  return Math.max(Math.min(299, resamples), Math.min(resamples, Math.floor(500_000 / Math.max(1, rows))));
}

/**
 * A p by counting is never below 2/(resamples + 1), which no large family survives. If no resample lies on the other side of
 * 0, p is that of a normal distribution with the width of the interval, and at most the counted one.
 */
export function beyondCounting(gap: Measured<TestedGap>, resamples: number): Measured<TestedGap> {
  if (isInsufficient(gap)) return gap;
  const least = 2 / (resamples + 1);
  const standardError = (gap.high - gap.low) / (2 * Z_95);
  if (gap.p > least * 1.001 || !(standardError > 0)) return gap;
  return { ...gap, p: Math.min(gap.p, normalTwoSidedP(gap.value / standardError)) };
}
