import {
  mantelHaenszel,
  mantelHaenszelRatio,
  type Stratum,
  standardisedDifference,
} from '../../statistics/effects/strata.ts';
import { insufficient, isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { moreThan } from '../../statistics/tests/power.ts';
import type { PendingMetric } from '../verdict/family.ts';
import { effectFields, type RatePolicy, rowsForLimits, ruleOf } from './rate-rules.ts';

/**
 * A share with the mix of strata held fixed: O3, which replaces O1 if strata are declared, and O4 over its rating bands. The
 * value is the pooled ratio or the standardised difference, by the scale of the policy. The test is that of Mantel and
 * Haenszel. Only strata with rows on both sides count.
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
  return {
    evidence: {
      ...{ rows, denominator: rows },
      ...effectFields(effect, difference, rowsNeeded(compared, policy), policy),
    },
    p: isInsufficient(test) ? test : test.p,
    rule: ruleOf(policy),
  };
}

/**
 * Rows in the group, at its present mix, that show a gap as large as a limit. A stratum tells as much as the harmonic mean
 * of its two sides. If the sides are spread unevenly, all strata tell less than one table of the same rows, and
 * correspondingly more rows are needed (after Woolson, Bean and Rojas 1986).
 */
function rowsNeeded(compared: readonly Stratum[], policy: RatePolicy): Measured {
  const sums = compared.reduce(
    (total, { group, reference }) => {
      const weight = (group.rows * reference.rows) / (group.rows + reference.rows);
      return {
        group: total.group + group.rows,
        reference: total.reference + reference.rows,
        weight: total.weight + weight,
        share: total.share + weight * (reference.successes / reference.rows),
      };
    },
    { group: 0, reference: 0, weight: 0, share: 0 },
  );
  if (sums.weight === 0) return insufficient('too_few_groups');
  const efficiency = sums.weight / ((sums.group * sums.reference) / (sums.group + sums.reference));
  const single = rowsForLimits(sums.share / sums.weight, sums.reference / sums.group, policy);
  return moreThan(
    sums.group,
    single.map((rows) => (isInsufficient(rows) ? rows : Math.ceil(rows / efficiency))),
  );
}
