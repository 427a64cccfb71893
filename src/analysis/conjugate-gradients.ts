export const inner = (one: Float64Array, other: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
};

const STEPS = 200;

/**
 * Conjugate gradients: the vector whose product with a positive definite matrix is `right`.
 * @param times product of the matrix with a vector
 * @param share of the length of `right` that the residual may have
 */
export function conjugateGradients(
  times: (vector: Float64Array) => Float64Array,
  right: Float64Array,
  share: number,
): Float64Array {
  const found = new Float64Array(right.length);
  const residual = right.slice();
  const search = right.slice();
  let square = inner(residual, residual);
  const enough = square * share * share;
  for (let step = 0; step < STEPS && square > enough; step++) {
    const product = times(search);
    const bend = inner(search, product);
    if (!(bend > 0)) break;
    const length = square / bend;
    for (let i = 0; i < found.length; i++) {
      found[i]! += length * search[i]!;
      residual[i]! -= length * product[i]!;
    }
    const next = inner(residual, residual);
    for (let i = 0; i < search.length; i++) search[i] = residual[i]! + (next / square) * search[i]!;
    square = next;
  }
  return found;
}
