import { lgam } from 'cephes';
import { betaCdf, normalSf } from './distributions.ts';

/** The series stops where its next terms no longer show. */
const PRECISION = 1e-13;
const MOST_TERMS = 10_000;

/**
 * P(T ≤ t) of the noncentral t distribution; any t, degrees of freedom above 0, noncentrality within about ±37.
 * Lenth 1989, algorithm AS 243 (Applied Statistics 38, 185–189). Absolute error about 1e-12.
 */
export function noncentralTCdf(t: number, degreesOfFreedom: number, noncentrality: number): number {
  if (t < 0) return 1 - noncentralTCdf(-t, degreesOfFreedom, -noncentrality);
  const below = normalSf(noncentrality);
  if (t === 0) return below;
  const half = noncentrality ** 2 / 2;
  const x = t ** 2 / (t ** 2 + degreesOfFreedom);
  const b = degreesOfFreedom / 2;
  const logRest = b * Math.log1p(-x);
  let even = Math.exp(-half) / 2;
  let odd = (Math.sqrt(2 / Math.PI) * noncentrality * Math.exp(-half)) / 2;
  let remaining = 0.5 - even;
  let sum = 0;
  let step = Math.exp(logRest + 0.5 * Math.log(x) + lgam(b + 0.5) - lgam(1.5) - lgam(b));
  let evenStep = b * x * Math.exp(logRest);
  let evenBeta = -Math.expm1(logRest);
  let oddBeta = betaCdf(x, 0.5, b);
  for (let j = 0; j < MOST_TERMS; j++) {
    sum += even * oddBeta + odd * evenBeta;
    if (j > half && 2 * Math.max(remaining, 0) * oddBeta < PRECISION) break;
    oddBeta -= step;
    evenBeta -= evenStep;
    step *= (x * (b + j + 0.5)) / (j + 1.5);
    evenStep *= (x * (b + j + 1)) / (j + 2);
    even *= half / (j + 1);
    odd *= half / (j + 1.5);
    remaining -= even;
  }
  return Math.min(1, Math.max(0, sum + below));
}
