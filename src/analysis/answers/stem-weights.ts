import { OPINIONS, stemOf } from '../summaries/saying.ts';
import type { Evidence } from './evidence.ts';
import { bareWord } from './question-text.ts';

/** How much stems tell what a sentence says of a subject. */
export interface StemWeights {
  /** Stem → weight, up to 3; without one: nothing. */
  readonly telling: ReadonlyMap<string, number>;
  /** Stems that name the subject. Sentences that say little else say the same: "I get compliments". */
  readonly naming: ReadonlySet<string>;
  /** Stems of one of many sentences alone, and rare elsewhere: what it says with them nobody else says. */
  readonly own: ReadonlySet<string>;
}

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
 * ("great"): the sentiment has them.
 * @param own stems of the subject
 */
export function stemWeights(
  evidence: readonly Evidence[],
  own: readonly string[],
  { sentences, counts }: StemBackground,
): StemWeights {
  const held = new Map<string, number>();
  for (const { stems } of evidence) for (const stem of stems) held.set(stem, (held.get(stem) ?? 0) + 1);
  const telling = new Map<string, number>();
  const naming = new Set(own);
  const alone = new Set<string>();
  for (const [stem, n] of held) {
    const share = n / evidence.length;
    if (naming.has(stem) || OPINION_STEMS.has(stem)) continue;
    const elsewhere = ((counts.get(stem) ?? 0) + 1) / (sentences + 1);
    const weight = Math.min(MOST, Math.log(share / elsewhere));
    if (!(weight > 0)) continue;
    if (n < 2) {
      if (evidence.length >= ENOUGH && weight > 1) alone.add(stem);
      continue;
    }
    if (evidence.length >= ENOUGH && share > NAMING) naming.add(stem);
    else telling.set(stem, weight);
  }
  return { telling, naming, own: alone };
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
