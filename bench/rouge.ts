import { stem } from './porter-stemmer.ts';

/** Precision, recall and their harmonic mean, each 0..1. */
export interface RougeScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface Rouge {
  /** Words in common. */
  readonly rouge1: RougeScore;
  /** Pairs of neighbouring words in common. */
  readonly rouge2: RougeScore;
  /** The longest common subsequence of words. */
  readonly rougeL: RougeScore;
}

/**
 * ROUGE-1, ROUGE-2 and ROUGE-L (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries") as Google's
 * rouge-score computes them with `use_stemmer=True`: lower-case runs of a to z and 0 to 9, of which those longer
 * than three characters are stemmed as NLTK does.
 */
export function rouge(reference: string, candidate: string): Rouge {
  const [one, other] = [words(reference), words(candidate)];
  return {
    rouge1: shared(one, other),
    rouge2: shared(pairs(one), pairs(other)),
    rougeL: score(longestCommonSubsequence(one, other), one.length, other.length),
  };
}

const words = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).map((word) => (word.length > 3 ? stem(word) : word));

const pairs = (list: readonly string[]): string[] => list.slice(1).map((word, i) => `${list[i]} ${word}`);

function shared(reference: readonly string[], candidate: readonly string[]): RougeScore {
  const left = new Map<string, number>();
  for (const item of reference) left.set(item, (left.get(item) ?? 0) + 1);
  let matches = 0;
  for (const item of candidate) {
    const count = left.get(item) ?? 0;
    if (count > 0) matches++;
    left.set(item, count - 1);
  }
  return score(matches, reference.length, candidate.length);
}

function longestCommonSubsequence(one: readonly string[], other: readonly string[]): number {
  let above = new Uint32Array(other.length + 1);
  for (const word of one) {
    const row = new Uint32Array(other.length + 1);
    for (let i = 1; i <= other.length; i++) {
      row[i] = word === other[i - 1] ? above[i - 1]! + 1 : Math.max(above[i]!, row[i - 1]!);
    }
    above = row;
  }
  return above[other.length]!;
}

function score(matches: number, inReference: number, inCandidate: number): RougeScore {
  const precision = matches / Math.max(1, inCandidate);
  const recall = matches / Math.max(1, inReference);
  return { precision, recall, f1: matches === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}
