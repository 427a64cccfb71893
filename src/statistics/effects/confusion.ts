import { requireSameLength } from '../input.ts';
import { insufficient, type Measured, quotient } from '../insufficient.ts';

/** Rows of one group by label and decision, both 0 or 1. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

export function confusionOf(labels: ArrayLike<number>, decisions: ArrayLike<number>): Confusion {
  requireSameLength('confusion', labels, decisions);
  const cells = [0, 0, 0, 0];
  for (let i = 0; i < labels.length; i++) cells[labels[i]! * 2 + decisions[i]!]!++;
  const [trueNegatives, falsePositives, falseNegatives, truePositives] = cells as [
    number,
    number,
    number,
    number,
  ];
  return { truePositives, falsePositives, falseNegatives, trueNegatives };
}

export function rowsOf(c: Confusion): number {
  return positivesOf(c) + negativesOf(c);
}
/** Rows whose label is 1. */
export function positivesOf(c: Confusion): number {
  return c.truePositives + c.falseNegatives;
}
/** Rows whose label is 0. */
export function negativesOf(c: Confusion): number {
  return c.falsePositives + c.trueNegatives;
}
/** Rows whose decision is 1. */
export function selectedOf(c: Confusion): number {
  return c.truePositives + c.falsePositives;
}

/** A rate of a group, 0..1; `zero_denominator` where it is a share of nothing. */
export type Rate = (confusion: Confusion) => Measured;

/** Share of rows decided 1. */
export const selectionRate: Rate = (c) => quotient(selectedOf(c), rowsOf(c));
/** Share of rows labelled 1. */
export const baseRate: Rate = (c) => quotient(positivesOf(c), rowsOf(c));
/** Share of rows whose decision equals their label. */
export const accuracy: Rate = (c) => quotient(c.truePositives + c.trueNegatives, rowsOf(c));
/** TPR, recall, sensitivity: share of labels 1 that are decided 1. */
export const truePositiveRate: Rate = (c) => quotient(c.truePositives, positivesOf(c));
/** FPR: share of labels 0 that are decided 1. */
export const falsePositiveRate: Rate = (c) => quotient(c.falsePositives, negativesOf(c));
/** FNR: share of labels 1 that are decided 0. */
export const falseNegativeRate: Rate = (c) => quotient(c.falseNegatives, positivesOf(c));
/** TNR, specificity: share of labels 0 that are decided 0. */
export const trueNegativeRate: Rate = (c) => quotient(c.trueNegatives, negativesOf(c));
/** PPV: share of decisions 1 that are labelled 1. */
export const precision: Rate = (c) => quotient(c.truePositives, selectedOf(c));
/** FDR: share of decisions 1 that are labelled 0. */
export const falseDiscoveryRate: Rate = (c) => quotient(c.falsePositives, selectedOf(c));
/** FOR: share of decisions 0 that are labelled 1. */
export const falseOmissionRate: Rate = (c) => quotient(c.falseNegatives, rowsOf(c) - selectedOf(c));
/** NPV: share of decisions 0 that are labelled 0. */
export const negativePredictiveValue: Rate = (c) => quotient(c.trueNegatives, rowsOf(c) - selectedOf(c));
/** F1: harmonic mean of precision and recall. */
export const f1: Rate = (c) => {
  return quotient(2 * c.truePositives, 2 * c.truePositives + c.falsePositives + c.falseNegatives);
};

/** Matthews correlation, −1..1 (Matthews 1975); `one_class_only` where labels or decisions do not vary. */
export const matthewsCorrelation: Rate = (c) => {
  const spread = selectedOf(c) * positivesOf(c) * negativesOf(c) * (c.trueNegatives + c.falseNegatives);
  if (spread === 0) return insufficient('one_class_only');
  return (c.truePositives * c.trueNegatives - c.falsePositives * c.falseNegatives) / Math.sqrt(spread);
};
