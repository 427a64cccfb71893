import { differentialFairness } from '../../src/audit/observed/intersections.ts';
import { hideCells } from '../../src/audit/verdict/hiding.ts';
import { type Edges, equalWidthEdges, quantileEdges } from '../../src/statistics/bins.ts';
import { cohensKappa, type KappaWeights, macroF1 } from '../../src/statistics/effects/agreement.ts';
import {
  auc,
  averagePrecision,
  biasAucSummary,
  identityAucs,
  scoresByLabel,
} from '../../src/statistics/effects/auc.ts';
import {
  brierScore,
  calibrationError,
  calibrationInTheLarge,
  maximumCalibrationError,
  reliabilityTable,
} from '../../src/statistics/effects/calibration.ts';
import {
  accuracy,
  matthewsCorrelation,
  positivesOf,
  selectionRate,
} from '../../src/statistics/effects/confusion.ts';
import * as gaps from '../../src/statistics/effects/group-gaps.ts';
import { benefitsOf, generalizedEntropy, theilIndex } from '../../src/statistics/effects/inequality.ts';
import { insufficient, isInsufficient, type Measured } from '../../src/statistics/insufficient.ts';
import { wilsonInterval } from '../../src/statistics/intervals/proportion-intervals.ts';
import { mean, standardDeviation } from '../../src/statistics/moments.ts';
import type { ReferenceValue } from './fairness-fixtures.ts';
import { type Attribute, type GroupData, type Level, levelOf, RATES } from './fairness-groups.ts';
import { ends } from './fairness-vectors.ts';

/** Values over all rows of a file. */
export function computeOverall(data: GroupData, { metric, params }: ReferenceValue): unknown {
  const all = levelOf('all', data.rows);
  const decisions = data.rows.map((row) => row.decision);
  const [labels3, decisions3] = [data.rows.map((row) => row.label3), data.rows.map((row) => row.decision3)];
  switch (metric) {
    case 'overall_auc':
      return auc(all.labels, all.scores);
    case 'overall_average_precision':
      return averagePrecision(all.labels, all.scores);
    case 'overall_accuracy':
      return accuracy(all.confusion);
    case 'overall_selection_rate':
      return selectionRate(all.confusion);
    case 'cohen_kappa':
      return cohensKappa(all.labels, decisions);
    case 'matthews':
      return matthewsCorrelation(all.confusion);
    case 'cohen_kappa_three_class':
      return cohensKappa(labels3, decisions3, params?.weights as KappaWeights);
    case 'macro_f1_three_class':
      return macroF1(labels3, decisions3);
    case 'generalized_entropy_error':
      return generalizedEntropy(benefitsOf(all.labels, decisions), Number(params?.alpha));
    case 'theil_index':
      return theilIndex(benefitsOf(all.labels, decisions));
    default:
      return computeCalibration(all, metric, params?.strategy);
  }
}

function computeCalibration({ labels, scores }: Level, metric: string, strategy: unknown): unknown {
  const edges: Measured<Edges> =
    strategy === 'quantile' ? quantileEdges(scores, 10) : equalWidthEdges(0, 1, 10);
  if (isInsufficient(edges)) return edges;
  const table = reliabilityTable(labels, scores, edges);
  switch (metric) {
    case 'ece':
      return calibrationError(labels, scores, edges);
    case 'mce':
      return maximumCalibrationError(table);
    case 'reliability_table':
      return table.map(({ rows, meanScore, observed }) => ({ count: rows, mean_score: meanScore, observed }));
    case 'brier':
      return brierScore(labels, scores);
    case 'calibration_in_the_large':
      return calibrationInTheLarge(labels, scores);
    default:
      return undefined;
  }
}

