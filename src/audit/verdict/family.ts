import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { type Adjustment, adjustedP } from '../../statistics/tests/multiplicity.ts';
import { type DriftEvidence, type DriftRule, judgeDrift } from './drift-status.ts';
import { type Evidence, isLargeEnough, judgeGap, type Rule, type Verdict } from './status.ts';

/** A gap of one group, whose verdict waits until its family is complete. */
export interface PendingMetric {
  readonly evidence: Omit<Evidence, 'adjustedP'>;
  /** Of "no effect", unadjusted. */
  readonly p: Measured;
  readonly rule: Rule;
}

/** A drift, which its null distribution judges and not an interval. */
export interface PendingDrift {
  readonly drift: Omit<DriftEvidence, 'adjustedP'>;
  /** Of "nothing changed", unadjusted. */
  readonly p: Measured;
  readonly rule: DriftRule;
}

export const isDrift = (pending: PendingMetric | PendingDrift): pending is PendingDrift => 'drift' in pending;

interface JudgedFamily {
  /** In the given order. */
  readonly metrics: readonly { readonly adjustedP: Measured; readonly verdict: Verdict }[];
  /** Tests that were adjusted together. */
  readonly size: number;
}

/**
 * Judges everything that one audit tests together: all attributes, metrics and groups of one kind; declared attributes and
 * intersections are two families. A metric with too few rows is insufficient in any case. That is known from sizes alone, so
 * it does not join the family and takes no power from it.
 */
export function judgeFamily(
  pending: readonly (PendingMetric | PendingDrift)[],
  adjustment: Adjustment = 'benjamini-hochberg',
): JudgedFamily {
  const ps = pending.map((it): Measured => {
    return isDrift(it) || isLargeEnough(it.evidence, it.rule) ? it.p : { insufficient: 'too_few_rows' };
  });
  const tested = ps.filter((p): p is number => !isInsufficient(p));
  const adjusted = adjustedP(tested, adjustment).values();
  const metrics = pending.map((it, i) => {
    const p = ps[i]!;
    const own: Measured = isInsufficient(p) ? p : adjusted.next().value!;
    const verdict = isDrift(it)
      ? judgeDrift({ ...it.drift, adjustedP: own }, it.rule)
      : judgeGap({ ...it.evidence, adjustedP: own }, it.rule);
    return { adjustedP: own, verdict };
  });
  return { metrics, size: tested.length };
}
