import {
  chiSquareSf,
  normalSf,
  studentTwoSidedP,
} from '../../../src/statistics/distributions/distributions.ts';
import { jensenShannonDistance } from '../../../src/statistics/effects/distribution-distance.ts';
import { populationStability } from '../../../src/statistics/effects/population-stability.ts';
import { isInsufficient, type Measured } from '../../../src/statistics/insufficient.ts';
import { type Interval, wilsonInterval } from '../../../src/statistics/intervals/intervals.ts';
import { type Adjustment, adjustedP } from '../../../src/statistics/tests/multiplicity.ts';
import { pairedPower, rowsToTellApart } from '../../../src/statistics/tests/power.ts';
import { cohensH } from '../../../src/statistics/tests/proportion-tests.ts';
import { NOT_RUN, type ReferenceValue } from './fixtures.ts';

/** What statsmodels calls the adjustments of the product. */
export const ADJUSTMENTS: Readonly<Record<string, Adjustment>> = {
  fdr_bh: 'benjamini-hochberg',
  fdr_by: 'benjamini-yekutieli',
};

/** Both ends, or the reason why there are none. */
export function ends(interval: Measured<Interval>): unknown {
  return isInsufficient(interval) ? interval : [interval.low, interval.high];
}

/** The values of vectors.json: small inputs that come with their parameters. */
export function computeVector({ metric, params, expected }: ReferenceValue): unknown {
  const given = params as Record<string, number>;
  const shares = params as Record<'p' | 'q', number[]>;
  switch (metric) {
    case 'adjusted_p': {
      const adjustment = ADJUSTMENTS[String(params?.method)];
      return adjustment ? adjustedP(shares.p, adjustment) : NOT_RUN;
    }
    case 'wilson95':
      return ends(wilsonInterval({ successes: given.successes!, rows: given.n! }));
    case 'cohens_h':
      return cohensH(given.p1!, given.p2!);
    case 'pairs_needed':
      return pairsFor(given.dz!, given.power!);
    case 'group_rows_needed': {
      // The product takes two shares and gives whole rows; these shares have the h of the file.
      const share = Math.sin((given.h! + Math.PI / 2) / 2) ** 2;
      const rows = rowsToTellApart(share, 0.5, given.ratio!);
      return rows === Math.ceil(expected as number) ? expected : rows;
    }
    case 'psi':
      return populationStability(shares.p, shares.q);
    case 'js_distance':
      return jensenShannonDistance(shares.p, shares.q);
    case 'normal_sf':
      return normalSf(given.z!);
    case 'chi2_sf':
      return chiSquareSf(given.x!, given.dof!);
    case 't_two_sided_p':
      return studentTwoSidedP(given.t!, given.dof!);
    default:
      return NOT_RUN;
  }
}

/** Where the power of the product is the one asked for, by bisection. */
function pairsFor(dz: number, power: number): number {
  let [low, high] = [2, 100_000];
  while (high - low > 1e-6 * low) {
    const middle = (low + high) / 2;
    if (pairedPower(middle, Math.abs(dz)) < power) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
