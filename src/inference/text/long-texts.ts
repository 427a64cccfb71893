import type { Tokens } from './tokens.ts';

/** UTF-16 units of one piece. The library holds about a hundred bytes for each unit. */
const PIECE = 100_000;
// UTF-16 units that a piece also reads beyond each end: far more context than a tokenizer uses.
const CONTEXT = 1_000;
// Tokens before and after a seam that must be equal in both pieces.
const WITNESSES = 32;

interface Piece {
  readonly start: number;
  readonly end: number;
}

/**
 * Encodes a long text in pieces, so memory does not grow with its length. Null when the result may differ from that of
 * the whole text. Pieces overlap: around each seam both neighbours must have the same tokens at the same offsets.
 * Tokenizers decide locally, so equal tokens around the seam mean equal tokens elsewhere.
 *
 * @param encode tokens of one text
 */
export async function encodeInPieces(
  text: string,
  encode: (text: string) => Promise<Tokens>,
  piece = PIECE,
  context = CONTEXT,
): Promise<Tokens | null> {
  const found: Tokens[] = [];
  let left: { readonly tokens: Tokens; readonly from: number } | null = null;
  for (const { start, end } of cutPieces(text, piece)) {
    const from = wholeCharacter(text, Math.max(0, start - context));
    const until = wholeCharacter(text, Math.min(text.length, end + context));
    const tokens = moved(await encode(text.slice(from, until)), from);
    if (left) {
      const before = countBefore(left.tokens, start);
      const after = countBefore(tokens, start);
      if (!sameAround(left.tokens, before, tokens, after)) return null;
      found.push(slice(left.tokens, left.from, before));
      left = { tokens, from: after };
    } else left = { tokens, from: 0 };
  }
  if (left) found.push(slice(left.tokens, left.from, left.tokens.ids.length));
  return joined(found);
}

/** Whether a text is long enough for {@link encodeInPieces}. */
export const isLong = (text: string): boolean => text.length > 2 * PIECE;

/** Cuts before a blank where there is one. */
function* cutPieces(text: string, size: number): Generator<Piece> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + size);
    if (end < text.length) {
      const blank = text.lastIndexOf(' ', end);
      end = blank > start ? blank : wholeCharacter(text, end);
    }
    yield { start, end };
    start = end;
  }
}

/** Moves an offset out of the middle of a surrogate pair. */
const wholeCharacter = (text: string, at: number): number =>
  at > 0 && at < text.length && /[\udc00-\udfff]/.test(text[at]!) ? at - 1 : at;

const moved = ({ ids, start, end }: Tokens, by: number): Tokens => ({
  ids,
  start: start.map((at) => at + by),
  end: end.map((at) => at + by),
});

/** How many tokens begin before an offset (binary search). */
function countBefore({ start }: Tokens, place: number): number {
  let [low, high] = [0, start.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (start[middle]! < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sameAround(left: Tokens, leftAt: number, right: Tokens, rightAt: number): boolean {
  const before = Math.min(WITNESSES, leftAt, rightAt);
  const after = Math.min(WITNESSES, left.ids.length - leftAt, right.ids.length - rightAt);
  if (before < WITNESSES || after === 0) return false;
  for (let i = -before; i < after; i++) {
    const [l, r] = [leftAt + i, rightAt + i];
    if (left.ids[l] !== right.ids[r] || left.start[l] !== right.start[r] || left.end[l] !== right.end[r]) {
      return false;
    }
  }
  return true;
}

const slice = ({ ids, start, end }: Tokens, from: number, to: number): Tokens => ({
  ids: ids.slice(from, to),
  start: start.slice(from, to),
  end: end.slice(from, to),
});

function joined(parts: readonly Tokens[]): Tokens {
  const size = parts.reduce((sum, { ids }) => sum + ids.length, 0);
  const whole = { ids: new Int32Array(size), start: new Int32Array(size), end: new Int32Array(size) };
  let at = 0;
  for (const { ids, start, end } of parts) {
    whole.ids.set(ids, at);
    whole.start.set(start, at);
    whole.end.set(end, at);
    at += ids.length;
  }
  return whole;
}
