import type { Clause } from './clauses.ts';

/** A sentence or clause, or one window of it that is longer than a window. */
interface WindowSegment {
  /** Content tokens of the text, end exclusive. */
  readonly from: number;
  readonly to: number;
  /** UTF-16 offsets into the windowed text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A slice of a text that fits the model, of whole sentences where they fit. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly segments: readonly WindowSegment[];
}

/**
 * Cuts a text into windows of at most `capacity` content tokens at sentence boundaries; cuts inside a sentence only
 * when the sentence alone is longer. Every token is in exactly one window, so the model reads each sentence once, with
 * as much context as fits.
 *
 * @param tokenStarts UTF-16 offset of each content token in the text, ascending
 * @param sentences spans of sentences or clauses of the text, ascending
 */
export function planWindows(
  tokenStarts: Int32Array,
  sentences: readonly Clause[],
  capacity: number,
): Window[] {
  const windows: Window[] = [];
  let segments: WindowSegment[] = [];
  let from = 0;
  const close = (to: number) => {
    if (to > from) windows.push({ from, to, segments });
    segments = [];
    from = to;
  };
  for (const segment of tokenSegments(tokenStarts, sentences)) {
    if (segment.to - from > capacity) close(segment.from);
    let rest = segment;
    while (rest.to - rest.from > capacity) {
      const cut = rest.from + capacity;
      const at = tokenStarts[cut]!;
      segments.push({ ...rest, to: cut, end: at });
      close(cut);
      rest = { ...rest, from: cut, start: at };
    }
    segments.push(rest);
  }
  close(tokenStarts.length);
  return windows;
}

/** Sentences as token ranges. A token outside all sentences joins its neighbour. */
function tokenSegments(tokenStarts: Int32Array, sentences: readonly Clause[]): WindowSegment[] {
  const found: WindowSegment[] = [];
  let token = 0;
  for (let i = 0; i < sentences.length && token < tokenStarts.length; i++) {
    const { start, end } = sentences[i]!;
    const from = token;
    const next = sentences[i + 1];
    const limit = next ? (next.lead ?? next.start) : Number.POSITIVE_INFINITY;
    while (token < tokenStarts.length && tokenStarts[token]! < limit) token++;
    if (token > from) found.push({ from, to: token, start, end });
  }
  return found;
}
