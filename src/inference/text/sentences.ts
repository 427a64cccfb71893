/** A span of a text in UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'sentence' });

// A mark inside an address does not end a sentence. A mark at its end may.
const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"]+/gi;
const AT_ITS_END = '.,;:!?)]…';

// Words whose full stop does not end a sentence.
const ABBREVIATIONS = new Set(
  'mr mrs ms dr prof st jr sr vs etc e.g i.e eg ie approx dept est inc ltd co corp fig vol pp ft oz lb'.split(
    ' ',
  ),
);
// Terminators, closing quotes or brackets, white space, then a letter that may begin a sentence. The lookbehind starts
// matches only at the first terminator of a run; otherwise a run such as "!!!!" would take quadratic time.
const LOWERCASE_START = /(?<![.!?…])([.!?…]+)(["'”’)\]]*)\s+(?=["'“‘(]?\p{L})/gu;

/**
 * Sentences of a text without outer white space, in order and without overlap. A span without a letter or digit
 * ("!!!", ":)") joins the sentence before it.
 *
 * Base: Unicode Standard Annex 29 (ICU). UAX 29 has no boundary before a lower-case letter, but customers write
 * "i love it. it fits.". A second pass splits there, except after abbreviations. Addresses stay whole.
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
    else sentences.push({ start, end });
    open = endsInAbbreviation(text, end) && !piece.includes('\n');
  };
  for (const { segment, index } of SEGMENTER.segment(text)) {
    let from = index;
    for (const match of segment.matchAll(LOWERCASE_START)) {
      const stop = index + match.index + match[1]!.length;
      if (match[1] === '.' && endsInAbbreviation(text, stop)) continue;
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

/** Whether the full stop before `end` belongs to an abbreviation or an initial. */
function endsInAbbreviation(text: string, end: number): boolean {
  if (text[end - 1] !== '.') return false;
  const word = /(?:^|[\s("'])([\p{L}.]{1,6})\.$/u.exec(text.slice(Math.max(0, end - 9), end))?.[1];
  if (!word) return false;
  return ABBREVIATIONS.has(word.toLowerCase()) || (/^\p{Lu}$/u.test(word) && word !== 'I');
}