/** Values of one level on its own. */
export function computeLevel(data: GroupData, reference: ReferenceValue): unknown {
  const attribute = reference.attribute as Attribute;
  const level = data.levelsOf(attribute).find(({ key }) => key === reference.group);
  if (!level) return undefined;
  const rate = RATES[reference.metric];
  if (rate) return rate(level.confusion);
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = level.confusion;
  switch (reference.metric) {
    case 'confusion':
      return { n: level.rows.length, tp, fp, fn, tn };
    case 'mean_score':
      return mean(level.scores);
    case 'sd_score':
      return standardDeviation(level.scores);
    case 'selection_rate_wilson95':
      return ends(wilsonInterval(level.selected));
    case 'tpr_wilson95':
      return ends(wilsonInterval({ successes: tp, rows: positivesOf(level.confusion) }));
    case 'subgroup_auc':
      return aucsOf(data, attribute, level).subgroup;
    case 'bpsn_auc':
      return aucsOf(data, attribute, level).bpsn;
    case 'bnsp_auc':
      return aucsOf(data, attribute, level).bnsp;
    case 'positive_aeg':
      return aucsOf(data, attribute, level).positiveAverageEqualityGap;
    case 'negative_aeg':
      return aucsOf(data, attribute, level).negativeAverageEqualityGap;
    default:
      return computeCalibration(level, reference.metric, reference.params?.strategy);
  }
}

function aucsOf(data: GroupData, attribute: Attribute, level: Level) {
  const rest = levelOf(
    'rest',
    data.rows.filter((row) => row[attribute] !== level.key),
  );
  return identityAucs(scoresByLabel(level.labels, level.scores), scoresByLabel(rest.labels, rest.scores));
}

/** Values over several levels together. */
export function computeGaps(data: GroupData, { metric, attribute, group, params }: ReferenceValue): unknown {
  let levels = data.scope(attribute as Attribute, params?.groups);
  if (params?.missing === 'excluded') levels = levels.filter(({ key }) => key !== '(missing)');
  if (params?.conditional_on !== undefined) levels = levelsInside(data, String(group));
  const named = levels.map(({ key, confusion }) => ({ key, confusion }));
  switch (metric) {
    case 'demographic_parity_difference':
      return gaps.demographicParityDifference(named);
    case 'demographic_parity_ratio':
      return gaps.demographicParityRatio(named);
    case 'demographic_parity_difference_to_overall':
      return gaps.demographicParityDifferenceToOverall(named);
    case 'equalized_odds_difference':
      return gaps.equalizedOddsDifference(named);
    case 'equalized_odds_difference_mean':
      return gaps.equalizedOddsDifference(named, 'mean');
    case 'equalized_odds_ratio':
      return gaps.equalizedOddsRatio(named);
    case 'equal_opportunity_difference':
      return gaps.equalOpportunityDifference(named);
    case 'equal_opportunity_ratio':
      return gaps.equalOpportunityRatio(named);
    case 'four_fifths_failures':
      return gaps.fourFifthsFailures(named);
    case 'bias_auc_summary': {
      const all = levelOf('all', data.rows);
      const aucs = levels.map((level) => aucsOf(data, attribute as Attribute, level));
      return biasAucSummary(auc(all.labels, all.scores), aucs);
    }
    case 'smoothed_edf':
      return differentialFairness(levels.map((level) => level.selected));
    case 'cells_below_k':
      return smallCells(data, Number(params?.k));
    default:
      return undefined;
  }
}

/** The levels of b among the rows of one level of a, written `a=en`. */
function levelsInside(data: GroupData, condition: string): Level[] {
  const inside = data.rows.filter((row) => `a=${row.a}` === condition);
  return data.levelsOf('b').flatMap(({ key }) => {
    const rows = inside.filter((row) => row.b === key);
    return rows.length === 0 ? [] : [levelOf(key, rows)];
  });
}

function smallCells(data: GroupData, k: number): unknown {
  const cells = data.levelsOf('a').flatMap((a) =>
    data.levelsOf('b').map((b) => ({
      row: a.key,
      column: b.key,
      rows: a.rows.filter((row) => row.b === b.key).length,
    })),
  );
  const { cells: reasons } = hideCells(cells, k);
  if (reasons.every((reason) => reason === null)) return insufficient('no_rows');
  return cells.filter((_, i) => reasons[i] === 'small').map(({ row, column }) => [row, column]);
}
