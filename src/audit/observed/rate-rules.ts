import { compareRates, type RateComparison } from '../../statistics/effects/rate-comparison.ts';
import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import type { Proportion } from '../../statistics/intervals/proportion-intervals.ts';
import { moreThan, rowsToTellApart } from '../../statistics/tests/power.ts';
import type { PendingMetric } from '../verdict/family.ts';
import { type Rule, ratioWithin, within } from '../verdict/status.ts';

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

/** A group's comparison, ready for its family. */
export interface PendingRate extends PendingMetric {
  readonly key: string;
  readonly comparison: RateComparison;
}

/** Each group against the rest of the population, itself left out. */
export function ratesAgainstTheRest(groups: readonly RateGroup[], policy: RatePolicy): PendingRate[] {
  const all = groups.reduce(
    (total, { successes, rows }) => ({ successes: total.successes + successes, rows: total.rows + rows }),
    { successes: 0, rows: 0 },
  );
  const allRows = groups.reduce((total, { rows, groupRows = rows }) => total + groupRows, 0);
  return groups.map(({ key, successes, rows, groupRows = rows }) => {
    const rest = { successes: all.successes - successes, rows: all.rows - rows };
    const comparison = compareRates({ successes, rows }, rest);
    return pendingRate(key, comparison, Math.min(groupRows, allRows - groupRows), policy);
  });
}

/** A group against one that the policy names. */
export function rateAgainst(reference: RateGroup, group: RateGroup, policy: RatePolicy): PendingRate {
  const rows = Math.min(group.groupRows ?? group.rows, reference.groupRows ?? reference.rows);
  return pendingRate(group.key, compareRates(group, reference), rows, policy);
}

function pendingRate(key: string, comparison: RateComparison, rows: number, policy: RatePolicy): PendingRate {
  const effect = policy.scale === 'ratio' ? comparison.ratio : comparison.difference;
  const { difference } = comparison;
  const least = policy.leastDifference;
  const needed = rowsNeeded(comparison, policy);
  const evidence = {
    value: isInsufficient(effect) ? effect : effect.value,
    interval: effect,
    rows,
    denominator: Math.min(comparison.group.rows, comparison.reference.rows),
    ...(least === undefined || isInsufficient(difference)
      ? {}
      : { practical: { value: difference.value, interval: difference, least } }),
    ...(isInsufficient(needed) ? {} : { rowsNeeded: needed }),
  };
  return { key, comparison, evidence, p: comparison.p, rule: ruleOf(policy) };
}

/** The limits of a policy on its scale. */
export function ruleOf({ scale, warn, fail, ...rule }: RatePolicy): Rule {
  const range = scale === 'ratio' ? ratioWithin : within;
  return { ...rule, limits: { warn: range(warn), fail: range(fail) } };
}

/**
 * Rows in the group that would show, with 80% power at α 0.05, a gap as large as the fail limit; where it has those,
 * as large as the warn limit. More than that never settles a value that lies on a limit: `zero_variance`.
 */
function rowsNeeded({ group, reference, referenceShare }: RateComparison, policy: RatePolicy): Measured {
  if (isInsufficient(referenceShare)) return referenceShare;
  const ratio = group.rows === 0 || reference.rows === 0 ? 1 : reference.rows / group.rows;
  return moreThan(group.rows, rowsForLimits(referenceShare, ratio, policy));
}

/** Rows of a group for a gap as large as the fail limit, and as the warn limit, from this share of its reference. */
export function rowsForLimits(referenceShare: number, ratio: number, policy: RatePolicy): Measured[] {
  return [policy.fail, policy.warn].map((limit) => {
    const lower = policy.scale === 'ratio' ? referenceShare * limit : referenceShare - limit;
    const upper = policy.scale === 'ratio' ? referenceShare / limit : referenceShare + limit;
    return rowsToTellApart(lower >= 0 ? lower : Math.min(1, upper), referenceShare, ratio);
  });
}
