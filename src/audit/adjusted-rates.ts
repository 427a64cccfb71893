import type { PendingMetric } from './family.ts';
import { isInsufficient } from './insufficient.ts';
import { type RatePolicy, ruleOf } from './rate-audit.ts';
import { mantelHaenszel, mantelHaenszelRatio, type Stratum, standardisedDifference } from './strata.ts';

/**
 * A share with the mix of strata held fixed: O3, which replaces O1 where strata are declared, and O4 over its rating
 * bands. The value is the pooled ratio or the standardised difference, as the policy's scale says; the test is
 * that of Mantel and Haenszel. Rows count where a stratum has both sides; the others hold no comparison.
 */
export function mixAdjustedRate(strata: readonly Stratum[], policy: RatePolicy): PendingMetric {
  const difference = standardisedDifference(strata);
  const effect = policy.scale === 'ratio' ? mantelHaenszelRatio(strata) : difference;
  const test = mantelHaenszel(strata);
  const compared = strata.filter(({ group, reference }) => group.rows > 0 && reference.rows > 0);
  const rows = Math.min(
    compared.reduce((total, { group }) => total + group.rows, 0),
    compared.reduce((total, { reference }) => total + reference.rows, 0),
  );
  const least = policy.leastDifference;
  return {
    evidence: {
      value: isInsufficient(effect) ? effect : effect.value,
      interval: effect,
      rows,
      denominator: rows,
      ...(least === undefined || isInsufficient(difference)
        ? {}
        : { practical: { value: difference.value, interval: difference, least } }),
    },
    p: isInsufficient(test) ? test : test.p,
    rule: ruleOf(policy),
  };
}
