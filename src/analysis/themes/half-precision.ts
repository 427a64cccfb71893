import { decodeHalfFloats, encodeHalfFloats } from '../../domain/half-float.ts';
import { type Vectors, vectorAt, vectorCount } from '../vectors.ts';

/** Centroids as they are stored, so that newcomers are measured against the same ones. */
export function atHalfPrecision(centroids: Vectors): Vectors {
  const { dimensions } = centroids;
  const rows = Array.from({ length: vectorCount(centroids) }, (_, i) => vectorAt(centroids, i));
  return { values: decodeHalfFloats(encodeHalfFloats(rows, dimensions)), dimensions };
}
