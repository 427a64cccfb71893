import { dot, endToEnd, hasDirection, type Vectors, vectorAt, vectorCount, vectorsOf } from '../vectors.ts';
import { pickClusters } from './cluster-sums.ts';
import { groupCentroids, mergeNearest } from './merging.ts';
import { assignBatch } from './nearest.ts';
import {
  type ClusteringOptions,
  LEAST_SIZE,
  leastCost,
  MOST_CLUSTERS,
  smallClusters,
} from './small-clusters.ts';

/** A new cluster must explain this many times as much as an old one, so themes do not flicker. */
const PROOF = 2;

/**
 * The centroids of the last clustering, plus those of clusters that are new in the sample. The small clusters nearest
 * to one old centroid are merged by Ward's criterion. If more than one group is left, the nearest one stays with the
 * old centroid and the others are new clusters.
 */
export async function withNewcomers(
  sample: Vectors,
  start: Vectors,
  options: ClusteringOptions,
): Promise<Vectors> {
  const { centroids, clusters } = await smallClusters(sample, options, MOST_CLUSTERS);
  const cost = PROOF * leastCost(clusters);
  const near: number[][] = Array.from({ length: vectorCount(start) }, () => []);
  let small = 0;
  assignBatch(centroids.values, start, (old) => {
    near[old]?.push(small);
    small++;
  });
  const found: Float32Array[] = [];
  for (const [place, own] of near.entries()) {
    if (own.length < 2) continue;
    const part = pickClusters(clusters, own);
    const rule = { fewest: 1, most: own.length, cost, size: LEAST_SIZE };
    const grown = vectorsOf(groupCentroids(part, await mergeNearest(part, rule, options.pause)));
    const cosines = grown.map((group) => dot(group, vectorAt(start, place)));
    const heir = cosines.indexOf(Math.max(...cosines));
    found.push(...grown.filter((group, i) => i !== heir && hasDirection(group, 0, start.dimensions)));
  }
  return endToEnd([...vectorsOf(start), ...found], start.dimensions);
}
