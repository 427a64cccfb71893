import { type Vectors, vectorCount } from '../vectors.ts';
import { type ClusterSums, emptySums, recentred } from './cluster-sums.ts';
import { type ClusteringOptions, leastCost } from './clustering-options.ts';
import { drawCentroids, refine } from './k-means.ts';
import { groupCentroids, mergeNearest } from './merging.ts';
import { addBatch, assignBatch } from './nearest.ts';
import { withNewcomers } from './newcomers.ts';
import { sampleVectors, type VectorSource } from './vector-source.ts';

export interface Clustering {
  /** Of unit length. */
  readonly centroids: Vectors;
  /** Vectors of each cluster. */
  readonly sizes: Float64Array;
  /** The cluster of each vector, in the order of the source; −1 for vectors without direction. */
  readonly clusterOf: Int32Array;
  /** Cosine of each vector to its centroid, −1..1; 0 for those without direction. */
  readonly similarity: Float32Array;
}

/** Clusters on the way are this many times as many as those in the end. */
const FINER = 5;
/** Passes over all vectors that move the centroids, before the one that assigns. */
const PASSES = 2;

/**
 * Clusters unit vectors, as many as there are, in flat memory and 8 bytes a vector: every vector is assigned to the
 * nearest of the centroids that {@link findCentroids} finds.
 */
export async function clusterVectors(source: VectorSource, options: ClusteringOptions): Promise<Clustering> {
  return assignAll(source, await findCentroids(source, options));
}

/**
 * Centroids of clusters of unit vectors, in flat memory:
 *
 * 1. A seeded sample is cut into many small clusters (k-means++, spherical k-means) which are merged by Ward's
 *    criterion, down to the number asked for, or for as long as a merge loses less than `leastGain` of the
 *    variance. That finds better clusters than k-means++ alone, and says how many there are.
 * 2. Spherical k-means moves their centroids, on the sample until it settles, then over all vectors.
 *
 * From `start`, the centroids of before take the place of step 1, and what has grown up between them is added.
 *
 * @returns of unit length; none without a vector that has a direction
 */
export async function findCentroids(source: VectorSource, options: ClusteringOptions): Promise<Vectors> {
  const { start, seed, pause } = options;
  const sample = await sampleVectors(source, options.sample ?? 20_000, seed);
  let centroids =
    start && vectorCount(start) > 0
      ? await withNewcomers(sample, start, options)
      : (await refine(sample, await firstCentroids(sample, options), 50, pause)).centroids;
  for (let pass = 0; pass < PASSES; pass++) {
    const clusters = emptySums(vectorCount(centroids), source.dimensions);
    for await (const batch of source.batches()) {
      addBatch(batch, centroids, clusters);
      await pause?.();
    }
    centroids = occupied(recentred(clusters, centroids), clusters);
  }
  return centroids;
}

async function firstCentroids(sample: Vectors, options: ClusteringOptions): Promise<Vectors> {
  const count = vectorCount(sample);
  const size = options.leastSize ?? 5;
  const most = options.clusters ?? options.most ?? 100;
  const fine = Math.min(FINER * most, Math.max(options.clusters ?? 1, Math.floor(count / size)));
  const drawn = await drawCentroids(sample, fine, options.seed, options.pause);
  const { clusters } = await refine(sample, drawn, 4, options.pause);
  const rule = {
    ...{ fewest: options.clusters ?? 1, most },
    cost: leastCost(options, clusters),
    size: options.clusters ? 1 : size,
  };
  return groupCentroids(clusters, await mergeNearest(clusters, rule, options.pause));
}

/** Without the centroids that no vector is nearest to. */
function occupied({ values, dimensions }: Vectors, { sizes }: ClusterSums): Vectors {
  const kept = [...sizes.keys()].filter((cluster) => sizes[cluster]! > 0);
  const left = new Float32Array(kept.length * dimensions);
  for (const [place, cluster] of kept.entries()) {
    left.set(values.subarray(cluster * dimensions, (cluster + 1) * dimensions), place * dimensions);
  }
  return { values: left, dimensions };
}

async function assignAll(source: VectorSource, centroids: Vectors): Promise<Clustering> {
  const sizes = new Float64Array(vectorCount(centroids));
  let clusterOf = new Int32Array(1_024);
  let similarity = new Float32Array(1_024);
  let count = 0;
  for await (const batch of source.batches()) {
    assignBatch(batch, centroids, (cluster, cosine) => {
      if (count === clusterOf.length) {
        clusterOf = grown(clusterOf, new Int32Array(2 * count));
        similarity = grown(similarity, new Float32Array(2 * count));
      }
      clusterOf[count] = cluster;
      similarity[count] = cosine;
      if (cluster >= 0) sizes[cluster]! += 1;
      count++;
    });
  }
  return { centroids, sizes, clusterOf: clusterOf.slice(0, count), similarity: similarity.slice(0, count) };
}

function grown<Values extends Int32Array | Float32Array>(values: Values, into: Values): Values {
  into.set(values);
  return into;
}
