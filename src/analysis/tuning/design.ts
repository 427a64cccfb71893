import { POLARITIES, type PolarityProbabilities } from '../../domain/analysis.ts';
import { centredLogs, type SentimentHead, softmaxOf } from '../../domain/sentiment-head.ts';
import type { Directions } from './directions.ts';
import { fitSoftmax, type SoftmaxRows } from './softmax-fit.ts';

/** A comment or a sentence with a label, and what the model that is tuned gives for it. */
export interface LabelledSpan {
  /** Its text. Spans of one text are never on both sides of a cross-validation. */
  readonly documentId: number;
  readonly probabilities: PolarityProbabilities;
  /** Unit vector. */
  readonly embedding: Float32Array;
  /** What people say; `mixed` is half negative and half positive. Sums to 1. */
  readonly target: PolarityProbabilities;
  /** Labels of rules train with less weight, and measure nothing. */
  readonly byRule: boolean;
}

/** How far a head may go from the model's: the penalty on each part. Null: that part stays as it is. */
export interface Strength {
  readonly bias: number;
  readonly logits: number | null;
  readonly embedding: number | null;
}

/** Components of unit vectors are about 0.05. */
const SCALE = 6;
/** Of a label by a rule; a person's has 1. */
const RULE_WEIGHT = 0.25;
/** Of the gradient. Starts of folds are near their ends, so they need few steps. */
const TOLERANCE = 1e-2;

/** Labelled spans as rows of features. */
export interface Design {
  readonly spans: readonly LabelledSpan[];
  readonly directions: Directions;
  /** Row by row: 1, the centred logarithms, the components along the directions. */
  readonly features: Float64Array;
  readonly columns: number;
}

const SIZE = POLARITIES.length;

export function designOf(spans: readonly LabelledSpan[], directions: Directions): Design {
  const { mean, axes, count } = directions;
  const columns = 1 + SIZE + count;
  const features = new Float64Array(spans.length * columns);
  for (const [row, { probabilities, embedding }] of spans.entries()) {
    const from = row * columns;
    features[from] = 1;
    features.set(centredLogs(probabilities), from + 1);
    for (let k = 0; k < count; k++) {
      let sum = 0;
      const axis = k * mean.length;
      for (let i = 0; i < mean.length; i++) sum += (embedding[i]! - mean[i]!) * axes[axis + i]!;
      features[from + 1 + SIZE + k] = SCALE * sum;
    }
  }
  return { spans, directions, features, columns };
}

/** Columns that a strength uses: the first ones. */
const used = ({ columns }: Design, { logits, embedding }: Strength): number =>
  logits === null ? 1 : embedding === null ? 1 + SIZE : columns;

/**
 * Weights of a head for some of the rows: columns × 3.
 * @param start weights of a fit to similar rows
 */
export function fitWeights(
  design: Design,
  rows: readonly number[],
  strength: Strength,
  { start, tolerance = TOLERANCE }: { readonly start?: Float64Array; readonly tolerance?: number } = {},
): Float64Array {
  const { spans, features, columns } = design;
  const dimensions = used(design, strength);
  const own: SoftmaxRows = {
    features: new Float64Array(rows.length * dimensions),
    dimensions,
    offsets: new Float64Array(rows.length * SIZE),
    targets: new Float64Array(rows.length * SIZE),
    weights: Float64Array.from(rows, (i) => (spans[i]!.byRule ? RULE_WEIGHT : 1)),
    classes: SIZE,
  };
  for (const [row, i] of rows.entries()) {
    own.features.set(features.subarray(i * columns, i * columns + dimensions), row * dimensions);
    own.offsets.set(features.subarray(i * columns + 1, i * columns + 1 + SIZE), row * SIZE);
    own.targets.set(spans[i]!.target, row * SIZE);
  }
  const penalties = Array.from({ length: dimensions }, (_, column) =>
    column === 0 ? strength.bias : column <= SIZE ? strength.logits! : strength.embedding!,
  );
  return fitSoftmax(own, penalties, { tolerance, ...(start && { start }) });
}

/** What weights give for a row. */
export function probabilitiesOf(
  { features, columns }: Design,
  i: number,
  weights: Float64Array,
): PolarityProbabilities {
  const dimensions = weights.length / SIZE;
  const logits = [...features.subarray(i * columns + 1, i * columns + 1 + SIZE)];
  for (let column = 0; column < dimensions; column++) {
    const value = features[i * columns + column]!;
    for (let c = 0; c < SIZE; c++) logits[c]! += value * weights[column * SIZE + c]!;
  }
  return softmaxOf(logits);
}

/** Weights of the features as a head: what it does to the model's own outputs. */
export function headOf({ directions }: Design, weights: Float64Array): SentimentHead {
  const { mean, axes, count } = directions;
  const dimensions = mean.length;
  const logits = new Float32Array(SIZE * SIZE);
  const embedding = new Float32Array(dimensions * SIZE);
  const bias = new Float32Array(SIZE);
  // Columns that the strength does not use have no weights.
  const weight = (column: number, c: number) => weights[column * SIZE + c] ?? 0;
  for (let c = 0; c < SIZE; c++) {
    for (let i = 0; i < SIZE; i++) logits[i * SIZE + c] = (i === c ? 1 : 0) + weight(1 + i, c);
    let atMean = 0;
    for (let i = 0; i < dimensions; i++) {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += SCALE * axes[k * dimensions + i]! * weight(1 + SIZE + k, c);
      embedding[i * SIZE + c] = sum;
      atMean += mean[i]! * sum;
    }
    bias[c] = weight(0, c) - atMean;
  }
  return { logits, embedding, bias };
}
