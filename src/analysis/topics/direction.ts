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
const SLOPE = 1.33;
const OFFSET = -3.85;
/** Of a topic there. */
const LEARNT_PREVALENCE = 0.035;
/** Half the estimated shift was best calibrated: the whole one makes 0.5 of frequent topics too much. */
const PREVALENCE_SHARE = 0.5;
const LEAST_SHIFT = -1.5;
const MOST_SHIFT = 2;

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
  const n = vectorCount(background);
  for (let round = 0; round < ROUNDS; round++) {
    const judge = describedJudge(direction, background, spread);
    const likely: { vector: Float32Array; weight: number }[] = [];
    for (let i = 0; i < n; i++) {
      const vector = vectorAt(background, i);
      const weight = judged(judge, vector);
      if (weight >= LEAST_LIKELY) likely.push({ vector, weight });
    }
    if (likely.length === 0) break;
    const parts = [start, weightedMean(likely, dimensions)].map((vector) => ({ vector, weight: 1 }));
    direction = weightedMean(parts, dimensions);
  }
  return direction;
}

/** The judge of a direction: its cosine, calibrated, with the prevalence of the topic in the background. */
export function describedJudge(direction: Float32Array, background: Vectors, spread: number): LinearJudge {
  const weights = direction.map((value) => (SLOPE / spread) * value);
  return { weights, bias: OFFSET + PREVALENCE_SHARE * prevalenceShift(weights, background) };
}

/**
 * How much more often the topic is in the corpus than in what the calibration was learnt on, in logits: expectation
 * maximisation after Saerens, Latinne and Decaestecker (2002). 0 without sentences.
 */
function prevalenceShift(weights: Float32Array, background: Vectors): number {
  const n = vectorCount(background);
  if (n === 0) return 0;
  const logits = Float64Array.from({ length: n }, (_, i) => dot(vectorAt(background, i), weights) + OFFSET);
  const learnt = logit(LEARNT_PREVALENCE);
  let shift = 0;
  for (let step = 0; step < 50; step++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += probability(logits[i]! + shift);
    const next = Math.min(MOST_SHIFT, Math.max(LEAST_SHIFT, logit(Math.max(1e-5, sum / n)) - learnt));
    const moved = Math.abs(next - shift);
    shift = next;
    if (moved < 1e-3) break;
  }
  return shift;
}

export const logit = (p: number): number => Math.log(p / (1 - p));

export const probability = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** The probability that a judge gives to a unit vector of the space. */
export const judged = ({ weights, bias }: LinearJudge, vector: Float32Array): number =>
  probability(dot(weights, vector) + bias);

function weightedMean(
  rows: readonly { readonly vector: Float32Array; readonly weight: number }[],
  dimensions: number,
): Float32Array {
  const sum = new Float64Array(dimensions);
  for (const { vector, weight } of rows) for (let i = 0; i < dimensions; i++) sum[i]! += weight * vector[i]!;
  return unitVector(sum);
}
