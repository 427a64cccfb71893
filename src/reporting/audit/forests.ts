import { html } from 'htm/preact';
import { groupText, taskText } from '../../audit/wording/names.ts';
import { printable } from '../formats/cell-text.ts';
import { section } from './elements.ts';
import { forestPlot, type ValueAxis } from './plots.ts';
import type { AuditReport, ReportedMetric } from './report-record.ts';

/** Rows of one plot, at most; the others are in the JSON. */
const MOST_ROWS = 40;

const CHECKS: readonly (readonly [string, string, string])[] = [
  [
    'O1',
    'What the model says about each group',
    'Share of a group with the label, divided by the share of everyone else. Customers of a worse branch are angrier: without labels such a gap warns and never fails; one below 3 points is small whatever its ratio.',
  ],
  ['O3', 'The same with the mix held fixed', 'Ratio of shares, pooled over the declared strata.'],
  [
    'O2',
    'Level of the score',
    "Cliff's delta: how much more often a comment of the group scores above one of the rest than below it.",
  ],
  [
    'O4',
    'Given the customers’ own rating',
    'Does the model follow what customers said themselves? Difference in points.',
  ],
  ['O5', 'Coverage', 'Comments the model could not judge well, as a difference in points.'],
  ['X1', 'Crossed groups', 'Groups made of two attributes, each against everyone else; a family of its own.'],
  [
    'L1',
    'Errors, by labels of people',
    'Difference in rates of rightly and wrongly given labels, in points.',
  ],
  ['L3', 'Calibration', 'How much further the probabilities are from the truth than for the rest.'],
  ['L4', 'Agreement with people', 'Kappa of model and person less kappa of two people.'],
  ['C2', 'Labels that change', 'Share of sentences whose label changes when only the person does.'],
  [
    'C3',
    'Harmless sentences called toxic',
    'The term that is called toxic most often, less the median term.',
  ],
  [
    'C4',
    'Swaps in feedback',
    'Comments of customers read with the words of one side, and with those of the other.',
  ],
];

const LEGEND =
  'Square fail, triangle warn, filled circle pass, open circle not enough data, arrow further out; lines are 95 % intervals; dashed the warn limit, solid the fail limit.';

const isShown = ({ hidden, value, low }: ReportedMetric) => hidden === null && value !== null && low !== null;

/** Gaps of each check with their intervals and limits, in the order of the page; the first explains the marks. */
export function forests({ metrics }: AuditReport) {
  const drawn = CHECKS.flatMap(([check, title, meaning]) => {
    const ofCheck = metrics.filter((metric) => metric.check === check && isShown(metric));
    const plots = (['ratio', 'difference'] as const).map((scale) => {
      const ofScale = ofCheck.filter((metric) => metric.scale === scale);
      return ofScale.length > 0 && forest(ofScale, check, title, scale);
    });
    return plots.some(Boolean) ? [{ name: `${check} · ${title}`, meaning, plots }] : [];
  });
  return drawn.map(({ name, meaning, plots }, i) =>
    section(name, html`<p>${meaning} <span class="key">${i === 0 && LEGEND}</span></p>${plots}`),
  );
}

function forest(metrics: readonly ReportedMetric[], check: string, title: string, scale: ValueAxis['scale']) {
  const isPoints = scale === 'difference' && check !== 'O2' && check !== 'L4';
  const format = (value: number) => {
    if (scale === 'ratio') return value.toFixed(2);
    return isPoints ? signed(value * 100, 0) : signed(value, 2);
  };
  const { warnLimit, failLimit } = metrics[0]!;
  const chosen = mostTelling(metrics, scale);
  const rows = chosen.map((metric) => {
    const { low, high, status } = metric;
    const [value, from] = [metric.value!, low!];
    const detail = `${format(value)} (${format(from)}…${high === null ? '' : format(high)})`;
    return { label: labelOf(metric), detail, value, low: from, high, status };
  });
  const unit = scale === 'ratio' ? 'ratio' : isPoints ? 'points' : 'difference';
  const axis = { scale, warn: warnLimit, fail: failLimit, format };
  return html`<figure>
    ${forestPlot(`${title}: ${unit} with 95 % interval`, rows, axis)}${mostTellingOf(chosen.length, metrics.length)}
  </figure>`;
}

/** A note that a plot shows only a part; nothing if it shows all. */
export const mostTellingOf = (shown: number, all: number) =>
  all > shown && html`<p class="small">The ${shown} most telling of ${all}; the JSON has all.</p>`;

const RANK: Readonly<Record<string, number>> = { fail: 0, warn: 1, pass: 2, insufficient: 3 };

/** Prior rows that shrink the gap of a group for the ranking, so that a tiny group does not lead. */
const PRIOR_ROWS = 20;

/** Findings first, then the largest gaps that could be judged; in the order of the metrics. */
export function mostTelling(
  metrics: readonly ReportedMetric[],
  scale: 'ratio' | 'difference',
): ReportedMetric[] {
  const size = ({ value, groupDenominator: rows }: ReportedMetric) => {
    const gap = Math.abs(scale === 'ratio' ? Math.log(Math.max(value!, 1e-3)) : value!);
    return (gap * rows!) / (rows! + PRIOR_ROWS);
  };
  const chosen = new Set(
    [...metrics].sort((a, b) => RANK[a.status]! - RANK[b.status]! || size(b) - size(a)).slice(0, MOST_ROWS),
  );
  return metrics.filter((metric) => chosen.has(metric));
}

const METRIC_NAMES: Readonly<Record<string, string>> = {
  calibration_error: ' error',
  mean_score_minus_base_rate: ' level',
  calibration_error_change: ' calibration',
  auc_change: ' AUC',
};

export function labelOf({ task, attribute, group, stratum, metric }: ReportedMetric): string {
  const rate = /^(tpr|fpr|precision)_difference$/
    .exec(metric)?.[1]
    ?.replace(/^.pr$/, (name) => name.toUpperCase());
  const what = `${shortTask(task, stratum)}${rate === undefined ? (METRIC_NAMES[metric] ?? '') : ` ${rate}`}`;
  const who = attribute.includes(' & ') ? group : groupText(attribute, group);
  return printable(`${what} · ${who}`);
}

/** A label has 300 pixels: at a rating, the outcome is always the sentiment. */
function shortTask(task: string, stratum: string | null): string {
  if (stratum === 'low rating' || stratum === 'high rating') return `${task}, ${stratum}`;
  return taskText(task);
}

export function signed(value: number, digits: number): string {
  const size = Math.abs(value).toFixed(digits);
  if (Number(size) === 0) return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}
