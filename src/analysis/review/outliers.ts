import { quantile, sorted } from '../../statistics/moments.ts';
import { assignBatch } from '../themes/nearest.ts';
import { hasDirection, pickVectors, type Vectors, vectorCount } from '../vectors.ts';

/** The farthest twentieth of a sample. */
const FAR = 0.05;

interface Nearest {
  readonly place: number;
  /** To the nearest reference. */
  readonly cosine: number;
}

/**
 * Places of the vectors that are farther from their nearest reference than 95 % of the sample are, the farthest first.
 * Those without direction are left out.
 */
export const farFrom = (sample: Vectors, reference: Vectors): number[] =>
  farthest(
    nearestOf(
      sample,
      Array.from({ length: vectorCount(sample) }, (_, i) => i),
      reference,
    ),
  );

/** The same without references: each half of a sample is compared with some of the other half, never with itself. */
export function farFromOthers(sample: Vectors, references: number): number[] {
  const halves = [0, 1].map((half) =>
    Array.from({ length: vectorCount(sample) }, (_, i) => i).filter((i) => i % 2 === half),
  ) as [number[], number[]];
  return farthest(
    halves.flatMap((own, half) => {
      const others = halves[1 - half]!;
      const step = Math.max(1, Math.ceil(others.length / references));
      const some = others.filter((_, i) => i % step === 0);
      return nearestOf(sample, own, pickVectors(sample, some));
    }),
  );
}

function nearestOf(sample: Vectors, places: readonly number[], reference: Vectors): Nearest[] {
  const found: Nearest[] = [];
  // One vector of no number would be the nearest of all.
  const usable = Array.from({ length: vectorCount(reference) }, (_, i) => i).filter((i) =>
    hasDirection(reference.values, i * reference.dimensions, reference.dimensions),
  );
  let i = 0;
  assignBatch(pickVectors(sample, places).values, pickVectors(reference, usable), (cluster, cosine) => {
    if (cluster >= 0) found.push({ place: places[i]!, cosine });
    i++;
  });
  return found;
}

function farthest(nearest: readonly Nearest[]): number[] {
  if (nearest.length === 0) return [];
  const limit = quantile(sorted(nearest.map(({ cosine }) => cosine)), FAR) as number;
  return nearest
    .filter(({ cosine }) => cosine < limit)
    .sort((a, b) => a.cosine - b.cosine || a.place - b.place)
    .map(({ place }) => place);
}
