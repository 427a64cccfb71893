import { POLARITIES, type PolarityProbabilities } from './analysis.ts';

/** A linear head that corrects the sentiment of a model: from its probabilities and its embedding to other logits. */
export interface SentimentHead {
  /** 3 × 3: what the centred logarithm of each probability adds to each logit, row by row. */
  readonly logits: Float32Array;
  /** Dimensions × 3: what each component of the embedding adds to each logit, row by row. */
  readonly embedding: Float32Array;
  /** One a polarity. */
  readonly bias: Float32Array;
}

/** Stored probabilities have seven digits; a smaller one is 0 there. */
const LEAST = 1e-12;

/** Logarithms of probabilities, less their mean: the model's logits but for a constant. */
export function centredLogs(probabilities: PolarityProbabilities): [number, number, number] {
  const [negative, neutral, positive] = probabilities.map((it) => Math.log(Math.max(LEAST, it)));
  const mean = (negative! + neutral! + positive!) / 3;
  return [negative! - mean, neutral! - mean, positive! - mean];
}

/** The probabilities of a head for a span that the model gave these probabilities and this embedding. */
export function correctedSentiment(
  { logits, embedding, bias }: SentimentHead,
  probabilities: PolarityProbabilities,
  vector: Float32Array,
): PolarityProbabilities {
  const own = [...bias];
  const size = POLARITIES.length;
  for (const [i, log] of centredLogs(probabilities).entries()) {
    for (let c = 0; c < size; c++) own[c]! += log * logits[i * size + c]!;
  }
  for (let i = 0; i < vector.length; i++) {
    for (let c = 0; c < size; c++) own[c]! += vector[i]! * embedding[i * size + c]!;
  }
  const most = Math.max(...own);
  const weights = own.map((logit) => Math.exp(logit - most));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum) as unknown as PolarityProbabilities;
}
