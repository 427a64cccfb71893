import type { CountedValues } from '../../domain/counted-values.ts';
import { countedValues, cumulatedShares, deviationOfCounts } from '../counted-values.ts';
import { chiSquareQuantile } from '../distributions/distributions.ts';
import { generatorOf, shuffle } from '../distributions/random.ts';
import { requirePositive, requireSameLength } from '../input.ts';
import { insufficient, isInsufficient, type Measured, whenMeasured } from '../insufficient.ts';
import { sum } from '../moments.ts';
import { countedP, type Resampling } from '../resampling/permutation.ts';
import type { TestResult } from '../tests/proportion-tests.ts';
import type { BinnedSizes } from './population-stability.ts';

function shares(counts: ArrayLike<number>): Measured<number[]> {
  const all = sum(counts);
  return all === 0 ? insufficient('no_rows') : Array.from(counts, (count) => count / all);
}

/** Jensen–Shannon distance of counts by bin, 0..1: the root of the base-2 divergence (Endres and Schindelin 2003). */
export function jensenShannonDistance(reference: ArrayLike<number>, current: ArrayLike<number>): Measured {
  requireSameLength('Jensen-Shannon distance', reference, current);
  const p = shares(reference);
  const q = shares(current);
  if (isInsufficient(p)) return p;
  if (isInsufficient(q)) return q;
  let divergence = 0;
  for (const [i, share] of p.entries()) {
    const middle = (share + q[i]!) / 2;
    if (share > 0) divergence += share * Math.log2(share / middle);
    if (q[i]! > 0) divergence += q[i]! * Math.log2(q[i]! / middle);
  }
  return Math.sqrt(Math.max(0, divergence / 2));
}

/**
 * What the distance stays below with probability `p` when nothing changed: near 0 the divergence is an eighth of
 * the stability index, in bits (Csiszár and Shields 2004, theorem 4.1).
 */
export function jensenShannonNull(sizes: BinnedSizes, p = 0.95): Measured {
  if (sizes.referenceRows === 0 || sizes.currentRows === 0) return insufficient('no_rows');
  if (sizes.bins < 2) return insufficient('zero_variance');
  const scale = 1 / sizes.referenceRows + 1 / sizes.currentRows;
  return Math.sqrt((scale * chiSquareQuantile(p, sizes.bins - 1)) / (8 * Math.LN2));
}

/** Total variation of counts by bin, 0..1: the share of rows that would have to move. */
export function totalVariation(reference: ArrayLike<number>, current: ArrayLike<number>): Measured {
  requireSameLength('total variation', reference, current);
  const p = shares(reference);
  const q = shares(current);
  if (isInsufficient(p)) return p;
  if (isInsufficient(q)) return q;
  return p.reduce((total, share, i) => total + Math.abs(share - q[i]!) / 2, 0);
}

/** Wasserstein-1 distance of counted values, in their unit: how far rows moved on average (Vallender 1974). */
export function wassersteinOfCounts(reference: CountedValues, current: CountedValues): Measured {
  const steps = cumulatedShares(reference, current);
  if (isInsufficient(steps)) return steps;
  return steps.reduce((total, step, i) => {
    const next = steps[i + 1]?.value ?? step.value;
    return total + Math.abs(step.reference - step.current) * (next - step.value);
  }, 0);
}

/** The same in standard deviations of the reference; a constant reference: `zero_variance`. */
export function normedWassersteinOfCounts(reference: CountedValues, current: CountedValues): Measured {
  const measured = [wassersteinOfCounts(reference, current), deviationOfCounts(reference)];
  return whenMeasured(measured, (distance, spread) => {
    return spread === 0 ? insufficient('zero_variance') : distance / spread;
  });
}

/** The distance of rows. */
export function wassersteinDistance(reference: ArrayLike<number>, current: ArrayLike<number>): Measured {
  return wassersteinOfCounts(countedValues(reference), countedValues(current));
}

/** The same in standard deviations of the reference. */
export function normedWassersteinDistance(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): Measured {
  return normedWassersteinOfCounts(countedValues(reference), countedValues(current));
}

/** The distance against those of rows shuffled over both windows; one-sided. */
export function wassersteinPermutation(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  { resamples, seed }: Resampling,
): Measured<TestResult> {
  requirePositive('Wasserstein permutation', 'resamples', resamples);
  const statistic = wassersteinDistance(reference, current);
  if (isInsufficient(statistic)) return statistic;
  const pooled = new Float64Array(reference.length + current.length);
  pooled.set(reference);
  pooled.set(current, reference.length);
  pooled.sort();
  const fromReference = new Int32Array(pooled.length).fill(1, 0, reference.length);
  const generator = generatorOf(seed);
  let asFar = 0;
  for (let r = 0; r < resamples; r++) {
    shuffle(generator, fromReference);
    let [drawn, i] = [0, 0];
    for (let k = 0; k + 1 < pooled.length; k++) {
      i += fromReference[k]!;
      const apart = Math.abs(i / reference.length - (k + 1 - i) / current.length);
      drawn += apart * (pooled[k + 1]! - pooled[k]!);
    }
    if (drawn >= statistic * (1 - 1e-12)) asFar++;
  }
  return { statistic, p: countedP(asFar, resamples) };
}
