import { studentQuantile, studentTwoSidedP } from '../distributions/distributions.ts';
import { requireSameLength } from '../input.ts';
import { insufficient, type Measured, whenMeasured } from '../insufficient.ts';
import type { Interval } from '../intervals/intervals.ts';
import { mean, variance } from '../moments.ts';

export interface StudentTest extends Interval {
  readonly difference: number;
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

/** after − before, pair by pair. */
export function differencesOf(after: ArrayLike<number>, before: ArrayLike<number>): Float64Array {
  requireSameLength('paired comparison', after, before);
  return Float64Array.from({ length: after.length }, (_, i) => after[i]! - before[i]!);
}

/**
 * Paired t test of differences, two-sided, with the 95 % interval of their mean (Student 1908). Fewer than two pairs:
 * `too_few_rows`; all differences equal: `zero_variance`.
 */
export function pairedTest(differences: ArrayLike<number>): Measured<StudentTest> {
  return whenMeasured([mean(differences), variance(differences)], (difference, squared) => {
    if (squared === 0) return insufficient('zero_variance');
    const degreesOfFreedom = differences.length - 1;
    const standardError = Math.sqrt(squared / differences.length);
    const statistic = difference / standardError;
    const half = studentQuantile(0.975, degreesOfFreedom) * standardError;
    const p = studentTwoSidedP(statistic, degreesOfFreedom);
    return { difference, statistic, degreesOfFreedom, p, low: difference - half, high: difference + half };
  });
}

/** Cohen's d_z of paired differences: their mean in their own standard deviations. */
export function cohensDz(differences: ArrayLike<number>): Measured {
  return whenMeasured([mean(differences), variance(differences)], (centre, squared) => {
    return squared === 0 ? insufficient('zero_variance') : centre / Math.sqrt(squared);
  });
}
