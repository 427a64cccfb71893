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
  return softmaxOf(own);
}

/** The inverse of {@link correctedSentiment}: the probabilities that the model itself gave. */
export function baseSentiment(
  { logits, embedding, bias }: SentimentHead,
  corrected: PolarityProbabilities,
  vector: Float32Array,
): PolarityProbabilities {
  const size = POLARITIES.length;
  const rest: number[] = centredLogs(corrected);
  for (let c = 0; c < size; c++) {
    rest[c]! -= bias[c]!;
    for (let i = 0; i < vector.length; i++) rest[c]! -= vector[i]! * embedding[i * size + c]!;
  }
  // Logits have no level of their own: with l₂ = −l₀ − l₁, the differences to the last one are two equations.
  const row = (c: number) => {
    const difference = (i: number) => logits[i * size + c]! - logits[i * size + 2]!;
    const last = difference(2);
    return [difference(0) - last, difference(1) - last, rest[c]! - rest[2]!] as const;
  };
  const [[a, b, right], [d, e, below]] = [row(0), row(1)];
  const determinant = a * e - b * d;
  const first = (right * e - b * below) / determinant;
  const second = (a * below - right * d) / determinant;
  return softmaxOf([first, second, -first - second]);
}

/** Probabilities of logits. */
export function softmaxOf(logits: readonly number[]): PolarityProbabilities {
  const most = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - most));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum) as unknown as PolarityProbabilities;
}
