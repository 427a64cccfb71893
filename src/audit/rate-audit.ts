import { isInsufficient, type Measured } from './insufficient.ts';
import { type Adjustment, adjustedP } from './multiplicity.ts';
import { rowsToTellApart } from './power.ts';
import type { Proportion } from './proportion-intervals.ts';
import { compareRates, type RateComparison } from './rate-comparison.ts';
import { type Evidence, judge, type Rule, ratioWithin, type Verdict, within } from './status.ts';

/** One level of an attribute: rows that count, and those of them with the outcome. */
export interface RateGroup extends Proportion {
  readonly key: string;
  /** Rows of the group where the rate is over fewer: labels of a class, one rating band. */
  readonly groupRows?: number;
}

/** How a share is judged: by its ratio or by its difference to the reference. */
export interface RatePolicy extends Omit<Rule, 'limits'> {
  readonly scale: 'ratio' | 'difference';
  /** The smallest acceptable ratios, as 0.9; or the largest acceptable differences, as 0.05. */
  readonly warn: number;
  readonly fail: number;
  /** A ratio counts only where the difference is at least this: 0.03 for label shares. */
  readonly leastDifference?: number;
}

/** O1, share of a label: ratio 0.9 / 0.8 and at least 3 points, without labels capped at warn. */
export const LABEL_SHARE: RatePolicy = {
  scale: 'ratio',
  warn: 0.9,
  fail: 0.8,
  leastDifference: 0.03,
  cap: 'warn',
};
/** O4, share of a label given the customer's own rating: 5 / 10 points. */
export const GIVEN_RATING: RatePolicy = { scale: 'difference', warn: 0.05, fail: 0.1 };
/** O5, share of feedback that could not be judged well: 3 / 8 points. */
export const COVERAGE: RatePolicy = { scale: 'difference', warn: 0.03, fail: 0.08 };
/** L1, error rates with at least 30 labels of the class: 5 / 10 points. */
export const ERROR_RATE: RatePolicy = { scale: 'difference', warn: 0.05, fail: 0.1, leastDenominator: 30 };

export interface RateFinding {
  readonly key: string;
  readonly comparison: RateComparison;
  readonly adjustedP: Measured;
  readonly verdict: Verdict;
}

export interface RateAudit {
  readonly findings: readonly RateFinding[];
  /** Tests that were adjusted together. */
  readonly familySize: number;
}

/** A comparison that waits for its family to be complete. */
export interface PendingComparison {
  readonly key: string;
  readonly comparison: RateComparison;
  readonly rows: number;
  readonly policy: RatePolicy;
}

/** Each group against the rest of the population, itself left out. */
export function againstTheRest(groups: readonly RateGroup[], policy: RatePolicy): PendingComparison[] {
  const all = groups.reduce(
    (total, { successes, rows }) => ({ successes: total.successes + successes, rows: total.rows + rows }),
    { successes: 0, rows: 0 },
  );
  const allRows = groups.reduce((total, { rows, groupRows = rows }) => total + groupRows, 0);
  return groups.map(({ key, successes, rows, groupRows = rows }) => ({
    key,
    comparison: compareRates(
      { successes, rows },
      { successes: all.successes - successes, rows: all.rows - rows },
    ),
    rows: Math.min(groupRows, allRows - groupRows),
    policy,
  }));
}

/**
 * Judges comparisons as one family. Those with too few rows are insufficient whatever they show; as that depends
 * on sizes alone, they do not join the family and take no power from it.
 */
export function judgeFamily(
  pending: readonly PendingComparison[],
  adjustment: Adjustment = 'benjamini-hochberg',
): RateAudit {
  const tested = pending.filter((one) => isLargeEnough(one) && !isInsufficient(one.comparison.p));
  const adjusted = adjustedP(
    tested.map(({ comparison }) => comparison.p as number),
    adjustment,
  );
  const findings = pending.map((one) => {
    const at = tested.indexOf(one);
    const p = at < 0 ? one.comparison.p : adjusted[at]!;
    const verdict = judge(evidenceOf(one, p), ruleOf(one.policy));
    return { key: one.key, comparison: one.comparison, adjustedP: p, verdict };
  });
  return { findings, familySize: tested.length };
}

/** Each group against the rest, as a family of their own. */
export function auditRates(groups: readonly RateGroup[], policy: RatePolicy): RateAudit {
  return judgeFamily(againstTheRest(groups, policy));
}

function isLargeEnough({ rows, comparison, policy }: PendingComparison): boolean {
  const { leastRows = 30, leastDenominator = 10 } = policy;
  return rows >= leastRows && smallerDenominator(comparison) >= leastDenominator;
}

function smallerDenominator({ group, reference }: RateComparison): number {
  return Math.min(group.rows, reference.rows);
}

function ruleOf({ scale, warn, fail, ...rule }: RatePolicy): Rule {
  const range = scale === 'ratio' ? ratioWithin : within;
  return { ...rule, limits: { warn: range(warn), fail: range(fail) } };
}

function evidenceOf({ comparison, rows, policy }: PendingComparison, p: Measured): Evidence {
  const effect = policy.scale === 'ratio' ? comparison.ratio : comparison.difference;
  const { difference } = comparison;
  const least = policy.leastDifference;
  const needed = rowsNeeded(comparison, policy);
  return {
    value: isInsufficient(effect) ? effect : effect.value,
    interval: effect,
    adjustedP: p,
    rows,
    denominator: smallerDenominator(comparison),
    ...(least === undefined || isInsufficient(difference)
      ? {}
      : { practical: { value: difference.value, interval: difference, least } }),
    ...(isInsufficient(needed) ? {} : { rowsNeeded: needed }),
  };
}

/** Rows in the group that show a gap as large as the fail limit, with 80% power at α 0.05. */
function rowsNeeded({ group, reference, referenceShare }: RateComparison, policy: RatePolicy): Measured {
  if (isInsufficient(referenceShare)) return referenceShare;
  if (group.rows === 0) return comparisonRows(referenceShare, policy, 1);
  return comparisonRows(referenceShare, policy, reference.rows / group.rows);
}

function comparisonRows(reference: number, { scale, fail }: RatePolicy, ratio: number): Measured {
  const lower = scale === 'ratio' ? reference * fail : reference - fail;
  const upper = scale === 'ratio' ? reference / fail : reference + fail;
  return rowsToTellApart(lower >= 0 ? lower : Math.min(1, upper), reference, ratio);
}
