import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type Vectors, vectorCount, vectorsOf } from '../vectors.ts';

/** Mean and principal directions of embeddings. */
export interface Directions {
  readonly mean: Float64Array;
  /** One direction after the other, unit vectors, those with the most variance first. */
  readonly axes: Float64Array;
  readonly count: number;
}

/** The rest of the embedding adds nothing at so few labels, and takes six times as long. */
const MOST = 64;

/** The directions in which the embeddings of a corpus vary most; fewer if they span fewer. */
export function corpusDirections(vectors: Vectors): Directions {
  const { dimensions } = vectors;
  const n = vectorCount(vectors);
  const mean = new Float64Array(dimensions);
  for (const row of vectorsOf(vectors)) for (let i = 0; i < dimensions; i++) mean[i]! += row[i]! / n;
  const products = new Float64Array(dimensions * dimensions);
  const centred = new Float64Array(dimensions);
  for (const row of vectorsOf(vectors)) {
    for (let i = 0; i < dimensions; i++) centred[i] = row[i]! - mean[i]!;
    for (let i = 0; i < dimensions; i++) {
      const value = centred[i]! / n;
      for (let j = 0; j <= i; j++) products[i * dimensions + j]! += value * centred[j]!;
    }
  }
  const covariance = new Matrix(dimensions, dimensions);
  for (let i = 0; i < dimensions; i++) {
    for (let j = 0; j <= i; j++) {
      covariance.set(i, j, products[i * dimensions + j]!);
      covariance.set(j, i, products[i * dimensions + j]!);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((value, place) => ({ value, place }))
    .filter(({ value }) => value > 1e-9)
    .sort((a, b) => b.value - a.value)
    .slice(0, MOST);
  const axes = new Float64Array(order.length * dimensions);
  for (const [k, { place }] of order.entries()) axes.set(eigenvectorMatrix.getColumn(place), k * dimensions);
  return { mean, axes, count: order.length };
}
