import { insufficient, isInsufficient, type Measured, quotient, whenMeasured } from '../insufficient.ts';
import { type Estimate, newcombeInterval, type Proportion, Z_95 } from '../intervals/intervals.ts';
import { cohensH, fisherExact, twoProportionZ } from '../tests/proportion-tests.ts';

/** Below this expected count the normal approximation is off, and the exact test decides. */
const LEAST_EXPECTED = 5;

/** The share of a group against the share of its reference. */
export interface RateComparison {
  readonly group: Proportion;
  readonly reference: Proportion;
  readonly share: Measured;
  readonly referenceShare: Measured;
  /** group − reference with its Newcombe interval, −1..1. */
  readonly difference: Measured<Estimate>;
  /** group / reference with its interval on the log scale. */
  readonly ratio: Measured<Estimate>;
  readonly cohensH: Measured;
  readonly test: 'z' | 'fisher';
  readonly p: Measured;
}

/** @throws VerbatimError AUDIT_NUMBERS_INVALID for counts that are not whole, or more successes than rows */
export function compareRates(group: Proportion, reference: Proportion): RateComparison {
  const share = quotient(group.successes, group.rows);
  const referenceShare = quotient(reference.successes, reference.rows);
  const test = smallestExpected(group, reference) < LEAST_EXPECTED ? 'fisher' : 'z';
  const z = twoProportionZ(group, reference);
  return {
    group,
    reference,
    share,
    referenceShare,
    difference: newcombeInterval(group, reference),
    ratio: cautiousRatio(group, reference),
    cohensH: whenMeasured([share, referenceShare], cohensH),
    test,
    p: isInsufficient(z) ? z : test === 'z' ? z.p : fisherExact(group, reference),
  };
}

function smallestExpected(group: Proportion, reference: Proportion): number {
  const successes = group.successes + reference.successes;
  const all = group.rows + reference.rows;
  if (all === 0) return 0;
  return (Math.min(successes, all - successes) * Math.min(group.rows, reference.rows)) / all;
}

/**
 * The ratio of shares with its 95 % log interval (Katz et al. 1978). If one side has no success, half a success is added
 * to both (Walter 1975), so that "none of 500 against 40 %" is a ratio near 0 and not a missing one. No success at all:
 * `zero_denominator`.
 */
function cautiousRatio(group: Proportion, reference: Proportion): Measured<Estimate> {
  if (group.rows === 0 || reference.rows === 0) return insufficient('zero_denominator');
  if (group.successes + reference.successes === 0) return insufficient('zero_denominator');
  const added = group.successes === 0 || reference.successes === 0 ? 0.5 : 0;
  const [own, ownRows] = [group.successes + added, group.rows + added];
  const [other, otherRows] = [reference.successes + added, reference.rows + added];
  const value = own / ownRows / (other / otherRows);
  return logEstimate(value, 1 / own - 1 / ownRows + 1 / other - 1 / otherRows);
}

/** A ratio with its 95 % interval on the log scale. */
export function logEstimate(value: number, logVariance: number): Estimate {
  const factor = Math.exp(Z_95 * Math.sqrt(logVariance));
  return { value, low: value / factor, high: value * factor };
}
