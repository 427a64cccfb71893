import { drawUniform, generatorOf, type RandomGenerator } from '../../statistics/distributions/random.ts';
import { dotAt, pickVectors, type Vectors, vectorCount } from '../vectors.ts';
import { type ClusterSums, emptySums, meanCosine, recentred } from './cluster-sums.ts';
import { addBatch } from './nearest.ts';

/** Called every few milliseconds of work: the caller can yield to the event loop, or stop the work by throwing. */
export type Pause = () => void | Promise<void>;
const NO_PAUSE: Pause = () => {};
/** Vectors between two calls of pause. */
const STRETCH = 500;

/**
 * Draws first centroids, each with a probability proportional to its squared distance from those drawn before
 * (k-means++, Arthur & Vassilvitskii 2007). Returns fewer if there are fewer distinct vectors.
 */
export async function drawCentroids(
  vectors: Vectors,
  clusters: number,
  seed: number,
  pause: Pause = NO_PAUSE,
): Promise<Vectors> {
  const { values, dimensions } = vectors;
  const count = vectorCount(vectors);
  const random = generatorOf(seed);
  const chosen: number[] = [];
  const distances = new Float64Array(count).fill(1);
  while (chosen.length < Math.min(clusters, count)) {
    const drawn = draw(distances, random);
    if (drawn < 0) break;
    chosen.push(drawn);
    for (let i = 0; i < count; i++) {
      const cosine = dotAt(values, i * dimensions, values, drawn * dimensions, dimensions);
      // Equal vectors differ by a rounding error and must not be drawn twice.
      const distance = 2 - 2 * cosine < 1e-6 ? 0 : 2 - 2 * cosine;
      if (distance < distances[i]! || chosen.length === 1) distances[i] = distance;
    }
    await pause();
  }
  return pickVectors(vectors, chosen);
}

function draw(weights: Float64Array, random: RandomGenerator): number {
  let left = drawUniform(random) * weights.reduce((sum, weight) => sum + weight, 0);
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    left -= weights[i]!;
    if (left < 0) break;
  }
  return last;
}

/** Centroids with the sums of their nearest vectors. */
export interface Refined {
  readonly centroids: Vectors;
  /** The last assignment, from which the centroids were computed. */
  readonly clusters: ClusterSums;
}

/**
 * Spherical k-means (Dhillon & Modha 2001) from given centroids, until the mean cosine between vectors and their
 * centroids grows by less than 0.0001, at most `rounds` times.
 */
export async function refine(
  vectors: Vectors,
  start: Vectors,
  rounds: number,
  pause: Pause = NO_PAUSE,
): Promise<Refined> {
  const stretch = STRETCH * vectors.dimensions;
  let centroids = start;
  let clusters = emptySums(vectorCount(start), vectors.dimensions);
  let before = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    clusters = emptySums(vectorCount(start), vectors.dimensions);
    for (let at = 0; at < vectors.values.length; at += stretch) {
      addBatch(vectors.values.subarray(at, at + stretch), centroids, clusters);
      await pause();
    }
    centroids = recentred(clusters, centroids);
    const now = meanCosine(clusters);
    if (now - before < 1e-4) break;
    before = now;
  }
  return { centroids, clusters };
}
