import { counterpart, PRONOUNS } from './real-pronouns.ts';

/** Words of customers that are exchanged for their counterparts, singular and plural; either side of a pair may stand in a comment. */
interface WordPairs {
  readonly axis: string;
  /** What the two sides are called in a report. */
  readonly sides: readonly [string, string];
  readonly pairs: readonly (readonly [string, string])[];
  /** Adjectives count only right before a word for a person: an old dress is not an old customer. */
  readonly beforePerson?: true;
  /** Pronouns are of its sides too. */
  readonly pronouns?: true;
}

/** Another number where a word or a rule is another. */
export const REAL_SWAPS_VERSION = 2;

const PERSONS =
  'customers?|man|men|woman|women|lady|ladies|guys?|person|people|couples?|family|families|friends?|guests?|staff|' +
  'waiters?|waitress|waitresses|drivers?|assistants?|nurses?|doctors?|colleagues?|neighbou?rs?|clerks?|cashiers?|hosts?|' +
  'hostess|owners?|teachers?|girls?|boys?|kids?|child|children';

const PAIRS: readonly WordPairs[] = [
  {
    axis: 'gender',
    sides: ['feminine words', 'masculine words'],
    pairs: [
      ['woman', 'man'],
      ['women', 'men'],
      ['wife', 'husband'],
      ['wives', 'husbands'],
      ['girlfriend', 'boyfriend'],
      ['girlfriends', 'boyfriends'],
      ['mother', 'father'],
      ['mothers', 'fathers'],
      ['mom', 'dad'],
      ['mum', 'dad'],
      ['moms', 'dads'],
      ['mums', 'dads'],
      ['daughter', 'son'],
      ['daughters', 'sons'],
      ['sister', 'brother'],
      ['sisters', 'brothers'],
      ['grandmother', 'grandfather'],
      ['grandmothers', 'grandfathers'],
      ['aunt', 'uncle'],
      ['aunts', 'uncles'],
      ['niece', 'nephew'],
      ['nieces', 'nephews'],
      ['girl', 'boy'],
      ['girls', 'boys'],
      ['lady', 'gentleman'],
      ['ladies', 'gentlemen'],
      ['waitress', 'waiter'],
      ['waitresses', 'waiters'],
    ],
    pronouns: true,
  },
  {
    axis: 'age',
    sides: ['words for old people', 'words for young people'],
    pairs: [['elderly', 'young']],
    beforePerson: true,
  },
  {
    axis: 'origin',
    sides: ['words of origin', 'other words of origin'],
    pairs: [
      ['Nigerian', 'Italian'],
      ['Mexican', 'Polish'],
      ['Chinese', 'Dutch'],
      ['Indian', 'Swedish'],
      ['Turkish', 'Canadian'],
    ],
    beforePerson: true,
  },
  {
    axis: 'religion',
    sides: ['words of a religion', 'other words of a religion'],
    pairs: [
      ['Muslim', 'Christian'],
      ['Jewish', 'Hindu'],
    ],
    beforePerson: true,
  },
  {
    axis: 'orientation',
    sides: ['gay, lesbian', 'straight'],
    pairs: [
      ['gay', 'straight'],
      ['lesbian', 'straight'],
    ],
    beforePerson: true,
  },
];

export const REAL_AXES: readonly string[] = PAIRS.map(({ axis }) => axis);
export const sidesOf = (axis: string): readonly [string, string] =>
  PAIRS.find((it) => it.axis === axis)!.sides;

// Garments, idioms and titles that are no person: a swap would change what is spoken of.
const NO_PERSON =
  /^(?:['’]s (?:day|department|section|jeans)|[- ](?:jeans|tee|fit|cut|shorts|blazer|shirt|in law|of the bride|boards?))/i;
const QUOTED = /["“”«»]/;

export type SkipReason = 'no person' | 'several' | 'both sides' | 'unclear pronoun' | 'name' | 'quoted';

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

/** Words that are looked for, for a first sieve in SQL: whole words, any case. */
export const realWords = (): string[] => [
  ...new Set([...PAIRS.flatMap(({ pairs }) => pairs.flat()), ...PRONOUNS]),
];

/** A word in a comment with what takes its place. */
interface Found {
  readonly at: number;
  readonly word: string;
  readonly side: number;
  readonly other: string;
  readonly isPronoun: boolean;
}

/**
 * For each axis that a comment speaks of, the comment with the first side's words and with the second's; one of them is
 * the comment itself. One noun and the pronouns of its side go together; with several nouns, words of both sides, a "her"
 * that may be of two kinds, in a comment with quotations, inside of a name, or where the word is no person, the axis is
 * skipped, with the reason. English.
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

/** Pronouns with their counterparts; null for one that cannot be told. */
function pronounsIn(text: string): (Found | null)[] {
  return [...text.matchAll(new RegExp(`\\b(?:${PRONOUNS.join('|')})\\b`, 'gi'))].map((match) => {
    const [at, word] = [match.index, match[0]];
    const found = counterpart(word.toLowerCase(), text.slice(at + word.length));
    return found && { at, word, side: found.side, other: found.word, isPronoun: true };
  });
}

/** "Lady Gaga", "Old Man River": written as a name, and not because a sentence begins. */
function isInName(text: string, { at, word }: Found): boolean {
  if (!/^[A-Z][a-z]/.test(word) || CAPITAL.has(word)) return false;
  const begins = /(?:^|[.!?:]\s*|\n\s*)$/.test(text.slice(0, at));
  return !begins && /^ [A-Z][a-z]/.test(text.slice(at + word.length));
}

/** Words that English writes with a capital anyway. */
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
