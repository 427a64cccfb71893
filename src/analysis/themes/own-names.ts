import { wordsOf } from '../words.ts';

/** A handle in this share of the documents, and in at least this many, is the company's own. */
const FREQUENT = { share: 0.02, least: 5 } as const;

// What a file of feedback is called by: it names no company.
const GENERIC = new Set(
  'app comment comments csv customer customers data default export feedback file import input json ndjson nps output responses results review reviews sample survey surveys test text texts tickets tsv tweet tweets upload verbatims'.split(
    ' ',
  ),
);

/** Finds the names that a company is spoken to by, as texts are read. */
export interface OwnNames {
  add(text: string): void;
  /** Whether a keyword, of one or two words, holds a name of the company. */
  test(term: string): boolean;
}

/**
 * The company's own names, which lead no theme: names that were set, that of a source where one word is left of it
 * without "reviews", "2024" and the like (of two words, both together), and handles in 2 % or more of the documents.
 *
 * @param set names as people write them; every word of theirs counts
 * @param sources names of the sources of feedback
 */
export function ownNames(set: readonly string[], sources: readonly string[]): OwnNames {
  const words = new Set(set.flatMap(wordsOf));
  const pairs = new Set<string>();
  for (const source of sources) {
    const told = wordsOf(source.replaceAll('_', ' ')).filter(
      (word) => /\p{L}{2}/u.test(word) && !GENERIC.has(word),
    );
    if (told.length === 1) words.add(told[0]!);
    if (told.length === 2) pairs.add(told.join(' '));
  }
  const handles = new Map<string, number>();
  let documents = 0;
  return {
    add(text) {
      documents++;
      const own = text.toLowerCase().matchAll(/(?<![\p{L}\p{N}_.@])@([\p{L}\p{N}_]{2,50})/gu);
      for (const handle of new Set([...own].map(([, name]) => name!))) {
        handles.set(handle, (handles.get(handle) ?? 0) + 1);
      }
    },
    test(term) {
      const least = Math.max(FREQUENT.least, FREQUENT.share * documents);
      const isOwn = (word: string) => words.has(word) || (handles.get(word) ?? 0) >= least;
      return pairs.has(term) || term.split(' ').some(isOwn);
    },
  };
}
