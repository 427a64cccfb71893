import { normalSf, studentQuantile, studentSf } from '../distributions/distributions.ts';
import { requirePositive } from '../input.ts';
import { insufficient, isInsufficient, type Measured, whenMeasured } from '../insufficient.ts';
import { type Interval, newcombeInterval, type Proportion } from '../intervals/proportion-intervals.ts';
import { mean, variance } from '../moments.ts';
import { differencesOf } from './mean-tests.ts';

/** Two one-sided tests at α are the same as the (1 − 2α) interval lying within the margin. */
const CONFIDENCE = 0.9;

export interface Equivalence extends Interval {
  readonly difference: number;
  /** p of "the difference is at least the margin, one way or the other": below 0.05 shows that it is small. */
  readonly p: number;
}

/**
 * Two one-sided t tests that the mean of `after` − `before` lies within ±margin, with its 90% interval, in the unit
 * of the values (Schuirmann 1987). Fewer than two pairs: `too_few_rows`; all differences equal:
 * `zero_variance`.
 */
export function pairedEquivalence(
  after: ArrayLike<number>,
  before: ArrayLike<number>,
  margin: number,
): Measured<Equivalence> {
  requirePositive('equivalence', 'a margin of', margin);
  const differences = differencesOf(after, before);
  return whenMeasured([mean(differences), variance(differences)], (difference, squared) => {
    if (squared === 0) return insufficient('zero_variance');
    const error = Math.sqrt(squared / differences.length);
    const p = studentSf((margin - Math.abs(difference)) / error, differences.length - 1);
    const half = error * studentQuantile((1 + CONFIDENCE) / 2, differences.length - 1);
    return { difference, p, low: difference - half, high: difference + half };
  });
}

/**
 * Two one-sided z tests that two shares differ by less than the margin, with their 90% Newcombe interval
 * (Farrington and Manning 1990, unrestricted variance). Nothing varies: `zero_variance`.
 */
export function shareEquivalence(
  group: Proportion,
  reference: Proportion,
  margin: number,
): Measured<Equivalence> {
  requirePositive('equivalence', 'a margin of', margin);
  const interval = newcombeInterval(group, reference, CONFIDENCE);
  if (isInsufficient(interval)) return interval;
  const own = group.successes / group.rows;
  const other = reference.successes / reference.rows;
  const squared = (own * (1 - own)) / group.rows + (other * (1 - other)) / reference.rows;
  if (squared === 0) return insufficient('zero_variance');
  const difference = own - other;
  return { difference, p: normalSf((margin - Math.abs(difference)) / Math.sqrt(squared)), ...interval };
}
