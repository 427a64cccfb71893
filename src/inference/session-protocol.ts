/** What crosses between the main thread and a session thread. Typed arrays are transferred, not copied. */

export interface SessionSetup {
  readonly graph: string;
  /** 'cpu' or 'cuda:N'. */
  readonly device: string;
  readonly threads: number;
  readonly padId: number;
  readonly poolInput: string;
  /** Graph outputs to fetch. */
  readonly outputs: readonly string[];
}

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

/**
 * For each output name: one vector per span, laid end to end. The spans of a row are the whole row, then its
 * segments; rows in order.
 */
export type SessionOutput = Readonly<Record<string, Float32Array>>;

export type ToThread = { readonly id: number; readonly input: SessionInput };

export type FromThread =
  | { readonly kind: 'ready'; readonly inputs: readonly string[]; readonly outputs: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: 'graph' | 'device'; readonly detail: string }
  | { readonly kind: 'output'; readonly id: number; readonly output: SessionOutput }
  | { readonly kind: 'failed'; readonly id: number; readonly detail: string };
