import { html } from 'htm/preact';
import type { Part } from '../formats/markup.d.ts';
import { round, shortened } from '../formats/svg.ts';

/** Plots of an audit as SVG. Colours are CSS classes, so that light and dark work; each status has its own shape. */

interface ForestRow {
  readonly label: string;
  readonly detail: string;
  readonly value: number;
  readonly low: number;
  readonly high: number | null;
  readonly status: string;
}

export interface ValueAxis {
  readonly scale: 'ratio' | 'difference';
  readonly warn: number;
  readonly fail: number;
  readonly format: (value: number) => string;
}

/** Sizes in pixels. */
const WIDTH = 860;
const LABELS = 300;
const RIGHT = 130;
const ROW = 22;
/** Characters of a label, at most. */
const LABEL_LENGTH = 46;

/** A plot with a name for screen readers. */
const svg = (height: number, title: string, body: Part, width = WIDTH) =>
  html`<svg viewBox="0 0 ${width} ${round(height)}" role="img" aria-label=${title}><title>${title}</title>${body}</svg>`;

/** Square, triangle or circle: the status is readable without colour. */
function mark(x: number, y: number, status: string) {
  const [cx, cy] = [round(x), round(y)];
  if (status === 'fail') return html`<rect class="m fail" x=${cx - 5} y=${cy - 5} width="10" height="10" />`;
  if (status === 'warn') return html`<path class="m warn" d="M${cx} ${cy - 6}l6 11h-12z" />`;
  return html`<circle class="m ${status}" cx=${cx} cy=${cy} r="4.5" />`;
}

const rowLabel = (label: string, y: number) =>
  html`<text x="0" y=${y + 4}>${shortened(label, LABEL_LENGTH)}</text>`;
const rowDetail = (detail: string, y: number) =>
  html`<text class="num" x=${WIDTH} y=${y + 4} text-anchor="end">${detail}</text>`;
const interval = (status: string, [x1, x2, y1, y2]: readonly [number, number, number, number]) =>
  html`<line class="ci ${status}" x1=${round(x1)} x2=${round(x2)} y1=${round(y1)} y2=${round(y2)} />`;

/** Gaps with their intervals and limit lines: gaps between the inner lines are shown to be small. */
export function forestPlot(title: string, rows: readonly ForestRow[], axis: ValueAxis) {
  const transform = (value: number) => (axis.scale === 'ratio' ? Math.log(Math.max(value, 1e-3)) : value);
  const bound = (limit: number) => (axis.scale === 'ratio' ? -Math.log(limit) : limit);
  // The ratio of two shares near 0 must not shrink all others to points: a value further out ends in an arrow.
  const largest = Math.max(...rows.map(({ value }) => Math.abs(transform(value))));
  const widest = bound(axis.fail) * Math.min(3, Math.max(1.6, (largest / bound(axis.fail)) * 1.08));
  const plot = WIDTH - LABELS - RIGHT;
  const at = (scaled: number) => LABELS + (Math.max(-1, Math.min(1, scaled / widest)) + 1) * (plot / 2);
  const x = (value: number) => at(transform(value));
  const height = rows.length * ROW + 44;
  const place = ({ value, status }: ForestRow, y: number) => {
    if (Math.abs(transform(value)) <= widest) return mark(x(value), y, status);
    const inward = transform(value) < 0 ? 8 : -8;
    return html`<path class="m ${status}" d="M${round(x(value))} ${y}l${inward} -5v10z" />`;
  };
  const line = (scaled: number, name: string) => {
    const value = axis.scale === 'ratio' ? Math.exp(scaled) : scaled;
    return html`
      <line class=${name} x1=${round(at(scaled))} x2=${round(at(scaled))} y1="24" y2=${height - 14} />
      <text class="tick" x=${round(at(scaled))} y="16" text-anchor="middle">${axis.format(value)}</text>`;
  };
  const [warn, fail] = [bound(axis.warn), bound(axis.fail)];
  return svg(
    height,
    title,
    html`
      ${line(0, 'zero')}${[warn, -warn].map((it) => line(it, 'warnline'))}${[fail, -fail].map((it) => line(it, 'failline'))}
      ${rows.map((row, i) => {
        const y = 36 + i * ROW;
        return html`<g>
          <title>${row.label}: ${row.detail}, ${row.status}</title>${rowLabel(row.label, y)}
          ${interval(row.status, [x(row.low), x(row.high ?? row.value), y, y])}${place(row, y)}${rowDetail(row.detail, y)}
        </g>`;
      })}`,
  );
}

