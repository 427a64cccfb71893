import { counterpart, PRONOUNS } from './real-pronouns.ts';

/** Words that are exchanged for their counterparts, singular and plural, in both directions. */
interface WordPairs {
  readonly axis: string;
  /** The names of both sides in a report. */
  readonly sides: readonly [string, string];
  readonly pairs: readonly (readonly [string, string])[];
  /** Adjectives count only directly before a word for a person: an old dress is not an old customer. */
  readonly beforePerson?: true;
  /** Pronouns belong to its sides, too. */
  readonly pronouns?: true;
}

/** Increases with every change of a word or a rule. */
export const REAL_SWAPS_VERSION = 2;

const PERSONS =
  'customers?|man|men|woman|women|lady|ladies|guys?|person|people|couples?|family|families|friends?|guests?|staff|' +
  'waiters?|waitress|waitresses|drivers?|assistants?|nurses?|doctors?|colleagues?|neighbou?rs?|clerks?|cashiers?|hosts?|' +
  'hostess|owners?|teachers?|girls?|boys?|kids?|child|children';

/** Pairs of words, written as "woman/man wife/husband". */
const pairsOf = (text: string) => text.split(' ').map((pair) => pair.split('/') as [string, string]);

const PAIRS: readonly WordPairs[] = [
  {
    axis: 'gender',
    sides: ['feminine words', 'masculine words'],
    pairs: pairsOf(
      'woman/man women/men wife/husband wives/husbands girlfriend/boyfriend girlfriends/boyfriends ' +
        'mother/father mothers/fathers mom/dad mum/dad moms/dads mums/dads daughter/son daughters/sons ' +
        'sister/brother sisters/brothers grandmother/grandfather grandmothers/grandfathers aunt/uncle ' +
        'aunts/uncles niece/nephew nieces/nephews girl/boy girls/boys lady/gentleman ladies/gentlemen ' +
        'waitress/waiter waitresses/waiters',
    ),
    pronouns: true,
  },
  {
    axis: 'age',
    sides: ['words for old people', 'words for young people'],
    pairs: pairsOf('elderly/young'),
    beforePerson: true,
  },
  {
    axis: 'origin',
    sides: ['words of origin', 'other words of origin'],
    pairs: pairsOf('Nigerian/Italian Mexican/Polish Chinese/Dutch Indian/Swedish Turkish/Canadian'),
    beforePerson: true,
  },
  {
    axis: 'religion',
    sides: ['words of a religion', 'other words of a religion'],
    pairs: pairsOf('Muslim/Christian Jewish/Hindu'),
    beforePerson: true,
  },
  {
    axis: 'orientation',
    sides: ['gay, lesbian', 'straight'],
    pairs: pairsOf('gay/straight lesbian/straight'),
    beforePerson: true,
  },
];

export const REAL_AXES: readonly string[] = PAIRS.map(({ axis }) => axis);
export const sidesOf = (axis: string): readonly [string, string] =>
  PAIRS.find((it) => it.axis === axis)!.sides;

