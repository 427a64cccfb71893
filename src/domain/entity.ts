import type { TextExtent } from './text-extent.ts';

/** How tokens are joined to entities, as in transformers' token-classification pipeline. */
export const ENTITY_STRATEGIES = ['none', 'simple', 'first', 'average', 'max'] as const;
export type EntityStrategy = (typeof ENTITY_STRATEGIES)[number];

/** A span of a text that a token classification model names. */
export interface Entity {
  /** With the strategy 'none' the label of the token ('B-PER'), else that of the group ('PER'). */
  readonly label: string;
  /** 0..1 */
  readonly score: number;
  /** The span as the tokenizer spells it; the text itself is at `start`..`end`. */
  readonly word: string;
  /** Offsets into the text in Unicode code points, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The same in UTF-16 units. */
  readonly startUtf16: number;
  readonly endUtf16: number;
  /** With the strategy 'none' the token's place among all tokens of the text, special tokens before it included. */
  readonly index: number | null;
}

/** What a token classification model says about one text. */
export interface TextEntities extends TextExtent {
  readonly entities: readonly Entity[];
}
