import { wordsOf } from '../words.ts';

/**
 * Numbers in digits ("1,299.00" equals "1299") and names: capitalised words that do not begin a sentence, and words
 * with a capital inside ("iPhone", "USB") anywhere. In lower case, each once. German nouns count as names.
 */
function factsOf(text: string): string[] {
  const facts = new Set<string>();
  for (const [number] of text.matchAll(/\p{Nd}+(?:[.,'’]\p{Nd}+)*/gu)) facts.add(plainNumber(number));
  for (const { 0: word, index } of text.matchAll(/\p{L}[\p{L}\p{M}\p{N}]*/gu)) {
    if (word === 'I' || !/\p{Lu}/u.test(word)) continue;
    if (!beginsSentence(text, index) || /.\p{Lu}/u.test(word)) facts.add(word.toLowerCase());
  }
  return [...facts];
}

/** Numbers and names of a sentence that no source has, in lower case. */
export function missingFacts(sentence: string, sources: readonly string[]): string[] {
  const known = new Set(sources.flatMap((source) => [...factsOf(source), ...wordsOf(source)]));
  return factsOf(sentence).filter((fact) => !known.has(fact));
}

/**
 * True at the start of the text or a line, and after a mark that ends a sentence, with optional quotes and brackets
 * between. Looks back at most to the previous word; a pattern would scan all text before each word.
 */
function beginsSentence(text: string, index: number): boolean {
  const opening = backOver(text, index, `"'“‘(`);
  if (opening === 0) return true;
  const bare = text.slice(0, opening).trimEnd();
  const blank = text.slice(bare.length, opening);
  if (blank === '' || blank.includes('\n')) return blank !== '';
  return '.!?…:'.includes(text[backOver(text, bare.length, `"'”’)]`) - 1] ?? ' ');
}

function backOver(text: string, index: number, marks: string): number {
  let at = index;
  while (at > 0 && marks.includes(text[at - 1]!)) at--;
  return at;
}

/** Removes separators of thousands and zeros at the end of a fraction. */
function plainNumber(number: string): string {
  const groups = number.replace(/[.,'’](?=\p{Nd}{3}(?!\p{Nd}))/gu, '').replace(/['’]/g, '');
  const point = groups.replace(/,/g, '.');
  if (!point.includes('.')) return point;
  const bare = point.slice(0, backOver(point, point.length, '0'));
  return bare.endsWith('.') ? bare.slice(0, -1) : bare;
}
