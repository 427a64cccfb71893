import { requirePositive, requireSameLength } from '../input.ts';
import { insufficient, type Measured, quotient } from '../insufficient.ts';
import { mean } from '../moments.ts';

/** How unevenly what people get is spread over them; 0 is evenly. Benefits are ≥ 0. */

/**
 * Generalised entropy index of benefits with parameter α above 0 (Speicher et al. 2018); α = 1 is Theil's index.
 * No benefit at all: `zero_denominator`.
 */
export function generalizedEntropy(benefits: ArrayLike<number>, alpha: number): Measured {
  requirePositive('generalised entropy', 'an α of', alpha);
  const centre = mean(benefits);
  if (typeof centre !== 'number') return centre;
  if (centre === 0) return insufficient('zero_denominator');
  let total = 0;
  for (let i = 0; i < benefits.length; i++) {
    const ratio = benefits[i]! / centre;
    if (alpha !== 1) total += (ratio ** alpha - 1) / (alpha * (alpha - 1));
    else if (ratio > 0) total += ratio * Math.log(ratio);
  }
  return total / benefits.length;
}

/** Theil's index of benefits (Theil 1967). */
export function theilIndex(benefits: ArrayLike<number>): Measured {
  return generalizedEntropy(benefits, 1);
}

/** What a decision gives beyond what the label deserves: 1 + decision − label, 0..2 (Speicher et al. 2018). */
export function benefitsOf(labels: ArrayLike<number>, decisions: ArrayLike<number>): Float64Array {
  requireSameLength('benefits', labels, decisions);
  return Float64Array.from({ length: labels.length }, (_, i) => 1 + decisions[i]! - labels[i]!);
}

/**
 * Consistency, 0..1: 1 − the mean distance of a row's decision from the mean decision of its nearest neighbours
 * by Euclidean distance, itself among them (Zemel et al. 2013, as in AIF360). Cost grows with the square of the
 * rows. Fewer rows than neighbours: `too_few_rows`.
 */
export function consistency(
  vectors: readonly ArrayLike<number>[],
  decisions: ArrayLike<number>,
  neighbours: number,
): Measured {
  requireSameLength('consistency', vectors, decisions);
  requirePositive('consistency', 'a number of neighbours of', neighbours);
  if (vectors.length < neighbours) return insufficient('too_few_rows');
  let distance = 0;
  for (const [i, vector] of vectors.entries()) {
    const nearest = vectors
      .map((other, j) => ({ j, squared: squaredDistance(vector, other) }))
      .sort((a, b) => a.squared - b.squared)
      .slice(0, neighbours);
    const around = nearest.reduce((total, { j }) => total + decisions[j]!, 0) / neighbours;
    distance += Math.abs(decisions[i]! - around);
  }
  const share = quotient(distance, vectors.length);
  return typeof share === 'number' ? 1 - share : share;
}

/** Squared Euclidean distance. */
export function squaredDistance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let squared = 0;
  for (let i = 0; i < first.length; i++) squared += (first[i]! - second[i]!) ** 2;
  return squared;
}
