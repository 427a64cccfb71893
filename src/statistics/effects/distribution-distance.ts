import type { CountedValues } from '../../domain/counted-values.ts';
import { cumulatedShares, deviationOfCounts } from '../counted-values.ts';
import { requireSameLength } from '../input.ts';
import { insufficient, isInsufficient, type Measured } from '../insufficient.ts';
import { sum } from '../moments.ts';

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

/** Total variation of counts by bin, 0..1: the share of rows that would have to move. */
export function totalVariation(reference: ArrayLike<number>, current: ArrayLike<number>): Measured {
  requireSameLength('total variation', reference, current);
  const p = shares(reference);
  const q = shares(current);
  if (isInsufficient(p)) return p;
  if (isInsufficient(q)) return q;
  return p.reduce((total, share, i) => total + Math.abs(share - q[i]!) / 2, 0);
}

/**
 * Wasserstein-1 distance of counted values in standard deviations of the reference, 0 upwards: how far rows moved on
 * average (Vallender 1974). A constant reference: `zero_variance`.
 */
export function normedWassersteinOfCounts(reference: CountedValues, current: CountedValues): Measured {
  const steps = cumulatedShares(reference, current);
  if (isInsufficient(steps)) return steps;
  const spread = deviationOfCounts(reference);
  if (isInsufficient(spread)) return spread;
  if (spread === 0) return insufficient('zero_variance');
  const distance = steps.reduce((total, step, i) => {
    const next = steps[i + 1]?.value ?? step.value;
    return total + Math.abs(step.reference - step.current) * (next - step.value);
  }, 0);
  return distance / spread;
}
