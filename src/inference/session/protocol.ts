/** Messages between the main thread and a session thread. Typed arrays of results are transferred, not copied. */

/** The settings of every session. */
interface GraphSetup {
  readonly graph: string;
  /** 'cpu' or 'cuda:N'. */
  readonly device: string;
  readonly threads: number;
  readonly padId: number;
}

/** A graph that pools spans of tokens through an own input. Runs take a `SessionInput`. */
export interface SpanSetup extends GraphSetup {
  readonly kind?: 'spans';
  readonly poolInput: string;
  /** Graph outputs to fetch. */
  readonly outputs: readonly string[];
  /** Graph output with a vector per token, which runs with `perToken` fetch too. */
  readonly tokenOutput?: string | undefined;
}

/** A graph in the plain layout: token ids and attention mask in, one output out. Runs take a `RowInput`. */
export interface RowSetup extends GraphSetup {
  readonly kind: 'rows';
  /** The session reads the first of these outputs that the graph has. */
  readonly reads: readonly OutputRead[];
}

export type SessionSetup = SpanSetup | RowSetup;

export interface OutputRead {
  readonly output: string;
  readonly reduce: Reduction;
}

/**
 * Reduction of an output. 'row': a vector per row, from [rows, size]. From [rows, tokens, size]: 'tokens': a vector per
 * token without padding; 'mean' or 'max' over the tokens of a row; 'cls': the first token of a row.
 */
export type Reduction = 'row' | 'tokens' | 'mean' | 'max' | 'cls';

/**
 * One session run: concatenated rows of token ids (special tokens included), and for each row the token ranges of its
 * segments as concatenated pairs, end exclusive.
 */
export interface SessionInput {
  readonly ids: Int32Array;
  readonly lengths: Int32Array;
  readonly segmentCounts: Int32Array;
  readonly segments: Int32Array;
  /** Whether to fetch `tokenOutput` too. Default: no. */
  readonly perToken?: boolean;
}

/** One session run of a plain graph: concatenated rows of token ids (special tokens included). */
export interface RowInput {
  readonly ids: Int32Array;
  /** Token type ids, as many as ids; used if the graph has the input. */
  readonly typeIds: Int32Array;
  readonly lengths: Int32Array;
  /** Length to pad rows to: the longest length or more. */
  readonly width: number;
}

/** Key of a plain graph's output in `SessionOutput`: concatenated vectors. */
export const ROW_VALUES = 'values';

/**
 * For each output name, one vector per span, concatenated. The spans of a row are the whole row, then its segments;
 * rows in order. The token output has one vector per token of each row, special tokens included.
 */
export type SessionOutput = Readonly<Record<string, Float32Array>>;

/** The names of an opened graph, or why no session opened. */
export type SessionOpened =
  | { readonly inputs: readonly string[]; readonly outputs: readonly string[] }
  | { readonly fault: 'graph' | 'device'; readonly detail: string };
