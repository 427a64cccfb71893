import { binomialCdf } from './distributions.ts';
import { insufficient, isInsufficient, type Measured, measuredOnly } from './insufficient.ts';
import { differencesOf } from './mean-tests.ts';
import { adjustedP } from './multiplicity.ts';
import type { Resampling } from './permutation.ts';
import type { Interval } from './proportion-intervals.ts';
import { judge, type Rule, type Verdict, within } from './status.ts';
import { type LabelSwap, labelSwap, type ScoreSwap, scoreSwap } from './swaps.ts';

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

export interface TermFinding {
  readonly term: string;
  readonly score: ScoreSwap;
  readonly scoreAdjustedP: Measured;
  readonly scoreVerdict: Verdict;
  readonly label: Measured<LabelSwap>;
  readonly labelVerdict: Verdict;
}

export interface SwapSettings extends Resampling {
  /** The 95th percentile of |effect| on the placebo axis, for scores and for label changes. */
  readonly scoreNoise?: number;
  readonly labelNoise?: number;
  /** Real feedback is no designed sentence: it warns at most. */
  readonly cap?: 'warn';
}

/** C1 and C2 for the terms of one axis, which are one family. */
export function auditSwaps(terms: readonly SwappedTerm[], settings: SwapSettings): TermFinding[] {
  const swaps = terms.map((term) => scoreSwap(term.scores, term.baselineScores, settings));
  const evidence = terms.map((term, i) => scoreEvidence(term, swaps[i]!));
  const adjusted = adjustedP(measuredOnly(evidence.map(({ p }) => p)));
  let next = 0;
  return terms.map((term, i): TermFinding => {
    const { interval, p } = evidence[i]!;
    const score = swaps[i]!;
    const scoreAdjustedP = isInsufficient(p) ? p : adjusted[next++]!;
    const rows = { rows: score.pairs, denominator: score.pairs };
    const noise = settings.scoreNoise === undefined ? {} : { noise: settings.scoreNoise };
    const label = labelSwap(term.labels, term.baselineLabels);
    return {
      term: term.term,
      score,
      scoreAdjustedP,
      scoreVerdict: judge(
        { value: score.meanDifference, interval, adjustedP: scoreAdjustedP, ...rows, ...noise },
        { ...SCORE_SWAP, ...capOf(score.pairs, settings) },
      ),
      label,
      labelVerdict: judgeLabels(label, settings),
    };
  });
}

/**
 * The interval and p of a mean difference. Where every template moves by the same amount, a t test divides by
 * nothing: the interval is the amount itself, and the exact sign test says how likely one direction throughout is.
 */
function scoreEvidence(
  { scores, baselineScores }: SwappedTerm,
  { pairedT, pairs }: ScoreSwap,
): { interval: Measured<Interval>; p: Measured } {
  if (!isInsufficient(pairedT)) return { interval: pairedT, p: pairedT.p };
  if (pairs < 2) return { interval: pairedT, p: pairedT };
  const shift = differencesOf(scores, baselineScores)[0]!;
  const p = shift === 0 ? 1 : Math.min(1, 2 * binomialCdf(0, pairs, 0.5));
  return { interval: { low: shift, high: shift }, p };
}

/** A share of changes is an estimate, not a test against none: its interval alone decides. */
function judgeLabels(label: Measured<LabelSwap>, settings: SwapSettings): Verdict {
  const pairs = isInsufficient(label) ? 0 : label.pairs;
  const noise = settings.labelNoise === undefined ? {} : { noise: settings.labelNoise };
  const significant = isInsufficient(label) || label.low <= LABEL_SWAP.limits.warn.high ? 1 : 0;
  return judge(
    {
      value: isInsufficient(label) ? insufficient('no_rows') : label.rate,
      interval: label,
      adjustedP: significant,
      rows: pairs,
      denominator: pairs,
      ...noise,
    },
    { ...LABEL_SWAP, ...capOf(pairs, settings) },
  );
}

function capOf(pairs: number, { cap }: SwapSettings): { cap?: 'warn' } {
  return cap === 'warn' || pairs < TEMPLATES_TO_GATE ? { cap: 'warn' } : {};
}
