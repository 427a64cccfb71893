import { stemOf } from '../../summaries/saying.ts';
import type { Keyword } from './keywords.ts';
import type { ThemeWords } from './theme-words.ts';
import { GENERAL, NO_NAMES, PAST, QUALITIES, SIZES } from './word-usage.ts';

/** Part of a word's occurrences that a pair of words must have to stand for it. */
const PAIR = 0.3;
/** The same for a word that is not used as a noun {@link SURE} times as often as as a verb: "wait time", not "wait". */
const UNSURE_PAIR = 0.1;
const SURE = 2;
/** Fewest occurrences of such a pair. */
const LEAST_PAIR = 2;
/** Weight of a word that is never used as a noun. */
const NO_NOUN = 0.1;
/** Telling phrases of a theme. */
const CHOICE = 3;
/** Least part of the best score, and of the heaviest word's occurrences. */
const LEAST = { score: 0.5, count: 0.3 } as const;
/** Fewest different words of size of a theme about sizes. */
const LEAST_SIZES = 3;
/** Share of the occurrences of a verb or an adjective that a noun is compared with. */
const NO_NOUN_COUNT = 0.6;

const ADVERB = /.{3}ly$/;

/** The phrases of a theme, best first. */
export interface Phrases {
  /** Names of topics that fit it, best first. */
  readonly topics?: readonly string[];
  /** Those that alone say what the theme is about. */
  readonly telling: readonly string[];
  /** Those that tell it from a theme with the same phrase, beside this: "Color, black". */
  readonly details?: readonly string[];
  /** Others that may stand alone. */
  readonly others: readonly string[];
}

/**
 * The phrases of a theme: its keywords by c-TF-IDF, forms of one word counted together, nouns first. A pair of words that
 * ends with a noun replaces a word if it has {@link PAIR} of its occurrences: "arm holes", not "holes". No word is an
 * opinion. A verb or an adjective names a theme only if no noun has {@link LEAST} of its occurrences, and a verb then by
 * its form in "-ing".
 */
export function phrasesOf(theme: number, keywords: readonly Keyword[], words: ThemeWords): Phrases {
  const usable = keywords.filter(({ term }) => term.split(' ').every((word) => isUsable(word, words)));
  const singles = usable.filter(({ term }) => !term.includes(' ') && !GENERAL.has(term));
  const pairs = usable.filter(({ term }) => term.includes(' ') && isNounPhrase(term, words));
  const groups = [...Map.groupBy(singles, ({ term }) => stemOf(term)).values()].map((forms) =>
    groupOf(theme, forms, pairs, words),
  );
  const named = groups.filter(({ kind }) => kind !== 'detail');
  const most = Math.max(
    0,
    ...named.map(({ count, kind }) => (kind === 'noun' ? count : NO_NOUN_COUNT * count)),
  );
  const heavy = ({ count }: Group) => count >= LEAST.count * most;
  const ranked = named.toSorted(
    (a, b) =>
      Number(heavy(b)) - Number(heavy(a)) ||
      Number(b.kind === 'noun') - Number(a.kind === 'noun') ||
      b.score - a.score ||
      (a.phrase < b.phrase ? -1 : 1),
  );
  const best = ranked[0];
  const isTelling = (group: Group) =>
    heavy(group) && group.kind === best!.kind && group.score >= LEAST.score * best!.score;
  const rest = groups.filter((group) => !isTelling(group)).sort((a, b) => b.score - a.score);
  const listed = (some: readonly Group[]) => [...new Set(some.map(({ phrase }) => phrase))];
  const sum = (some: readonly { readonly count: number }[]) =>
    some.reduce((total, it) => total + it.count, 0);
  const sizes = singles.filter(({ term }) => SIZES.has(term));
  // "Runs large", "usually an xs": the sentences seldom say the word.
  const nouns = named.filter(({ kind }) => kind === 'noun');
  const aboutSize = sizes.length >= LEAST_SIZES && sum(sizes) >= sum(nouns);
  return {
    telling: aboutSize ? ['Size'] : listed(ranked.filter(isTelling)).slice(0, CHOICE),
    details: listed(rest.filter(({ kind }) => kind !== 'other')),
    others: listed(ranked.filter((group) => !isTelling(group))),
  };
}

/** Forms of one word in a theme, and the phrase that stands for them. */
interface Group {
  readonly phrase: string;
  readonly count: number;
  readonly score: number;
  /** detail: tells one subject from another, and is none. other: a verb or an adjective. */
  readonly kind: 'noun' | 'detail' | 'other';
}

function groupOf(
  theme: number,
  forms: readonly Keyword[],
  pairs: readonly Keyword[],
  words: ThemeWords,
): Group {
  const sum = (value: (form: Keyword) => number) => forms.reduce((total, form) => total + value(form), 0);
  const noun = ({ term, count }: Keyword) => count * (NO_NOUN + words.nounShare(theme, term));
  const { term } = forms.reduce((one, other) => (noun(other) > noun(one) ? other : one));
  const count = sum((form) => form.count);
  const uses = words.usesOf(term);
  const share = nounUses(uses) < SURE * uses.verb ? UNSURE_PAIR : PAIR;
  const pair = pairs.find(
    (it) =>
      it.count >= Math.max(LEAST_PAIR, share * count) &&
      it.term.split(' ').some((word) => stemOf(word) === stemOf(term)),
  );
  const head = pair ? pair.term.split(' ')[1]! : term;
  const nouns = Math.max(sum(noun) / count, pair ? NO_NOUN + words.nounShare(theme, head) : 0);
  const phrase = pair?.term ?? (uses.verb > nounUses(uses) ? words.gerundOf(term) : term);
  return {
    ...{ phrase: written(phrase, words), count, score: sum(({ weight }) => weight) * nouns },
    kind: pair || !QUALITIES.has(term) ? (isNoun(head, words) ? 'noun' : 'other') : 'detail',
  };
}

const isUsable = (word: string, words: ThemeWords): boolean =>
  !words.isOpinion(word) &&
  !NO_NAMES.has(word) &&
  // "Usually", but not "family".
  (!ADVERB.test(word) || nounUses(words.usesOf(word)) > 0);

const nounUses = ({ introduced, noun }: ReturnType<ThemeWords['usesOf']>): number => introduced + noun;

/** Whether a word is used as a noun as often as otherwise; true if it has no known use. */
function isNoun(word: string, words: ThemeWords): boolean {
  const uses = words.usesOf(word);
  const nouns = nounUses(uses);
  const none = uses.verb + uses.quality + uses.modifier === 0 && !PAST.test(word);
  return nouns === 0 ? none : nouns >= uses.verb + uses.quality;
}

/** Whether a pair of words ends with a noun, and does not begin with a verb: "exchange rate", not "return item". */
function isNounPhrase(pair: string, words: ThemeWords): boolean {
  const [first, last] = pair.split(' ') as [string, string];
  const uses = words.usesOf(first);
  if (GENERAL.has(first) || QUALITIES.has(last) || !isNoun(last, words)) return false;
  const known = nounUses(uses) + uses.modifier;
  if (GENERAL.has(last) && (QUALITIES.has(first) || known === 0)) return false;
  // "Family ate": where nouns are known, the last word is one.
  if (nounUses(uses) > 0 && nounUses(words.usesOf(last)) === 0) return false;
  return uses.verb <= known;
}

function written(term: string, words: ThemeWords): string {
  const phrase = term.split(' ').map(words.surface).join(' ');
  const first = String.fromCodePoint(...[phrase.codePointAt(0) ?? 0x2014]);
  return first.toUpperCase() + phrase.slice(first.length);
}
