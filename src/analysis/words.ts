const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+)*/gu;
const SEGMENTER = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * Words of a text, in lower case, apostrophes straight ("don't"). Scripts that are written without blanks are cut
 * by Unicode's word segmentation (ICU's dictionaries).
 */
export function wordsOf(text: string): string[] {
  const plain = text.toLowerCase().replaceAll('’', "'");
  if (!UNSPACED.test(plain)) return plain.match(WORD) ?? [];
  return [...SEGMENTER.segment(plain)].filter((it) => it.isWordLike).map((it) => it.segment);
}

/** Words as people count them: between white space, or, in scripts without it, as {@link wordsOf} cuts them. */
export const countWords = (text: string): number =>
  UNSPACED.test(text) ? wordsOf(text).length : (text.match(/\S+/g)?.length ?? 0);
