import type { Tokens } from './tokens.ts';

/** UTF-16 units of one piece; beside them the library holds some hundred bytes for each unit. */
const PIECE = 100_000;
// What a piece reads beyond either of its ends: far more than a tokenizer looks at from one place.
const CONTEXT = 1_000;
// How many tokens before and after a seam must be the same from either side.
const WITNESSES = 32;

interface Piece {
  readonly start: number;
  readonly end: number;
}

/**
 * The tokens of a text, read in pieces, so that memory does not grow with its length; null when they cannot be told
 * to be those of the whole. Pieces overlap: around each seam both neighbours must see the same tokens at the same
 * places. Tokenizers decide locally, so that equal tokens over such a stretch mean that the rest is equal as well.
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
    const from = softly(text, Math.max(0, start - context));
    const until = softly(text, Math.min(text.length, end + context));
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

/** True for texts that are worth it. */
export const isLong = (text: string): boolean => text.length > 2 * PIECE;

/** Cuts after white space where there is some. */
function* cutPieces(text: string, size: number): Generator<Piece> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + size);
    if (end < text.length) {
      const blank = text.lastIndexOf(' ', end);
      end = blank > start ? blank : softly(text, end);
    }
    yield { start, end };
    start = end;
  }
}

/** Never between the halves of a surrogate pair. */
const softly = (text: string, at: number): number =>
  at > 0 && at < text.length && /[\udc00-\udfff]/.test(text[at]!) ? at - 1 : at;

const moved = ({ ids, start, end }: Tokens, by: number): Tokens => ({
  ids,
  start: start.map((at) => at + by),
  end: end.map((at) => at + by),
});

/** Tokens that begin before a place. */
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
