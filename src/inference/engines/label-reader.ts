import type { LabelRule, LabelScores } from '../../domain/label-scores.ts';
import { sigmoid, softmax } from '../model/activations.ts';

/** One window's logits and how much it counts. */
export interface WeighedLogits {
  readonly logits: Float32Array;
  /** Content tokens of the window. */
  readonly tokens: number;
}

/** Logits to probabilities (or, for regression, as they are), in the order of the labels. */
export function applyRule(rule: LabelRule, logits: Float32Array): number[] {
  if (rule === 'single') return softmax(logits, 0, logits.length, 1);
  return Array.from(logits, rule === 'multi' ? sigmoid : (score) => score);
}

/**
 * The scores of a text from the logits of its windows. One window: its own. Several: each probability (or the
 * score of a regression) is the mean over the windows, weighted by their content tokens; so a part of a text
 * counts as much as it is long, and what windows share counts in both.
 */
export function readLabels(
  labels: readonly string[],
  rule: LabelRule,
  windows: readonly WeighedLogits[],
): Pick<LabelScores, 'label' | 'probabilities' | 'score'> {
  const values = weighedMean(
    windows.map(({ logits, tokens }) => ({ values: applyRule(rule, logits), tokens })),
  );
  if (rule === 'regression') return { label: null, probabilities: {}, score: values[0]! };
  return { ...labelled(labels, values), score: null };
}

/** The probabilities by name, and the name of the greatest. */
export function labelled(
  labels: readonly string[],
  values: readonly number[],
): Pick<LabelScores, 'label' | 'probabilities'> {
  return {
    label: labels[values.indexOf(Math.max(...values))]!,
    probabilities: Object.fromEntries(labels.map((label, i) => [label, values[i]!])),
  };
}

/** Mean of vectors, weighted by tokens; a lone text without tokens counts as it is. */
export function weighedMean(
  windows: readonly { readonly values: readonly number[]; readonly tokens: number }[],
): number[] {
  if (windows.length === 1) return [...windows[0]!.values];
  const tokens = windows.reduce((sum, window) => sum + window.tokens, 0);
  return windows[0]!.values.map((_, i) =>
    windows.reduce((sum, window) => sum + (window.values[i]! * window.tokens) / tokens, 0),
  );
}
