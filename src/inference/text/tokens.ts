export interface Tokens {
  readonly ids: Int32Array;
  /** UTF-16 offsets of each token in the text that was encoded, end exclusive. */
  readonly start: Int32Array;
  readonly end: Int32Array;
}
