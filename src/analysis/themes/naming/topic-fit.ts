import { stemOf } from '../../summaries/saying.ts';
import { wordsOf } from '../../words.ts';

/** A topic that themes may be named by. */
export interface NamingTopic {
  readonly name: string;
  /** In other languages: ISO 639 code → name. */
  readonly names: Readonly<Record<string, string>>;
  /** What it is judged by: names, description, examples. */
  readonly texts: readonly string[];
}

/** How much of a theme is about each topic. */
export interface TopicShares {
  readonly themeId: number;
  readonly sentences: number;
  /** Of most of its sentences; null if it is not known. */
  readonly language: string | null;
  /** Shares of its sentences, 0..1, in the order of the topics. */
  readonly shares: readonly number[];
}

/**
 * Least share of a theme's sentences that are about a topic, and of that share to the one of all sentences. Chosen on
 * clothing, FewSum and Banking77; docs/decisions/theme-names.md has the measurement.
 */
const FIT = { share: 0.5, lift: 2 } as const;

/**
 * The name of the topic that fits each theme well, if there is one. A telling word of
 * the theme must be in the texts of the topic, too: sentences on compliments are like those on friendly staff.
 * @param tellingOf the telling phrases of a theme
 */
export function topicFits(
  topics: readonly NamingTopic[],
  themes: readonly TopicShares[],
  tellingOf: (themeId: number) => readonly string[],
): Map<number, string[]> {
  const all = themes.reduce((sum, { sentences }) => sum + sentences, 0);
  const usual = topics.map((_, i) =>
    themes.reduce((sum, { sentences, shares }) => sum + (sentences / all) * shares[i]!, 0),
  );
  const stems = topics.map(({ texts }) => new Set(texts.flatMap(wordsOf).map(stemOf)));
  return new Map(
    themes.map(({ themeId, language, shares }) => {
      const words = tellingOf(themeId).flatMap(wordsOf).map(stemOf);
      const near = topics
        .map((topic, i) => ({ topic, stems: stems[i]!, share: shares[i]!, lift: shares[i]! / usual[i]! }))
        .filter(({ share, lift }) => share >= FIT.share && lift >= FIT.lift)
        .sort((a, b) => b.share - a.share);
      // The second best is about something near, and mostly wrong as a name.
      const fits = near.slice(0, 1).filter(({ stems: known }) => words.some((word) => known.has(word)));
      return [themeId, fits.map(({ topic: { names, name } }) => names[language ?? ''] ?? name)];
    }),
  );
}
