/** Strategies to join tokens to entities, as in transformers' token-classification pipeline. */
export const ENTITY_STRATEGIES = ['none', 'simple', 'first', 'average', 'max'] as const;
export type EntityStrategy = (typeof ENTITY_STRATEGIES)[number];

/** A span of a text with a label. */
export interface Entity {
  /** Label of the token ('B-PER') with the strategy 'none', else of the group ('PER'). */
  readonly label: string;
  /** Probability, 0..1. */
  readonly score: number;
  /** The tokenizer's spelling of the span; the original text is at `start`..`end`. */
  readonly word: string;
  /** Offsets into the text in Unicode code points, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Offsets in UTF-16 units. */
  readonly startUtf16: number;
  readonly endUtf16: number;
  /** With the strategy 'none': index of the token in the text, special tokens included; else null. */
  readonly index: number | null;
}
