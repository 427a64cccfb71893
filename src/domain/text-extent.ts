/** How much of a text a model saw. */
export interface TextExtent {
  /** Content tokens of the whole text, special tokens not counted. */
  readonly tokens: number;
  /** Windows it was read in. */
  readonly windows: number;
  /** True when some of the text was not seen by the model. */
  readonly truncated: boolean;
}
