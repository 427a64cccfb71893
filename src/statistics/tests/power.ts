import { normalQuantile, studentQuantile } from '../distributions/distributions.ts';
import { noncentralTCdf } from '../distributions/noncentral-t.ts';
import { requirePositive } from '../input.ts';
import { insufficient, isInsufficient, type Measured } from '../insufficient.ts';
import { Z_95 } from '../intervals/intervals.ts';
import { cohensH } from './proportion-tests.ts';

/** Sum of the quantiles of a two-sided α of 0.05 and of a power of 0.8: all sample sizes here are for these two. */
const QUANTILES = Z_95 + normalQuantile(0.8);

/**
 * Rows that a group needs to show a difference of two shares in 0..1, when its reference has `ratio` times as many rows;
 * whole rows (Cohen 1988, section 6.4). Equal shares need infinitely many: `zero_variance`.
 */
export function rowsToTellApart(share: number, reference: number, ratio: number): Measured {
  requirePositive('rows needed', 'a ratio of', ratio);
  const h = cohensH(share, reference);
  return h === 0 ? insufficient('zero_variance') : Math.ceil((QUANTILES / h) ** 2 * (1 + 1 / ratio));
}

/**
 * Rows that a group needs to show that its scores lie above or below those of a reference with `ratio` times as many rows,
 * for this Cliff's δ; whole rows (Noether 1987, for the test of Wilcoxon, Mann and Whitney). No effect: `zero_variance`.
 */
export function rowsToRankApart(delta: number, ratio: number): Measured {
  requirePositive('rows needed', 'a ratio of', ratio);
  if (delta === 0) return insufficient('zero_variance');
  return Math.ceil((QUANTILES ** 2 * (1 + 1 / ratio)) / (3 * delta ** 2));
}

/**
 * Rows that show an effect of this size by an estimate whose 95 % interval has this width at the present rows, because its
 * standard error shrinks with the root of the rows (Cochran 1977, section 4.4). Whole rows.
 */
export function rowsToNarrow(rows: number, width: number, effect: number): number {
  requirePositive('rows needed', 'an effect of', effect);
  const standardError = width / (2 * Z_95);
  return Math.ceil(rows * ((QUANTILES * standardError) / effect) ** 2);
}

/**
 * The first of several sample sizes that exceeds the present rows; none does: `zero_variance`.
 * @param needed rows for each limit, the fail limit first
 */
export function moreThan(present: number, needed: readonly Measured[]): Measured {
  const more = needed.find((rows) => !isInsufficient(rows) && rows > present);
  return more ?? insufficient('zero_variance');
}

/** The power of a two-sided paired t test at α 0.05 of so many pairs for Cohen's d_z (Cohen 1988, section 2.3). */
export function pairedPower(pairs: number, dz: number): number {
  const critical = studentQuantile(0.975, pairs - 1);
  const noncentrality = dz * Math.sqrt(pairs);
  return (
    1 -
    noncentralTCdf(critical, pairs - 1, noncentrality) +
    noncentralTCdf(-critical, pairs - 1, noncentrality)
  );
}
