/**
 * P(X ≥ observed) for a negative binomial with this mean and variance, or for a Poisson distribution if the variance is
 * not larger than the mean. A sum of terms, exact up to rounding, in time linear in the count.
 *
 * @param observed integer ≥ 0
 * @param mean ≥ 0
 */
export function countTail(observed: number, mean: number, variance: number): number {
  if (observed <= 0) return 1;
  if (mean <= 0) return 0;
  const spread = variance / mean;
  const overdispersed = spread > 1 + 1e-9;
  // Panjer's recursion: p(k + 1) = p(k) · (a + b / (k + 1)).
  const failure = overdispersed ? 1 - 1 / spread : 0;
  const size = overdispersed ? mean / (spread - 1) : 0;
  const ratio = (k: number) => (overdispersed ? (failure * (size + k)) / (k + 1) : mean / (k + 1));
  let log = overdispersed ? size * Math.log1p(-failure) : -mean;
  for (let k = 0; k < observed; k++) log += Math.log(ratio(k));
  let term = Math.exp(log);
  // Below the mean the terms still rise, so the sum of the lower tail is shorter and more exact.
  if (observed <= mean) return Math.max(0, 1 - sumBelow(observed, log, ratio));
  let tail = 0;
  for (let k = observed; term > tail * 1e-17; k++) {
    tail += term;
    term *= ratio(k);
  }
  return Math.min(1, tail);
}

/** Sum of the terms 0 .. `observed` − 1. @param logAt logarithm of the term at `observed` */
function sumBelow(observed: number, logAt: number, ratio: (k: number) => number): number {
  let sum = 0;
  let log = logAt;
  for (let k = observed - 1; k >= 0; k--) {
    log -= Math.log(ratio(k));
    const term = Math.exp(log);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum;
}
