import { studentQuantile, studentTwoSidedP } from '../distributions/distributions.ts';
import { requireSameLength, requireShare } from '../input.ts';
import { insufficient, type Measured, whenMeasured } from '../insufficient.ts';
import type { Interval } from '../intervals/proportion-intervals.ts';
import { mean, variance } from '../moments.ts';

export interface StudentTest extends Interval {
  readonly difference: number;
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

/**
 * Welch's t test of two means with unequal variances, two-sided, with the interval of the difference group −
 * reference in the unit of the values (Welch 1947). Fewer than two rows a side: `too_few_rows`; all values
 * equal on both sides: `zero_variance`.
 */
export function welchTest(
  group: ArrayLike<number>,
  reference: ArrayLike<number>,
  confidence = 0.95,
): Measured<StudentTest> {
  const needed = [mean(group), mean(reference), variance(group), variance(reference)];
  return whenMeasured(needed, (own, other, ownVariance, otherVariance) => {
    const a = ownVariance / group.length;
    const b = otherVariance / reference.length;
    if (a + b === 0) return insufficient('zero_variance');
    const degreesOfFreedom = (a + b) ** 2 / (a ** 2 / (group.length - 1) + b ** 2 / (reference.length - 1));
    return studentTest(own - other, Math.sqrt(a + b), degreesOfFreedom, confidence);
  });
}

/**
 * Paired t test of `after` − `before`, two-sided, with the interval of the mean difference (Student 1908). Fewer
 * than two pairs: `too_few_rows`; all differences equal: `zero_variance`.
 */
export function pairedTest(
  after: ArrayLike<number>,
  before: ArrayLike<number>,
  confidence = 0.95,
): Measured<StudentTest> {
  const differences = differencesOf(after, before);
  return whenMeasured([mean(differences), variance(differences)], (centre, squared) => {
    if (squared === 0) return insufficient('zero_variance');
    const error = Math.sqrt(squared / differences.length);
    return studentTest(centre, error, differences.length - 1, confidence);
  });
}

/** after − before, pair by pair. */
export function differencesOf(after: ArrayLike<number>, before: ArrayLike<number>): Float64Array {
  requireSameLength('paired comparison', after, before);
  return Float64Array.from({ length: after.length }, (_, i) => after[i]! - before[i]!);
}

function studentTest(
  difference: number,
  standardError: number,
  degreesOfFreedom: number,
  confidence: number,
): StudentTest {
  requireShare('t test', 'a confidence of', confidence);
  const statistic = difference / standardError;
  const half = studentQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError;
  return {
    difference,
    statistic,
    degreesOfFreedom,
    p: studentTwoSidedP(statistic, degreesOfFreedom),
    low: difference - half,
    high: difference + half,
  };
}
