import { unitVector, type Vectors } from '../vectors.ts';
import type { ClusterSums } from './cluster-sums.ts';
import type { Pause } from './k-means.ts';

/** When merging ends. */
export interface MergeRule {
  /** Never fewer clusters than this. */
  readonly fewest: number;
  /** Merge on as long as there are more than this. */
  readonly most: number;
  /** Merge on as long as the cheapest merge adds less than this to the sum of squared distances. */
  readonly cost: number;
  /** Clusters of fewer vectors are merged first, whatever it costs. */
  readonly size: number;
}

/**
 * Merges clusters pair by pair, always the pair that adds least to the sum of squared distances from the centroids
 * (Ward 1963, "Hierarchical grouping to optimize an objective function").
 *
 * @returns for each cluster the number of its group; groups are numbered by the first cluster in them
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

/** What merging two clusters adds to the sum of squared distances: |A||B| / (|A|+|B|) · ‖mean A − mean B‖². */
function addedSquares(sums: Float64Array, sizes: Float64Array, width: number, i: number, j: number): number {
  const [a, b] = [sizes[i]!, sizes[j]!];
  if (a === 0 || b === 0) return 0;
  let square = 0;
  for (let d = 0; d < width; d++) square += (sums[i * width + d]! / a - sums[j * width + d]! / b) ** 2;
  return ((a * b) / (a + b)) * square;
}

/** The directions of the sums of each group. */
export function groupCentroids({ sums, dimensions }: ClusterSums, groups: Int32Array): Vectors {
  const count = groups.reduce((most, group) => Math.max(most, group + 1), 0);
  const added = new Float64Array(count * dimensions);
  for (const [cluster, group] of groups.entries()) {
    for (let d = 0; d < dimensions; d++) {
      added[group * dimensions + d]! += sums[cluster * dimensions + d]!;
    }
  }
  const values = new Float32Array(added.length);
  for (let from = 0; from < added.length; from += dimensions) {
    values.set(unitVector(added.subarray(from, from + dimensions)), from);
  }
  return { values, dimensions };
}
