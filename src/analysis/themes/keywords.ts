import { readable } from '../../domain/reading/clean-text.ts';
import { stopWordTest } from '../language/stop-words.ts';
import { wordsOf } from '../words.ts';
import { personNames } from './person-names.ts';

export interface Keyword {
  /** A word, or two neighbouring words, in lower case. */
  readonly term: string;
  /** c-TF-IDF, > 0. */
  readonly weight: number;
  /** How often the theme's segments say it. */
  readonly count: number;
}

/** Counts terms by theme as segments are read, then weighs them. */
export interface TermCounter {
  add(theme: number, text: string): void;
  /** The theme's heaviest terms, heaviest first; of equal ones in the order of the alphabet. */
  keywords(theme: number, most: number): Keyword[];
}

/**
 * Keywords by class-based TF-IDF (Grootendorst 2022, "BERTopic: Neural topic modeling with a class-based TF-IDF
 * procedure"): the weight of a term in a theme is its share of the theme's terms × log(1 + A / f), where f is how
 * often all themes say it and A the mean number of terms of a theme. Terms are words and pairs of neighbouring
 * words without stop words. Addresses, handles, numbers and names of people are no terms.
 *
 * @param names that no keyword has, such as those of staff and of the company; in lower case
 * @param capacity most counts held, default a million (some 100 MB); beyond, the rarest are forgotten (lossy
 *   counting, Manku & Motwani 2002), and a count may be too low by as often as that happened
 */
export function termCounter(
  languages: readonly string[],
  names: ReadonlySet<string> = new Set(),
  capacity = 1_000_000,
): TermCounter {
  const isStopWord = stopWordTest(languages);
  const counts = new Map<number, Map<string, number>>();
  const totals = new Map<number, number>();
  const people = personNames(names);
  let held = 0;
  let floor = 0;
  const forget = () => {
    floor++;
    for (const terms of counts.values()) {
      for (const [term, count] of terms) if (count <= floor && terms.delete(term)) held--;
    }
  };
  return {
    add(theme, written) {
      const text = readable(written).replace(NO_WORDS, ' . ');
      people.add(text);
      const terms = counts.get(theme) ?? new Map<string, number>();
      counts.set(theme, terms);
      for (const term of termsOf(text, isStopWord)) {
        const before = terms.get(term) ?? 0;
        if (before === 0) held++;
        terms.set(term, before + 1);
        totals.set(theme, (totals.get(theme) ?? 0) + 1);
      }
      while (held > capacity) forget();
    },
    keywords(theme, most) {
      const terms = counts.get(theme) ?? new Map<string, number>();
      const mean = [...totals.values()].reduce((sum, total) => sum + total, 0) / Math.max(1, totals.size);
      const everywhere = (term: string) =>
        [...counts.values()].reduce((sum, other) => sum + (other.get(term) ?? 0), 0);
      return [...terms]
        .filter(([term]) => !term.split(' ').some((word) => people.has(word)))
        .map(([term, count]) => {
          const share = count / totals.get(theme)!;
          return { term, count, weight: share * Math.log(1 + mean / everywhere(term)) };
        })
        .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
        .slice(0, most);
    },
  };
}

/** Addresses, handles and what is left of markup. */
const NO_WORDS =
  /\b(?:https?:\/\/|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}|(?<![\w@])@\w{1,50}|\b(?:nbsp|amp|quot|lt|gt|br|https?)\b/gi;

function termsOf(text: string, isStopWord: (word: string) => boolean): string[] {
  const words = wordsOf(text);
  const telling = words.map((word) => /\p{L}/u.test(word) && !isStopWord(word));
  const pairs = words.slice(1).map((word, i) => `${words[i]} ${word}`);
  return [
    ...words.filter((_, i) => telling[i]),
    ...pairs.filter((_, i) => telling[i] && telling[i + 1] && words[i] !== words[i + 1]),
  ];
}
