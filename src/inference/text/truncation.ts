/** Which text of a pair is cut when the pair does not fit. */
export type PairTruncation = 'longest_first' | 'only_first' | 'only_second';

/** A range of content tokens, end exclusive. */
export interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/**
 * How many first tokens of each text of a pair are kept; null when cutting the allowed text is not enough. Rule of the
 * tokenizers library (`truncate_encodings`): longest_first keeps the shorter text whole if it fits in half of the
 * capacity, else each text gets half and the longer one the odd token.
 *
 * @param first content tokens of the first text
 * @param second content tokens of the second text
 * @param capacity content tokens that fit both together
 */
export function truncatePair(
  first: number,
  second: number,
  capacity: number,
  truncation: PairTruncation,
): readonly [number, number] | null {
  const excess = first + second - capacity;
  if (excess <= 0) return [first, second];
  if (truncation === 'only_first') return first > excess ? [first - excess, second] : null;
  if (truncation === 'only_second') return second > excess ? [first, second - excess] : null;
  const shorter = Math.min(first, second);
  const half = Math.floor(capacity / 2);
  const [small, large] = shorter <= half ? [shorter, capacity - shorter] : [half, capacity - half];
  return first > second ? [large, small] : [small, large];
}

/**
 * Sliding windows over a text, cut as in the tokenizers library: `capacity` tokens each, `stride` of them shared with
 * the next; the last may be shorter. A text without tokens has one empty window.
 *
 * @param stride content tokens shared by neighbours, less than `capacity`
 */
export function slideWindows(length: number, capacity: number, stride: number): TokenRange[] {
  const windows: TokenRange[] = [];
  for (let from = 0; ; from += capacity - stride) {
    const to = Math.min(from + capacity, length);
    windows.push({ from, to });
    if (to === length) return windows;
  }
}
