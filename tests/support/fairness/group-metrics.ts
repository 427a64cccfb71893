import { hideCells } from '../../../src/audit/verdict/hiding.ts';
import { baselineEdges, equalWidthEdges } from '../../../src/statistics/bins.ts';
import { cohensKappa } from '../../../src/statistics/effects/agreement.ts';
import { auc, biasAucSummary, identityAucs, scoresByLabel } from '../../../src/statistics/effects/auc.ts';
import {
  calibrationError,
  calibrationInTheLarge,
  reliabilityTable,
} from '../../../src/statistics/effects/calibration.ts';
import { baseRate, ERROR_RATES, equalizedOddsGap } from '../../../src/statistics/effects/confusion.ts';
import { insufficient, isInsufficient, quotient } from '../../../src/statistics/insufficient.ts';
import { type Proportion, wilsonInterval } from '../../../src/statistics/intervals/intervals.ts';
import { mean, variance } from '../../../src/statistics/moments.ts';
import { NOT_RUN, type ReferenceValue } from './fixtures.ts';
import { type Attribute, type GroupData, type Level, levelOf } from './groups.ts';
import { ends } from './vectors.ts';

const shareOf = ({ successes, rows }: Proportion) => quotient(successes, rows);

/** Values over all rows of a file. */
export function computeOverall(data: GroupData, { metric, params }: ReferenceValue): unknown {
  const all = levelOf('all', data.rows);
  const decisions = data.rows.map((row) => row.decision);
  const [labels3, decisions3] = [data.rows.map((row) => row.label3), data.rows.map((row) => row.decision3)];
  switch (metric) {
    case 'overall_auc':
      return auc(all.labels, all.scores);
    case 'overall_selection_rate':
      return shareOf(all.selected);
    case 'cohen_kappa':
      return cohensKappa(all.labels, decisions);
    case 'cohen_kappa_three_class':
      return params?.weights === 'linear' ? cohensKappa(labels3, decisions3) : NOT_RUN;
    default:
      return computeCalibration(all, metric, params?.strategy);
  }
}

function computeCalibration({ labels, scores }: Level, metric: string, strategy: unknown): unknown {
  const edges = strategy === 'quantile' ? baselineEdges(scores) : equalWidthEdges(0, 1, 10);
  if (isInsufficient(edges)) return edges;
  switch (metric) {
    case 'ece':
      return calibrationError(labels, scores, edges);
    case 'reliability_table':
      return reliabilityTable(labels, scores, edges).map(({ rows, meanScore, observed }) => {
        return { count: rows, mean_score: meanScore, observed };
      });
    case 'calibration_in_the_large':
      return calibrationInTheLarge(labels, scores);
    default:
      return NOT_RUN;
  }
}

/** Values of one level on its own; NOT_RUN where they are none of these. */
export function computeLevel(data: GroupData, reference: ReferenceValue): unknown {
  const attribute = reference.attribute as Attribute;
  const level = data.levelsOf(attribute).find(({ key }) => key === reference.group);
  if (!level) return NOT_RUN;
  const { confusion } = level;
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = confusion;
  switch (reference.metric) {
    case 'confusion':
      return { n: level.rows.length, tp, fp, fn, tn };
    case 'tpr':
    case 'fpr':
    case 'precision':
      return shareOf(ERROR_RATES[reference.metric](confusion));
    case 'base_rate':
      return shareOf(baseRate(confusion));
    case 'selection_rate':
      return shareOf(level.selected);
    case 'mean_score':
      return mean(level.scores);
    case 'sd_score':
      return Math.sqrt(variance(level.scores) as number);
    case 'selection_rate_wilson95':
      return ends(wilsonInterval(level.selected));
    case 'tpr_wilson95':
      return ends(wilsonInterval(ERROR_RATES.tpr(confusion)));
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
  const rest = data.restOf(attribute, level.key);
  return identityAucs(scoresByLabel(level.labels, level.scores), scoresByLabel(rest.labels, rest.scores));
}

/** Values over several levels together. */
export function computeGaps(data: GroupData, { metric, attribute, group, params }: ReferenceValue): unknown {
  let levels = data.scope(attribute as Attribute, params?.groups);
  if (params?.missing === 'excluded') levels = levels.filter(({ key }) => key !== '(missing)');
  if (params?.conditional_on !== undefined) levels = levelsInside(data, String(group));
  switch (metric) {
    case 'equalized_odds_difference':
      return levels.length === 2 ? equalizedOddsGap(levels[0]!.confusion, levels[1]!.confusion) : NOT_RUN;
    case 'bias_auc_summary': {
      const all = levelOf('all', data.rows);
      const aucs = levels.map((level) => aucsOf(data, attribute as Attribute, level));
      return biasAucSummary(auc(all.labels, all.scores), aucs);
    }
    case 'cells_below_k':
      return smallCells(data, Number(params?.k));
    default:
      return NOT_RUN;
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
      ...{ row: a.key, column: b.key, rows: a.rows.filter((row) => row.b === b.key).length },
    })),
  );
  const reasons = hideCells(cells, k);
  if (reasons.every((reason) => reason === null)) return insufficient('no_rows');
  return cells.filter((_, i) => reasons[i] === 'small').map(({ row, column }) => [row, column]);
}
