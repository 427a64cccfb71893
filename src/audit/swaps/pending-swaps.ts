import { binomialCdf } from '../../statistics/distributions/distributions.ts';
import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import type { Interval } from '../../statistics/intervals/intervals.ts';
import type { Resampling } from '../../statistics/resampling/permutation.ts';
import { differencesOf } from '../../statistics/tests/mean-tests.ts';
import type { PendingMetric } from '../verdict/family.ts';
import type { Rule } from '../verdict/status.ts';
import { type LabelSwap, labelSwap, type ScoreSwap, scoreSwap } from './measures.ts';

/** Fewer templates can warn, but not fail. */
const TEMPLATES_TO_GATE = 200;

export interface SwapSettings extends Resampling {
  readonly rule: Rule;
  /** The 95th percentile of |effect| on the placebo axis. */
  readonly noise?: number;
}

/** C1 of one term: its scores and those of its baseline in the same templates. */
export function pendingScoreSwap(
  scores: ArrayLike<number>,
  baseline: ArrayLike<number>,
  settings: SwapSettings,
): PendingMetric & { readonly swap: ScoreSwap } {
  const differences = differencesOf(scores, baseline);
  const swap = scoreSwap(differences, settings);
  const { interval, p } = testedShift(differences, swap);
  const evidence = { value: swap.meanDifference, interval, ...sizesOf(swap.pairs, settings) };
  return { swap, evidence, p, rule: ruleFor(swap.pairs, settings) };
}

/**
 * The interval and p of a mean difference. If every template moves by the same amount, a t test would divide by 0: the
 * interval is the amount, and p is that of the exact sign test.
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
 * C2 of one term: its labels and those of its baseline, 0 or 1. In a deterministic model no label changes by chance, so the
 * test is not against no change but against the warn limit: the exact binomial tail of so many changes.
 */
export function pendingLabelSwap(
  labels: ArrayLike<number>,
  baseline: ArrayLike<number>,
  settings: SwapSettings,
): PendingMetric & { readonly swap: Measured<LabelSwap> } {
  const swap = labelSwap(labels, baseline);
  const pairs = isInsufficient(swap) ? 0 : swap.pairs;
  const value = isInsufficient(swap) ? swap : swap.rate;
  return {
    swap,
    evidence: { value, interval: swap, ...sizesOf(pairs, settings) },
    p: isInsufficient(swap) ? swap : tailBeyond(settings.rule.limits.warn.high, swap),
    rule: ruleFor(pairs, settings),
  };
}

function tailBeyond(limit: number, { toZero, toOne, pairs }: LabelSwap): number {
  const changed = toZero + toOne;
  return changed === 0 ? 1 : 1 - binomialCdf(changed - 1, pairs, limit);
}

function sizesOf(pairs: number, { noise }: SwapSettings) {
  return { rows: pairs, denominator: pairs, ...(noise === undefined ? {} : { noise }) };
}

const ruleFor = (pairs: number, { rule }: SwapSettings): Rule =>
  pairs < TEMPLATES_TO_GATE ? { ...rule, cap: 'warn' } : rule;