// Garments, idioms and titles that are not persons: a swap would change the subject.
const NO_PERSON =
  /^(?:['’]s (?:day|department|section|jeans)|[- ](?:jeans|tee|fit|cut|shorts|blazer|shirt|in law|of the bride|boards?))/i;
const QUOTED = /["“”«»]/;

type SkipReason = 'no person' | 'several' | 'both sides' | 'unclear pronoun' | 'name' | 'quoted';

export type RealSwap =
  | {
      readonly axis: string;
      /** The comment with the words of the first side, and with those of the second. */
      readonly first: string;
      readonly second: string;
      /** The words that were exchanged, on either side, in lower case. */
      readonly words: readonly [string, string];
    }
  | { readonly axis: string; readonly skipped: SkipReason };

/** All words, for a first filter in SQL: whole words, any case. */
export const realWords = (): string[] => [
  ...new Set([...PAIRS.flatMap(({ pairs }) => pairs.flat()), ...PRONOUNS]),
];

/** A word in a comment with its replacement. */
interface Found {
  readonly at: number;
  readonly word: string;
  readonly side: number;
  readonly other: string;
  readonly isPronoun: boolean;
}

/**
 * For each axis that a comment mentions, the comment with the words of the first side and with those of the second; one of
 * them is the comment. One noun and the pronouns of its side are exchanged together. The axis is skipped, with the reason,
 * for several nouns, words of both sides, an ambiguous "her", a quotation, a name, or a word that is not a person. English.
 */
export function realSwaps(text: string): RealSwap[] {
  return PAIRS.flatMap((pairs): RealSwap[] => {
    const { axis } = pairs;
    const nouns = nounsIn(text, pairs);
    const pronouns = pairs.pronouns ? pronounsIn(text) : [];
    if (nouns.length + pronouns.length === 0) return [];
    const skipped = (reason: SkipReason): RealSwap[] => [{ axis, skipped: reason }];
    if (nouns.length > 1) return skipped('several');
    if (QUOTED.test(text)) return skipped('quoted');
    const [noun] = nouns;
    if (noun && NO_PERSON.test(text.slice(noun.at + noun.word.length))) return skipped('no person');
    if (noun && isInName(text, noun)) return skipped('name');
    const clear = pronouns.filter((it): it is Found => it !== null);
    if (clear.length < pronouns.length) return skipped('unclear pronoun');
    const found = [...nouns, ...clear].sort((a, b) => a.at - b.at);
    if (new Set(found.map(({ side }) => side)).size > 1) return skipped('both sides');
    const other = found.reduceRight(exchanged, text);
    const own = wordsOf(found.map(({ word }) => word));
    const others = wordsOf(found.map((it) => it.other));
    return found[0]!.side === 0
      ? [{ axis, first: text, second: other, words: [own, others] }]
      : [{ axis, first: other, second: text, words: [others, own] }];
  });
}

function nounsIn(text: string, { pairs, beforePerson }: WordPairs): Found[] {
  const words = [...new Set(pairs.flat())].join('|');
  const person = beforePerson ? `(?=\\s+(?:${PERSONS})\\b)` : '';
  return [...text.matchAll(new RegExp(`\\b(?:${words})\\b${person}`, 'gi'))].map((match) => {
    const lower = match[0].toLowerCase();
    const pair = pairs.find((sides) => sides.some((side) => side.toLowerCase() === lower))!;
    const side = pair.findIndex((it) => it.toLowerCase() === lower);
    return { at: match.index, word: match[0], side, other: pair[1 - side]!, isPronoun: false };
  });
}

/** Pronouns with their counterparts; null for an ambiguous one. */
function pronounsIn(text: string): (Found | null)[] {
  return [...text.matchAll(new RegExp(`\\b(?:${PRONOUNS.join('|')})\\b`, 'gi'))].map((match) => {
    const [at, word] = [match.index, match[0]];
    const found = counterpart(word.toLowerCase(), text.slice(at + word.length));
    return found && { at, word, side: found.side, other: found.word, isPronoun: true };
  });
}

/** "Lady Gaga", "Old Man River": capital letters inside a sentence. */
function isInName(text: string, { at, word }: Found): boolean {
  if (!/^[A-Z][a-z]/.test(word) || CAPITAL.has(word)) return false;
  const begins = /(?:^|[.!?:]\s*|\n\s*)$/.test(text.slice(0, at));
  return !begins && /^ [A-Z][a-z]/.test(text.slice(at + word.length));
}

/** Words that always have a capital in English. */
const CAPITAL = new Set(PAIRS.flatMap(({ pairs }) => pairs.flat()).filter((word) => /^[A-Z]/.test(word)));

const wordsOf = (words: readonly string[]) =>
  [...new Set(words.map((word) => word.toLowerCase()))].join(', ');

function exchanged(text: string, { at, word, other, isPronoun }: Found): string {
  const swapped = text.slice(0, at) + inCaseOf(word, other) + text.slice(at + word.length);
  return isPronoun ? swapped : withArticle(swapped, at);
}

function inCaseOf(model: string, word: string): string {
  if (model === model.toUpperCase() && model.length > 1) return word.toUpperCase();
  return model[0] === model[0]!.toUpperCase() ? word[0]!.toUpperCase() + word.slice(1) : word;
}

/** "a elderly man" to "an elderly man", and the other way round. */
function withArticle(text: string, at: number): string {
  const before = /\b(an?) $/i.exec(text.slice(0, at));
  if (!before) return text;
  const article = /^[aeiou]/i.test(text.slice(at)) ? 'an' : 'a';
  return (
    text.slice(0, before.index) + inCaseOf(before[1]!, article) + text.slice(before.index + before[1]!.length)
  );
}
