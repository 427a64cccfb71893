import { conjugateGradients, inner } from '../conjugate-gradients.ts';

/** Rows of a logistic regression with two outcomes. */
export interface LogisticRows {
  /** Features, row by row. */
  readonly values: Float64Array;
  readonly dimensions: number;
  /** Of each row: whether it is positive. */
  readonly positive: readonly boolean[];
}

export interface LogisticFit {
  readonly weights: Float64Array;
  readonly bias: number;
}

const NEWTON_STEPS = 40;

/**
 * Logistic regression with an L2 penalty and balanced classes: the minimum of ½‖w‖² + C Σ cᵢ log(1 + exp(−yᵢ(w·xᵢ + b))),
 * where the weights cᵢ give both classes half of the rows and b is free. Newton's method with conjugate gradients;
 * scikit-learn's `LogisticRegression(C=C, class_weight='balanced')` has the same minimum.
 * @param start weights to begin from
 * @param tolerance of the largest component of the gradient
 */
export function fitLogistic(
  { values, dimensions, positive }: LogisticRows,
  c: number,
  { start, tolerance = 1e-6 }: { start?: LogisticFit; tolerance?: number } = {},
): LogisticFit {
  const n = positive.length;
  const positives = positive.filter(Boolean).length;
  const size = dimensions + 1;
  const rowWeights = positive.map((it) => (c * n) / (2 * Math.max(1, it ? positives : n - positives)));
  const point = new Float64Array(size);
  if (start) {
    point.set(start.weights);
    point[dimensions] = start.bias;
  }
  const scores = new Float64Array(n);
  const score = (at: Float64Array, into: Float64Array) => {
    for (let row = 0; row < n; row++) {
      // Four independent sums, as in `dotAt`.
      let [a, b, c, d] = [at[dimensions]!, 0, 0, 0];
      const from = row * dimensions;
      let i = 0;
      for (; i + 3 < dimensions; i += 4) {
        a += at[i]! * values[from + i]!;
        b += at[i + 1]! * values[from + i + 1]!;
        c += at[i + 2]! * values[from + i + 2]!;
        d += at[i + 3]! * values[from + i + 3]!;
      }
      for (; i < dimensions; i++) a += at[i]! * values[from + i]!;
      into[row] = a + b + c + d;
    }
  };
  const loss = (at: Float64Array, of: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) sum += 0.5 * at[i]! * at[i]!;
    for (let row = 0; row < n; row++) {
      const margin = positive[row] ? of[row]! : -of[row]!;
      sum +=
        rowWeights[row]! *
        (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
    }
    return sum;
  };
  const addRows = (factors: Float64Array, into: Float64Array) => {
    for (let row = 0; row < n; row++) {
      const factor = factors[row]!;
      if (factor === 0) continue;
      const from = row * dimensions;
      for (let i = 0; i < dimensions; i++) into[i]! += factor * values[from + i]!;
      into[dimensions]! += factor;
    }
  };
  const factors = new Float64Array(n);
  const curvature = new Float64Array(n);
  score(point, scores);
  let current = loss(point, scores);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const gradient = Float64Array.from(point);
    gradient[dimensions] = 0;
    for (let row = 0; row < n; row++) {
      const p = 1 / (1 + Math.exp(-scores[row]!));
      factors[row] = rowWeights[row]! * (p - (positive[row] ? 1 : 0));
      curvature[row] = rowWeights[row]! * p * (1 - p);
    }
    addRows(factors, gradient);
    const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest < tolerance) break;
    const times = (vector: Float64Array): Float64Array => {
      const product = Float64Array.from(vector);
      product[dimensions] = 0;
      const along = new Float64Array(n);
      score(vector, along);
      for (let row = 0; row < n; row++) along[row]! *= curvature[row]!;
      addRows(along, product);
      return product;
    };
    const direction = conjugateGradients(
      times,
      gradient.map((value) => -value),
      Math.min(0.1, Math.sqrt(largest)),
    );
    const slope = inner(direction, gradient);
    let length = 1;
    for (; length > 1e-8; length /= 2) {
      const next = point.map((value, i) => value + length * direction[i]!);
      const nextScores = new Float64Array(n);
      score(next, nextScores);
      const found = loss(next, nextScores);
      if (found > current + 1e-4 * length * slope) continue;
      point.set(next);
      scores.set(nextScores);
      current = found;
      break;
    }
    if (length <= 1e-8) break;
  }
  return { weights: point.slice(0, dimensions), bias: point[dimensions]! };
}
