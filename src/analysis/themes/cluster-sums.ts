import { hasDirection, unitVector, type Vectors } from '../vectors.ts';

/** For each centroid, the sum of its nearest vectors. */
export interface ClusterSums {
  readonly dimensions: number;
  /** Sum of the vectors of each cluster, concatenated. */
  readonly sums: Float64Array;
  /** Count of vectors of each cluster. */
  readonly sizes: Float64Array;
}

export const emptySums = (clusters: number, dimensions: number): ClusterSums => ({
  dimensions,
  sums: new Float64Array(clusters * dimensions),
  sizes: new Float64Array(clusters),
});

/**
 * The centroids of spherical k-means: the directions of the sums (Dhillon & Modha 2001, "Concept decompositions for
 * large sparse text data using clustering"). An empty cluster keeps its centroid.
 */
export function recentred({ sums, sizes, dimensions }: ClusterSums, before: Vectors): Vectors {
  const values = before.values.slice();
  for (let cluster = 0; cluster < sizes.length; cluster++) {
    const from = cluster * dimensions;
    const centroid = unitVector(sums.subarray(from, from + dimensions));
    if (sizes[cluster]! > 0 && hasDirection(centroid, 0, dimensions)) values.set(centroid, from);
  }
  return { values, dimensions };
}

/** Sum of squared distances of the unit vectors from their overall mean. */
export function totalSquares({ sums, sizes, dimensions }: ClusterSums): number {
  const all = new Float64Array(dimensions);
  for (let i = 0; i < sums.length; i++) all[i % dimensions]! += sums[i]!;
  const count = sizes.reduce((sum, size) => sum + size, 0);
  return Math.max(0, count - all.reduce((sum, value) => sum + value ** 2, 0) / Math.max(1, count));
}

/** Mean cosine between the vectors and their centroids: total length of the sums divided by the count of vectors. */
export function meanCosine({ sums, sizes, dimensions }: ClusterSums): number {
  let [lengths, count] = [0, 0];
  for (let cluster = 0; cluster < sizes.length; cluster++) {
    let square = 0;
    for (let i = cluster * dimensions; i < (cluster + 1) * dimensions; i++) square += sums[i]! ** 2;
    lengths += Math.sqrt(square);
    count += sizes[cluster]!;
  }
  return lengths / Math.max(1, count);
}

/** The clusters at the given indexes. */
export function pickClusters(
  { sums, sizes, dimensions }: ClusterSums,
  picked: readonly number[],
): ClusterSums {
  const result = emptySums(picked.length, dimensions);
  for (const [place, cluster] of picked.entries()) {
    result.sizes[place] = sizes[cluster]!;
    result.sums.set(sums.subarray(cluster * dimensions, (cluster + 1) * dimensions), place * dimensions);
  }
  return result;
}
