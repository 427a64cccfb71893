/** Which text of a pair gives way when both do not fit. */
export type PairTruncation = 'longest_first' | 'only_first' | 'only_second';

/** A range of content tokens, end exclusive. */
export interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/**
 * How many tokens of each text of a pair are kept, from its start; null when the text that may be cut is too
 * short for that. Rule of the tokenizers library (`truncate_encodings`): longest first leaves the shorter text
 * whole where it fits in half of the room, else both get half, an odd token going to the longer.
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
 * Sliding windows over a text as the tokenizers library cuts them: each holds `capacity` tokens, the next shares
 * `stride` of them; the last may be short. A text without tokens has one empty window.
 *
 * @param stride content tokens that neighbours share, less than `capacity`
 */
export function slideWindows(length: number, capacity: number, stride: number): TokenRange[] {
  const windows: TokenRange[] = [];
  for (let from = 0; ; from += capacity - stride) {
    const to = Math.min(from + capacity, length);
    windows.push({ from, to });
    if (to === length) return windows;
  }
}
