import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { chiSquareSf } from '../distributions/distributions.ts';
import { insufficient, type Measured } from '../insufficient.ts';
import type { Proportion } from '../intervals/proportion-intervals.ts';
import type { RankTest } from './rank-tests.ts';

/** Eigenvalues below this share of the largest are rounding, and no degree of freedom. */
const RANK_WITHIN = 1e-9;

/**
 * Whether an outcome hangs on the group inside any stratum, in one direction throughout: the statistic of general
 * association of Cochran, Mantel and Haenszel (Landis, Heyman and Koch 1978) for groups × yes or no, by chi-square.
 * With two groups it is that of Mantel and Haenszel; with one stratum, (n − 1)/n times Pearson's chi-square. No rows:
 * `no_rows`; no two groups beside each other: `too_few_groups`; all outcomes alike: `zero_variance`.
 * @param strata for each stratum the groups in one order; null where a group has no rows in it
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

/** d′ V⁻ d, with as many degrees of freedom as V has rank. */
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
