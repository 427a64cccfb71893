import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import type { Interval } from '../../statistics/intervals/proportion-intervals.ts';
import { moreThan, rowsToNarrow } from '../../statistics/tests/power.ts';
import type { PendingMetric } from '../verdict/family.ts';
import { type Rule, within } from '../verdict/status.ts';

/** O2, level of a score by Cliff's δ: 0.15 / 0.33, without labels capped at warn. */
export const SCORE_LEVEL: Rule = { limits: { warn: within(0.15), fail: within(0.33) }, cap: 'warn' };
/** L2, L3, D4, ranking and calibration: 0.03 / 0.07. */
export const RANKING: Rule = { limits: { warn: within(0.03), fail: within(0.07) } };
/** L4, agreement with people: κ lower by 0.1 / 0.2. */
export const AGREEMENT: Rule = { limits: { warn: within(0.1), fail: within(0.2) } };

/** For gaps where only one direction harms: a group that is ranked better than all is no finding. */
export function onlyBelow({ limits: { warn, fail }, ...rule }: Rule): Rule {
  const open = ({ low }: { low: number }) => ({ low, high: Number.MAX_VALUE });
  return { ...rule, limits: { warn: open(warn), fail: open(fail) } };
}

/** A gap with its interval and p, by bootstrap or by placements. */
export type TestedGap = Interval & { readonly value: number; readonly p: number };

/** A gap ready for its family; `rows` and `denominator` are the smaller side's. */
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

/** Rows on the smaller side, both growing alike, that would show a gap as large as the fail limit; else as the warn limit. */
function rowsNeeded(gap: Measured<TestedGap>, rows: number, { limits }: Rule): Measured {
  if (isInsufficient(gap)) return gap;
  const sizes = [limits.fail, limits.warn].map(({ low, high }) => Math.min(Math.abs(low), Math.abs(high)));
  return moreThan(
    rows,
    sizes.map((size) => rowsToNarrow(rows, gap.high - gap.low, size)),
  );
}
