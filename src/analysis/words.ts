const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+)*/gu;
const SEGMENTER = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * Words of a text, in lower case, with straight apostrophes ("don't"). Scripts without blanks are cut by Unicode word
 * segmentation (ICU dictionaries).
 */
export function wordsOf(text: string): string[] {
  const plain = text.toLowerCase().replaceAll('’', "'");
  if (!UNSPACED.test(plain)) return plain.match(WORD) ?? [];
  return [...SEGMENTER.segment(plain)].filter((it) => it.isWordLike).map((it) => it.segment);
}

/** Count of words: between white space, or as {@link wordsOf} cuts them in scripts without blanks. */
export const countWords = (text: string): number =>
  UNSPACED.test(text) ? wordsOf(text).length : (text.match(/\S+/g)?.length ?? 0);
