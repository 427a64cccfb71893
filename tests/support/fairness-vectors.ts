import { chiSquareSf, normalSf, studentTwoSidedP } from '../../src/statistics/distributions/distributions.ts';
import { jensenShannonDistance } from '../../src/statistics/effects/distribution-distance.ts';
import { cohensH } from '../../src/statistics/effects/effect-sizes.ts';
import { populationStability } from '../../src/statistics/effects/population-stability.ts';
import { isInsufficient, type Measured } from '../../src/statistics/insufficient.ts';
import {
  clopperPearsonInterval,
  type Interval,
  wilsonInterval,
} from '../../src/statistics/intervals/proportion-intervals.ts';
import { type Adjustment, adjustedP } from '../../src/statistics/tests/multiplicity.ts';
import { groupRowsNeeded, pairsNeeded } from '../../src/statistics/tests/power.ts';
import type { ReferenceValue } from './fairness-fixtures.ts';

/** What statsmodels calls the adjustments. */
export const ADJUSTMENTS: Readonly<Record<string, Adjustment>> = {
  fdr_bh: 'benjamini-hochberg',
  fdr_by: 'benjamini-yekutieli',
  holm: 'holm',
  bonferroni: 'bonferroni',
};

/** Both ends, or the reason why there are none. */
export function ends(interval: Measured<Interval>): unknown {
  return isInsufficient(interval) ? interval : [interval.low, interval.high];
}

/** The values of vectors.json: small inputs that come with their parameters. */
export function computeVector({ metric, params }: ReferenceValue): unknown {
  const given = params as Record<string, number>;
  const shares = params as Record<'p' | 'q', number[]>;
  switch (metric) {
    case 'adjusted_p':
      return adjustedP(shares.p, ADJUSTMENTS[String(params?.method)]);
    case 'wilson95':
      return ends(wilsonInterval({ successes: given.successes!, rows: given.n! }));
    case 'clopper_pearson95':
      return ends(clopperPearsonInterval({ successes: given.successes!, rows: given.n! }));
    case 'cohens_h':
      return cohensH(given.p1!, given.p2!);
    case 'pairs_needed':
      return pairsNeeded(given.dz!, { power: given.power! });
    case 'group_rows_needed':
      return groupRowsNeeded(given.h!, given.ratio!);
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
      return undefined;
  }
}
