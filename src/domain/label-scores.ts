import type { TextExtent } from './text-extent.ts';

/** What a classification model says about one text. */
export interface LabelScores extends TextExtent {
  /** The most probable label; null for regression. */
  readonly label: string | null;
  /** By label, each 0..1; they sum to 1 unless several labels may hold at once. Empty for regression. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** The model's number, unbounded, for regression; else null. */
  readonly score: number | null;
}

/**
 * How a model's outputs become scores: 'single': one label holds (softmax); 'multi': each label may hold
 * (sigmoid); 'regression': the output is the score.
 */
export type LabelRule = 'single' | 'multi' | 'regression';
