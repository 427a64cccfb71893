import { decodeHalfFloats, encodeHalfFloats } from '../domain/half-float.ts';

/** Concatenated vectors of equal dimensions. */
export interface Vectors {
  /** Length: count of vectors × dimensions. */
  readonly values: Float32Array;
  readonly dimensions: number;
}

export const vectorCount = ({ values, dimensions }: Vectors): number => values.length / dimensions;

/** A view, not a copy. */
export const vectorAt = ({ values, dimensions }: Vectors, i: number): Float32Array =>
  values.subarray(i * dimensions, (i + 1) * dimensions);

/** Views, not copies. */
export const vectorsOf = (vectors: Vectors): Float32Array[] =>
  Array.from({ length: vectorCount(vectors) }, (_, i) => vectorAt(vectors, i));

/** Concatenates vectors. @param dimensions for an empty list */
export function endToEnd(rows: readonly Float32Array[], dimensions = rows[0]?.length ?? 0): Vectors {
  const values = new Float32Array(rows.length * dimensions);
  for (const [i, row] of rows.entries()) values.set(row, i * dimensions);
  return { values, dimensions };
}

/** A copy of the vectors at the given indexes. */
export const pickVectors = (vectors: Vectors, picked: readonly number[]): Vectors =>
  endToEnd(
    picked.map((i) => vectorAt(vectors, i)),
    vectors.dimensions,
  );

/** Rounds centroids to the precision in which they are stored, so later segments are compared with the same ones. */
export function atHalfPrecision(centroids: Vectors): Vectors {
  const { dimensions } = centroids;
  return { values: decodeHalfFloats(encodeHalfFloats(vectorsOf(centroids), dimensions)), dimensions };
}

/** Dot product of `length` numbers, from the given offsets. */
export function dotAt(
  one: Float32Array,
  from: number,
  other: Float32Array,
  otherFrom: number,
  length: number,
): number {
  // Four independent sums, so the processor does not wait for one addition to start the next.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    a += one[from + i]! * other[otherFrom + i]!;
    b += one[from + i + 1]! * other[otherFrom + i + 1]!;
    c += one[from + i + 2]! * other[otherFrom + i + 2]!;
    d += one[from + i + 3]! * other[otherFrom + i + 3]!;
  }
  for (; i < length; i++) a += one[from + i]! * other[otherFrom + i]!;
  return a + b + c + d;
}

/** Dot product: the cosine of two unit vectors. */
export const dot = (one: Float32Array, other: Float32Array): number => dotAt(one, 0, other, 0, one.length);

/** The direction of the sum; all zeros if the vectors cancel out or there are none. */
export function meanDirection(rows: Iterable<Float32Array>, dimensions: number): Float32Array {
  const sum = new Float64Array(dimensions);
  for (const row of rows) for (let i = 0; i < dimensions; i++) sum[i]! += row[i]!;
  return unitVector(sum);
}

/** Scales to unit length; a zero or non-finite vector becomes all zeros. */
export function unitVector(vector: Float64Array): Float32Array {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += vector[i]! * vector[i]!;
  const length = Math.sqrt(squares);
  if (!(length > 1e-9 && length < Number.POSITIVE_INFINITY)) return new Float32Array(vector.length);
  return Float32Array.from(vector, (value) => value / length);
}

/** False for zero and non-finite vectors, which stand for texts without an embedding. */
export function hasDirection(values: Float32Array, from: number, dimensions: number): boolean {
  const square = dotAt(values, from, values, from, dimensions);
  return square > 1e-12 && square < Number.POSITIVE_INFINITY;
}
