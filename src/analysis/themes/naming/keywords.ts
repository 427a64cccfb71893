import { readable } from '../../../domain/reading/clean-text.ts';
import { withoutMasks } from '../../../domain/text/mask.ts';
import { stopWordTest } from '../../language/stop-words.ts';
import { termsOf } from '../../words.ts';
import { personNames } from './person-names.ts';

export interface Keyword {
  /** One word or two neighbouring words, in lower case. */
  readonly term: string;
  /** c-TF-IDF, > 0. */
  readonly weight: number;
  /** Occurrences in the theme's segments. */
  readonly count: number;
}

/** Counts terms by theme, then weighs them. */
interface TermCounter {
  add(theme: number, text: string): void;
  /** The theme's heaviest terms, heaviest first; ties in alphabetical order. */
  keywords(theme: number, most: number): Keyword[];
}

/**
 * Keywords by class-based TF-IDF (Grootendorst 2022, "BERTopic: Neural topic modeling with a class-based TF-IDF
 * procedure"): the weight of a term in a theme is its share of the theme's terms × log(1 + A / f); f is the count of
 * the term in all themes, A the mean count of terms per theme. The logarithm has an exponent of {@link SPECIFIC}. Terms are words and pairs of neighbouring words without
 * stop words. Addresses, handles, numbers and names of people are not terms.
 *
 * @param names of people to exclude, such as staff; in lower case
 * @param capacity most counts held, default a million (about 100 MB). Beyond it, the rarest are dropped (lossy
 *   counting, Manku & Motwani 2002); each drop can make a count one too low
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
      const text = proseOf(written);
      people.add(text);
      const terms = counts.get(theme) ?? new Map<string, number>();
      counts.set(theme, terms);
      for (const term of wordsAndPairs(text, isStopWord)) {
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
          return { term, count, weight: share * Math.log(1 + mean / everywhere(term)) ** SPECIFIC };
        })
        .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
        .slice(0, most);
    },
  };
}

/** Exponent of the part of a weight that tells themes apart: fewer words are keywords of several themes than with 1. */
const SPECIFIC = 1.5;

/** A text without masks, addresses, handles and remains of markup. */
export const proseOf = (written: string): string => withoutMasks(readable(written)).replace(NO_WORDS, ' . ');

const NO_WORDS =
  /\b(?:https?:\/\/|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}|(?<![\w@])@\w{1,50}|\b(?:nbsp|amp|quot|lt|gt|br|https?)\b/gi;

function wordsAndPairs(text: string, isStopWord: (word: string) => boolean): string[] {
  const words = termsOf(text);
  const telling = words.map((word) => /\p{L}/u.test(word) && !isStopWord(word));
  const pairs = words.slice(1).map((word, i) => `${words[i]} ${word}`);
  return [
    ...words.filter((_, i) => telling[i]),
    ...pairs.filter((_, i) => telling[i] && telling[i + 1] && words[i] !== words[i + 1]),
  ];
}
