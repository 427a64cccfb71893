import { dot, unitVector, type Vectors, vectorAt, vectorCount } from '../vectors.ts';

/** A linear judge in the topic space: the probability of a unit vector x is σ(x·weights + bias). */
export interface LinearJudge {
  readonly weights: Float32Array;
  readonly bias: number;
}

/**
 * Calibration of cosines in units of the space's spread, so that of sentences with a probability of 0.5 half are about
 * the topic. Learnt by logistic regression on NLU++ (Casanueva et al. 2022, CC BY 4.0): hotels and banking, descriptions
 * of our own, with two encoders: slopes 1.16 to 1.51, offsets −3.78 to −3.89. bench/topics.ts measures it.
 */
export const SLOPE = 1.33;
export const OFFSET = -3.85;

/** Sentences of the background with a lower probability teach nothing. */
const LEAST_LIKELY = 0.4;
const ROUNDS = 2;

/**
 * Direction of a topic from its texts, corrected twice by the sentences of the corpus that are probably about it
 * (Rocchio 1971, with weights). The texts keep half the weight, so a corpus that never mentions the topic cannot turn
 * it elsewhere.
 * @param texts unit vectors in the space, with their weights
 * @param background sentences of the corpus, in the space
 * @param spread of the space
 */
export function topicDirection(
  texts: readonly { readonly vector: Float32Array; readonly weight: number }[],
  background: Vectors,
  spread: number,
): Float32Array {
  const { dimensions } = background;
  const start = weightedMean(texts, dimensions);
  let direction = start;
  for (let round = 0; round < ROUNDS; round++) {
    const likely: { vector: Float32Array; weight: number }[] = [];
    const least = cosineAt(LEAST_LIKELY, spread);
    for (let i = 0; i < vectorCount(background); i++) {
      const vector = vectorAt(background, i);
      const cosine = dot(vector, direction);
      if (cosine >= least) likely.push({ vector, weight: probability((SLOPE * cosine) / spread + OFFSET) });
    }
    if (likely.length === 0) break;
    const heard = weightedMean(likely, dimensions);
    direction = weightedMean(
      [
        { vector: start, weight: 1 },
        { vector: heard, weight: 1 },
      ],
      dimensions,
    );
  }
  return direction;
}

export const describedJudge = (direction: Float32Array, spread: number): LinearJudge => ({
  weights: direction.map((value) => (SLOPE / spread) * value),
  bias: OFFSET,
});

export const probability = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** The probability that a judge gives to a unit vector of the space. */
export const judged = ({ weights, bias }: LinearJudge, vector: Float32Array): number =>
  probability(dot(weights, vector) + bias);

const cosineAt = (level: number, spread: number): number =>
  ((Math.log(level / (1 - level)) - OFFSET) / SLOPE) * spread;

function weightedMean(
  rows: readonly { readonly vector: Float32Array; readonly weight: number }[],
  dimensions: number,
): Float32Array {
  const sum = new Float64Array(dimensions);
  for (const { vector, weight } of rows) for (let i = 0; i < dimensions; i++) sum[i]! += weight * vector[i]!;
  return unitVector(sum);
}
