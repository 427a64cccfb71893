import type { Vectors } from '../vectors.ts';
import { type ClusterSums, totalSquares } from './cluster-sums.ts';
import type { Pause } from './k-means.ts';

export interface ClusteringOptions {
  readonly seed: number;
  /** How many clusters, where it is known; otherwise `leastGain` decides. */
  readonly clusters?: number;
  /** Most clusters when `leastGain` decides; default 100. */
  readonly most?: number;
  /**
   * Share of the total variance, 0..1, that a cluster has to explain: two clusters become one when the squared
   * distances grow by less than this, or by less than 5 average vectors have. Default 0.002.
   */
  readonly leastGain?: number;
  /** Fewest vectors of the sample that make a cluster; default 5. */
  readonly leastSize?: number;
  /** Vectors that are held in memory to find the clusters; default 20,000 (30 MB at 384 dimensions). */
  readonly sample?: number;
  /** Centroids of the night before, of unit length: the clusters go on from there, and new ones join them. */
  readonly start?: Vectors;
  readonly pause?: Pause;
}

/**
 * What keeping two clusters apart has to save in squared distances: `leastGain` of them all, and as much as
 * {@link LEAST_WORTH} average vectors have. Of few vectors, clusters that save less would be chance.
 */
export function leastCost({ leastGain = 0.002 }: ClusteringOptions, clusters: ClusterSums): number {
  const count = clusters.sizes.reduce((sum, size) => sum + size, 0);
  return Math.max(leastGain, LEAST_WORTH / Math.max(1, count)) * totalSquares(clusters);
}

export const LEAST_WORTH = 5;
