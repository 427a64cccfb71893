import { dot, endToEnd, hasDirection, type Vectors, vectorAt, vectorCount, vectorsOf } from '../vectors.ts';
import { pickClusters } from './cluster-sums.ts';
import { type ClusteringOptions, leastCost } from './clustering-options.ts';
import { drawCentroids, refine } from './k-means.ts';
import { groupCentroids, mergeNearest } from './merging.ts';
import { assignBatch } from './nearest.ts';

/** A new cluster has to explain this many times what keeps two clusters apart, so that themes do not flicker. */
const PROOF = 2;
const FINER = 5;

/**
 * Last night's centroids, and those of clusters that have grown up since: small clusters of tonight's sample that
 * are nearest to one old centroid are merged by Ward's criterion; where more than one group of them is left, the one
 * nearest to the old centroid stays with it and the others are new.
 */
export async function withNewcomers(
  sample: Vectors,
  start: Vectors,
  options: ClusteringOptions,
): Promise<Vectors> {
  const { pause } = options;
  const size = options.leastSize ?? 5;
  const most = options.most ?? 100;
  const fine = Math.min(FINER * most, Math.floor(vectorCount(sample) / size));
  const drawn = await drawCentroids(sample, fine, options.seed, pause);
  const { centroids, clusters } = await refine(sample, drawn, 4, pause);
  const cost = PROOF * leastCost(options, clusters);
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
    const groups = await mergeNearest(part, { fewest: 1, most: own.length, cost, size }, pause);
    const grown = vectorsOf(groupCentroids(part, groups));
    const cosines = grown.map((group) => dot(group, vectorAt(start, place)));
    const heir = cosines.indexOf(Math.max(...cosines));
    found.push(...grown.filter((group, i) => i !== heir && hasDirection(group, 0, start.dimensions)));
  }
  return endToEnd([...vectorsOf(start), ...found], start.dimensions);
}
