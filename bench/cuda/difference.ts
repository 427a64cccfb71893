import type { SpanScores } from '../../src/domain/analysis.ts';

/** One text, judged twice. */
export interface Pair {
  readonly ours: SpanScores;
  readonly theirs: SpanScores;
}

const numbers = ({ sentiment, emotion, toxicity, embedding }: SpanScores) => [
  ...[...sentiment, ...emotion, toxicity ?? 0],
  ...(embedding ?? []),
];

/** Of any probability or component of the embedding. */
export function largestDifference(pairs: readonly Pair[]): number {
  let largest = 0;
  for (const { ours, theirs } of pairs) {
    const other = numbers(theirs);
    for (const [i, value] of numbers(ours).entries()) {
      largest = Math.max(largest, Math.abs(value - other[i]!));
    }
  }
  return largest;
}

/** Share of texts with the same most probable sentiment, 0..1. */
export function sameSentiment(pairs: readonly Pair[]): number {
  const strongest = ({ sentiment }: SpanScores) => sentiment.indexOf(Math.max(...sentiment));
  return pairs.filter(({ ours, theirs }) => strongest(ours) === strongest(theirs)).length / pairs.length;
}
