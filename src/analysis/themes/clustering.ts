import { pickVectors, type Vectors, vectorCount } from '../vectors.ts';
import { emptySums, recentred } from './cluster-sums.ts';
import { refine } from './k-means.ts';
import { groupCentroids, mergeAlike, mergeNearest } from './merging.ts';
import { addBatch } from './nearest.ts';
import { withNewcomers } from './newcomers.ts';
import {
  type ClusteringOptions,
  LEAST_SIZE,
  leastCost,
  MOST_CLUSTERS,
  smallClusters,
} from './small-clusters.ts';
import { sampleVectors, type VectorSource } from './vector-source.ts';

/** Vectors held in memory to find clusters: 30 MB at 384 dimensions. */
const SAMPLE = 20_000;
/** Passes over all vectors that move the centroids. */
const PASSES = 2;

/**
 * Finds centroids of clusters of unit vectors, in flat memory:
 *
 * 1. Cuts a seeded sample into many small clusters (k-means++, spherical k-means) and merges them by Ward's criterion
 *    down to the given number, or while a merge costs less than {@link leastCost}. This finds better clusters than
 *    k-means++ alone, and their number.
 * 2. Moves the centroids by spherical k-means: on the sample until it converges, then over all vectors.
 *
 * With `start`, the given centroids replace step 1, and clusters that have grown up between them are added.
 *
 * @returns centroids of unit length; none if no vector has a direction
 */
export async function findCentroids(source: VectorSource, options: ClusteringOptions): Promise<Vectors> {
  const { start, seed, alike = 1.1, pause } = options;
  const sample = await sampleVectors(source, SAMPLE, seed);
  let centroids =
    start && vectorCount(start) > 0
      ? await withNewcomers(sample, start, options)
      : mergeAlike((await refine(sample, await firstCentroids(sample, options), 50, pause)).clusters, alike);
  for (let pass = 0; pass < PASSES; pass++) {
    const clusters = emptySums(vectorCount(centroids), source.dimensions);
    for await (const batch of source.batches()) {
      addBatch(batch, centroids, clusters);
      await pause?.();
    }
    const occupied = [...clusters.sizes.keys()].filter((cluster) => clusters.sizes[cluster]! > 0);
    centroids = pickVectors(recentred(clusters, centroids), occupied);
  }
  return centroids;
}

async function firstCentroids(sample: Vectors, options: ClusteringOptions): Promise<Vectors> {
  const most = options.clusters ?? MOST_CLUSTERS;
  const { clusters } = await smallClusters(sample, options, most);
  const rule = {
    ...{ fewest: options.clusters ?? 1, most },
    cost: leastCost(clusters),
    size: options.clusters ? 1 : LEAST_SIZE,
  };
  return groupCentroids(clusters, await mergeNearest(clusters, rule, options.pause));
}
