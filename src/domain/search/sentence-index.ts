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
  /** What a reader should know, such as sentences that it does not hold yet. */
  readonly notes: readonly string[];
}

/** Why an index finds nothing: whoever asks reads the tables instead. */
export type Unready = Pick<Nearest, 'notes'>;

/** Embeddings of sentences, made ready to be compared. */
export interface SentenceIndex {
  nearest(vector: Float32Array, options: NearestOptions): Promise<Nearest | Unready>;
}

/** One text for one sentence. */
export const keyOf = ({ documentId, ordinal }: SentenceKey): string => `${documentId} ${ordinal}`;
