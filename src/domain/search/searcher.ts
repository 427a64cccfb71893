import type { PolarityProbabilities } from '../analysis.ts';
import type { FoundSentence, SearchFilter } from './found-sentence.ts';

/** Longest question, in code units. */
export const LONGEST_QUESTION = 2_000;

export interface SearchOptions {
  readonly filter?: Partial<SearchFilter>;
  /** Sentences, 1 to 100; default 10. */
  readonly limit?: number;
  /** Default: both. */
  readonly by?: 'both' | 'words' | 'meaning';
}

export interface SearchResult {
  /** Best first; those that say the same are one. */
  readonly sentences: readonly FoundSentence[];
  /** Hash of the model whose results were searched. */
  readonly model: string;
  /** Sentences that were compared by meaning. */
  readonly searched: number;
  /** Of the question, ISO 639-1, as detected; null: unknown. */
  readonly language: string | null;
  readonly notes: readonly string[];
}

/** A text with what the model says of it. */
export interface JudgedText {
  /** Of unit length; empty if the model cannot read the text. */
  readonly embedding: Float32Array;
  readonly sentiment: PolarityProbabilities;
}

export interface Searcher {
  /**
   * Sentences that answer to a question, by meaning and by words.
   * @throws VerbatimError QUESTION_EMPTY, QUESTION_TOO_LONG, SEARCH_NO_DATA, SEARCH_UNREADABLE, and those of a filter:
   *   FILTER_INVALID, FILTER_VALUE_UNKNOWN, ATTRIBUTE_UNKNOWN, TOPIC_UNKNOWN, TOPIC_RETIRED
   */
  search(question: string, options?: SearchOptions): Promise<SearchResult>;
  /**
   * Sentences near to those of a comment, without its own text.
   * @throws VerbatimError COMMENT_UNKNOWN, and as {@link Searcher.search}
   */
  similar(feedbackId: number, options?: Omit<SearchOptions, 'by'>): Promise<SearchResult>;
  /** Unit vectors of texts by the model whose results are searched. @throws VerbatimError SEARCH_NO_DATA, SEARCH_UNREADABLE */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  /** Texts as the same model judges sentences, each alone. @throws VerbatimError SEARCH_NO_DATA, SEARCH_UNREADABLE */
  judge(texts: readonly string[]): Promise<JudgedText[]>;
}
