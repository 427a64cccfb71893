import { dotAt, hasDirection, type Vectors, vectorCount } from '../vectors.ts';
import type { ClusterSums } from './cluster-sums.ts';

/** Receives the cluster of each vector (−1 for one without direction) and its cosine to that centroid, −1..1. */
type OnVector = (cluster: number, similarity: number) => void;

/** Finds the nearest centroid of each vector of a batch; ties go to the first. */
export function assignBatch(batch: Float32Array, centroids: Vectors, onVector: OnVector): void {
  const { dimensions } = centroids;
  const clusters = vectorCount(centroids);
  const cosines = new Float64Array(clusters);
  for (let at = 0; at < batch.length; at += dimensions) {
    if (clusters === 0 || !hasDirection(batch, at, dimensions)) {
      onVector(-1, 0);
      continue;
    }
    cosinesTo(batch.subarray(at, at + dimensions), centroids, cosines);
    let best = 0;
    for (let cluster = 1; cluster < clusters; cluster++) {
      if (cosines[cluster]! > cosines[best]!) best = cluster;
    }
    onVector(best, cosines[best]!);
  }
}

/** Four centroids at a time, so each component of the vector is read once for four: 5 times as fast. */
function cosinesTo(vector: Float32Array, { values, dimensions }: Vectors, into: Float64Array): void {
  let cluster = 0;
  for (; cluster + 3 < into.length; cluster += 4) {
    const one = cluster * dimensions;
    const two = one + dimensions;
    const three = two + dimensions;
    const four = three + dimensions;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < dimensions; i++) {
      const value = vector[i]!;
      a += value * values[one + i]!;
      b += value * values[two + i]!;
      c += value * values[three + i]!;
      d += value * values[four + i]!;
    }
    into[cluster] = a;
    into[cluster + 1] = b;
    into[cluster + 2] = c;
    into[cluster + 3] = d;
  }
  for (; cluster < into.length; cluster++) {
    into[cluster] = dotAt(vector, 0, values, cluster * dimensions, dimensions);
  }
}

/** Adds each vector of a batch to the sums of its nearest centroid. */
export function addBatch(batch: Float32Array, centroids: Vectors, into: ClusterSums): void {
  const { dimensions } = centroids;
  let at = 0;
  assignBatch(batch, centroids, (cluster) => {
    if (cluster >= 0) {
      into.sizes[cluster]! += 1;
      const sum = cluster * dimensions;
      for (let i = 0; i < dimensions; i++) into.sums[sum + i]! += batch[at + i]!;
    }
    at += dimensions;
  });
}
