import { dot, meanDirection } from '../vectors.ts';

/** What places a sentence. */
export interface Rankable {
  /** Null: it has none. */
  readonly embedding: Float32Array | null;
  /** Share of the weight of the question's words that it holds, 0..1; and how many words it has, without stop words. */
  readonly share: number;
  readonly words: number;
}

export interface Ranked<Item> {
  readonly item: Item;
  /** Cosine with the nearest of the vectors; null: there are none, or it has no embedding. */
  readonly similarity: number | null;
  /** Its place among those that hold enough of the words, from 1; null: it does not. */
  readonly byWords: number | null;
}

// Chosen on one half of Banking77's questions, measured on the other: docs/decisions/search-ranking.md.

/** What the score by words adds to the cosine. */
const WORDS = 0.25;
/** So many of the best sentences speak for the question, and what the cosine with their mean direction adds. */
const [BEST, FEEDBACK] = [5, 0.4];
/** Least share of the weight of a question of a sentence that is found by words. */
export const LEAST_SHARE = 0.25;
/** Usual words of a sentence, without stop words; a longer one counts less, as in BM25 with k1 = 1.2 and b = 0.75. */
export const USUAL_WORDS = 8;

/** BM25 of a sentence, as a share of what the question's words weigh: up to 1.7. */
const wordScore = ({ share, words }: Rankable): number =>
  (2.2 * share) / (1 + 1.2 * (0.25 + (0.75 * words) / USUAL_WORDS));

/**
 * Sentences by cosine and words together. Those best are then taken as more of the question (pseudo relevance feedback;
 * Rocchio 1971): near to them is near to what was meant. Equal ones keep their order.
 * @param vectors of the question; of several the nearest counts. Empty: by words alone
 * @param feedback false: cosines and words alone
 */
export function rankSentences<Item extends Rankable>(
  items: readonly Item[],
  vectors: readonly Float32Array[],
  feedback: boolean,
): Ranked<Item>[] {
  const scored = items.map((item) => {
    const { embedding } = item;
    const cosines = embedding ? vectors.map((vector) => dot(vector, embedding)) : [];
    const similarity = cosines.length > 0 ? Math.max(...cosines) : null;
    const words = wordScore(item);
    return { item, similarity, words, score: (similarity ?? 0) + WORDS * words };
  });
  const holding = scored.filter(({ item }) => item.share >= LEAST_SHARE).sort((a, b) => b.words - a.words);
  const places = new Map(holding.map(({ item }, at) => [item, at + 1]));
  const first = scored.toSorted((a, b) => b.score - a.score);
  return (feedback ? withFeedback(first) : first).map(({ item, similarity }) => ({
    ...{ item, similarity, byWords: places.get(item) ?? null },
  }));
}

/** @param first best first */
function withFeedback<Scored extends { readonly item: Rankable; readonly score: number }>(
  first: readonly Scored[],
): readonly Scored[] {
  const best = first.slice(0, BEST).flatMap(({ item }) => item.embedding ?? []);
  if (best.length === 0) return first;
  const mean = meanDirection(best, best[0]!.length);
  return first
    .map((one) => {
      const { embedding } = one.item;
      return { one, score: one.score + (embedding ? FEEDBACK * dot(mean, embedding) : 0) };
    })
    .sort((a, b) => b.score - a.score)
    .map(({ one }) => one);
}
