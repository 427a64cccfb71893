import { compareRates, type RateComparison } from '../../statistics/effects/rate-comparison.ts';
import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import type { Estimate, Proportion } from '../../statistics/intervals/intervals.ts';
import { moreThan, rowsToTellApart } from '../../statistics/tests/power.ts';
import { twoProportionZ } from '../../statistics/tests/proportion-tests.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import type { PendingMetric } from '../verdict/family.ts';
import { LEAST_LABELS, type Rule, ratioWithin, within } from '../verdict/status.ts';

/** One level of an attribute: rows that count, and those of them with the outcome. */
interface RateGroup extends Proportion {
  readonly key: string;
  /** Rows of the group, if the rate counts fewer: labels of a class, one rating band. */
  readonly groupRows?: number;
}

/** How a share is judged: by its ratio or by its difference to the reference. */
export interface RatePolicy extends Omit<Rule, 'limits'> {
  readonly scale: 'ratio' | 'difference';
  /** The smallest acceptable ratios, as 0.9, or the largest acceptable differences, as 0.05. */
  readonly warn: number;
  readonly fail: number;
  /** A ratio counts only if the difference is at least this large. */
  readonly leastDifference?: number;
}

const SCALES = {
  /** Share of a label. Without labels of people it warns at most. */
  O1: { scale: 'ratio', cap: 'warn' },
  /** Share of a label given the customer's own rating. */
  O4: { scale: 'difference' },
  /** Share of comments that the model could not judge well. */
  O5: { scale: 'difference' },
  /** Error rates. */
  L1: { scale: 'difference', leastDenominator: LEAST_LABELS },
} as const satisfies Record<string, Partial<RatePolicy>>;

/** How a check judges shares, with the limits, rows and significance level of the policy. */
export function ratePolicy(
  check: keyof typeof SCALES,
  { limits, leastRows, q }: Pick<Policy, 'limits' | 'leastRows' | 'q'>,
): RatePolicy {
  return { ...SCALES[check], ...limits[check], leastRows, alpha: q };
}

/** The comparison of a group that waits for its family. */
interface PendingRate extends PendingMetric {
  readonly key: string;
  readonly comparison: RateComparison;
}

/** Each group against the rest of the population, without the group itself. */
export function ratesAgainstTheRest(groups: readonly RateGroup[], policy: RatePolicy): PendingRate[] {
  const total = (read: (group: RateGroup) => number) => groups.reduce((sum, it) => sum + read(it), 0);
  const [successes, rows] = [total((it) => it.successes), total((it) => it.rows)];
  const groupRows = total((it) => it.groupRows ?? it.rows);
  return groups.map((group) => {
    const rest = {
      ...{ key: '', successes: successes - group.successes, rows: rows - group.rows },
      groupRows: groupRows - (group.groupRows ?? group.rows),
    };
    return rateAgainst(rest, group, policy);
  });
}

/** A group against a named one. */
export function rateAgainst(reference: RateGroup, group: RateGroup, policy: RatePolicy): PendingRate {
  const { key, successes } = group;
  const comparison = compareRates(
    { successes, rows: group.rows },
    { successes: reference.successes, rows: reference.rows },
  );
  const effect = policy.scale === 'ratio' ? comparison.ratio : comparison.difference;
  const evidence = {
    rows: Math.min(group.groupRows ?? group.rows, reference.groupRows ?? reference.rows),
    denominator: Math.min(group.rows, reference.rows),
    ...effectFields(effect, comparison.difference, rowsNeeded(comparison, policy), policy),
  };
  return { key, comparison, evidence, p: comparison.p, rule: ruleOf(policy) };
}

/** The fields of evidence that an effect on the scale of the policy gives. */
export function effectFields(
  effect: Measured<Estimate>,
  difference: Measured<Estimate>,
  needed: Measured,
  { leastDifference: least }: RatePolicy,
) {
  return {
    value: isInsufficient(effect) ? effect : effect.value,
    interval: effect,
    ...(least === undefined || isInsufficient(difference)
      ? {}
      : { practical: { value: difference.value, interval: difference, least } }),
    ...(isInsufficient(needed) ? {} : { rowsNeeded: needed }),
  };
}

/** The limits of a policy on its scale. */
export function ruleOf({ scale, warn, fail, ...rule }: RatePolicy): Rule {
  const range = scale === 'ratio' ? ratioWithin : within;
  return { ...rule, limits: { warn: range(warn), fail: range(fail) } };
}

/**
 * Rows in the group that show, with 80 % power at α 0.05, a gap as large as the fail limit; if it has those, as large as the
 * warn limit. More rows never settle a value that lies on a limit: `zero_variance`.
 */
function rowsNeeded({ group, reference, referenceShare }: RateComparison, policy: RatePolicy): Measured {
  if (isInsufficient(referenceShare)) return referenceShare;
  const ratio = group.rows === 0 || reference.rows === 0 ? 1 : reference.rows / group.rows;
  return moreThan(group.rows, rowsForLimits(referenceShare, ratio, policy));
}

/** Rows of a group for a gap as large as the fail limit, and as the warn limit, from the share of its reference. */
export function rowsForLimits(referenceShare: number, ratio: number, policy: RatePolicy): Measured[] {
  return [policy.fail, policy.warn].map((limit) => {
    const lower = policy.scale === 'ratio' ? referenceShare * limit : referenceShare - limit;
    const upper = policy.scale === 'ratio' ? referenceShare / limit : referenceShare + limit;
    return rowsToTellApart(lower >= 0 ? lower : Math.min(1, upper), referenceShare, ratio);
  });
}

/** The fields of a draft that a comparison of two shares gives. */
export function rateFields({ key, comparison, ...pending }: PendingRate, policy: RatePolicy) {
  const { group, reference, test } = comparison;
  const z = twoProportionZ(group, reference);
  return {
    group: key,
    groupValue: comparison.share,
    referenceValue: comparison.referenceShare,
    difference: comparison.difference,
    groupDenominator: group.rows,
    referenceDenominator: reference.rows,
    effect: comparison.cohensH,
    effectName: "Cohen's h",
    test,
    ...(test === 'z' && !isInsufficient(z) ? { statistic: z.statistic } : {}),
    warnLimit: policy.warn,
    failLimit: policy.fail,
    method: { interval: policy.scale === 'ratio' ? 'log ratio' : 'Newcombe' },
    pending,
  } satisfies Partial<Draft>;
}
