import { normalQuantile, studentQuantile } from '../distributions/distributions.ts';
import { noncentralTCdf } from '../distributions/noncentral-t.ts';
import { cohensH } from '../effects/effect-sizes.ts';
import { requirePositive, requireShare } from '../input.ts';
import { insufficient, isInsufficient, type Measured } from '../insufficient.ts';

/** α is the two-sided chance of a false alarm, power that of seeing the effect; both between 0 and 1. */
export interface ErrorRates {
  readonly alpha?: number;
  readonly power?: number;
}

function quantilesOf({ alpha = 0.05, power = 0.8 }: ErrorRates): { forAlpha: number; forPower: number } {
  requireShare('power', 'an α of', alpha);
  requireShare('power', 'a power of', power);
  return { forAlpha: normalQuantile(1 - alpha / 2), forPower: normalQuantile(power) };
}

/**
 * Rows the group needs to show an effect of Cohen's h when its reference has `ratio` times as many, not rounded
 * (Cohen 1988, section 6.4). No effect needs infinitely many: `zero_variance`.
 */
export function groupRowsNeeded(h: number, ratio: number, error: ErrorRates = {}): Measured {
  requirePositive('rows needed', 'a ratio of', ratio);
  if (h === 0) return insufficient('zero_variance');
  const { forAlpha, forPower } = quantilesOf(error);
  return ((forAlpha + forPower) / h) ** 2 * (1 + 1 / ratio);
}

/** The same, whole rows, for two shares in 0..1. */
export function rowsToTellApart(
  share: number,
  reference: number,
  ratio: number,
  error: ErrorRates = {},
): Measured {
  const rows = groupRowsNeeded(cohensH(share, reference), ratio, error);
  return typeof rows === 'number' ? Math.ceil(rows) : rows;
}

/**
 * Rows the group needs to show that its scores lie above or below those of a reference of `ratio` times as many rows,
 * when Cliff's δ is this; whole rows (Noether 1987, for the test of Wilcoxon, Mann and Whitney). No effect:
 * `zero_variance`.
 */
export function rowsToRankApart(delta: number, ratio: number, error: ErrorRates = {}): Measured {
  requirePositive('rows needed', 'a ratio of', ratio);
  if (delta === 0) return insufficient('zero_variance');
  const { forAlpha, forPower } = quantilesOf(error);
  return Math.ceil(((forAlpha + forPower) ** 2 * (1 + 1 / ratio)) / (3 * delta ** 2));
}

/**
 * Rows that show an effect of this size by an estimate whose 95% interval is this wide at the present rows: its
 * standard error shrinks with the root of the rows (Cochran 1977, section 4.4). Whole rows.
 */
export function rowsToNarrow(rows: number, width: number, effect: number, error: ErrorRates = {}): number {
  requirePositive('rows needed', 'an effect of', effect);
  const { forAlpha, forPower } = quantilesOf(error);
  const standardError = width / (2 * normalQuantile(0.975));
  return Math.ceil(rows * (((forAlpha + forPower) * standardError) / effect) ** 2);
}

/** The first number of rows that is more than there are; the limits are tried from the fail limit on. */
export function moreThan(present: number, needed: readonly Measured[]): Measured {
  const more = needed.find((rows) => !isInsufficient(rows) && rows > present);
  return more ?? insufficient('zero_variance');
}

/** The chance that a two-sided paired t test of so many pairs shows an effect of Cohen's d_z (Cohen 1988, 2.3). */
export function pairedPower(pairs: number, dz: number, alpha = 0.05): number {
  requireShare('paired power', 'an α of', alpha);
  const critical = studentQuantile(1 - alpha / 2, pairs - 1);
  const noncentrality = dz * Math.sqrt(pairs);
  return (
    1 -
    noncentralTCdf(critical, pairs - 1, noncentrality) +
    noncentralTCdf(-critical, pairs - 1, noncentrality)
  );
}

/** Pairs needed for that power, not rounded; the inverse by bisection. No effect: `zero_variance`. */
export function pairsNeeded(dz: number, { alpha = 0.05, power = 0.8 }: ErrorRates = {}): Measured {
  requireShare('pairs needed', 'a power of', power);
  if (dz === 0) return insufficient('zero_variance');
  let low = 2;
  let high = 4;
  while (pairedPower(high, Math.abs(dz), alpha) < power) {
    low = high;
    high *= 2;
  }
  while (high - low > 1e-6 * low) {
    const middle = (low + high) / 2;
    if (pairedPower(middle, Math.abs(dz), alpha) < power) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Pairs needed to show by two one-sided tests that a mean difference lies within ±margin, when it is 0 and has
 * this standard deviation; whole pairs (Julious 2004, section 5). α is one-sided here.
 */
export function equivalencePairsNeeded(
  standardDeviation: number,
  margin: number,
  { alpha = 0.05, power = 0.8 }: ErrorRates = {},
): number {
  requirePositive('equivalence', 'a margin of', margin);
  requireShare('equivalence', 'an α of', alpha);
  requireShare('equivalence', 'a power of', power);
  const quantiles = normalQuantile(1 - alpha) + normalQuantile((1 + power) / 2);
  return Math.ceil((quantiles * (standardDeviation / margin)) ** 2);
}