interface HeatCell {
  readonly row: string;
  readonly column: string;
  /** Null is greyed: not enough data. */
  readonly value: number | null;
  readonly status: string;
}

/** AUC of each group in three comparisons; cells without enough data are hatched. */
export function heatMap(title: string, cells: readonly HeatCell[]) {
  const columns = [...new Set(cells.map(({ column }) => column))];
  const rows = [...Map.groupBy(cells, ({ row }) => row)];
  const wide = 120;
  const cellAt = (
    row: string,
    cell: HeatCell | undefined,
    column: string,
    [left, y]: readonly [number, number],
  ) => {
    const status = cell?.status ?? 'insufficient';
    const text = cell?.value == null ? 'not enough data' : cell.value.toFixed(3);
    const isKnown = cell?.value != null && status !== 'insufficient';
    // 0.5 is chance and 1 is perfect: the darker, the worse.
    const depth = isKnown ? Math.max(0.04, Math.min(0.85, (1 - cell.value!) * 2)) : 0;
    const fill = isKnown
      ? { class: 'heat', 'fill-opacity': depth.toFixed(2) }
      : { class: 'grey', fill: 'url(#hatch)' };
    return html`<g>
      <title>${row}, ${column}: ${text}, ${status}</title>
      <rect ...${fill} x=${left + 1} y=${y} width=${wide - 2} height="26" />
      <text class=${depth > 0.5 ? 'num onheat' : 'num'} x=${left + wide / 2} y=${y + 17} text-anchor="middle">${text}</text>
      ${isKnown && status !== 'pass' && mark(left + 14, y + 13, status)}
    </g>`;
  };
  return svg(
    rows.length * 28 + 30,
    title,
    html`
      <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" x2="0" y1="0" y2="6" /></pattern></defs>
      ${columns.map((column, j) => html`<text class="tick" x=${LABELS + j * wide + wide / 2} y="16" text-anchor="middle">${column}</text>`)}
      ${rows.map(([row, members], i) => {
        const y = 24 + i * 28;
        return html`
          <text x="0" y=${y + 18}>${shortened(row, LABEL_LENGTH)}</text>
          ${columns.map((column, j) => {
            const cell = members.find((it) => it.column === column);
            return cellAt(row, cell, column, [LABELS + j * wide, y]);
          })}`;
      })}`,
    LABELS + columns.length * wide,
  );
}

interface Curve {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly rows: number }[];
}

const DASHES = ['', '6 3', '2 3', '8 3 2 3', '1 4', '10 5'];

/** Share of labels against the probability of the model: calibrated probabilities lie on the diagonal. */
export function reliabilityPlot(title: string, curves: readonly Curve[]) {
  const side = 300;
  const x = (value: number) => 46 + value * side;
  const y = (value: number) => 16 + (1 - value) * side;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (at) => html`
      <line class="grid" x1=${x(at)} x2=${x(at)} y1=${y(0)} y2=${y(1)} />
      <line class="grid" x1=${x(0)} x2=${x(1)} y1=${y(at)} y2=${y(at)} />
      <text class="tick" x=${x(at)} y=${y(0) + 16} text-anchor="middle">${at}</text>
      <text class="tick" x="40" y=${y(at) + 4} text-anchor="end">${at}</text>`,
  );
  const drawn = curves.slice(0, DASHES.length).map(({ label, points }, i) => {
    const key = 40 + i * 20;
    return html`
      <polyline class="curve c${i}" stroke-dasharray=${DASHES[i]} points=${points.map((it) => `${round(x(it.x))},${round(y(it.y))}`).join(' ')} />
      ${points.map(
        (it) =>
          html`<circle class="c${i}" cx=${round(x(it.x))} cy=${round(y(it.y))} r="3.5"><title>${label}: probability ${it.x.toFixed(2)}, labelled ${it.y.toFixed(2)}, ${it.rows} comments</title></circle>`,
      )}
      <line class="curve c${i}" stroke-dasharray=${DASHES[i]} x1="372" x2="402" y1=${key - 4} y2=${key - 4} />
      <text x="410" y=${key}>${shortened(label, LABEL_LENGTH)}</text>`;
  });
  return svg(
    360,
    title,
    html`
      ${ticks}
      <line class="zero" x1=${x(0)} y1=${y(0)} x2=${x(1)} y2=${y(1)} />
      ${drawn}
      <text class="tick" x=${x(0.5)} y=${y(0) + 34} text-anchor="middle">probability of the model</text>
      <text class="tick" x="12" y=${y(0.5)} text-anchor="middle" transform="rotate(-90 12 ${y(0.5)})">share labelled by people</text>`,
    760,
  );
}

