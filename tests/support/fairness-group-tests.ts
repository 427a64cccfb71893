import { shrunkenShare } from '../../src/audit/observed/intersections.ts';
import { meanScoreGap } from '../../src/audit/observed/score-gaps.ts';
import { cliffsDelta, cohensD, cohensH, hedgesG } from '../../src/statistics/effects/effect-sizes.ts';
import * as against from '../../src/statistics/effects/reference-gaps.ts';
import { mantelHaenszel, standardisedDifference } from '../../src/statistics/effects/strata.ts';
import { insufficient, isInsufficient } from '../../src/statistics/insufficient.ts';
import { logRatioInterval, newcombeInterval } from '../../src/statistics/intervals/proportion-intervals.ts';
import { bootstrap } from '../../src/statistics/resampling/bootstrap.ts';
import {
  meanDifferencePermutation,
  rateGapPermutation,
} from '../../src/statistics/resampling/permutation.ts';
import { chiSquareTest, cramersV } from '../../src/statistics/tests/contingency.ts';
import { welchTest } from '../../src/statistics/tests/mean-tests.ts';
import { adjustedP } from '../../src/statistics/tests/multiplicity.ts';
import { fisherExact, twoProportionZ } from '../../src/statistics/tests/proportion-tests.ts';
import { epsilonSquared, kruskalWallisTest, mannWhitneyTest } from '../../src/statistics/tests/rank-tests.ts';
import type { ReferenceValue } from './fairness-fixtures.ts';
import { type Attribute, type GroupData, type Level, levelOf, RATES, REFERENCES } from './fairness-groups.ts';
import { withDof } from './fairness-pairs.ts';
import { ADJUSTMENTS, ends } from './fairness-vectors.ts';

const PARITY_RATES: Readonly<Record<string, string>> = {
  'Impact Parity': 'selection_rate',
  'TPR Parity': 'tpr',
  'FPR Parity': 'fpr',
  'FDR Parity': 'fdr',
  'FOR Parity': 'for',
};

/** Values of one level against the reference level. */
export function computeAgainstReference(data: GroupData, reference: ReferenceValue): unknown {
  const { metric, params } = reference;
  const levels = data.levelsOf(reference.attribute as Attribute);
  const own = levels.find(({ key }) => key === reference.group);
  if (!own) return undefined;
  if (metric === 'selection_rate_shrunk') {
    return shrunkenShare(own.selected, levelOf('all', data.rows).selected, Number(params?.prior_rows));
  }
  const other = levels.find(({ key }) => key === params?.reference);
  if (!other) return undefined;
  if (metric.startsWith('aequitas_')) return computeAequitas(own, other, metric, params);
  switch (metric) {
    case 'disparate_impact':
      return against.disparateImpact(own.confusion, other.confusion);
    case 'statistical_parity_difference':
      return against.statisticalParityDifference(own.confusion, other.confusion);
    case 'average_odds_difference':
      return against.averageOddsDifference(own.confusion, other.confusion);
    case 'equal_opportunity_difference_vs_ref':
      return against.equalOpportunityGap(own.confusion, other.confusion);
    case 'cohens_h':
      return cohensH(share(own), share(other));
    case 'selection_rate_difference_newcombe95':
      return ends(newcombeInterval(own.selected, other.selected));
    case 'disparate_impact_log95':
      return ends(logRatioInterval(own.selected, other.selected));
    case 'cohens_d':
      return cohensD(own.scores, other.scores);
    case 'hedges_g':
      return hedgesG(own.scores, other.scores);
    case 'cliffs_delta':
      return cliffsDelta(own.scores, other.scores);
    case 'two_proportion_z':
      return twoProportionZ(own.selected, other.selected);
    case 'fisher_exact': {
      const { oddsRatio, p } = fisherExact(own.selected, other.selected);
      return { odds_ratio: oddsRatio, p };
    }
    case 'mann_whitney': {
      const test = mannWhitneyTest(own.scores, other.scores);
      return isInsufficient(test) ? test : { u: test.statistic, p: test.p };
    }
    case 'welch_t':
      return withDof(welchTest(own.scores, other.scores));
    default:
      return computeAdjusted(data, own, other, reference);
  }
}

const share = ({ selected }: Level) => selected.successes / selected.rows;

function computeAequitas(
  own: Level,
  other: Level,
  metric: string,
  params: ReferenceValue['params'],
): unknown {
  const disparity = (name: string) => against.rateDisparity(own.confusion, other.confusion, RATES[name]!);
  if (metric === 'aequitas_disparity_predicted_positive_share') {
    return against.selectedShareDisparity(own.confusion, other.confusion);
  }
  if (metric !== 'aequitas_parity') return disparity(metric.replace('aequitas_disparity_', ''));
  const tau = Number(params?.tau);
  if (params?.test === 'Equalized Odds')
    return against.withinEqualizedOdds(own.confusion, other.confusion, tau);
  return against.withinParity(disparity(PARITY_RATES[String(params?.test)]!), tau);
}

