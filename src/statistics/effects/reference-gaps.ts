import { isInsufficient, type Measured, quotient, whenMeasured } from '../insufficient.ts';
import {
  type Confusion,
  falsePositiveRate,
  type Rate,
  selectedOf,
  selectionRate,
  truePositiveRate,
} from './confusion.ts';

/** One group against one reference, which never holds the group's own rows. */

/** The group's rate minus the reference's, −1..1. */
export function rateGap(group: Confusion, reference: Confusion, rate: Rate): Measured {
  return whenMeasured([rate(group), rate(reference)], (own, other) => own - other);
}

/** The group's rate over the reference's, 0 upwards; `zero_denominator` where the reference's is 0. */
export function rateDisparity(group: Confusion, reference: Confusion, rate: Rate): Measured {
  return whenMeasured([rate(group), rate(reference)], (own, other) => quotient(own, other));
}

/** Statistical parity difference: the gap in selection rates. */
export function statisticalParityDifference(group: Confusion, reference: Confusion): Measured {
  return rateGap(group, reference, selectionRate);
}

/** Disparate impact: the ratio of selection rates. */
export function disparateImpact(group: Confusion, reference: Confusion): Measured {
  return rateDisparity(group, reference, selectionRate);
}

/** The gap in TPR. */
export function equalOpportunityGap(group: Confusion, reference: Confusion): Measured {
  return rateGap(group, reference, truePositiveRate);
}

/** The mean of the signed gaps in FPR and TPR, −1..1: errors that cancel out are not seen. */
export function averageOddsDifference(group: Confusion, reference: Confusion): Measured {
  const gaps = [rateGap(group, reference, falsePositiveRate), rateGap(group, reference, truePositiveRate)];
  return whenMeasured(gaps, (fpr, tpr) => (fpr + tpr) / 2);
}

/**
 * The group's share of all selected rows over the reference's. Aequitas calls it "Statistical Parity"; it depends
 * on the sizes of the groups, so it is shown and never judged.
 */
export function selectedShareDisparity(group: Confusion, reference: Confusion): Measured {
  return quotient(selectedOf(group), selectedOf(reference));
}

/** True where the ratio lies within tau..1/tau (Saleiro et al. 2018); it says nothing of chance. */
export function withinParity(disparity: Measured, tau: number): Measured<boolean> {
  return whenMeasured([disparity], (ratio) => ratio >= tau && ratio <= 1 / tau);
}

/**
 * Equalised odds by the same rule: both TPR and FPR within parity. One outside it settles the matter; one undefined
 * beside one within does not.
 */
export function withinEqualizedOdds(group: Confusion, reference: Confusion, tau: number): Measured<boolean> {
  const parities = [truePositiveRate, falsePositiveRate].map((rate) => {
    return withinParity(rateDisparity(group, reference, rate), tau);
  });
  if (parities.includes(false)) return false;
  return parities.find(isInsufficient) ?? true;
}
