import { html } from 'htm/preact';
import type { ReliabilityCurve } from '../../audit/labelled/score-quality.ts';
import { taskText } from '../../audit/wording/names.ts';
import { reasonText } from '../../audit/wording/sentences.ts';
import type { TrendPoint } from '../../db/audits/audit-history.ts';
import { Z_95 } from '../../statistics/intervals/intervals.ts';
import { printable } from '../formats/cell-text.ts';
import { number, pText, section, table } from './elements.ts';
import { labelOf, mostTelling, mostTellingOf, signed } from './forests.ts';
import { dumbbellPlot, heatMap, reliabilityPlot, trendPlot } from './plots.ts';
import type { AuditReport, ReportedMetric } from './report-record.ts';

/** Cells of the heat map of L2, at most. */
const MOST_AUCS = 120;
const AUC_NAMES: Readonly<Record<string, string>> = {
  subgroup_auc: 'subgroup',
  bpsn_auc: 'BPSN',
  bnsp_auc: 'BNSP',
};

export function aucs({ metrics }: AuditReport) {
  const ranked = metrics.filter(({ check }) => check === 'L2');
  if (ranked.length === 0) return null;
  const cells = ranked.slice(0, MOST_AUCS).map((metric) => ({
    row: printable(`${metric.task} · ${metric.attribute} ${metric.group}`),
    column: AUC_NAMES[metric.metric] ?? metric.metric,
    value: metric.hidden === null ? metric.groupValue : null,
    status: metric.status,
  }));
  return section(
    'L2 · Ranking',
    html`
      <p>AUC: how often a comment with the label scores above one without. BPSN is low where comments of the group without the label score too high, BNSP where those with it score too low. Darker is worse; hatched is not enough data.</p>
      <figure>${heatMap('AUC by group', cells)}</figure>`,
  );
}

export function reliability({ charts }: AuditReport) {
  const curves = ((charts.reliability ?? []) as readonly ReliabilityCurve[]).filter(
    ({ bins }) => bins.length > 1,
  );
  if (curves.length === 0) return null;
  const groups = Map.groupBy(curves, ({ task, attribute }) => JSON.stringify([task, attribute]));
  const figures = [...groups.values()].map((members) => {
    const [task, attribute] = [taskText(members[0]!.task), printable(members[0]!.attribute)];
    const drawn = members.map(({ group, bins }) => ({
      label: printable(`${attribute} ${group}`),
      points: bins.map(({ meanScore, observed, rows }) => ({ x: meanScore, y: observed, rows })),
    }));
    return html`<figure>
      <figcaption>${printable(task)} by ${attribute}</figcaption>
      ${reliabilityPlot(`Reliability of ${task} by ${attribute}`, drawn)}
    </figure>`;
  });
  return section(
    'Reliability',
    html`
      <p>On the diagonal, eight in ten comments with probability 0.8 have the label. Bins that could identify single people are left out.</p>
      ${figures}`,
  );
}

export function swaps({ metrics }: AuditReport) {
  const swapped = metrics.filter(
    ({ check, referenceValue, groupValue }) =>
      check === 'C1' && referenceValue !== null && groupValue !== null,
  );
  if (swapped.length === 0) return null;
  const plots = [...Map.groupBy(swapped, ({ task }) => task)].map(([task, ofTask]) => {
    const chosen = mostTelling(ofTask, 'difference');
    const noise = ofTask[0]!.method.placebo_noise;
    const band = typeof noise === 'number' ? noise : null;
    const rows = chosen.map((metric) => ({
      label: printable(`${metric.attribute} ${metric.reference} → ${metric.group}`),
      from: metric.referenceValue!,
      to: metric.groupValue!,
      detail: signed(metric.value ?? 0, 3),
      status: metric.status,
    }));
    const title = `${task[0]!.toUpperCase()}${task.slice(1)} before and after a swap`;
    const figure = (caption: string, parts: typeof rows, left?: unknown) =>
      parts.length > 0 &&
      html`<figure>${dumbbellPlot(caption, parts, band)}<figcaption>${printable(caption)}</figcaption>${left}</figure>`;
    return html`
      ${figure(title, rows, mostTellingOf(chosen.length, ofTask.length))}
      ${KINDS_APART.map(({ kind, terms, by }) => figure(`${title}, by ${by}`, partsBy(kind, ofTask, terms)))}`;
  });
  return section(
    'C1 · Swapped words',
    html`
      <p>Mean score of the same sentences about one person and about another. The band is the effect of words without meaning, such as cities and weekdays.</p>
      ${plots}`,
  );
}

