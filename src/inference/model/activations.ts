/** Softmax over `logits[at .. at + size)` with a temperature > 0 (Guo et al. 2017, "On calibration"). Sums to 1. */
export function softmax(logits: Float32Array, at: number, size: number, temperature: number): number[] {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < size; i++) most = Math.max(most, logits[at + i]!);
  const weights: number[] = [];
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const weight = Math.exp((logits[at + i]! - most) / temperature);
    weights.push(weight);
    sum += weight;
  }
  return weights.map((weight) => weight / sum);
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Scales a vector to unit length in place; a zero vector stays zero. */
export function normalise(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! / length;
  return vector;
}
