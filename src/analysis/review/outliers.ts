import { quantile, sorted } from '../../statistics/moments.ts';
import { assignBatch } from '../themes/nearest.ts';
import type { Vectors } from '../vectors.ts';

/** The farthest twentieth of a sample. */
const FAR = 0.05;

/**
 * Places of the vectors that are farther from their nearest reference than 95 % of the sample are, the farthest first.
 * Those without direction are left out.
 */
export function farFrom(sample: Vectors, reference: Vectors): number[] {
  const nearest: { place: number; cosine: number }[] = [];
  let place = 0;
  assignBatch(sample.values, reference, (cluster, cosine) => {
    if (cluster >= 0) nearest.push({ place, cosine });
    place++;
  });
  if (nearest.length === 0) return [];
  const limit = quantile(sorted(nearest.map(({ cosine }) => cosine)), FAR) as number;
  return nearest
    .filter(({ cosine }) => cosine < limit)
    .sort((a, b) => a.cosine - b.cosine || a.place - b.place)
    .map(({ place: at }) => at);
}
