import type { Entity } from './entity.ts';

/** How much of a text a model read. */
export interface TextExtent {
  /** Content tokens of the whole text, without special tokens. */
  readonly tokens: number;
  /** Windows of the text. */
  readonly windows: number;
  /** Whether the model did not read part of the text. */
  readonly truncated: boolean;
}

/**
 * How a model's outputs become scores. 'single': exactly one label applies (softmax); 'multi': several labels may apply
 * (sigmoid); 'regression': the output is the score.
 */
export type LabelRule = 'single' | 'multi' | 'regression';

/** Result of a classification model for one text. */
export interface LabelScores extends TextExtent {
  /** The most probable label; null for regression. */
  readonly label: string | null;
  /** By label, each 0..1; they sum to 1 unless several labels may apply. Empty for regression. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** The unbounded value of a regression; else null. */
  readonly score: number | null;
}

/** Result of a sentence embedding model for one text. */
export interface TextVector extends TextExtent {
  /** Of unit length. */
  readonly vector: Float32Array;
}

/** Result of a token classification model for one text. */
export interface TextEntities extends TextExtent {
  readonly entities: readonly Entity[];
}
