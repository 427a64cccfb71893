import type { ScoreCounts } from '../../../src/audit/observed/cliffs-delta.ts';
import { drawUniform, type RandomGenerator } from '../../../src/statistics/distributions/random.ts';

/** Draws how many of n rows have an outcome of probability p, by looking a uniform number up in the distribution. */
export function binomialSampler(n: number, p: number): (generator: RandomGenerator) => number {
  const cumulative = new Float64Array(n + 1);
  let logTerm = n * Math.log1p(-p);
  let total = 0;
  for (let k = 0; k <= n; k++) {
    total += Math.exp(logTerm);
    cumulative[k] = total;
    logTerm += Math.log(((n - k) / (k + 1)) * (p / (1 - p)));
  }
  return (generator) => {
    const at = drawUniform(generator);
    let [low, high] = [0, n];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cumulative[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** A standard normal number (Box and Muller 1958). */
export function drawNormal(generator: RandomGenerator): number {
  const radius = Math.sqrt(-2 * Math.log(1 - drawUniform(generator)));
  return radius * Math.cos(2 * Math.PI * drawUniform(generator));
}

/** Two standard errors of a share that was seen in so many trials. */
export function twoErrors(share: number, trials: number): number {
  return 2 * Math.sqrt((share * (1 - share)) / trials);
}

/** Counts by distinct score, by definition. */
export function countsByScore(group: readonly number[], reference: readonly number[]): ScoreCounts {
  const values = [...new Set([...group, ...reference])].sort((a, b) => a - b);
  const count = (side: readonly number[]) => values.map((value) => side.filter((it) => it === value).length);
  return { group: count(group), reference: count(reference) };
}
