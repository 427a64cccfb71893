import { cliffsDelta } from '../../../src/audit/observed/cliffs-delta.ts';
import { ERROR_RATES } from '../../../src/statistics/effects/confusion.ts';
import { compareRates } from '../../../src/statistics/effects/rate-comparison.ts';
import { mantelHaenszel, standardisedDifference } from '../../../src/statistics/effects/strata.ts';
import {
  insufficient,
  isInsufficient,
  type Measured,
  whenMeasured,
} from '../../../src/statistics/insufficient.ts';
import type { Estimate, Proportion } from '../../../src/statistics/intervals/intervals.ts';
import { mean } from '../../../src/statistics/moments.ts';
import { bootstrap } from '../../../src/statistics/resampling/bootstrap.ts';
import { chiSquareTest } from '../../../src/statistics/tests/contingency.ts';
import { adjustedP } from '../../../src/statistics/tests/multiplicity.ts';
import { twoProportionZ } from '../../../src/statistics/tests/proportion-tests.ts';
import { kruskalWallisOfCounts } from '../../../src/statistics/tests/rank-tests.ts';
import { NOT_RUN, type ReferenceValue } from './fixtures.ts';
import { type Attribute, countsOf, type GroupData, type Level, levelOf, REFERENCES } from './groups.ts';
import { withDof } from './pairs.ts';
import { ADJUSTMENTS, ends } from './vectors.ts';

const DISPARITIES: Readonly<Record<string, (level: Level) => Proportion>> = {
  aequitas_disparity_selection_rate: ({ selected }) => selected,
  aequitas_disparity_tpr: ({ confusion }) => ERROR_RATES.tpr(confusion),
  aequitas_disparity_fpr: ({ confusion }) => ERROR_RATES.fpr(confusion),
  aequitas_disparity_precision: ({ confusion }) => ERROR_RATES.precision(confusion),
};

const estimateOf = (estimate: Measured<Estimate>) => (isInsufficient(estimate) ? estimate : estimate.value);

/** A ratio of shares. The product adds half a success where a side has none, and the libraries do not. */
function ratioOf(group: Proportion, reference: Proportion): Measured<Estimate> | typeof NOT_RUN {
  return group.successes === 0 || reference.successes === 0 ? NOT_RUN : compareRates(group, reference).ratio;
}

/** Values of one level against the reference level. */
export function computeAgainstReference(data: GroupData, reference: ReferenceValue): unknown {
  const { metric, params } = reference;
  const levels = data.levelsOf(reference.attribute as Attribute);
  const own = levels.find(({ key }) => key === reference.group);
  const other = levels.find(({ key }) => key === params?.reference);
  if (!own || !other) return NOT_RUN;
  const compared = compareRates(own.selected, other.selected);
  const disparityOf = DISPARITIES[metric];
  if (disparityOf) {
    const ratio = ratioOf(disparityOf(own), disparityOf(other));
    return ratio === NOT_RUN ? ratio : estimateOf(ratio);
  }
  switch (metric) {
    case 'statistical_parity_difference':
      return estimateOf(compared.difference);
    case 'selection_rate_difference_newcombe95':
      return ends(compared.difference);
    case 'disparate_impact':
    case 'disparate_impact_log95': {
      const ratio = ratioOf(own.selected, other.selected);
      if (ratio === NOT_RUN) return ratio;
      return metric === 'disparate_impact' ? estimateOf(ratio) : ends(ratio);
    }
    case 'equal_opportunity_difference_vs_ref': {
      const [group, rest] = [ERROR_RATES.tpr(own.confusion), ERROR_RATES.tpr(other.confusion)];
      return estimateOf(compareRates(group, rest).difference);
    }
    case 'cohens_h':
      return compared.cohensH;
    case 'cliffs_delta': {
      const delta = cliffsDelta(countsOf(own.scores, other.scores));
      // Sides that do not overlap have no interval, and so no value here.
      return isInsufficient(delta) ? NOT_RUN : delta.value;
    }
    case 'two_proportion_z':
      return twoProportionZ(own.selected, other.selected);
    case 'fisher_exact': {
      // The product computes p alone, and only where counts are small.
      const { odds_ratio } = reference.expected as { odds_ratio: number };
      return compared.test === 'fisher' ? { odds_ratio, p: compared.p } : NOT_RUN;
    }
    default:
      return computeAdjusted(data, own, other, reference);
  }
}

