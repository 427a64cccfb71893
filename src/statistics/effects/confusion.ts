import { requireSameLength } from '../input.ts';
import { type Measured, quotient, whenMeasured } from '../insufficient.ts';
import type { Proportion } from '../intervals/intervals.ts';

/** Rows of one group by label and decision, both 0 or 1. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** @throws VerbatimError AUDIT_NUMBERS_INVALID when the two differ in length */
export function confusionOf(labels: ArrayLike<number>, decisions: ArrayLike<number>): Confusion {
  requireSameLength('confusion', labels, decisions);
  const counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) counts[decisions[i] === 1 ? 'truePositives' : 'falseNegatives']++;
    else counts[decisions[i] === 1 ? 'falsePositives' : 'trueNegatives']++;
  }
  return counts;
}

/** Share of rows with label 1. */
export const baseRate = (c: Confusion): Proportion => ({
  successes: c.truePositives + c.falseNegatives,
  rows: c.truePositives + c.falseNegatives + c.falsePositives + c.trueNegatives,
});

/** The error rates of L1, as counted rows. */
export const ERROR_RATES = {
  /** Recall, sensitivity: share of labels 1 with decision 1. */
  tpr: (c) => ({ successes: c.truePositives, rows: c.truePositives + c.falseNegatives }),
  /** Share of labels 0 with decision 1. */
  fpr: (c) => ({ successes: c.falsePositives, rows: c.falsePositives + c.trueNegatives }),
  /** Positive predictive value: share of decisions 1 with label 1. */
  precision: (c) => ({ successes: c.truePositives, rows: c.truePositives + c.falsePositives }),
} as const satisfies Record<string, (confusion: Confusion) => Proportion>;

/**
 * Equalised odds: the larger of the absolute gaps in TPR and in FPR, 0..1 (Hardt, Price and Srebro 2016). A side without
 * one of the labels: `zero_denominator`.
 */
export function equalizedOddsGap(group: Confusion, reference: Confusion): Measured {
  const rates = [ERROR_RATES.tpr, ERROR_RATES.fpr].flatMap((rate) =>
    [group, reference].map((side) => quotient(rate(side).successes, rate(side).rows)),
  );
  return whenMeasured(rates, (tpr, otherTpr, fpr, otherFpr) =>
    Math.max(Math.abs(tpr - otherTpr), Math.abs(fpr - otherFpr)),
  );
}
