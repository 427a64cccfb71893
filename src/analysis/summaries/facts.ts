import { wordsOf } from '../words.ts';

/**
 * Numbers in digits ("1,299.00" and "1299" are the same one) and names: words with a capital letter that do not
 * begin a sentence, and, wherever they stand, those with a capital inside ("iPhone", "USB"). In lower case, each once.
 * German writes all nouns so: they count as names.
 */
export function factsOf(text: string): string[] {
  const facts = new Set<string>();
  for (const [number] of text.matchAll(/\p{Nd}+(?:[.,'’]\p{Nd}+)*/gu)) facts.add(plainNumber(number));
  for (const { 0: word, index } of text.matchAll(/\p{L}[\p{L}\p{M}\p{N}]*/gu)) {
    if (word === 'I' || !/\p{Lu}/u.test(word)) continue;
    const begins = /(?:^|[.!?…:]["'”’)\]]*\s+|\n\s*)["'“‘(]*$/u.test(text.slice(0, index));
    if (!begins || /.\p{Lu}/u.test(word)) facts.add(word.toLowerCase());
  }
  return [...facts];
}

/** The facts of a sentence that its sources do not have. */
export function missingFacts(sentence: string, sources: readonly string[]): string[] {
  const known = new Set(sources.flatMap((source) => [...factsOf(source), ...wordsOf(source)]));
  return factsOf(sentence).filter((fact) => !known.has(fact));
}

/** Without the separators of thousands, and without zeros at the end of a fraction. */
function plainNumber(number: string): string {
  const groups = number.replace(/[.,'’](?=\p{Nd}{3}(?!\p{Nd}))/gu, '').replace(/['’]/g, '');
  const point = groups.replace(/,/g, '.');
  return point.includes('.') ? point.replace(/0+$/, '').replace(/\.$/, '') : point;
}
