import { decodeHalfFloats, encodeHalfFloats } from '../../domain/half-float.ts';
import { type Vectors, vectorsOf } from '../vectors.ts';

/** Centroids as they are stored, so that newcomers are measured against the same ones. */
export function atHalfPrecision(centroids: Vectors): Vectors {
  const { dimensions } = centroids;
  return { values: decodeHalfFloats(encodeHalfFloats(vectorsOf(centroids), dimensions)), dimensions };
}
