import { OPINIONS, stemOf } from '../summaries/saying.ts';
import type { Evidence } from './evidence.ts';
import { bareWord } from './question-text.ts';

/** Stem → how much it tells what a sentence says of a subject; without a weight: nothing. */
export type StemWeights = ReadonlyMap<string, number>;

/** How often stems are in sentences of all kinds. */
export interface StemBackground {
  readonly sentences: number;
  /** Stem → sentences that have it. */
  readonly counts: ReadonlyMap<string, number>;
}

/** A word in more of the sentences about a subject names it: "material" of the topic Fabric. Of few sentences none does. */
const [NAMING, ENOUGH] = [0.25, 20];
/** Weight of a word that is e³ = 20 times as frequent as elsewhere; no word has more. */
const MOST = 3;

const OPINION_STEMS = new Set([...OPINIONS].map((word) => stemOf(bareWord(word))));

/**
 * Weights of the stems of sentences about a subject: the logarithm of how much more frequent they are among these than in
 * others. A word that is as frequent everywhere ("dress" in a shop for clothes) tells nothing, nor do words of opinion
 * ("great"): the sentiment has them. Nor do the subject's own.
 * @param own stems of the subject
 */
export function stemWeights(
  evidence: readonly Evidence[],
  own: readonly string[],
  { sentences, counts }: StemBackground,
): StemWeights {
  const held = new Map<string, number>();
  for (const { stems } of evidence) for (const stem of stems) held.set(stem, (held.get(stem) ?? 0) + 1);
  const weights = new Map<string, number>();
  for (const [stem, n] of held) {
    const share = n / evidence.length;
    if (
      n < 2 ||
      own.includes(stem) ||
      OPINION_STEMS.has(stem) ||
      (evidence.length >= ENOUGH && share > NAMING)
    )
      continue;
    const elsewhere = ((counts.get(stem) ?? 0) + 1) / (sentences + 1);
    const weight = Math.min(MOST, Math.log(share / elsewhere));
    if (weight > 0) weights.set(stem, weight);
  }
  return weights;
}

/** Counts the stems of a sample of sentences. */
export function stemBackground(
  texts: readonly string[],
  stemsOf: (text: string) => ReadonlySet<string>,
): StemBackground {
  const counts = new Map<string, number>();
  for (const text of texts) for (const stem of stemsOf(text)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return { sentences: texts.length, counts };
}
