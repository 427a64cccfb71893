import { stemOf } from '../../summaries/saying.ts';
import type { Keyword } from './keywords.ts';
import type { ThemeWords } from './theme-words.ts';

/** Part of a word's occurrences that a pair of words must have to stand for it. */
const PAIR = 0.3;
/** Fewest occurrences of such a pair. */
const LEAST_PAIR = 2;
/** Weight of a word that never follows an article. */
const NO_NOUN = 0.1;
/** Telling phrases of a theme. */
const CHOICE = 3;
/** Least part of the best score, and of the heaviest word's occurrences. */
const LEAST = { score: 0.5, count: 0.3 } as const;

/** The phrases of a theme, best first. */
export interface Phrases {
  /** Names of topics that fit it, best first. */
  readonly topics?: readonly string[];
  /** Those that alone say what the theme is about. */
  readonly telling: readonly string[];
  /** Others, which tell it from a theme with the same phrase. */
  readonly others: readonly string[];
}

// English words of degree and direction that follow articles too.
const NO_NAMES = new Set('back bit little lot'.split(' '));

/**
 * The phrases of a theme: its keywords by c-TF-IDF, forms of one word counted together, nouns first. A pair of words
 * replaces a word if it has {@link PAIR} of its occurrences: "arm holes", not "holes". No word is an opinion.
 */
export function phrasesOf(theme: number, keywords: readonly Keyword[], words: ThemeWords): Phrases {
  const usable = keywords.filter(({ term }) => !term.split(' ').some(words.isOpinion));
  const singles = usable.filter(({ term }) => !term.includes(' ') && !NO_NAMES.has(term));
  const pairs = usable.filter(({ term }) => term.includes(' '));
  const most = Math.max(0, ...singles.map(({ count }) => count));
  const groups = [...Map.groupBy(singles, ({ term }) => stemOf(term)).values()]
    .map((forms) => {
      const sum = (value: (form: Keyword) => number) => forms.reduce((total, form) => total + value(form), 0);
      const noun = (form: Keyword) => form.count * (NO_NOUN + words.nounShare(theme, form.term));
      const best = forms.reduce((one, other) => (noun(other) > noun(one) ? other : one));
      const count = sum((form) => form.count);
      return { term: best.term, count, score: (sum(({ weight }) => weight) * sum(noun)) / count };
    })
    .sort(
      (a, b) =>
        Number(b.count >= LEAST.count * most) - Number(a.count >= LEAST.count * most) ||
        b.score - a.score ||
        (a.term < b.term ? -1 : 1),
    );
  const phrases = groups.map(({ term, count, score }) => {
    const pair = pairs.find(
      (it) =>
        it.count >= Math.max(LEAST_PAIR, PAIR * count) &&
        it.term.split(' ').some((word) => stemOf(word) === stemOf(term)),
    );
    const telling = count >= LEAST.count * most && score >= LEAST.score * groups[0]!.score;
    return { phrase: written(pair?.term ?? term, words), telling };
  });
  const listed = (telling: boolean) => [
    ...new Set(phrases.filter((it) => it.telling === telling).map(({ phrase }) => phrase)),
  ];
  return { telling: listed(true).slice(0, CHOICE), others: listed(false) };
}

function written(term: string, words: ThemeWords): string {
  const phrase = term.split(' ').map(words.surface).join(' ');
  const first = String.fromCodePoint(...[phrase.codePointAt(0) ?? 0x2014]);
  return first.toUpperCase() + phrase.slice(first.length);
}
