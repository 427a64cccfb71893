import type { PolarityProbabilities } from './analysis.ts';

/**
 * Where a model's labels say negative, neutral and positive, in any case: the index of each, -1 for a neutral that
 * it does not have. Null when the labels are not those.
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

/** The three probabilities out of a model's own, or null when its labels are others. */
export function polarityProbabilities(
  labels: readonly string[],
  values: readonly number[],
): PolarityProbabilities | null {
  const indices = polarityIndices(labels);
  if (indices === null) return null;
  return indices.map((index) => values[index] ?? 0) as unknown as PolarityProbabilities;
}
