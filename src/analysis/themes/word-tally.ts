/** Counts the sentences of each word, and their sentiment. */
export interface WordTally {
  /**
   * @param words distinct
   * @param score of the sentence, −1..1; null if its model has no sentiment
   */
  add(words: readonly string[], score: number | null): void;
  /** Count of sentences with the word. */
  count(word: string): number;
  /** Of all sentences, with or without words. */
  sentences(): number;
  /**
   * How far the sentences with the word are from a usual score, −2..2; of few sentences near 0.
   * @param expected the sum of the scores of as many usual sentences; default: as all sentences are
   */
  pole(word: string, expected?: number): number;
  /** Words of at least `least` sentences, in the order of their first sentence. */
  frequent(least: number): string[];
}

/** Sentences of the mean sentiment that are added to each word, so that two are no proof. */
const PRIOR = 8;

/**
 * @param capacity most words held; beyond it, those of one sentence are dropped
 */
export function wordTally(capacity = 200_000): WordTally {
  const held = new Map<string, { count: number; sum: number }>();
  let [sentences, total] = [0, 0];
  return {
    add(words, score) {
      sentences++;
      total += score ?? 0;
      for (const word of words) {
        const own = held.get(word) ?? { count: 0, sum: 0 };
        if (own.count === 0) held.set(word, own);
        own.count++;
        own.sum += score ?? 0;
      }
      if (held.size > capacity) for (const [word, { count }] of held) if (count === 1) held.delete(word);
    },
    count: (word) => held.get(word)?.count ?? 0,
    sentences: () => sentences,
    pole(word, expected) {
      const own = held.get(word);
      if (!own) return 0;
      const usual = expected ?? (own.count * total) / Math.max(1, sentences);
      return (own.sum - usual) / (own.count + PRIOR);
    },
    frequent: (least) => [...held].filter(([, { count }]) => count >= least).map(([word]) => word),
  };
}
