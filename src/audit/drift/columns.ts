import { jensenShannonDistance, totalVariation } from '../../statistics/effects/distribution-distance.ts';
import {
  populationStability,
  populationStabilityNull,
  populationStabilityP,
  smoothedPopulationStability,
} from '../../statistics/effects/population-stability.ts';
import { isInsufficient, type Measured, whenMeasured } from '../../statistics/insufficient.ts';
import { sum } from '../../statistics/moments.ts';
import { chiSquareTest } from '../../statistics/tests/contingency.ts';
import type { DriftEvidence, DriftRule } from './status.ts';

/** D1 and D2, inputs and predictions: significant and a stability index of 0.1 / 0.25. */
export const COLUMN_DRIFT: DriftRule = { warn: 0.1, fail: 0.25 };
/** D3, embeddings: significant at 0.01 and an AUC of the domain classifier of 0.60 / 0.70. */
export const EMBEDDING_DRIFT: DriftRule = { warn: 0.6, fail: 0.7, alpha: 0.01 };

export interface ColumnDrift extends Omit<DriftEvidence, 'adjustedP'> {
  /** Of "nothing changed", unadjusted: the larger of the two below. */
  readonly p: Measured;
  /** By the null law of the index. */
  readonly indexP: Measured;
  /** By Pearson's chi-square test of both sides. */
  readonly chiSquareP: Measured;
  /** For comparison with other tools: the index without smoothing, and distances in 0..1. */
  readonly unsmoothed: Measured;
  readonly jensenShannon: Measured;
  readonly totalVariation: Measured;
}

/**
 * Drift of one column from its frozen counts: by bin of a number, or by category, new categories with a count of 0.
 * The value is the smoothed stability index, its quantile that of its null law at these sizes. Bins that are empty on both
 * sides are left out, for they cost a degree of freedom and say nothing.
 *
 * In a family of hundreds p must be right far out. There the law of the index is too small where bins hold few rows, and
 * chi-square where a category is rare, each for other counts: the larger of both is right for either.
 */
export function columnDrift(reference: ArrayLike<number>, current: ArrayLike<number>): ColumnDrift {
  const used = Array.from(reference, (_, bin) => bin).filter((bin) => reference[bin]! + current[bin]! > 0);
  const before = used.map((bin) => reference[bin]!);
  const now = used.map((bin) => current[bin]!);
  const sizes = { referenceRows: sum(before), currentRows: sum(now), bins: used.length };
  const value = smoothedPopulationStability(before, now);
  const indexP = isInsufficient(value) ? value : populationStabilityP(value, sizes);
  const test = chiSquareTest([before, now]);
  const chiSquareP = isInsufficient(test) ? test : test.p;
  return {
    value,
    p: whenMeasured([indexP, chiSquareP], (byIndex, byChiSquare) => Math.max(byIndex, byChiSquare)),
    indexP,
    chiSquareP,
    nullQuantile: populationStabilityNull(sizes),
    unsmoothed: populationStability(before, now),
    jensenShannon: jensenShannonDistance(before, now),
    totalVariation: totalVariation(before, now),
  };
}