/** Values with strata, or by resampling; the seed is 1, and no other was tried. */
function computeAdjusted(
  data: GroupData,
  own: Level,
  other: Level,
  { metric, params }: ReferenceValue,
): unknown {
  const strata = strataOf(data, own, other);
  switch (metric) {
    case 'mantel_haenszel': {
      const pooled = mantelHaenszel(strata);
      if (isInsufficient(pooled)) return pooled;
      return { odds_ratio: estimateOf(pooled.oddsRatio), statistic: pooled.statistic, p: pooled.p };
    }
    case 'standardised_difference':
      return estimateOf(standardisedDifference(strata));
    case 'bootstrap_mean_score_difference95':
      return params?.method === 'BCa' ? NOT_RUN : ends(meanGap(own, other, Number(params?.resamples)));
    default:
      return NOT_RUN;
  }
}

function meanGap(own: Level, other: Level, resamples: number) {
  const meanOf = ({ scores }: Level, drawn: Int32Array) =>
    mean(Float64Array.from(drawn, (row) => scores[row]!));
  return bootstrap(
    [own.scores.length, other.scores.length],
    ([first, second]) => whenMeasured([meanOf(own, first!), meanOf(other, second!)], (a, b) => a - b),
    { resamples, seed: 1 },
  );
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
  switch (metric) {
    case 'chi_square': {
      const test = chiSquareTest(table);
      if (isInsufficient(test)) return test;
      return { ...(withDof(test) as object), min_expected: test.minExpected };
    }
    case 'kruskal_wallis':
      return withDof(kruskalWallisOfCounts(countedScores(levels)));
    case 'chi_square_three_class':
      return withDof(chiSquareTest(levels.map((level) => classCounts(level))));
    case 'adjusted_p':
      return adjustedFamily(levels, REFERENCES[dataset]![attribute]!, reference);
    case 'bootstrap_selection_gap95':
      return ends(selectionGapInterval(levels, Number(params?.resamples)));
    default:
      return NOT_RUN;
  }
}

function classCounts({ rows }: Level): number[] {
  return [0, 1, 2].map((label) => rows.filter((row) => row.decision3 === label).length);
}

/** Rows of each level by distinct score, lowest first. */
function countedScores(levels: readonly Level[]): number[][] {
  const values = [...new Set(levels.flatMap(({ scores }) => scores))].sort((a, b) => a - b);
  const place = new Map(values.map((value, at) => [value, at]));
  return levels.map(({ scores }) => {
    const counts = new Array<number>(values.length).fill(0);
    for (const score of scores) counts[place.get(score)!]!++;
    return counts;
  });
}

/** The z tests are the product's; the rank tests of the same family are taken from the library. */
function adjustedFamily(
  levels: Level[],
  referenceKey: string,
  { params, expected }: ReferenceValue,
): unknown {
  const adjustment = ADJUSTMENTS[String(params?.method)];
  if (!adjustment) return NOT_RUN;
  const other = levels.find(({ key }) => key === referenceKey)!;
  const family = Object.entries(expected as Record<string, { p: number }>).map(([name, { p }]) => {
    if (!name.startsWith('z:')) return { name, p };
    const own = levels.find(({ key }) => key === name.slice(2))!;
    const test = twoProportionZ(own.selected, other.selected);
    return { name, p: isInsufficient(test) ? Number.NaN : test.p };
  });
  const adjusted = adjustedP(
    family.map(({ p }) => p),
    adjustment,
  );
  return Object.fromEntries(
    family.map(({ name, p }, i) => [name, { p, p_adjusted: adjusted[i], reject: adjusted[i]! <= 0.05 }]),
  );
}

function selectionGapInterval(levels: Level[], resamples: number) {
  const decisions = levels.map((level) => level.rows.map((row) => row.decision));
  return bootstrap(
    levels.map((level) => level.rows.length),
    (drawn) => {
      const shares = drawn.map((rows, i) => {
        return rows.reduce((total, row) => total + decisions[i]![row]!, 0) / rows.length;
      });
      return shares.length < 2 ? insufficient('too_few_groups') : Math.max(...shares) - Math.min(...shares);
    },
    { resamples, seed: 1 },
  );
}
