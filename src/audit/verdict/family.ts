import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { type Adjustment, adjustedP } from '../../statistics/tests/multiplicity.ts';
import { type Evidence, isLargeEnough, judge, type Rule, type Verdict } from './status.ts';

/** A metric of one group, computed, whose verdict waits until its family is complete. */
export interface PendingMetric {
  readonly evidence: Omit<Evidence, 'adjustedP'>;
  /** Of "no effect", unadjusted. */
  readonly p: Measured;
  readonly rule: Rule;
}

export interface JudgedMetric {
  readonly adjustedP: Measured;
  readonly verdict: Verdict;
}

export interface JudgedFamily {
  /** In the order given. */
  readonly metrics: readonly JudgedMetric[];
  /** Tests that were adjusted together; printed with the result. */
  readonly size: number;
}

/**
 * Judges everything that one run tests together: all attributes, metrics and groups of a kind of audit, the declared
 * ones and the intersections apart. A metric with too few rows is insufficient whatever it shows; as that is known
 * from sizes alone, it does not join the family and takes no power from it.
 */
export function judgeFamily(
  pending: readonly PendingMetric[],
  adjustment: Adjustment = 'benjamini-hochberg',
): JudgedFamily {
  const ps = pending.map(({ evidence, p, rule }): Measured => {
    return isLargeEnough(evidence, rule) ? p : { insufficient: 'too_few_rows' };
  });
  const adjusted = adjustMeasured(ps, adjustment);
  const metrics = pending.map(({ evidence, rule }, i) => ({
    adjustedP: adjusted[i]!,
    verdict: judge({ ...evidence, adjustedP: adjusted[i]! }, rule),
  }));
  return { metrics, size: ps.filter((p) => !isInsufficient(p)).length };
}

/** Adjusted p values in the order given; those that are not there stay so and do not count. */
export function adjustMeasured(
  ps: readonly Measured[],
  adjustment: Adjustment = 'benjamini-hochberg',
): Measured[] {
  const present = ps.filter((p): p is number => !isInsufficient(p));
  const adjusted = adjustedP(present, adjustment).values();
  return ps.map((p) => (isInsufficient(p) ? p : adjusted.next().value!));
}
