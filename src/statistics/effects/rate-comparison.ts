import { insufficient, isInsufficient, type Measured, whenMeasured } from '../insufficient.ts';
import {
  criticalZ,
  type Interval,
  newcombeInterval,
  type Proportion,
} from '../intervals/proportion-intervals.ts';
import { fisherExact, twoProportionZ } from '../tests/proportion-tests.ts';
import { cohensH } from './effect-sizes.ts';

/** Below this expected count the normal law is off, and the exact test decides. */
const LEAST_EXPECTED = 5;

/** A group's share against that of its reference, which is the rest of the rows unless one is named. */
export interface RateComparison {
  readonly group: Proportion;
  readonly reference: Proportion;
  readonly share: Measured;
  readonly referenceShare: Measured;
  /** group − reference with its Newcombe interval, −1..1. */
  readonly difference: Measured<Interval & { value: number }>;
  /** group / reference with its interval on the log scale. */
  readonly ratio: Measured<Interval & { value: number }>;
  readonly cohensH: Measured;
  readonly test: 'z' | 'fisher';
  readonly p: Measured;
}

export function compareRates(group: Proportion, reference: Proportion): RateComparison {
  const share = shareOf(group);
  const referenceShare = shareOf(reference);
  const test = smallestExpected(group, reference) < LEAST_EXPECTED ? 'fisher' : 'z';
  return {
    group,
    reference,
    share,
    referenceShare,
    difference: differenceOf(group, reference),
    ratio: cautiousRatio(group, reference),
    cohensH: whenMeasured([share, referenceShare], cohensH),
    test,
    p: testedP(group, reference, test),
  };
}

function shareOf({ successes, rows }: Proportion): Measured {
  return rows === 0 ? insufficient('zero_denominator') : successes / rows;
}

function smallestExpected(group: Proportion, reference: Proportion): number {
  const successes = group.successes + reference.successes;
  const all = group.rows + reference.rows;
  if (all === 0) return 0;
  return (Math.min(successes, all - successes) * Math.min(group.rows, reference.rows)) / all;
}

function testedP(group: Proportion, reference: Proportion, test: 'z' | 'fisher'): Measured {
  const z = twoProportionZ(group, reference);
  if (isInsufficient(z)) return z;
  return test === 'z' ? z.p : fisherExact(group, reference).p;
}

function differenceOf(group: Proportion, reference: Proportion): Measured<Interval & { value: number }> {
  const interval = newcombeInterval(group, reference);
  if (isInsufficient(interval)) return interval;
  return { value: group.successes / group.rows - reference.successes / reference.rows, ...interval };
}

/**
 * The ratio of shares with its 95% log interval. Where one side has no success, half a success is added to both
 * (Walter 1975), so that "none of 500 against 40%" is a ratio near 0 and not a missing one. No success at all:
 * `zero_denominator`.
 */
export function cautiousRatio(
  group: Proportion,
  reference: Proportion,
): Measured<Interval & { value: number }> {
  if (group.rows === 0 || reference.rows === 0) return insufficient('zero_denominator');
  if (group.successes + reference.successes === 0) return insufficient('zero_denominator');
  const added = group.successes === 0 || reference.successes === 0 ? 0.5 : 0;
  const [own, ownRows] = [group.successes + added, group.rows + added];
  const [other, otherRows] = [reference.successes + added, reference.rows + added];
  const value = own / ownRows / (other / otherRows);
  const half = criticalZ(0.95) * Math.sqrt(1 / own - 1 / ownRows + 1 / other - 1 / otherRows);
  return { value, low: value * Math.exp(-half), high: value * Math.exp(half) };
}
