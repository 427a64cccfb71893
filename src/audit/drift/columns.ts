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
import type { DriftEvidence } from '../verdict/drift-status.ts';

interface ColumnDrift extends Omit<DriftEvidence, 'adjustedP'> {
  /** Of "nothing changed", unadjusted: the larger of the two below. */
  readonly p: Measured;
  /** By the null distribution of the index. */
  readonly indexP: Measured;
  /** By Pearson's chi-square test. */
  readonly chiSquareP: Measured;
  /** For comparison with other tools: the index without smoothing, and distances in 0..1. */
  readonly unsmoothed: Measured;
  readonly jensenShannon: Measured;
  readonly totalVariation: Measured;
}

/**
 * Drift of one column from its frozen counts: by bin of a number, or by category, with a count of 0 for new categories. The
 * value is the smoothed stability index; `nullQuantile` is that of its null distribution at these sizes. Bins that are empty
 * on both sides are left out, because they cost a degree of freedom.
 *
 * In a family of hundreds, p must be right far in the tail. There the p of the index is too small if bins hold few rows, and
 * that of chi-square if a category is rare. The larger of both is right in either case.
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
