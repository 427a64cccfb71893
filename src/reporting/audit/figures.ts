import type { ReliabilityCurve } from '../../audit/labelled/score-quality.ts';
import { groupText, taskText } from '../../audit/wording/output-names.ts';
import { reasonText } from '../../audit/wording/sentences.ts';
import { printable } from '../formats/cell-text.ts';
import { xml } from '../formats/svg.ts';
import { type Axis, dumbbellPlot, forestPlot, heatMap, reliabilityPlot, trendPlot } from './plots.ts';
import type { AuditReport, ReportedMetric } from './report-record.ts';

const text = (value: string) => xml(printable(value));
/** Rows of one plot; the others are in the JSON. */
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

const isShown = ({ hidden, value, low }: ReportedMetric) => hidden === null && value !== null && low !== null;

/** Gaps of each check with their intervals and limits, in the order of the page. */
export function forests(report: AuditReport): string[] {
  const drawn = CHECKS.map(([check, title, meaning]) => forest(report, check, title, meaning)).filter(
    Boolean,
  );
  // The marks are explained where they come first.
  return drawn.map((section, i) => section.replace(KEY, i === 0 ? LEGEND : ''));
}

function forest(report: AuditReport, check: string, title: string, meaning: string): string {
  const all = report.metrics.filter((metric) => metric.check === check);
  if (all.length === 0) return '';
  const plots: string[] = [];
  for (const scale of ['ratio', 'difference'] as const) {
    const metrics = all.filter((metric) => metric.scale === scale && isShown(metric));
    if (metrics.length === 0) continue;
    const points = scale === 'difference' && check !== 'O2' && check !== 'L4';
    const format = (value: number) => {
      if (scale === 'ratio') return value.toFixed(2);
      return points ? `${signed(value * 100, 0)}` : signed(value, 2);
    };
    const limits = metrics[0]!;
    const axis: Axis = { scale, warn: limits.warnLimit, fail: limits.failLimit, format };
    const chosen = mostTelling(metrics, scale);
    const rows = chosen.map((metric) => ({
      label: labelOf(metric),
      detail: `${format(metric.value!)} (${format(metric.low!)}…${metric.high === null ? '' : format(metric.high)})`,
      value: metric.value!,
      low: metric.low!,
      high: metric.high,
      status: metric.status,
    }));
    const left = metrics.length - chosen.length;
    const more =
      left > 0
        ? `<p class="small">The ${chosen.length} most telling of ${metrics.length}; the JSON has all.</p>`
        : '';
    const unit = scale === 'ratio' ? 'ratio' : points ? 'points' : 'difference';
    plots.push(`<figure>${forestPlot(`${title}: ${unit} with 95 % interval`, rows, axis)}${more}</figure>`);
  }
  if (plots.length === 0) return '';
  return `<section><h2>${check} · ${title}</h2><p>${meaning} <span class="key">${KEY}</span></p>${plots.join('')}</section>`;
}

/** Where the explanation of the marks goes; no text of a report has this character. */
const KEY = '\u0000';
const LEGEND =
  'Square fail, triangle warn, filled circle pass, open circle not enough data, arrow further out; lines are 95 % intervals; dashed the warn limit, solid the fail limit.';

const RANK: Readonly<Record<string, number>> = { fail: 0, warn: 1, pass: 2, insufficient: 3 };

/** As many rows of the whole as stand beside those of a group where groups are ranked, so that a tiny one does not lead. */
const PRIOR_ROWS = 20;

