import {
  counterfactualTokenGap,
  labelDistance,
  labelSwap,
  scoreDeviation,
  scoreRange,
  scoreSwap,
} from '../../../src/audit/swaps/measures.ts';
import { isInsufficient, type Measured } from '../../../src/statistics/insufficient.ts';
import { differencesOf } from '../../../src/statistics/tests/mean-tests.ts';
import { adjustedP } from '../../../src/statistics/tests/multiplicity.ts';
import { mcNemarExact } from '../../../src/statistics/tests/proportion-tests.ts';
import { fixtureRows, NOT_RUN, type ReferenceValue } from './fixtures.ts';

/** The values of counterfactual_pairs.json. */
export function pairComputer(): (reference: ReferenceValue) => unknown {
  const rows = fixtureRows('counterfactual_pairs');
  return ({ metric, attribute, group, params }) => {
    const chosen = rows.filter((row) => {
      return row.axis === attribute && (params?.polarity === 'all' || row.polarity === params?.polarity);
    });
    const scoresOf = (term: unknown) => {
      return chosen.filter((row) => row.term === term).map((row) => Number(row.score));
    };
    const labelsOf = (term: unknown) => scoresOf(term).map((score) => (score >= 0.5 ? 1 : 0));
    const baseline = scoresOf(params?.baseline);
    const terms = [...new Set(chosen.map((row) => row.term!))].sort();
    const others = terms.filter((term) => term !== params?.baseline);
    const resampling = { resamples: metric === 'sign_flip' ? 9999 : 1, seed: 1 };
    const swap = (term: unknown) => scoreSwap(differencesOf(scoresOf(term), baseline), resampling);
    switch (metric) {
      case 'mean_difference':
        return swap(group).meanDifference;
      case 'paired_t':
        return withDof(swap(group).pairedT, 'low', 'high');
      case 'wilcoxon':
        return swap(group).wilcoxon;
      case 'cohens_dz':
        return swap(group).cohensDz;
      case 'sign_flip': {
        const { signFlip } = swap(group);
        return isInsufficient(signFlip) ? signFlip : { p: signFlip.p };
      }
      case 'flip_rate': {
        const flips = labelSwap(labelsOf(group), labelsOf(params?.baseline));
        if (isInsufficient(flips)) return flips;
        const { pairs: n, toZero: to_negative, toOne: to_positive, rate, low, high } = flips;
        return { n, to_negative, to_positive, rate, low, high };
      }
      case 'mcnemar_exact': {
        const flips = labelSwap(labelsOf(group), labelsOf(params?.baseline));
        return isInsufficient(flips) ? flips : mcNemarExact(flips.toZero, flips.toOne);
      }
      case 'label_distance':
        return labelDistance(labelsOf(group), labelsOf(params?.baseline));
      case 'adjusted_p': {
        const ps = others.map((term) => {
          const test = swap(term).pairedT;
          return isInsufficient(test) ? Number.NaN : test.p;
        });
        const adjusted = adjustedP(ps);
        return Object.fromEntries(others.map((term, i) => [term, { p: ps[i], p_adjusted: adjusted[i] }]));
      }
      case 'score_deviation':
        return scoreDeviation(terms.map(scoresOf));
      case 'score_range':
        return scoreRange(terms.map(scoresOf));
      case 'ctf_gap':
        return counterfactualTokenGap(others.map(scoresOf), baseline);
      default:
        return NOT_RUN;
    }
  };
}

/** A test as the fixtures write it: statistic, dof, p, and what else is named. */
export function withDof<T extends { statistic: number; degreesOfFreedom: number; p: number }>(
  test: Measured<T>,
  ...more: (keyof T & string)[]
): unknown {
  if (isInsufficient(test)) return test;
  const extra = Object.fromEntries(more.map((name) => [name, test[name]]));
  return { statistic: test.statistic, dof: test.degreesOfFreedom, p: test.p, ...extra };
}
