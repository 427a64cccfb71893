/** Vectors of one width, laid end to end. */
export interface Vectors {
  /** As many numbers as vectors × dimensions. */
  readonly values: Float32Array;
  readonly dimensions: number;
}

export const vectorCount = ({ values, dimensions }: Vectors): number => values.length / dimensions;

/** Not a copy. */
export const vectorAt = ({ values, dimensions }: Vectors, i: number): Float32Array =>
  values.subarray(i * dimensions, (i + 1) * dimensions);

/** Each of them; not copies. */
export const vectorsOf = (vectors: Vectors): Float32Array[] =>
  Array.from({ length: vectorCount(vectors) }, (_, i) => vectorAt(vectors, i));

export function endToEnd(rows: readonly Float32Array[], dimensions = rows[0]?.length ?? 0): Vectors {
  const values = new Float32Array(rows.length * dimensions);
  for (const [i, row] of rows.entries()) values.set(row, i * dimensions);
  return { values, dimensions };
}

/** Of `length` numbers each, from the places given. */
export function dotAt(
  one: Float32Array,
  from: number,
  other: Float32Array,
  otherFrom: number,
  length: number,
): number {
  // Four sums at a time: a processor need not wait for one addition to begin the next.
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

/** The cosine, when both are of unit length. */
export const dot = (one: Float32Array, other: Float32Array): number => dotAt(one, 0, other, 0, one.length);

/** The direction of the sum; all zeros where the vectors cancel out or there are none. */
export function meanDirection(rows: Iterable<Float32Array>, dimensions: number): Float32Array {
  const sum = new Float64Array(dimensions);
  for (const row of rows) for (let i = 0; i < dimensions; i++) sum[i]! += row[i]!;
  return unitVector(sum);
}

/** Scaled to unit length; a zero vector, or one that is not finite, becomes all zeros. */
export function unitVector(vector: Float64Array): Float32Array {
  const length = Math.hypot(...vector);
  if (!(length > 1e-9 && length < Number.POSITIVE_INFINITY)) return new Float32Array(vector.length);
  return Float32Array.from(vector, (value) => value / length);
}

/** False for zero vectors and those with a component that is not finite: texts that the model said nothing of. */
export function hasDirection(values: Float32Array, from: number, dimensions: number): boolean {
  const square = dotAt(values, from, values, from, dimensions);
  return square > 1e-12 && square < Number.POSITIVE_INFINITY;
}
