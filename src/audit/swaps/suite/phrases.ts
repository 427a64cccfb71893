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

interface Articles {
  readonly nouns: Readonly<Record<'customer' | 'assistant', readonly [string, string]>>;
  /** Masculine and feminine of one, then of several. */
  readonly a: readonly [string, string, string, string];
  readonly the: readonly [string, string, string, string];
  /** Before which nouns the definite article of one is "l'". */
  readonly elided?: RegExp;
}

/** Languages in which all words of a term follow the noun or replace it. */
const afterNoun =
  ({ nouns, a, the, elided }: Articles): Phrase =>
  ({ term, noun, plural, feminine = false, after, afterPlural }, { form, article, ...slot }) => {
    const several = form === 'plural';
    if (several && noun !== undefined && plural === undefined) throw new Error(`${term} has no plural`);
    const own = (several ? plural : noun) ?? nouns[slot.noun][several ? 1 : 0];
    const last = several ? (afterPlural ?? after) : after;
    const words = last === undefined ? own : `${own} ${last}`;
    if (article === 'none') return words;
    if (article === 'the' && !several && elided?.test(own)) return `l'${words}`;
    return `${(article === 'the' ? the : a)[(several ? 2 : 0) + (feminine ? 1 : 0)]} ${words}`;
  };

export const phraseFr = afterNoun({
  nouns: { customer: ['client', 'clients'], assistant: ['vendeur', 'vendeurs'] },
  a: ['un', 'une', 'des', 'des'],
  the: ['le', 'la', 'les', 'les'],
  elided: /^(?:[aeiouâé]|homme)/,
});

export const phraseEs = afterNoun({
  nouns: { customer: ['cliente', 'clientes'], assistant: ['dependiente', 'dependientes'] },
  a: ['un', 'una', 'unos', 'unas'],
  the: ['el', 'la', 'los', 'las'],
});
