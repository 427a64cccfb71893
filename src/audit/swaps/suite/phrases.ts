import type { Phrase } from './carrier.ts';

const NOUNS_EN = {
  customer: ['customer', 'customers'],
  assistant: ['assistant', 'assistants'],
} as const;

/** English: the article follows the first letter of the next word, which serves the terms of the suite. */
export const phraseEn: Phrase = ({ term, before, noun, plural, after }, slot) => {
  if (slot.form === 'plural' && noun !== undefined && plural === undefined)
    throw new Error(`${term} has no plural`);
  const own = slot.form === 'plural' ? plural : noun;
  const common = NOUNS_EN[slot.noun][slot.form === 'plural' ? 1 : 0];
  const words = [before, own ?? common, after].filter((word) => word !== undefined).join(' ');
  if (slot.article === 'the') return `the ${words}`;
  if (slot.article === 'none' || slot.form === 'plural') return words;
  return `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`;
};

const NOUNS_DE = { customer: ['Kunde', 'Kunden'], assistant: ['Verkäufer', 'Verkäufer'] } as const;

/** German, nominative: strong endings without a definite article, weak ones with it. `before` is the bare stem. */
export const phraseDe: Phrase = ({ term, before, noun, plural, feminine = false, after }, slot) => {
  if (slot.form === 'plural' && noun !== undefined && plural === undefined)
    throw new Error(`${term} has no plural`);
  const several = slot.form === 'plural';
  const strong = several || feminine ? 'e' : 'er';
  const weak = several ? 'en' : 'e';
  const adjective = before === undefined ? [] : [before + (slot.article === 'the' ? weak : strong)];
  const articles = {
    none: [],
    a: several ? [] : [feminine ? 'eine' : 'ein'],
    the: [several || feminine ? 'die' : 'der'],
  };
  const last = after === undefined ? [] : [after];
  const own = several ? plural : noun;
  return [...articles[slot.article], ...adjective, own ?? NOUNS_DE[slot.noun][several ? 1 : 0], ...last].join(
    ' ',
  );
};
