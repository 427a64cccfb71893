/** The comments that a search looks at; null: all. */
export interface SearchFilter {
  /** First and last day in UTC, `2026-01-31`. */
  readonly first: string | null;
  readonly last: string | null;
  readonly source: string | null;
  /** Attribute → its value; all of them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Id of a topic: sentences about it or about one below it. */
  readonly topic: string | null;
  /** Of the sentence. */
  readonly sentiment: 'negative' | 'neutral' | 'positive' | null;
  /** Least and greatest rating. */
  readonly ratings: readonly [least: number, greatest: number] | null;
  readonly handled: boolean | null;
}

/** How a sentence was found. */
export interface FoundBy {
  /** Its place by meaning and by words, from 1; null: not found so. */
  readonly meaning: number | null;
  readonly words: number | null;
  /** Cosine of the sentence and the question, −1 to 1; null: it has no embedding. */
  readonly similarity: number | null;
}

/** A sentence of a comment that a search found. */
export interface FoundSentence extends FoundBy {
  /** The newest comment that says it. */
  readonly feedbackId: number;
  readonly documentId: number;
  readonly ordinal: number;
  /** In code points of the comment's text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The sentence, byte by byte as in the comment. */
  readonly sentence: string;
  readonly sentiment: string;
  /** −1 to 1. */
  readonly score: number;
  readonly source: string;
  /** When the customer wrote, ISO 8601; null: unknown. */
  readonly at: string | null;
  readonly rating: number | null;
  readonly language: string | null;
  /** Whether all comments that say it are. */
  readonly handled: boolean;
  /** Comments that say this sentence, or nearly the same, among those found; at least 1. */
  readonly comments: number;
  /** Those of them beside the newest, the newest first; at most 999. */
  readonly alike: readonly number[];
}
