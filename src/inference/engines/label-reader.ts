import type { LabelRule, LabelScores } from '../../domain/text/text-scores.ts';
import { sigmoid, softmax } from '../model/activations.ts';

interface WindowLogits {
  readonly logits: Float32Array;
  /** Content tokens of the window. */
  readonly tokens: number;
}

/** Logits to probabilities (unchanged for regression), in the order of the labels. */
function applyRule(rule: LabelRule, logits: Float32Array): number[] {
  if (rule === 'single') return softmax(logits, 0, logits.length, 1);
  return Array.from(logits, rule === 'multi' ? sigmoid : (score) => score);
}

/**
 * The scores of a text from the logits of its windows: the mean of each probability (or of the score of a regression)
 * over the windows, weighted by content tokens. Shared tokens count in both windows.
 */
export function readLabels(
  labels: readonly string[],
  rule: LabelRule,
  windows: readonly WindowLogits[],
): Pick<LabelScores, 'label' | 'probabilities' | 'score'> {
  const values = tokenMean(
    windows.map(({ logits, tokens }) => ({ values: applyRule(rule, logits), tokens })),
  );
  if (rule === 'regression') return { label: null, probabilities: {}, score: values[0]! };
  return { ...labelled(labels, values), score: null };
}

/** The probabilities by label, and the most probable label. */
export function labelled(
  labels: readonly string[],
  values: readonly number[],
): Pick<LabelScores, 'label' | 'probabilities'> {
  return {
    label: labels[values.indexOf(Math.max(...values))]!,
    probabilities: Object.fromEntries(labels.map((label, i) => [label, values[i]!])),
  };
}

/** Mean of equally long vectors, weighted by tokens; of a single one, even without tokens, a copy. */
export function tokenMean(
  windows: readonly { readonly values: ArrayLike<number>; readonly tokens: number }[],
): number[] {
  const [first] = windows;
  if (windows.length === 1) return Array.from(first!.values);
  const total = windows.reduce((sum, { tokens }) => sum + tokens, 0);
  const mean = (i: number) => windows.reduce((sum, it) => sum + it.values[i]! * it.tokens, 0) / total;
  return Array.from({ length: first!.values.length }, (_, i) => mean(i));
}
