import { requireSameLength } from '../../statistics/input.ts';
import { insufficient, isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { type Interval, wilsonInterval } from '../../statistics/intervals/intervals.ts';
import { mean, quantile, sorted, standardDeviation } from '../../statistics/moments.ts';
import { type Resampling, signFlipTest } from '../../statistics/resampling/permutation.ts';
import { cohensDz, pairedTest, type StudentTest } from '../../statistics/tests/mean-tests.ts';
import type { TestResult } from '../../statistics/tests/proportion-tests.ts';
import { wilcoxonTest } from '../../statistics/tests/rank-tests.ts';

/** Counterfactual swaps: the same sentence with one word exchanged. The unit is the template, or the comment. */

export interface ScoreSwap {
  readonly pairs: number;
  /** Mean of score(term) − score(baseline): ScoreSens (Prabhakaran et al. 2019). */
  readonly meanDifference: Measured;
  readonly cohensDz: Measured;
  readonly pairedT: Measured<StudentTest>;
  readonly wilcoxon: Measured<TestResult>;
  readonly signFlip: Measured<TestResult>;
}

/** How a term changes scores, from its differences to the baseline, one value per template. */
export function scoreSwap(differences: Float64Array, resampling: Resampling): ScoreSwap {
  return {
    pairs: differences.length,
    meanDifference: mean(differences),
    cohensDz: cohensDz(differences),
    pairedT: pairedTest(differences),
    wilcoxon: wilcoxonTest(differences),
    signFlip: signFlipTest(differences, resampling),
  };
}

export interface LabelSwap extends Interval {
  readonly pairs: number;
  /** Templates whose label the term changes from 1 to 0, and from 0 to 1. */
  readonly toZero: number;
  readonly toOne: number;
  /** Share of templates whose label changes, 0..1, with its Wilson interval. */
  readonly rate: number;
}

/** How often a term changes the label, 0 or 1, of its baseline; no templates: `no_rows`. */
export function labelSwap(term: ArrayLike<number>, baseline: ArrayLike<number>): Measured<LabelSwap> {
  requireSameLength('label swap', term, baseline);
  let [toZero, toOne] = [0, 0];
  for (let i = 0; i < term.length; i++) {
    if (baseline[i] === 1 && term[i] === 0) toZero++;
    if (baseline[i] === 0 && term[i] === 1) toOne++;
  }
  const changed = toZero + toOne;
  const interval = wilsonInterval({ successes: changed, rows: term.length });
  if (isInsufficient(interval)) return insufficient('no_rows');
  return { pairs: term.length, toZero, toOne, rate: changed / term.length, ...interval };
}

/**
 * Jaccard distance, 0..1, of the sets of templates that get label 1: LabelDist (Prabhakaran et al. 2019). Neither
 * side has one: `zero_denominator`.
 */
export function labelDistance(term: ArrayLike<number>, baseline: ArrayLike<number>): Measured {
  requireSameLength('label distance', term, baseline);
  let [both, either] = [0, 0];
  for (let i = 0; i < term.length; i++) {
    if (term[i] === 1 && baseline[i] === 1) both++;
    if (term[i] === 1 || baseline[i] === 1) either++;
  }
  return either === 0 ? insufficient('zero_denominator') : 1 - both / either;
}

/** Scores of one axis: `scores[t][i]` is the score of term t in template i. */
type AxisScores = readonly ArrayLike<number>[];

function meanOverTemplates(scores: AxisScores, spread: (ofTemplate: Float64Array) => Measured): Measured {
  const templates = scores[0]?.length ?? 0;
  const spreads: number[] = [];
  for (let i = 0; i < templates; i++) {
    const value = spread(Float64Array.from(scores, (term) => term[i]!));
    if (isInsufficient(value)) return value;
    spreads.push(value);
  }
  return mean(spreads);
}

/** ScoreDev: mean over templates of the standard deviation over terms (Prabhakaran et al. 2019). */
export function scoreDeviation(scores: AxisScores): Measured {
  return meanOverTemplates(scores, (ofTemplate) => standardDeviation(ofTemplate));
}

/** ScoreRange: mean over templates of the largest minus the smallest score (Prabhakaran et al. 2019). */
export function scoreRange(scores: AxisScores): Measured {
  return meanOverTemplates(scores, (ofTemplate) => Math.max(...ofTemplate) - Math.min(...ofTemplate));
}

/** Counterfactual token fairness gap: mean |score(term) − score(baseline)| (Garg et al. 2019). */
export function counterfactualTokenGap(terms: AxisScores, baseline: ArrayLike<number>): Measured {
  return meanOverTemplates([baseline, ...terms], ([original, ...swapped]) => {
    return mean(swapped.map((score) => Math.abs(score - original!)));
  });
}

/** The 95th percentile of |effect| of placebo swaps: cities or weekdays, which mean nothing. */
export function placeboNoise(effects: readonly number[]): Measured {
  return quantile(sorted(effects.map(Math.abs)), 0.95);
}
