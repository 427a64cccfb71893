import { svg as drawing, round, shortened, xml } from '../formats/svg.ts';

/** Plots of an audit as SVG. Colours are CSS classes, so that light and dark work; each status has a shape of its own. */

export interface ForestRow {
  readonly label: string;
  readonly detail: string;
  readonly value: number;
  readonly low: number;
  readonly high: number | null;
  readonly status: string;
}

export interface Axis {
  readonly scale: 'ratio' | 'difference';
  readonly warn: number;
  readonly fail: number;
  readonly format: (value: number) => string;
}

const WIDTH = 860;
const LABELS = 300;
const RIGHT = 130;
const ROW = 22;

/** Circle, triangle or square: the status is readable without colour. */
function mark(x: number, y: number, status: string): string {
  const [cx, cy] = [round(x), round(y)];
  if (status === 'fail') return `<rect class="m fail" x="${cx - 5}" y="${cy - 5}" width="10" height="10"/>`;
  if (status === 'warn') return `<path class="m warn" d="M${cx} ${cy - 6}l6 11h-12z"/>`;
  return `<circle class="m ${status}" cx="${cx}" cy="${cy}" r="4.5"/>`;
}

const svg = (height: number, title: string, body: string, width = WIDTH) =>
  drawing(width, height, title, body);

/** Gaps with their intervals and limit lines: what lies between the inner lines is shown to be small. */
export function forestPlot(title: string, rows: readonly ForestRow[], axis: Axis): string {
  const transform = (value: number) => (axis.scale === 'ratio' ? Math.log(Math.max(value, 1e-3)) : value);
  const bound = (limit: number) => (axis.scale === 'ratio' ? -Math.log(limit) : limit);
  // The ratio of two shares near 0 must not make all others points: what lies further out ends in an arrow.
  const largest = Math.max(...rows.map(({ value }) => Math.abs(transform(value))));
  const widest = bound(axis.fail) * Math.min(3, Math.max(1.6, (largest / bound(axis.fail)) * 1.08));
  const plot = WIDTH - LABELS - RIGHT;
  const x = (value: number) =>
    LABELS + (Math.max(-1, Math.min(1, transform(value) / widest)) + 1) * (plot / 2);
  const height = rows.length * ROW + 44;
  const place = ({ value, status }: ForestRow, y: number) => {
    const beyond = Math.abs(transform(value)) > widest;
    if (!beyond) return mark(x(value), y, status);
    const [edge, inward] = [round(x(value)), transform(value) < 0 ? 8 : -8];
    return `<path class="m ${status}" d="M${edge} ${y}l${inward} -5v10z"/>`;
  };
  const at = (scaled: number) => LABELS + (scaled / widest + 1) * (plot / 2);
  const lines = [
    [0, 'zero'],
    ...[bound(axis.warn), -bound(axis.warn)].map((it) => [it, 'warnline'] as const),
    ...[bound(axis.fail), -bound(axis.fail)].map((it) => [it, 'failline'] as const),
  ] as readonly (readonly [number, string])[];
  const body = [
    ...lines.map(([scaled, name]) => {
      const place = round(at(scaled));
      const value = axis.scale === 'ratio' ? Math.exp(scaled) : scaled;
      return `<line class="${name}" x1="${place}" x2="${place}" y1="24" y2="${height - 14}"/><text class="tick" x="${place}" y="16" text-anchor="middle">${xml(axis.format(value))}</text>`;
    }),
    ...rows.map((row, i) => {
      const y = 36 + i * ROW;
      const [from, to] = [x(row.low), x(row.high ?? row.value)];
      const described = `${row.label}: ${row.detail}, ${row.status}`;
      return `<g><title>${xml(described)}</title><text x="0" y="${y + 4}">${xml(shortened(row.label, 46))}</text><line class="ci ${row.status}" x1="${round(from)}" x2="${round(to)}" y1="${y}" y2="${y}"/>${place(row, y)}<text class="num" x="${WIDTH}" y="${y + 4}" text-anchor="end">${xml(row.detail)}</text></g>`;
    }),
  ];
  return svg(height, title, body.join(''));
}

