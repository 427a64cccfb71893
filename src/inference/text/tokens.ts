/** The content tokens of one text, without special tokens. */
export interface Tokens {
  readonly ids: Int32Array;
  /** UTF-16 offsets of each token in the encoded text, end exclusive. */
  readonly start: Int32Array;
  readonly end: Int32Array;
}
