import type { PolarityProbabilities } from './analysis.ts';

/**
 * Indices of the labels negative, neutral and positive, in upper or lower case; −1 for a missing neutral. Null for other
 * labels.
 */
export function polarityIndices(
  labels: readonly string[],
): readonly [negative: number, neutral: number, positive: number] | null {
  const names = labels.map((label) => label.toLowerCase());
  const [negative, neutral, positive] = ['negative', 'neutral', 'positive'].map((name) =>
    names.indexOf(name),
  ) as [number, number, number];
  if (negative < 0 || positive < 0) return null;
  return names.length === (neutral < 0 ? 2 : 3) ? [negative, neutral, positive] : null;
}

/** The three probabilities from a model's own; null for other labels. */
export function polarityProbabilities(
  labels: readonly string[],
  values: readonly number[],
): PolarityProbabilities | null {
  const indices = polarityIndices(labels);
  if (indices === null) return null;
  return indices.map((index) => values[index] ?? 0) as unknown as PolarityProbabilities;
}