export interface HeatCell {
  readonly row: string;
  readonly column: string;
  /** Null is greyed: not enough data. */
  readonly value: number | null;
  readonly status: string;
}

/** AUC of each group in three comparisons; cells that could not be told are hatched. */
export function heatMap(title: string, cells: readonly HeatCell[]): string {
  const columns = [...new Set(cells.map(({ column }) => column))];
  const rows = [...new Set(cells.map(({ row }) => row))];
  const wide = 120;
  const body = [
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" x2="0" y1="0" y2="6"/></pattern></defs>',
    ...columns.map(
      (column, j) =>
        `<text class="tick" x="${LABELS + j * wide + wide / 2}" y="16" text-anchor="middle">${xml(column)}</text>`,
    ),
    ...rows.flatMap((row, i) => {
      const y = 24 + i * 28;
      return [
        `<text x="0" y="${y + 18}">${xml(shortened(row, 46))}</text>`,
        ...columns.map((column, j) => {
          const cell = cells.find((it) => it.row === row && it.column === column);
          const left = LABELS + j * wide;
          const text = cell?.value == null ? 'not enough data' : cell.value.toFixed(3);
          const known = cell?.value != null && cell.status !== 'insufficient';
          // 0.5 is chance and 1 perfect: the darker, the worse.
          const depth = known ? Math.max(0.04, Math.min(0.85, (1 - cell.value!) * 2)) : 0;
          const fill = known
            ? `class="heat" fill-opacity="${depth.toFixed(2)}"`
            : 'class="grey" fill="url(#hatch)"';
          const strong = known && depth > 0.5 ? ' onheat' : '';
          const edge = known && cell.status !== 'pass' ? mark(left + 14, y + 13, cell.status) : '';
          return `<g><title>${xml(`${row}, ${column}: ${text}, ${cell?.status ?? 'insufficient'}`)}</title><rect ${fill} x="${left + 1}" y="${y}" width="${wide - 2}" height="26"/><text class="num${strong}" x="${left + wide / 2}" y="${y + 17}" text-anchor="middle">${xml(text)}</text>${edge}</g>`;
        }),
      ];
    }),
  ];
  return svg(rows.length * 28 + 30, title, body.join(''), LABELS + columns.length * wide);
}

export interface Curve {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly rows: number }[];
}

/** Share that people labelled against the model's probability: on the diagonal the probability is what it says. */
export function reliabilityPlot(title: string, curves: readonly Curve[]): string {
  const side = 300;
  const x = (value: number) => 46 + value * side;
  const y = (value: number) => 16 + (1 - value) * side;
  const dashes = ['', '6 3', '2 3', '8 3 2 3', '1 4', '10 5'];
  const body = [
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (at) =>
        `<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="${y(0)}" y2="${y(1)}"/><line class="grid" x1="${x(0)}" x2="${x(1)}" y1="${y(at)}" y2="${y(at)}"/><text class="tick" x="${x(at)}" y="${y(0) + 16}" text-anchor="middle">${at}</text><text class="tick" x="40" y="${y(at) + 4}" text-anchor="end">${at}</text>`,
    ),
    `<line class="zero" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>`,
    ...curves.slice(0, 6).map((curve, i) => {
      const path = curve.points.map((point) => `${round(x(point.x))},${round(y(point.y))}`).join(' ');
      const dots = curve.points.map(
        (point) =>
          `<circle class="c${i}" cx="${round(x(point.x))}" cy="${round(y(point.y))}" r="3.5"><title>${xml(`${curve.label}: probability ${point.x.toFixed(2)}, labelled ${point.y.toFixed(2)}, ${point.rows} comments`)}</title></circle>`,
      );
      const key = 40 + i * 20;
      return `<polyline class="curve c${i}" stroke-dasharray="${dashes[i]}" points="${path}"/>${dots.join('')}<line class="curve c${i}" stroke-dasharray="${dashes[i]}" x1="372" x2="402" y1="${key - 4}" y2="${key - 4}"/><text x="410" y="${key}">${xml(shortened(curve.label, 46))}</text>`;
    }),
    `<text class="tick" x="${x(0.5)}" y="${y(0) + 34}" text-anchor="middle">probability of the model</text>`,
    `<text class="tick" x="12" y="${y(0.5)}" text-anchor="middle" transform="rotate(-90 12 ${y(0.5)})">share labelled by people</text>`,
  ];
  return svg(360, title, body.join(''), 760);
}

