import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { chiSquareSf } from '../distributions/distributions.ts';
import { insufficient, type Measured } from '../insufficient.ts';
import type { Proportion } from '../intervals/intervals.ts';
import type { RankTest } from './rank-tests.ts';

/** Eigenvalues below this share of the largest are rounding and count as 0. */
const RANK_WITHIN = 1e-9;

/**
 * Does a binary outcome depend on the group, with strata held fixed? The statistic of general association of Cochran,
 * Mantel and Haenszel, by chi-square (Landis, Heyman and Koch 1978). With two groups it is the test of Mantel and Haenszel;
 * with one stratum, (n − 1)/n times Pearson's chi-square. No rows: `no_rows`; no stratum with two groups:
 * `too_few_groups`; all outcomes equal: `zero_variance`.
 * @param strata for each stratum the groups, always in the same order; null for a group without rows in it
 */
export function generalAssociation(strata: readonly (readonly (Proportion | null)[])[]): Measured<RankTest> {
  const groups = strata[0]?.length ?? 0;
  const surplus = new Array<number>(groups).fill(0);
  const covariance = Matrix.zeros(Math.max(1, groups), Math.max(1, groups));
  let [rows, compared] = [0, false];
  for (const cells of strata) {
    const sizes = cells.map((cell) => cell?.rows ?? 0);
    const n = sizes.reduce((total, size) => total + size, 0);
    rows += n;
    if (n < 2 || sizes.filter((size) => size > 0).length < 2) continue;
    compared = true;
    const successes = cells.reduce((total, cell) => total + (cell?.successes ?? 0), 0);
    const scale = (successes * (n - successes)) / (n ** 2 * (n - 1));
    for (const [i, size] of sizes.entries()) {
      surplus[i]! += (cells[i]?.successes ?? 0) - (size * successes) / n;
      for (const [j, other] of sizes.entries()) {
        const own = i === j ? n : 0;
        covariance.set(i, j, covariance.get(i, j) + scale * size * (own - other));
      }
    }
  }
  if (rows === 0) return insufficient('no_rows');
  if (!compared) return insufficient('too_few_groups');
  return quadraticForm(surplus, covariance);
}

/** d′ V⁻ d; the degrees of freedom are the rank of V. */
function quadraticForm(surplus: readonly number[], covariance: Matrix): Measured<RankTest> {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const largest = Math.max(...realEigenvalues);
  if (!(largest > 0)) return insufficient('zero_variance');
  let [statistic, degreesOfFreedom] = [0, 0];
  for (const [k, value] of realEigenvalues.entries()) {
    if (value <= largest * RANK_WITHIN) continue;
    const along = surplus.reduce((total, gap, i) => total + gap * eigenvectorMatrix.get(i, k), 0);
    statistic += along ** 2 / value;
    degreesOfFreedom++;
  }
  return { statistic, degreesOfFreedom, p: chiSquareSf(statistic, degreesOfFreedom) };
}
