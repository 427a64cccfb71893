import { dot, endToEnd, unitVector, type Vectors } from '../vectors.ts';
import type { ClusterSums } from './cluster-sums.ts';
import type { Pause } from './k-means.ts';

/** Conditions that end merging. */
interface MergeRule {
  /** Stop at this number of clusters. */
  readonly fewest: number;
  /** Continue while there are more clusters than this. */
  readonly most: number;
  /** Continue while the cheapest merge adds less than this to the sum of squared distances. */
  readonly cost: number;
  /** Merge clusters with fewer vectors first, at any cost. */
  readonly size: number;
}

/**
 * Merges clusters pair by pair, always the pair that adds the least to the sum of squared distances from the centroids
 * (Ward 1963, "Hierarchical grouping to optimize an objective function").
 *
 * @returns for each cluster the number of its group, 0 upwards in the order of their first clusters
 */
export async function mergeNearest(
  clusters: ClusterSums,
  rule: MergeRule,
  pause: Pause = () => {},
): Promise<Int32Array> {
  const { sizes: given, dimensions } = clusters;
  const count = given.length;
  const [sums, sizes] = [clusters.sums.slice(), given.slice()];
  const groups = Int32Array.from(given, (_, i) => i);
  const costs = new Float64Array(count * count).fill(Number.POSITIVE_INFINITY);
  const alive = Array.from(given, () => true);
  const price = (i: number) => {
    for (let j = 0; j < count; j++) {
      const both = i !== j && alive[i] && alive[j];
      const cost = both ? addedSquares(sums, sizes, dimensions, i, j) : Number.POSITIVE_INFINITY;
      costs[i * count + j] = cost;
      costs[j * count + i] = cost;
    }
  };
  for (let i = 0; i < count; i++) {
    price(i);
    await pause();
  }
  for (let left = count; left > Math.max(1, rule.fewest); left--) {
    const small = (i: number) => alive[i]! && sizes[i]! < rule.size;
    const onlySmall = sizes.some((_, i) => small(i));
    let cheapest = -1;
    for (let at = 0; at < costs.length; at++) {
      if (onlySmall && !small(Math.floor(at / count))) continue;
      if (cheapest < 0 || costs[at]! < costs[cheapest]!) cheapest = at;
    }
    if (!onlySmall && left <= rule.most && costs[cheapest]! >= rule.cost) break;
    const [one, other] = [Math.floor(cheapest / count), cheapest % count];
    const [kept, gone] = [Math.min(one, other), Math.max(one, other)];
    for (let i = 0; i < dimensions; i++) sums[kept * dimensions + i]! += sums[gone * dimensions + i]!;
    sizes[kept]! += sizes[gone]!;
    alive[gone] = false;
    await pause();
    price(gone);
    price(kept);
    for (let i = 0; i < count; i++) if (groups[i] === gone) groups[i] = kept;
  }
  const order = [...new Set(groups)].sort((a, b) => a - b);
  return groups.map((group) => order.indexOf(group));
}

/** Increase of the sum of squared distances by a merge: |A||B| / (|A|+|B|) · ‖mean A − mean B‖². */
function addedSquares(sums: Float64Array, sizes: Float64Array, width: number, i: number, j: number): number {
  const [a, b] = [sizes[i]!, sizes[j]!];
  if (a === 0 || b === 0) return 0;
  let square = 0;
  for (let d = 0; d < width; d++) square += (sums[i * width + d]! / a - sums[j * width + d]! / b) ** 2;
  return ((a * b) / (a + b)) * square;
}

/** The direction of the sum of each group. */
export function groupCentroids({ sums, dimensions }: ClusterSums, groups: Int32Array): Vectors {
  const totals: Float64Array[] = [];
  for (const [cluster, group] of groups.entries()) {
    totals[group] ??= new Float64Array(dimensions);
    for (let d = 0; d < dimensions; d++) totals[group][d]! += sums[cluster * dimensions + d]!;
  }
  return endToEnd(totals.map(unitVector), dimensions);
}

/**
 * Merges the two clusters with the most similar centroids until none are alike.
 * @param alike least cosine of the centroids of two clusters that become one
 * @returns centroids of unit length
 */
export function mergeAlike({ sums, sizes, dimensions }: ClusterSums, alike: number): Vectors {
  const totals = Array.from(sizes, (_, i) => sums.slice(i * dimensions, (i + 1) * dimensions));
  const centroids = totals.map(unitVector);
  for (;;) {
    let [one, other, most] = [-1, -1, alike];
    for (let i = 0; i < centroids.length; i++) {
      for (let j = i + 1; j < centroids.length; j++) {
        const cosine = dot(centroids[i]!, centroids[j]!);
        if (cosine >= most) [one, other, most] = [i, j, cosine];
      }
    }
    if (one < 0) return endToEnd(centroids, dimensions);
    for (let d = 0; d < dimensions; d++) totals[one]![d]! += totals[other]![d]!;
    centroids[one] = unitVector(totals[one]!);
    totals.splice(other, 1);
    centroids.splice(other, 1);
  }
}
