import { isWithinSentence } from './abbreviations.ts';

/** A span of a text in UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'sentence' });

// A mark inside an address does not end a sentence. A mark at its end may.
const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"]+/gi;
const AT_ITS_END = '.,;:!?)]…';

// Terminators, closing quotes or brackets, white space, then a letter that may begin a sentence. The lookbehind starts
// matches only at the first terminator of a run; otherwise a run such as "!!!!" would take quadratic time. After a Greek
// letter, ";" is a question mark.
const START =
  /(?:(?<![.!?…])([.!?…]+)|(?<=\p{Script=Greek})([;\u037e]+))(["'”’»)\]]*|\s»)\s+(?=["'“‘«„¿¡(]*\p{L})/gu;
// "« Nul. » Il": UAX 29 leaves the closing mark of a French quotation to the next sentence.
const LATE_CLOSING = /^»(?=\s|$)/;

/**
 * Sentences of a text without outer white space, in order and without overlap. A span without a letter or digit
 * ("!!!", ":)") joins the sentence before it.
 *
 * Base: Unicode Standard Annex 29 (ICU). UAX 29 has no boundary before a lower-case letter, but customers write
 * "i love it. it fits.". A second pass splits there, except after abbreviations and ranks ("3. januar"). Addresses stay
 * whole. The language need not be known.
 */
export function splitSentences(written: string): Span[] {
  const text = written.replace(ADDRESS, withoutStops);
  const sentences: { start: number; end: number }[] = [];
  let open = false;
  const add = (from: number, to: number) => {
    const piece = text.slice(from, to);
    const start = from + (piece.length - piece.trimStart().length);
    const end = to - (piece.length - piece.trimEnd().length);
    if (start >= end) return;
    const last = sentences.at(-1);
    if (last && (open || !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(piece))) last.end = end;
    else if (last && LATE_CLOSING.test(text.slice(start, end))) {
      last.end = start + 1;
      return add(start + 1, end);
    } else sentences.push({ start, end });
    open = isWithinSentence(text, end) && !piece.includes('\n');
  };
  for (const { segment, index } of SEGMENTER.segment(text)) {
    let from = index;
    for (const match of segment.matchAll(START)) {
      const marks = match[1] ?? match[2]!;
      if (marks === '.' && isWithinSentence(text, index + match.index + 1)) continue;
      const next = index + match.index + match[0].length;
      add(from, next);
      from = next;
    }
    add(from, index + segment.length);
  }
  return sentences;
}

function withoutStops(address: string): string {
  let end = address.length;
  while (end > 0 && AT_ITS_END.includes(address[end - 1]!)) end--;
  return (
    address.slice(0, end).replace(/[^\p{L}\p{N}]/gu, (mark) => '_'.repeat(mark.length)) + address.slice(end)
  );
}
