/** A sentence of a model's results. */
export interface SentenceKey {
  readonly documentId: number;
  readonly ordinal: number;
}

export interface NearSentence extends SentenceKey {
  /** Cosine, −1 to 1. */
  readonly similarity: number;
}

export interface NearestOptions {
  readonly modelId: number;
  readonly most: number;
  /** Ids of the only documents to look at, ascending; left out: all. */
  readonly within?: readonly number[];
}

export interface Nearest {
  /** Best first. */
  readonly sentences: readonly NearSentence[];
  /** Sentences that were looked at. */
  readonly searched: number;
}

/** Embeddings of sentences, made ready to be compared. */
export interface SentenceIndex {
  /** Null: it holds no embeddings of this model, or is not made yet. Whoever asks reads the tables instead. */
  nearest(vector: Float32Array, options: NearestOptions): Promise<Nearest | null>;
}

/** One text for one sentence. */
export const keyOf = ({ documentId, ordinal }: SentenceKey): string => `${documentId} ${ordinal}`;
