import type { PolarityProbabilities } from '../../domain/analysis.ts';
import type { SentimentHead } from '../../domain/sentiment-head.ts';
import { generatorOf, shuffle } from '../../statistics/distributions/random.ts';
import {
  type Design,
  designOf,
  fitWeights,
  headOf,
  type LabelledSpan,
  probabilitiesOf,
  type Strength,
} from './design.ts';
import type { Directions } from './directions.ts';

/** From the strongest prior to the weakest. Chosen by measurement: docs/decisions/tuned-heads.md. */
const STRENGTHS: readonly Strength[] = [
  { bias: 1, logits: null, embedding: null },
  { bias: 1, logits: 3, embedding: null },
  { bias: 1, logits: 3, embedding: 200 },
  { bias: 1, logits: 3, embedding: 60 },
  { bias: 1, logits: 3, embedding: 20 },
  { bias: 1, logits: 3, embedding: 8 },
];
const FOLDS = 5;
/** Cross-validations of each strength, with other folds: one alone depends on chance. */
const ROUNDS = 2;
/** Least gain of accuracy in cross-validation, in standard errors, for a head to replace the model's. */
const LEAST_GAIN = 1.5;
/** Of the gradient, for the head that is kept. */
const PRECISE = 1e-5;

/** What tuning found. */
export interface Tuned {
  /** Null: no head was better beyond chance in cross-validation, and the model stays as it is. */
  readonly head: SentimentHead | null;
  /** Null without a head. */
  readonly strength: Strength | null;
  /**
   * Probabilities of each span by a head that was chosen and trained without its text. They tell how good the head is:
   * those of the head itself are of spans that it has seen. Null if not asked for.
   */
  readonly heldOut: readonly PolarityProbabilities[] | null;
}

/**
 * Trains a head for sentiment on labelled spans. It starts from the model's own probabilities, and a penalty holds it
 * near them. Cross-validation chooses the strength of the penalty by log loss, and whether there is a new head at all.
 * @param directions of the corpus that the spans are from
 * @param checked with `heldOut`, which takes five times as long as the head
 */
export function tuneSentiment(
  spans: readonly LabelledSpan[],
  directions: Directions,
  seed: number,
  checked = true,
): Tuned {
  const design = designOf(spans, directions);
  const all = spans.map((_, i) => i);
  const strength = chosenStrength(design, all, seed);
  const weights = strength && fitWeights(design, all, strength, { tolerance: PRECISE });
  return {
    head: weights && headOf(design, weights),
    strength,
    heldOut: checked ? heldOutOf(design, all, seed) : null,
  };
}

/** Each part of the rows by a head of the others, chosen as the head of all is. */
function heldOutOf(design: Design, all: readonly number[], seed: number): PolarityProbabilities[] {
  const heldOut = design.spans.map((span) => span.probabilities);
  for (const [fold, held] of foldsOf(design, all, seed).entries()) {
    const rest = without(all, held);
    const strength = chosenStrength(design, rest, seed + 1 + fold);
    if (strength === null) continue;
    const weights = fitWeights(design, rest, strength);
    for (const i of held) heldOut[i] = probabilitiesOf(design, i, weights);
  }
  return heldOut;
}

/** The strength with the least log loss in cross-validation; null if its gain may be chance. */
function chosenStrength(design: Design, rows: readonly number[], seed: number): Strength | null {
  const { spans } = design;
  const rounds = Array.from({ length: ROUNDS }, (_, round) =>
    foldsOf(design, rows, seed + 1000 * (round + 1)),
  );
  let best: { readonly strength: Strength; readonly loss: number; readonly gain: boolean } | null = null;
  for (const strength of STRENGTHS) {
    const start = fitWeights(design, rows, strength);
    let loss = 0;
    const gains = new Map<number, number>();
    for (const folds of rounds) {
      for (const held of folds) {
        const weights = fitWeights(design, without(rows, held), strength, { start });
        for (const i of held) {
          const span = spans[i]!;
          if (span.byRule) continue;
          const found = probabilitiesOf(design, i, weights);
          loss -= span.target.reduce(
            (sum, share, c) => sum + share * Math.log(Math.max(1e-12, found[c]!)),
            0,
          );
          const gain = right(found, span) - right(span.probabilities, span);
          gains.set(span.documentId, (gains.get(span.documentId) ?? 0) + gain / ROUNDS);
        }
      }
    }
    if (best === null || loss < best.loss) best = { strength, loss, gain: beyondChance([...gains.values()]) };
  }
  return best?.gain ? best.strength : null;
}

/** Whether the mean is so many standard errors above 0. */
function beyondChance(gains: readonly number[]): boolean {
  const n = gains.length;
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / n;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / n;
  return mean > 0 && mean > LEAST_GAIN * Math.sqrt(variance / n);
}

/** 1 if the most probable polarity is the label, else 0; a mixed label is never the most probable. */
export function right(probabilities: PolarityProbabilities, { target }: Pick<LabelledSpan, 'target'>): 0 | 1 {
  const most = Math.max(...probabilities);
  return target[probabilities.indexOf(most)] === 1 ? 1 : 0;
}

function without(rows: readonly number[], held: readonly number[]): number[] {
  const out = new Set(held);
  return rows.filter((i) => !out.has(i));
}

/** Parts of the rows with about as many of each label, all spans of a text in one part. */
function foldsOf({ spans }: Design, rows: readonly number[], seed: number): number[][] {
  const byText = new Map<number, number[]>();
  for (const i of rows) {
    const own = byText.get(spans[i]!.documentId);
    if (own) own.push(i);
    else byText.set(spans[i]!.documentId, [i]);
  }
  const texts = [...byText.values()];
  const order = Int32Array.from(texts.keys());
  shuffle(generatorOf(seed), order);
  const labelOf = (text: number) => {
    const { target, byRule } = spans[texts[text]![0]!]!;
    return 4 * Number(byRule) + target.indexOf(Math.max(...target));
  };
  const folds = Array.from({ length: FOLDS }, (): number[] => []);
  for (const [place, text] of [...order].sort((a, b) => labelOf(a) - labelOf(b)).entries()) {
    folds[place % FOLDS]!.push(...texts[text]!);
  }
  return folds.filter((fold) => fold.length > 0);
}
