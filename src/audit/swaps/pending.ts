import { binomialCdf } from '../../statistics/distributions/distributions.ts';
import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import type { Interval } from '../../statistics/intervals/proportion-intervals.ts';
import type { Resampling } from '../../statistics/resampling/permutation.ts';
import { differencesOf } from '../../statistics/tests/mean-tests.ts';
import type { PendingMetric } from '../verdict/family.ts';
import { type Rule, within } from '../verdict/status.ts';
import { type LabelSwap, labelSwap, type ScoreSwap, scoreSwap } from './measures.ts';

/** Fewer templates are a smoke test that can only warn. */
const TEMPLATES_TO_GATE = 200;

/** C1, mean paired difference of scores: 0.02 / 0.05. */
export const SCORE_SWAP: Rule = { limits: { warn: within(0.02), fail: within(0.05) } };
/** C2, share of labels that change: 2% / 5%. */
export const LABEL_SWAP: Rule = { limits: { warn: within(0.02), fail: within(0.05) } };

/** What one term gives in every template, and what its baseline gives in the same ones. */
export interface SwappedTerm {
  readonly term: string;
  readonly scores: ArrayLike<number>;
  readonly baselineScores: ArrayLike<number>;
  /** Labels, 0 or 1. */
  readonly labels: ArrayLike<number>;
  readonly baselineLabels: ArrayLike<number>;
}

export interface SwapSettings extends Resampling {
  /** The 95th percentile of |effect| on the placebo axis. */
  readonly noise?: number;
  /** Real feedback is no designed sentence: it warns at most. */
  readonly cap?: 'warn';
  /** Limits and sizes of the policy; those above where nothing is said. */
  readonly rule?: Omit<Rule, 'cap'>;
}

/** Changes up to these sizes, with the rows and the level that the policy asks for. */
export function swapRule(
  { warn, fail }: { readonly warn: number; readonly fail: number },
  { leastRows, q }: { readonly leastRows: number; readonly q: number },
): Omit<Rule, 'cap'> {
  return { limits: { warn: within(warn), fail: within(fail) }, leastRows, alpha: q };
}

/** C1 for one term, ready for the family of its run. */
export function pendingScoreSwap(
  { scores, baselineScores }: SwappedTerm,
  settings: SwapSettings,
): PendingMetric & { readonly swap: ScoreSwap } {
  const swap = scoreSwap(scores, baselineScores, settings);
  const { interval, p } = testedShift(differencesOf(scores, baselineScores), swap);
  const evidence = { value: swap.meanDifference, interval, ...sizesOf(swap.pairs, settings) };
  return { swap, evidence, p, rule: { ...SCORE_SWAP, ...settings.rule, ...capOf(swap.pairs, settings) } };
}

/**
 * The interval and p of a mean difference. Where every template moves by the same amount, a t test divides by
 * nothing: the interval is the amount itself, and the exact sign test says how likely one direction throughout is.
 */
function testedShift(
  differences: Float64Array,
  { pairedT, pairs }: ScoreSwap,
): { interval: Measured<Interval>; p: Measured } {
  if (!isInsufficient(pairedT)) return { interval: pairedT, p: pairedT.p };
  if (pairs < 2) return { interval: pairedT, p: pairedT };
  const shift = differences[0]!;
  const p = shift === 0 ? 1 : Math.min(1, 2 * binomialCdf(0, pairs, 0.5));
  return { interval: { low: shift, high: shift }, p };
}

/**
 * C2 for one term, ready for the family of its run. No label ever changes by chance in a deterministic model, so
 * the test is not against none but against the warn limit: the exact binomial tail of so many changes.
 */
export function pendingLabelSwap(
  { labels, baselineLabels }: SwappedTerm,
  settings: SwapSettings,
): PendingMetric & { readonly swap: Measured<LabelSwap> } {
  const swap = labelSwap(labels, baselineLabels);
  const pairs = isInsufficient(swap) ? 0 : swap.pairs;
  const value = isInsufficient(swap) ? swap : swap.rate;
  const rule = { ...LABEL_SWAP, ...settings.rule, ...capOf(pairs, settings) };
  return {
    swap,
    evidence: { value, interval: swap, ...sizesOf(pairs, settings) },
    p: isInsufficient(swap) ? swap : tailBeyond(rule.limits.warn.high, swap),
    rule,
  };
}

function tailBeyond(limit: number, { toZero, toOne, pairs }: LabelSwap): number {
  const changed = toZero + toOne;
  return changed === 0 ? 1 : 1 - binomialCdf(changed - 1, pairs, limit);
}

function sizesOf(pairs: number, { noise }: SwapSettings) {
  return { rows: pairs, denominator: pairs, ...(noise === undefined ? {} : { noise }) };
}

function capOf(pairs: number, { cap }: SwapSettings): { cap?: 'warn' } {
  return cap === 'warn' || pairs < TEMPLATES_TO_GATE ? { cap: 'warn' } : {};
}
