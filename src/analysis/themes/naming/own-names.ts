import { wordsOf } from '../../words.ts';

/** A handle in this share of the documents, and in at least this many, belongs to the company. */
const FREQUENT = { share: 0.02, least: 5 } as const;

// Words in names of feedback files that are not names of a company.
const GENERIC = new Set(
  'app comment comments csv customer customers data default export feedback file import input json ndjson nps output responses results review reviews sample survey surveys test text texts tickets tsv tweet tweets upload verbatims'.split(
    ' ',
  ),
);

/** Collects the names of the company from texts. */
interface OwnNames {
  add(text: string): void;
  /** Whether a keyword of one or two words contains a name of the company. */
  test(term: string): boolean;
}

/**
 * The company's own names, which are not keywords: configured names; the name of a source if one or two words are left
 * without "reviews", "2024" and the like (two count only together); handles in 2 % or more of the documents.
 *
 * @param set configured names; each of their words counts
 * @param sources names of the sources of feedback
 */
export function ownNames(set: readonly string[], sources: readonly string[]): OwnNames {
  const words = new Set(set.flatMap(wordsOf));
  const pairs = new Set<string>();
  for (const source of sources) {
    const names = wordsOf(source.replaceAll('_', ' ')).filter(
      (word) => /\p{L}{2}/u.test(word) && !GENERIC.has(word),
    );
    if (names.length === 1) words.add(names[0]!);
    if (names.length === 2) pairs.add(names.join(' '));
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
