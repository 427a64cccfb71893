import { withoutMasks } from '../domain/text/mask.ts';

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+)*/gu;
const SEGMENTER = new Intl.Segmenter('und', { granularity: 'word' });

// The Turkish capital İ in lower case is an i with a combining dot.
const DOTTED = 'i\u0307';

/**
 * Words of a text, in lower case, with straight apostrophes ("don't"). Scripts without blanks are cut by Unicode word
 * segmentation (ICU dictionaries). Masks ("[person]") are no words.
 */
export function wordsOf(text: string): string[] {
  const plain = withoutMasks(text).toLowerCase().replaceAll('’', "'").replaceAll(DOTTED, 'i');
  if (!UNSPACED.test(plain)) return plain.match(WORD) ?? [];
  return [...SEGMENTER.segment(plain)].filter((it) => it.isWordLike).map((it) => it.segment);
}

// "l'écran", "c'est", "dell'ordine": an article, pronoun or preposition of French and Italian before a vowel.
const ELIDED =
  /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|all|dall|dell|nell|sull|coll|quest|quell|bell|sant)'(?=\p{L})/u;

/** {@link wordsOf} without what is written together with the next word by an apostrophe: terms to count. */
export const termsOf = (text: string): string[] => wordsOf(text).map((word) => word.replace(ELIDED, ''));

/** Count of words: between white space, or as {@link wordsOf} cuts them in scripts without blanks. */
export const countWords = (text: string): number =>
  UNSPACED.test(text) ? wordsOf(text).length : (text.match(/\S+/g)?.length ?? 0);
