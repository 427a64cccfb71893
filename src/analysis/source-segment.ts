import type { PolarityProbabilities } from '../domain/analysis.ts';

/** A verbatim part of a comment. */
export interface Quote {
  readonly feedbackId: number;
  /** Offsets into the comment's stored text in Unicode code points, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The stored text at these offsets, unchanged. */
  readonly text: string;
}

/** A sentence of a comment with the model's results. */
export interface SourceSegment extends Quote {
  /** Of unit length; all zeros if the model gave none. */
  readonly embedding: Float32Array;
  readonly sentiment: PolarityProbabilities;
}

/** Least probability of a clear polarity. */
export const CLEAR = 0.6;

/** −1 for clearly negative, 1 for clearly positive, 0 for neither. */
export function clearSide([negative, , positive]: PolarityProbabilities): -1 | 0 | 1 {
  if (negative >= CLEAR) return -1;
  return positive >= CLEAR ? 1 : 0;
}

/** Order by comment and offset, independent of the order of rows. */
export const byPlace = (a: Quote, b: Quote): number => a.feedbackId - b.feedbackId || a.start - b.start;
