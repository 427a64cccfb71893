import type { TextExtent } from './text-extent.ts';

/** What a sentence embedding model says about one text. */
export interface TextVector extends TextExtent {
  /** Of unit length. */
  readonly vector: Float32Array;
}
