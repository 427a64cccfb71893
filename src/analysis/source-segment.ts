import type { PolarityProbabilities } from '../domain/analysis.ts';

/** A verbatim piece of a comment. */
export interface Quote {
  readonly feedbackId: number;
  /** Offsets into the comment's stored text in Unicode code points, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Exactly what stands there. */
  readonly text: string;
}

/** A sentence of a comment with what the model's one pass says about it. */
export interface SourceSegment extends Quote {
  /** Of unit length; all zeros when the model said nothing. */
  readonly embedding: Float32Array;
  readonly sentiment: PolarityProbabilities;
}

/** True when the quote is, code point by code point, what stands in the stored text at its offsets. */
export const isVerbatim = ({ start, end, text }: Quote, stored: string): boolean =>
  0 <= start && start < end && [...stored].slice(start, end).join('') === text;

/** A polarity is clear from this probability on; the same bound as for mixed texts. */
const CLEAR = 0.6;

/** −1 clearly negative, 1 clearly positive, 0 neither. */
export function clearSide([negative, , positive]: PolarityProbabilities): -1 | 0 | 1 {
  if (negative >= CLEAR) return -1;
  return positive >= CLEAR ? 1 : 0;
}

/** By comment and place in it: an order that does not depend on that of the rows. */
export const byPlace = (a: Quote, b: Quote): number => a.feedbackId - b.feedbackId || a.start - b.start;
