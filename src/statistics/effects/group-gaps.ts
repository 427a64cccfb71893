import {
  insufficient,
  isInsufficient,
  type Measured,
  measuredOnly,
  quotient,
  whenMeasured,
} from '../insufficient.ts';
import {
  type Confusion,
  falsePositiveRate,
  type Rate,
  rowsOf,
  selectedOf,
  selectionRate,
  truePositiveRate,
} from './confusion.ts';

/** One level of an attribute with its rows. */
export interface Group {
  readonly key: string;
  readonly confusion: Confusion;
}

/**
 * How far rates lie apart over all groups, as Fairlearn and the EEOC define it. Groups without the rate are left
 * out of it; fewer than two groups with it: `too_few_groups`. A gap over many groups is never 0 by chance alone:
 * decide by permutation, not by these numbers.
 */
function ratesOf(groups: readonly Group[], rate: Rate): Measured<number[]> {
  const rates = measuredOnly(groups.map((group) => rate(group.confusion)));
  return rates.length < 2 ? insufficient('too_few_groups') : rates;
}

/** Largest rate minus smallest, 0..1. */
export function rateDifference(groups: readonly Group[], rate: Rate): Measured {
  const rates = ratesOf(groups, rate);
  return isInsufficient(rates) ? rates : Math.max(...rates) - Math.min(...rates);
}

/** Smallest rate over largest, 0..1; `zero_denominator` where every rate is 0. */
export function rateRatio(groups: readonly Group[], rate: Rate): Measured {
  const rates = ratesOf(groups, rate);
  return isInsufficient(rates) ? rates : quotient(Math.min(...rates), Math.max(...rates));
}

/** Demographic parity difference: the gap in selection rates. */
export function demographicParityDifference(groups: readonly Group[]): Measured {
  return rateDifference(groups, selectionRate);
}

/** Demographic parity ratio: the smallest selection rate over the largest. */
export function demographicParityRatio(groups: readonly Group[]): Measured {
  return rateRatio(groups, selectionRate);
}

/** The largest distance of a group's selection rate from that of all rows together, 0..1. */
export function demographicParityDifferenceToOverall(groups: readonly Group[]): Measured {
  const rates = ratesOf(groups, selectionRate);
  if (isInsufficient(rates)) return rates;
  const selected = groups.reduce((total, group) => total + selectedOf(group.confusion), 0);
  const rows = groups.reduce((total, group) => total + rowsOf(group.confusion), 0);
  return Math.max(...rates.map((rate) => Math.abs(rate - selected / rows)));
}

/** Equal opportunity: the gap in TPR (Hardt, Price and Srebro 2016). */
export function equalOpportunityDifference(groups: readonly Group[]): Measured {
  return rateDifference(groups, truePositiveRate);
}

export function equalOpportunityRatio(groups: readonly Group[]): Measured {
  return rateRatio(groups, truePositiveRate);
}

/** Equalised odds: the larger of the gaps in TPR and FPR (Hardt, Price and Srebro 2016), or their mean. */
export function equalizedOddsDifference(
  groups: readonly Group[],
  combine: 'worst' | 'mean' = 'worst',
): Measured {
  const gaps = [rateDifference(groups, truePositiveRate), rateDifference(groups, falsePositiveRate)];
  return whenMeasured(gaps, (tpr, fpr) => (combine === 'mean' ? (tpr + fpr) / 2 : Math.max(tpr, fpr)));
}

/** The smaller of the ratios in TPR and FPR. */
export function equalizedOddsRatio(groups: readonly Group[]): Measured {
  const ratios = [rateRatio(groups, truePositiveRate), rateRatio(groups, falsePositiveRate)];
  return whenMeasured(ratios, (tpr, fpr) => Math.min(tpr, fpr));
}

/**
 * The groups whose selection rate is below four fifths of the highest (EEOC Uniform Guidelines 1978, 29 CFR
 * 1607.4 D), in the order of their keys; `zero_denominator` where nothing is selected. It says nothing of chance.
 */
export function fourFifthsFailures(groups: readonly Group[]): Measured<string[]> {
  const rates = ratesOf(groups, selectionRate);
  if (isInsufficient(rates)) return rates;
  const highest = Math.max(...rates);
  if (highest === 0) return insufficient('zero_denominator');
  return groups
    .filter(
      ({ confusion }) => rowsOf(confusion) > 0 && selectedOf(confusion) / rowsOf(confusion) < 0.8 * highest,
    )
    .map((group) => group.key)
    .sort();
}