export interface Dumbbell {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly detail: string;
  readonly status: string;
}

/** What a swap of one word does to the score, with the band that words without a meaning make. */
export function dumbbellPlot(title: string, rows: readonly Dumbbell[], noise: number | null): string {
  const values = rows.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(0.01, (high - low) * 0.1);
  const plot = WIDTH - LABELS - RIGHT;
  const x = (value: number) => LABELS + ((value - low + margin) / (high - low + 2 * margin)) * plot;
  const body = rows.map((row, i) => {
    const y = 24 + i * ROW;
    const band =
      noise === null
        ? ''
        : `<rect class="band" x="${round(x(row.from - noise))}" y="${y - 8}" width="${round(x(row.from + noise) - x(row.from - noise))}" height="16"/>`;
    return `<g><title>${xml(`${row.label}: ${row.detail}, ${row.status}`)}</title>${band}<text x="0" y="${y + 4}">${xml(shortened(row.label, 46))}</text><line class="ci ${row.status}" x1="${round(x(row.from))}" x2="${round(x(row.to))}" y1="${y}" y2="${y}"/><circle class="open" cx="${round(x(row.from))}" cy="${y}" r="4"/>${mark(x(row.to), y, row.status)}<text class="num" x="${WIDTH}" y="${y + 4}" text-anchor="end">${xml(row.detail)}</text></g>`;
  });
  return svg(rows.length * ROW + 30, title, body.join(''));
}

export interface TrendDot {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** What lies inside is chance at the size of that night. */
  readonly band: readonly [number, number] | null;
  readonly label: string;
  readonly status: string;
}

/** One gap over the nights; the band is what chance alone does at each night's size. */
export function trendPlot(
  title: string,
  dots: readonly TrendDot[],
  format: (value: number) => string,
): string {
  const values = dots
    .flatMap(({ value, low, high, band }) => [value, low, high, ...(band ?? [])])
    .filter((it) => it !== null);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const tall = 150;
  const y = (value: number) => 14 + (1 - (value - least) / (most - least || 1)) * tall;
  const x = (i: number) => 70 + (dots.length === 1 ? 0 : (i / (dots.length - 1)) * (WIDTH - 110));
  const banded = dots.map((dot, i) => ({ ...dot, i })).filter(({ band }) => band !== null);
  const upper = banded.map(({ band, i }) => `${round(x(i))},${round(y(band![1]))}`);
  const lower = banded.map(({ band, i }) => `${round(x(i))},${round(y(band![0]))}`).reverse();
  const body = [
    `<polygon class="band" points="${[...upper, ...lower].join(' ')}"/>`,
    ...[least, (least + most) / 2, most].map(
      (at) => `<text class="tick" x="62" y="${round(y(at)) + 4}" text-anchor="end">${xml(format(at))}</text>`,
    ),
    ...dots.map((dot, i) => {
      if (dot.value === null) return '';
      const interval =
        dot.low === null || dot.high === null
          ? ''
          : `<line class="ci ${dot.status}" x1="${round(x(i))}" x2="${round(x(i))}" y1="${round(y(dot.low))}" y2="${round(y(dot.high))}"/>`;
      return `<g><title>${xml(`${dot.label}: ${format(dot.value)}, ${dot.status}`)}</title>${interval}${mark(x(i), y(dot.value), dot.status)}</g>`;
    }),
    `<text class="tick" x="70" y="${tall + 36}">${xml(dots[0]?.label ?? '')}</text>`,
    `<text class="tick" x="${WIDTH - 40}" y="${tall + 36}" text-anchor="end">${xml(dots.at(-1)?.label ?? '')}</text>`,
  ];
  return svg(tall + 44, title, body.join(''));
}
