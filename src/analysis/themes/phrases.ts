import { stemOf } from '../summaries/saying.ts';
import type { Keyword } from './keywords.ts';
import type { ThemeWords } from './theme-words.ts';

/** Part of a word's occurrences that a pair of words must have to stand for it. */
const PAIR = 0.3;
/** Weight of a word that never follows an article. */
const NO_NOUN = 0.1;

/**
 * The phrases that tell what a theme is about, best first: words of its keywords by c-TF-IDF, forms of one word counted
 * together, nouns first. A pair of words replaces a word if it has {@link PAIR} of its occurrences: "arm holes", not
 * "holes". No word is an opinion.
 */
export function tellingPhrases(keywords: readonly Keyword[], words: ThemeWords): string[] {
  const usable = keywords.filter(({ term }) => !term.split(' ').some(words.isOpinion));
  const singles = Map.groupBy(
    usable.filter(({ term }) => !term.includes(' ')),
    ({ term }) => stemOf(term),
  );
  const pairs = usable.filter(({ term }) => term.includes(' '));
  return [...singles.values()]
    .map((forms) => {
      const best = forms.reduce((one, other) =>
        nounCount(other, words) > nounCount(one, words) ? other : one,
      );
      const count = forms.reduce((sum, form) => sum + form.count, 0);
      const weight = forms.reduce((sum, form) => sum + form.weight, 0);
      const nouns = forms.reduce((sum, form) => sum + form.count * words.nounShare(form.term), 0) / count;
      return { term: best.term, count, score: weight * (NO_NOUN + nouns) };
    })
    .sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1))
    .map(({ term, count }) => {
      const pair = pairs.find(
        (it) => it.count >= PAIR * count && it.term.split(' ').some((word) => stemOf(word) === stemOf(term)),
      );
      return written(pair?.term ?? term, words);
    });
}

const nounCount = ({ term, count }: Keyword, words: ThemeWords): number =>
  count * (NO_NOUN + words.nounShare(term));

function written(term: string, words: ThemeWords): string {
  const phrase = term.split(' ').map(words.surface).join(' ');
  const first = String.fromCodePoint(...[phrase.codePointAt(0) ?? 0x2014]);
  return first.toUpperCase() + phrase.slice(first.length);
}
