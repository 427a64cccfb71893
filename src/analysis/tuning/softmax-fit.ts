import { conjugateGradients, inner } from '../conjugate-gradients.ts';

/** Rows of a softmax regression that starts from given logits. All arrays go row by row. */
export interface SoftmaxRows {
  readonly features: Float64Array;
  readonly dimensions: number;
  /** Logits to which features × weights are added: those of the model that is tuned. */
  readonly offsets: Float64Array;
  /** A share for each class; they sum to 1. */
  readonly targets: Float64Array;
  /** How much each row counts. */
  readonly weights: Float64Array;
  readonly classes: number;
}

const NEWTON_STEPS = 40;

/**
 * Softmax regression with an L2 penalty of its own for each feature: the minimum over W of
 * Σ wᵢ CE(tᵢ, softmax(oᵢ + xᵢW)) + ½ Σⱼ pⱼ‖Wⱼ‖². Newton's method with conjugate gradients. With offsets of 0 and equal
 * penalties it is the minimum of scikit-learn's `LogisticRegression`.
 * @param penalties of each feature
 * @param start weights to begin from
 * @param tolerance of the largest component of the gradient
 * @returns dimensions × classes
 */
export function fitSoftmax(
  { features, dimensions, offsets, targets, weights, classes }: SoftmaxRows,
  penalties: ArrayLike<number>,
  { start, tolerance = 1e-6 }: { readonly start?: Float64Array; readonly tolerance?: number } = {},
): Float64Array {
  const rows = weights.length;
  const size = dimensions * classes;
  const point = start ? start.slice() : new Float64Array(size);

  const times = (at: Float64Array, into: Float64Array) => {
    for (let row = 0; row < rows; row++) {
      const from = row * dimensions;
      for (let c = 0; c < classes; c++) {
        let sum = 0;
        // Class by class the weights are adjacent, so that the loop runs over both in order.
        const column = c * dimensions;
        for (let i = 0; i < dimensions; i++) sum += features[from + i]! * at[column + i]!;
        into[row * classes + c] = sum;
      }
    }
  };
  const addRows = (factors: Float64Array, into: Float64Array) => {
    for (let row = 0; row < rows; row++) {
      const from = row * dimensions;
      for (let c = 0; c < classes; c++) {
        const factor = factors[row * classes + c]!;
        if (factor === 0) continue;
        const column = c * dimensions;
        for (let i = 0; i < dimensions; i++) into[column + i]! += factor * features[from + i]!;
      }
    }
  };
  const penalised = (at: Float64Array) => at.map((value, place) => penalties[place % dimensions]! * value);
  const probabilities = new Float64Array(rows * classes);
  /** The loss where the logits are offsets + `added`; fills `probabilities`. */
  const lossOf = (at: Float64Array, added: Float64Array): number => {
    let loss = 0;
    for (let place = 0; place < size; place++) loss += 0.5 * penalties[place % dimensions]! * at[place]! ** 2;
    for (let row = 0; row < rows; row++) {
      const from = row * classes;
      let most = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < classes; c++) most = Math.max(most, offsets[from + c]! + added[from + c]!);
      let sum = 0;
      let own = 0;
      for (let c = 0; c < classes; c++) {
        const logit = offsets[from + c]! + added[from + c]! - most;
        const exp = Math.exp(logit);
        probabilities[from + c] = exp;
        sum += exp;
        own += targets[from + c]! * logit;
      }
      for (let c = 0; c < classes; c++) probabilities[from + c]! /= sum;
      loss += weights[row]! * (Math.log(sum) - own);
    }
    return loss;
  };

  // Inside, weights go class by class.
  const own = transposed(point, dimensions, classes);
  const added = new Float64Array(rows * classes);
  times(own, added);
  let loss = lossOf(own, added);
  const factors = new Float64Array(rows * classes);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const gradient = penalised(own);
    for (let place = 0; place < factors.length; place++) {
      factors[place] = weights[Math.floor(place / classes)]! * (probabilities[place]! - targets[place]!);
    }
    addRows(factors, gradient);
    const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest < tolerance) break;
    const curved = probabilities.slice();
    const along = new Float64Array(rows * classes);
    const curvature = (vector: Float64Array): Float64Array => {
      times(vector, along);
      for (let row = 0; row < rows; row++) {
        const from = row * classes;
        let mean = 0;
        for (let c = 0; c < classes; c++) mean += curved[from + c]! * along[from + c]!;
        for (let c = 0; c < classes; c++) {
          along[from + c] = weights[row]! * curved[from + c]! * (along[from + c]! - mean);
        }
      }
      const product = penalised(vector);
      addRows(along, product);
      return product;
    };
    const direction = conjugateGradients(
      curvature,
      gradient.map((value) => -value),
      Math.min(0.1, Math.sqrt(largest)),
    );
    const slope = inner(direction, gradient);
    const reach = new Float64Array(rows * classes);
    times(direction, reach);
    let length = 1;
    for (; length > 1e-8; length /= 2) {
      const next = own.map((value, place) => value + length * direction[place]!);
      const nextAdded = added.map((value, place) => value + length * reach[place]!);
      const found = lossOf(next, nextAdded);
      if (found > loss + 1e-4 * length * slope) continue;
      own.set(next);
      added.set(nextAdded);
      loss = found;
      break;
    }
    if (length <= 1e-8) break;
  }
  return transposed(own, classes, dimensions);
}

/** rows × columns → columns × rows. */
function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = values[row * columns + column]!;
    }
  }
  return turned;
}