/** Kinds of sentences that findings are split by, and for how many terms. */
const KINDS_APART = [
  { kind: 'polarity', terms: 10, by: 'what the sentence says' },
  { kind: 'domain', terms: 4, by: 'what the sentence is about' },
] as const;

/** Findings split by the polarity or the domain of the sentences. */
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

export function drift({ metrics }: AuditReport) {
  const moved = metrics.filter(({ check, scale }) => check.startsWith('D') && scale === 'distance');
  if (moved.length === 0) return null;
  const rows = moved.map((metric) => {
    const { check, task, attribute, group, value, warnLimit, failLimit, status, reason } = metric;
    const name = group === '(all)' ? task : `${task} · ${attribute} ${group}`;
    return html`<tr>
      <td class="check">${check}</td><td>${printable(name)}</td>
      ${number(value === null ? '–' : value.toFixed(3))}${number(`${warnLimit} / ${failLimit}`)}${distances(metric)}
      <td><span class="badge ${status}">${status}</span></td><td>${status === 'insufficient' && reasonText(reason)}</td>
    </tr>`;
  });
  const wasserstein = html`W<sub>1</sub>`;
  return section(
    'Drift since the baseline',
    html`
      <p>Stability index with half a row added to each bin (D1, D2) and AUC of a classifier that tells the windows apart (D3). Drift must be larger than chance at this size and beyond the limit. For comparison with other tools, without effect on the status: Jensen-Shannon distance (J-S), Wasserstein distance in standard deviations of the baseline (${wasserstein}), Kolmogorov-Smirnov distance with its p (K-S).</p>
      ${table(['', 'column', 'distance', 'limits', 'J-S', wasserstein, 'K-S', 'status', ''], rows)}`,
  );
}

/** Cells of distances that no status depends on; a missing one has its reason as a tooltip. */
function distances({ method }: ReportedMetric) {
  const decimals = (value: unknown) => (typeof value === 'number' ? value.toFixed(3) : '');
  const test = method.kolmogorovSmirnov as { statistic: number; p: number } | null | undefined;
  const cells: [string, unknown][] = [
    [decimals(method.jensenShannon), null],
    [decimals(method.normedWasserstein), method.normedWassersteinReason],
    [test ? `${test.statistic.toFixed(3)} (p ${pText(test.p)})` : '', method.kolmogorovSmirnovReason],
  ];
  return cells.map(([value, reason]) =>
    typeof reason === 'string' ? html`<td class="num" title=${reasonText(reason)}>–</td>` : number(value),
  );
}

export function trends(report: AuditReport) {
  if (report.trends.length === 0) return null;
  const figures = report.trends.map(({ metric: fingerprint, points }) => {
    const metric = report.metrics.find((it) => it.fingerprint === fingerprint)!;
    const dots = points.map(({ value, low, high, status, ...point }) => ({
      ...{ value, low, high, status, label: `audit ${point.auditId}` },
      band: nullBand(metric.scale, point),
    }));
    const format = (value: number) => (metric.scale === 'ratio' ? value.toFixed(2) : signed(value, 2));
    return html`<figure>
      <figcaption>${labelOf(metric)}</figcaption>${trendPlot(`${labelOf(metric)} over the audits`, dots, format)}
    </figure>`;
  });
  return section(
    'Over time',
    html`<p>The band is the range of chance alone at the number of comments of that audit.</p>${figures}`,
  );
}

/** The range of 95 of 100 gaps between equal groups of these sizes. */
function nullBand(
  scale: string,
  {
    referenceValue: p,
    groupRows: n,
    referenceRows: m,
  }: Pick<TrendPoint, 'referenceValue' | 'groupRows' | 'referenceRows'>,
): [number, number] | null {
  // The reference of a distance is a mean and no share: chance moves it differently.
  if (scale === 'distance' || p === null || p <= 0 || p >= 1 || n === 0 || m === 0) return null;
  const half = Z_95 * Math.sqrt((scale === 'ratio' ? (1 - p) / p : p * (1 - p)) * (1 / n + 1 / m));
  return scale === 'ratio' ? [Math.exp(-half), Math.exp(half)] : [-half, half];
}
