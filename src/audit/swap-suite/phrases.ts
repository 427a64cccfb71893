import type { Phrase } from './carrier.ts';

const NOUNS_EN = { customer: 'customer', assistant: 'assistant' } as const;

/** English: the article follows the first letter of the next word, which serves the terms of the suite. */
export const phraseEn: Phrase = ({ before, noun, after }, slot) => {
  const words = [before, noun ?? NOUNS_EN[slot.noun], after].filter((word) => word !== undefined).join(' ');
  if (slot.article === 'none') return words;
  if (slot.article === 'the') return `the ${words}`;
  return `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`;
};

const NOUNS_DE = { customer: 'Kunde', assistant: 'Verkäufer' } as const;

/** German, nominative: strong endings without a definite article, weak ones with it. `before` is the bare stem. */
export const phraseDe: Phrase = ({ before, noun, feminine = false, after }, slot) => {
  const strong = feminine ? 'e' : 'er';
  const adjective = before === undefined ? [] : [before + (slot.article === 'the' ? 'e' : strong)];
  const article = {
    none: [],
    a: [feminine ? 'eine' : 'ein'],
    the: [feminine ? 'die' : 'der'],
  }[slot.article];
  const last = after === undefined ? [] : [after];
  return [...article, ...adjective, noun ?? NOUNS_DE[slot.noun], ...last].join(' ');
};
