import { type Vectors, vectorCount } from '../vectors.ts';
import { type ClusterSums, totalSquares } from './cluster-sums.ts';
import { drawCentroids, type Pause, type Refined, refine } from './k-means.ts';

export interface ClusteringOptions {
  readonly seed: number;
  /** Number of clusters, if known; otherwise {@link leastCost} decides. */
  readonly clusters?: number;
  /** Centroids of the last clustering, of unit length: clustering continues from them and adds new clusters. */
  readonly start?: Vectors;
  /** Clusters whose centroids have this cosine or more become one; default: none do. */
  readonly alike?: number;
  readonly pause?: Pause;
}

/** Most clusters when {@link leastCost} decides. */
export const MOST_CLUSTERS = 100;
/** Fewest vectors of a cluster in the sample. */
export const LEAST_SIZE = 5;
/** Small clusters for each final one. */
const SMALL_PER_CLUSTER = 5;

/** Cuts a sample into many small clusters, to be merged. */
export async function smallClusters(
  sample: Vectors,
  { seed, clusters = 1, pause }: ClusteringOptions,
  most: number,
): Promise<Refined> {
  const count = Math.min(
    SMALL_PER_CLUSTER * most,
    Math.max(clusters, Math.floor(vectorCount(sample) / LEAST_SIZE)),
  );
  return refine(sample, await drawCentroids(sample, count, seed, pause), 4, pause);
}

/** Share of the total variance that a cluster must explain. */
const LEAST_GAIN = 0.002;
/** The same in average vectors: among few vectors, clusters that explain less are chance. */
const LEAST_WORTH = 5;

/** Least increase of the sum of squared distances by a merge for which two clusters stay separate. */
export function leastCost(clusters: ClusterSums): number {
  const count = clusters.sizes.reduce((sum, size) => sum + size, 0);
  return Math.max(LEAST_GAIN, LEAST_WORTH / Math.max(1, count)) * totalSquares(clusters);
}