/** Values with strata, or by resampling; the seed is 1, and no other was tried. */
function computeAdjusted(
  data: GroupData,
  own: Level,
  other: Level,
  { metric, params }: ReferenceValue,
): unknown {
  const resampling = { resamples: Number(params?.resamples), seed: 1 };
  switch (metric) {
    case 'mantel_haenszel': {
      const pooled = mantelHaenszel(strataOf(data, own, other));
      if (isInsufficient(pooled)) return pooled;
      if (isInsufficient(pooled.oddsRatio)) return pooled.oddsRatio;
      return { odds_ratio: pooled.oddsRatio.value, statistic: pooled.statistic, p: pooled.p };
    }
    case 'standardised_difference': {
      const difference = standardisedDifference(strataOf(data, own, other));
      return isInsufficient(difference) ? difference : difference.value;
    }
    case 'permutation_mean_score':
      return meanDifferencePermutation(own.scores, other.scores, resampling);
    case 'bootstrap_mean_score_difference95': {
      const method = params?.method === 'BCa' ? 'bca' : 'percentile';
      return ends(meanScoreGap(own.scores, other.scores, { ...resampling, method }));
    }
    default:
      return undefined;
  }
}

/** Both levels of b inside each level of a but the tiny one. */
function strataOf(data: GroupData, own: Level, other: Level) {
  const strata = data.levelsOf('a').filter(({ key }) => key !== 'cy');
  return strata.map(({ key }) => {
    const inside = (level: Level) =>
      levelOf(
        key,
        level.rows.filter((row) => row.a === key),
      ).selected;
    return { group: inside(own), reference: inside(other) };
  });
}

/** Tests over several levels together. */
export function computeAcross(data: GroupData, dataset: string, reference: ReferenceValue): unknown {
  const { metric, params } = reference;
  const attribute = reference.attribute as Attribute;
  const levels = data.scope(attribute, metric === 'adjusted_p' ? 'n>=10' : params?.groups);
  const table = levels.map(({ selected }) => [selected.successes, selected.rows - selected.successes]);
  const scores = levels.map((level) => level.scores);
  const resampling = { resamples: Number(params?.resamples), seed: 1 };
  switch (metric) {
    case 'chi_square': {
      const test = chiSquareTest(table);
      if (isInsufficient(test)) return test;
      return { ...(withDof(test) as object), min_expected: test.minExpected };
    }
    case 'cramers_v':
      return cramersV(table);
    case 'kruskal_wallis':
      return withDof(kruskalWallisTest(scores));
    case 'epsilon_squared':
      return epsilonSquared(scores);
    case 'chi_square_three_class':
      return withDof(chiSquareTest(levels.map((level) => classCounts(level))));
    case 'adjusted_p':
      return adjustedFamily(levels, REFERENCES[dataset]![attribute]!, String(params?.method));
    case 'permutation_selection_gap':
      return rateGapPermutation(
        levels.map((level) => level.selected),
        resampling,
      );
    case 'bootstrap_selection_gap95':
      return ends(selectionGapInterval(levels, resampling));
    default:
      return undefined;
  }
}

function classCounts({ rows }: Level): number[] {
  return [0, 1, 2].map((label) => rows.filter((row) => row.decision3 === label).length);
}

function adjustedFamily(levels: Level[], referenceKey: string, method: string): unknown {
  const other = levels.find(({ key }) => key === referenceKey)!;
  const family = levels.flatMap((own) => {
    if (own === other) return [];
    const tests = [
      [`z:${own.key}`, twoProportionZ(own.selected, other.selected)],
      [`mwu:${own.key}`, mannWhitneyTest(own.scores, other.scores)],
    ] as const;
    return tests.flatMap(([name, test]) => (isInsufficient(test) ? [] : [{ name, p: test.p }]));
  });
  const adjusted = adjustedP(
    family.map(({ p }) => p),
    ADJUSTMENTS[method],
  );
  return Object.fromEntries(
    family.map(({ name, p }, i) => [name, { p, p_adjusted: adjusted[i], reject: adjusted[i]! <= 0.05 }]),
  );
}

function selectionGapInterval(levels: Level[], resampling: { resamples: number; seed: number }) {
  const decisions = levels.map((level) => level.rows.map((row) => row.decision));
  return bootstrap(
    levels.map((level) => level.rows.length),
    (drawn) => {
      const shares = drawn.map((rows, i) => {
        return rows.reduce((total, row) => total + decisions[i]![row]!, 0) / rows.length;
      });
      return shares.length < 2 ? insufficient('too_few_groups') : Math.max(...shares) - Math.min(...shares);
    },
    resampling,
  );
}