interface Dumbbell {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly detail: string;
  readonly status: string;
}

/** The change of the score by a swap of one word, with the band of placebo words. */
export function dumbbellPlot(title: string, rows: readonly Dumbbell[], noise: number | null) {
  const values = rows.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(0.01, (high - low) * 0.1);
  const plot = WIDTH - LABELS - RIGHT;
  const x = (value: number) => LABELS + ((value - low + margin) / (high - low + 2 * margin)) * plot;
  const band = (from: number, y: number, size: number) =>
    html`<rect class="band" x=${round(x(from - size))} y=${y - 8} width=${round(x(from + size) - x(from - size))} height="16" />`;
  const body = rows.map(({ label, from, to, detail, status }, i) => {
    const y = 24 + i * ROW;
    return html`<g>
      <title>${label}: ${detail}, ${status}</title>${noise !== null && band(from, y, noise)}${rowLabel(label, y)}
      ${interval(status, [x(from), x(to), y, y])}<circle class="open" cx=${round(x(from))} cy=${y} r="4" />
      ${mark(x(to), y, status)}${rowDetail(detail, y)}
    </g>`;
  });
  return svg(rows.length * ROW + 30, title, body);
}

interface TrendDot {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The range of chance alone at the size of that audit. */
  readonly band: readonly [number, number] | null;
  readonly label: string;
  readonly status: string;
}

/** One gap over several audits, with the band of chance at the size of each. */
export function trendPlot(title: string, dots: readonly TrendDot[], format: (value: number) => string) {
  const values = dots
    .flatMap(({ value, low, high, band }) => [value, low, high, ...(band ?? [])])
    .filter((it) => it !== null);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const tall = 150;
  const y = (value: number) => 14 + (1 - (value - least) / (most - least || 1)) * tall;
  const x = (i: number) => 70 + (dots.length === 1 ? 0 : (i / (dots.length - 1)) * (WIDTH - 110));
  const ends = (end: 0 | 1) =>
    dots.flatMap(({ band }, i) => (band ? [`${round(x(i))},${round(y(band[end]))}`] : []));
  return svg(
    tall + 44,
    title,
    html`
      <polygon class="band" points=${[...ends(1), ...ends(0).reverse()].join(' ')} />
      ${[least, (least + most) / 2, most].map((at) => html`<text class="tick" x="62" y=${round(y(at)) + 4} text-anchor="end">${format(at)}</text>`)}
      ${dots.map(({ label, value, low, high, status }, i) => {
        if (value === null) return null;
        return html`<g>
          <title>${label}: ${format(value)}, ${status}</title>
          ${low !== null && high !== null && interval(status, [x(i), x(i), y(low), y(high)])}${mark(x(i), y(value), status)}
        </g>`;
      })}
      <text class="tick" x="70" y=${tall + 36}>${dots[0]?.label}</text>
      <text class="tick" x=${WIDTH - 40} y=${tall + 36} text-anchor="end">${dots.at(-1)?.label}</text>`,
  );
}
