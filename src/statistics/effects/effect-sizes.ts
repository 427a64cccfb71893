import { insufficient, isInsufficient, type Measured, whenMeasured } from '../insufficient.ts';
import { mean, sorted, variance } from '../moments.ts';

/** How large a difference is, in units that do not grow with the number of rows. */

/** Cohen's h of two shares, −π..π: 0.2 small, 0.5 medium, 0.8 large (Cohen 1988, chapter 6). */
export function cohensH(share: number, reference: number): number {
  return 2 * Math.asin(Math.sqrt(share)) - 2 * Math.asin(Math.sqrt(reference));
}

/** Cohen's d: the difference of means in pooled standard deviations (Cohen 1988, chapter 2). */
export function cohensD(group: ArrayLike<number>, reference: ArrayLike<number>): Measured {
  const pooled = pooledVariance(group, reference);
  if (isInsufficient(pooled)) return pooled;
  if (pooled === 0) return insufficient('zero_variance');
  return whenMeasured([mean(group), mean(reference)], (own, other) => (own - other) / Math.sqrt(pooled));
}

/** Hedges' g: Cohen's d with the correction 1 − 3/(4(n₁+n₂) − 9) for few rows (Hedges 1981). */
export function hedgesG(group: ArrayLike<number>, reference: ArrayLike<number>): Measured {
  const correction = 1 - 3 / (4 * (group.length + reference.length) - 9);
  return whenMeasured([cohensD(group, reference)], (d) => d * correction);
}

function pooledVariance(group: ArrayLike<number>, reference: ArrayLike<number>): Measured {
  return whenMeasured([variance(group), variance(reference)], (own, other) => {
    const degreesOfFreedom = group.length + reference.length - 2;
    return ((group.length - 1) * own + (reference.length - 1) * other) / degreesOfFreedom;
  });
}

/** Cohen's d_z of paired differences: their mean in their own standard deviations. */
export function cohensDz(differences: ArrayLike<number>): Measured {
  return whenMeasured([mean(differences), variance(differences)], (centre, squared) => {
    return squared === 0 ? insufficient('zero_variance') : centre / Math.sqrt(squared);
  });
}

/**
 * Cliff's δ, −1..1: the probability that a row of the group is above one of the reference, minus that of the
 * opposite (Cliff 1993). 0.15 small, 0.33 medium.
 */
export function cliffsDelta(group: ArrayLike<number>, reference: ArrayLike<number>): Measured {
  return whenMeasured([superiority(group, reference)], (share) => 2 * share - 1);
}

/** P(group above reference) + ½ P(equal), 0..1: Mann and Whitney's U over the number of pairs. */
export function superiority(group: ArrayLike<number>, reference: ArrayLike<number>): Measured {
  if (group.length === 0 || reference.length === 0) return insufficient('no_rows');
  return mannWhitneyU(group, reference).u / (group.length * reference.length);
}

/** U of the group, 0..n₁n₂, and Σ (t³ − t) over groups of t equal values: what ties take from its variance. */
export function mannWhitneyU(
  group: ArrayLike<number>,
  reference: ArrayLike<number>,
): { u: number; ties: number } {
  const a = sorted(group);
  const b = sorted(reference);
  let [u, ties, i, j] = [0, 0, 0, 0];
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    const [firstOfGroup, firstOfReference] = [i, j];
    while (a[i] === value) i++;
    while (b[j] === value) j++;
    const equal = i - firstOfGroup + j - firstOfReference;
    u += (i - firstOfGroup) * (firstOfReference + (j - firstOfReference) / 2);
    ties += equal ** 3 - equal;
  }
  return { u, ties };
}