/** Findings first, then the largest gaps that could be judged; in the order of task and group. */
function mostTelling(metrics: readonly ReportedMetric[], scale: 'ratio' | 'difference'): ReportedMetric[] {
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

/** A label has 300 pixels: at a rating, what is labelled is always the sentiment. */
function shortTask(task: string, stratum: string | null): string {
  if (stratum === 'low rating' || stratum === 'high rating') return `${task}, ${stratum}`;
  return taskText(task);
}

function signed(value: number, digits: number): string {
  const size = Math.abs(value).toFixed(digits);
  if (Number(size) === 0) return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}

export function aucs({ metrics }: AuditReport): string {
  const ranked = metrics.filter(({ check }) => check === 'L2');
  if (ranked.length === 0) return '';
  const names: Record<string, string> = { subgroup_auc: 'subgroup', bpsn_auc: 'BPSN', bnsp_auc: 'BNSP' };
  const cells = ranked.slice(0, MOST_ROWS * 3).map((metric) => ({
    row: printable(`${metric.task} · ${metric.attribute} ${metric.group}`),
    column: names[metric.metric] ?? metric.metric,
    value: metric.hidden === null ? metric.groupValue : null,
    status: metric.status,
  }));
  return `<section><h2>L2 · Ranking</h2><p>AUC: how often a comment with the label scores above one without. BPSN is low where comments of the group without the label score too high, BNSP where those with it score too low. Darker is worse; hatched is not enough data.</p><figure>${heatMap('AUC by group', cells)}</figure></section>`;
}

export function reliability({ charts }: AuditReport): string {
  const curves = (charts.reliability ?? []) as readonly ReliabilityCurve[];
  const shown = curves.filter(({ bins }) => bins.length > 1);
  if (shown.length === 0) return '';
  const keys = [...new Set(shown.map(({ task, attribute }) => JSON.stringify([task, attribute])))];
  const figures = keys.map((key) => {
    const [task, attribute] = JSON.parse(key) as [string, string];
    const members = shown.filter((it) => it.task === task && it.attribute === attribute);
    const drawn = members.map(({ group, bins }) => ({
      label: printable(`${attribute} ${group}`),
      points: bins.map(({ meanScore, observed, rows }) => ({ x: meanScore, y: observed, rows })),
    }));
    return `<figure><figcaption>${text(taskText(task))} by ${text(attribute)}</figcaption>${reliabilityPlot(`Reliability of ${taskText(task)} by ${attribute}`, drawn)}</figure>`;
  });
  return `<section><h2>Reliability</h2><p>On the diagonal, of the comments with probability 0.8 eight in ten have the label. Bins that could give away single people are left out.</p>${figures.join('')}</section>`;
}

export function swaps({ metrics }: AuditReport): string {
  const swapped = metrics.filter(
    ({ check, referenceValue, groupValue }) =>
      check === 'C1' && referenceValue !== null && groupValue !== null,
  );
  if (swapped.length === 0) return '';
  const plots = [...Map.groupBy(swapped, ({ task }) => task)].map(([task, ofTask]) => {
    const chosen = mostTelling(ofTask, 'difference');
    const noise = ofTask[0]!.method.placebo_noise;
    const rows = chosen.map((metric) => ({
      label: printable(`${metric.attribute} ${metric.reference} → ${metric.group}`),
      from: metric.referenceValue!,
      to: metric.groupValue!,
      detail: signed(metric.value ?? 0, 3),
      status: metric.status,
    }));
    const left =
      ofTask.length > chosen.length
        ? `<p class="small">The ${chosen.length} most telling of ${ofTask.length}; the JSON has all.</p>`
        : '';
    const title = `${task[0]!.toUpperCase()}${task.slice(1)} before and after a swap`;
    const band = typeof noise === 'number' ? noise : null;
    const main = `<figure>${dumbbellPlot(title, rows, band)}<figcaption>${text(title)}</figcaption>${left}</figure>`;
    const apart = KINDS_APART.map(({ kind, terms, told }) => {
      const parts = partsBy(kind, ofTask, terms);
      if (parts.length === 0) return '';
      const caption = `${title}, by ${told}`;
      return `<figure>${dumbbellPlot(caption, parts, band)}<figcaption>${text(caption)}</figcaption></figure>`;
    });
    return `${main}${apart.join('')}`;
  });
  return `<section><h2>C1 · Swapped words</h2><p>Mean score of the same sentences about one person and about another. The band is what words without a meaning, such as cities and weekdays, do.</p>${plots.join('')}</section>`;
}

/** How what was found is drawn apart, and for how many terms. */
const KINDS_APART = [
  { kind: 'polarity', terms: 10, told: 'what the sentence says' },
  { kind: 'domain', terms: 4, told: 'what the sentence is about' },
] as const;

/** What was found, in sentences that say something bad, nothing and something good; or that are about one thing each. */
function partsBy(kind: 'polarity' | 'domain', metrics: readonly ReportedMetric[], terms: number) {
  const found = metrics.filter(({ status }) => status === 'fail' || status === 'warn');
  return mostTelling(found, 'difference')
    .slice(0, terms)
    .flatMap(({ method, attribute, group, status }) => {
      const levels = method[`baseline_by_${kind}`] as Readonly<Record<string, number | null>> | undefined;
      const shifts = method[`by_${kind}`] as Readonly<Record<string, number>> | undefined;
      const sizes = method[`templates_by_${kind}`] as Readonly<Record<string, number>> | undefined;
      return Object.entries(levels ?? {}).flatMap(([value, from]) => {
        const shift = shifts?.[value];
        if (from === null || shift === undefined) return [];
        const size = sizes?.[value] === undefined ? '' : ` (${sizes[value]})`;
        const label = printable(`${attribute} ${group}, ${value}${size}`);
        return [{ label, from, to: from + shift, detail: signed(shift, 3), status }];
      });
    });
}

export function drift({ metrics }: AuditReport): string {
  const moved = metrics.filter(({ check, scale }) => check.startsWith('D') && scale === 'distance');
  if (moved.length === 0) return '';
  const cells = moved.map((metric) => {
    const value = metric.value === null ? '–' : metric.value.toFixed(3);
    const name =
      metric.group === '(all)' ? metric.task : `${metric.task} · ${metric.attribute} ${metric.group}`;
    return `<tr><td class="check">${metric.check}</td><td>${text(name)}</td><td class="num">${value}</td><td class="num">${metric.warnLimit} / ${metric.failLimit}</td>${besides(metric)}<td><span class="badge ${metric.status}">${metric.status}</span></td><td>${metric.status === 'insufficient' ? text(reasonText(metric.reason)) : ''}</td></tr>`;
  });
  return `<section><h2>Drift since the baseline</h2><p>Stability index with half a row added to each bin (D1, D2) and AUC of a classifier that tells the windows apart (D3). Drift must be larger than chance at this size and beyond the limit. Beside it, for comparison with other tools and of no weight: Jensen-Shannon distance (J-S), Wasserstein distance in standard deviations of the baseline (W<sub>1</sub>), Kolmogorov-Smirnov distance with its p (K-S).</p><table><thead><tr><th></th><th>column</th><th>distance</th><th>limits</th><th>J-S</th><th>W<sub>1</sub></th><th>K-S</th><th>status</th><th></th></tr></thead><tbody>${cells.join('')}</tbody></table></section>`;
}

function besides({ method }: ReportedMetric): string {
  const test = method.kolmogorovSmirnov as { statistic: number; p: number } | null | undefined;
  const p = test && (test.p < 0.001 ? '&lt; 0.001' : test.p.toFixed(3));
  const told = [
    [decimals(method.jensenShannon), undefined],
    [decimals(method.normedWasserstein), method.normedWassersteinReason],
    [test ? `${test.statistic.toFixed(3)} (p ${p})` : '', method.kolmogorovSmirnovReason],
  ] as const;
  return told
    .map(([value, reason]) =>
      typeof reason === 'string'
        ? `<td class="num" title="${text(reasonText(reason))}">–</td>`
        : `<td class="num">${value}</td>`,
    )
    .join('');
}

const decimals = (value: unknown) => (typeof value === 'number' ? value.toFixed(3) : '');

export function trends(report: AuditReport): string {
  if (report.trends.length === 0) return '';
  const figures = report.trends.map(({ metric: fingerprint, points }) => {
    const metric = report.metrics.find((it) => it.fingerprint === fingerprint)!;
    const dots = points.map((point) => ({
      value: point.value,
      low: point.low,
      high: point.high,
      band: nullBand(metric.scale, point),
      label: `audit ${point.auditId}`,
      status: point.status,
    }));
    const format = (value: number) => (metric.scale === 'ratio' ? value.toFixed(2) : signed(value, 2));
    return `<figure><figcaption>${text(labelOf(metric))}</figcaption>${trendPlot(`${labelOf(metric)} over the audits`, dots, format)}</figure>`;
  });
  return `<section><h2>Over time</h2><p>The band is what chance alone does at that audit’s number of comments.</p>${figures.join('')}</section>`;
}

/** Where 95 of 100 gaps between equal groups of these sizes lie. */
function nullBand(
  scale: string,
  {
    referenceValue: p,
    groupRows: n,
    referenceRows: m,
  }: { referenceValue: number | null; groupRows: number; referenceRows: number },
): [number, number] | null {
  // The reference of a distance is a mean and no share: its chance is another.
  if (scale === 'distance' || p === null || p <= 0 || p >= 1 || n === 0 || m === 0) return null;
  if (scale === 'ratio') {
    const half = 1.96 * Math.sqrt(((1 - p) / p) * (1 / n + 1 / m));
    return [Math.exp(-half), Math.exp(half)];
  }
  const half = 1.96 * Math.sqrt(p * (1 - p) * (1 / n + 1 / m));
  return [-half, half];
}
