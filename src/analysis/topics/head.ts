import { dot } from '../vectors.ts';
import { judged, type LinearJudge, probability } from './direction.ts';
import { fitLogistic, type LogisticFit } from './logistic.ts';

/** A topic with so many examples has a head of its own. */
export const LEAST_EXAMPLES = 8;

/** Inverse strength of the penalty, and the weight of the similarity to the description as a feature. */
const C = 3;
const SIMILARITY = 2;

// Of few examples, learnt on NLU++ with 8 and 32 a topic; calibration.json corrects what is left.
const HEAD_SLOPE = 1.9;
const HEAD_OFFSET = 0.1;
const OFFSET_A_DOUBLING = -0.28;
const LEAST_OFFSET = -1.6;

export interface HeadExamples {
  /** Unit vectors of the topic space. */
  readonly positive: readonly Float32Array[];
  /** Counter-examples, examples of other topics. */
  readonly negative: readonly Float32Array[];
  /** Sentences that are probably about something else. They train, and are not tested on. */
  readonly background: readonly Float32Array[];
}

/** What a head found of examples that it was not trained on. */
export interface HeadCheck {
  readonly hits: number;
  readonly misses: number;
  readonly falseAlarms: number;
}

/** A logistic head on the embedding and its similarity to the description. @param direction of the topic, a unit vector */
export function trainHead(examples: HeadExamples, direction: Float32Array): LinearJudge {
  return fitted(examples, direction, undefined).judge;
}

const FOLDS = 5;

/**
 * Five-fold cross-validation of {@link trainHead}; each fold has its share of both kinds.
 * @param least logit from which on an example is found
 */
export function checkHead(examples: HeadExamples, direction: Float32Array, least: number): HeadCheck {
  const { positive, negative, background } = examples;
  const start = fitted(examples, direction, undefined).fit;
  let [hits, falseAlarms] = [0, 0];
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = (_: unknown, i: number) => i % FOLDS === fold;
    const kept = (_: unknown, i: number) => i % FOLDS !== fold;
    const part = { positive: positive.filter(kept), negative: negative.filter(kept), background };
    const { judge } = fitted(part, direction, start);
    const found = (vector: Float32Array) => judged(judge, vector) >= probability(least);
    hits += positive.filter(held).filter(found).length;
    falseAlarms += negative.filter(held).filter(found).length;
  }
  return { hits, misses: positive.length - hits, falseAlarms };
}

function fitted(
  { positive, negative, background }: HeadExamples,
  direction: Float32Array,
  start: LogisticFit | undefined,
): { judge: LinearJudge; fit: LogisticFit } {
  const rows = [...positive, ...negative, ...background];
  const own = direction.length;
  const dimensions = own + 1;
  const values = new Float64Array(rows.length * dimensions);
  for (const [i, row] of rows.entries()) {
    values.set(row, i * dimensions);
    values[i * dimensions + own] = SIMILARITY * dot(row, direction);
  }
  const labels = rows.map((_, i) => i < positive.length);
  const options = { tolerance: 1e-3, ...(start && { start }) };
  const fit = fitLogistic({ values, dimensions, positive: labels }, C, options);
  const offset = HEAD_OFFSET + OFFSET_A_DOUBLING * Math.log2(Math.max(1, positive.length) / LEAST_EXAMPLES);
  const similarity = SIMILARITY * fit.weights[own]!;
  return {
    fit,
    judge: {
      weights: direction.map((value, i) => HEAD_SLOPE * (fit.weights[i]! + similarity * value)),
      bias: HEAD_SLOPE * fit.bias + Math.max(LEAST_OFFSET, offset),
    },
  };
}
