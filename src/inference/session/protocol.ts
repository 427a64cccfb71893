/** What crosses between the main thread and a session thread. Typed arrays are transferred, not copied. */

/** What every session needs. */
interface GraphSetup {
  readonly graph: string;
  /** 'cpu' or 'cuda:N'. */
  readonly device: string;
  readonly threads: number;
  readonly padId: number;
}

/** A graph that pools spans of tokens by itself, through an input of its own. Runs take a `SessionInput`. */
export interface SpanSetup extends GraphSetup {
  readonly kind?: 'spans';
  readonly poolInput: string;
  /** Graph outputs to fetch. */
  readonly outputs: readonly string[];
}

/** A graph in the plain layout: token ids and attention mask in, one output read. Runs take a `RowInput`. */
export interface RowSetup extends GraphSetup {
  readonly kind: 'rows';
  /** Of these the first whose output the graph has. */
  readonly reads: readonly OutputRead[];
}

export type SessionSetup = SpanSetup | RowSetup;

export interface OutputRead {
  readonly output: string;
  readonly reduce: Reduction;
}

/**
 * What is kept of an output: 'row': a vector per row, of an output [rows, size]. Of an output [rows, tokens,
 * size]: 'tokens': a vector per token, padding left out; 'mean' or 'max' over the tokens of a row; 'cls': the
 * row's first token.
 */
export type Reduction = 'row' | 'tokens' | 'mean' | 'max' | 'cls';

/**
 * One session run: rows of token ids (special tokens included) laid end to end, and for each row the token
 * ranges of its segments, end exclusive, laid end to end as pairs.
 */
export interface SessionInput {
  readonly ids: Int32Array;
  readonly lengths: Int32Array;
  readonly segmentCounts: Int32Array;
  readonly segments: Int32Array;
}

/** One session run of a plain graph: rows of token ids (special tokens included) laid end to end. */
export interface RowInput {
  readonly ids: Int32Array;
  /** Token type ids, as many as ids; used when the graph asks for them. */
  readonly typeIds: Int32Array;
  readonly lengths: Int32Array;
  /** What rows are padded to: the longest length or more. */
  readonly width: number;
}

/** The name in `SessionOutput` of what a plain graph gives: vectors laid end to end. */
export const ROW_VALUES = 'values';

/**
 * For each output name: one vector per span, laid end to end. The spans of a row are the whole row, then its
 * segments; rows in order.
 */
export type SessionOutput = Readonly<Record<string, Float32Array>>;

/** What came of opening a session: the names that its graph has, or why there is none. */
export type SessionOpened =
  | { readonly inputs: readonly string[]; readonly outputs: readonly string[] }
  | { readonly fault: 'graph' | 'device'; readonly detail: string };
