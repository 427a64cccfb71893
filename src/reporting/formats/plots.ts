import { html } from 'htm/preact';
import type { ReportCell } from '../../db/reports/report-queries.ts';
import type { ReportSection } from '../report.ts';
import type { ReportPlot } from '../reports/named-report.ts';
import { cellText, printable } from './cell-text.ts';
import type { Part } from './markup.d.ts';
import { drawing } from './page.ts';
import { round, shortened } from './svg.ts';

type Row = Readonly<Record<string, ReportCell>>;
const WIDTH = 860;
const LEFT = 48;
/** Colour, dashes and marks together distinguish this many lines. */
const MOST_LINES = 6;
const MOST_BARS = 40;

/** The plot of a report; null when there is nothing to draw. */
export function reportPlot(section: ReportSection, plot: ReportPlot): Part {
  if (plot.kind === 'lines') return linePlot(section, plot);
  return plot.kind === 'bars' ? barPlot(section, plot) : pointPlot(section, plot);
}

interface Line {
  readonly name: string;
  readonly points: readonly { readonly at: number; readonly row: Row; readonly share: string }[];
}

/** Shares over time with their intervals as bands, and a vertical line where the model changed. */
function linePlot(section: ReportSection, plot: ReportPlot & { kind: 'lines' }): Part {
  const times = [...new Set(section.rows.map((row) => String(row[plot.time])))].sort();
  if (times.length < 2) return null;
  const [first, last] = [Date.parse(times[0]!), Date.parse(times.at(-1)!)];
  const lines = linesOf(section, plot);
  const column = (name: string) => section.columns.find((it) => it.name === name)!;
  const ends = lines.flatMap(({ points }) =>
    points.map(({ row, share }) => Number(row[column(share).interval![1]] ?? row[share] ?? 0)),
  );
  const most = Math.max(0.01, Math.min(1, Math.max(...ends) * 1.05));
  const [top, bottom] = [12, 232];
  const x = (at: number) => round(LEFT + 8 + ((at - first) / (last - first)) * (WIDTH - LEFT - 24));
  const y = (share: number) => round(bottom - (Math.min(share, most) / most) * (bottom - top));
  const ticks = [0, 0.5, 1].map((part) => {
    const at = y(part * most);
    return html`<line class="grid" x1=${LEFT} x2=${WIDTH} y1=${at} y2=${at} />
      <text class="tick" x=${LEFT - 6} y=${at + 4} text-anchor="end">${(100 * part * most).toFixed(most < 0.1 ? 1 : 0)} %</text>`;
  });
  const days = spaced(times).map(
    (time) =>
      html`<text class="tick" x=${x(Date.parse(time))} y=${bottom + 18} text-anchor="middle">${time}</text>`,
  );
  // Bands of more than two lines hide each other; the table has their ends.
  const bands = (lines.length > 2 ? [] : lines).map(({ points }, i) => {
    const band = points.flatMap(({ at, row, share }) => {
      const [low, high] = column(share).interval!.map((end) => row[end] ?? null);
      return low == null || high == null ? [] : [[x(at), y(Number(high)), y(Number(low))] as const];
    });
    const outline = [
      ...band.map(([at, high]) => `${at},${high}`),
      ...band.toReversed().map(([at, , low]) => `${at},${low}`),
    ];
    return html`<polygon class=${`area c${i}`} points=${outline.join(' ')} />`;
  });
  const curves = lines.map(({ name, points }, i) => {
    const known = points.filter(({ row, share }) => row[share] != null);
    const path = known.map(({ at, row, share }) => `${x(at)},${y(Number(row[share]))}`).join(' ');
    return html`<polyline class=${`curve c${i} d${i}`} points=${path} />
      ${known.map(
        ({ at, row, share }) =>
          html`<g><title>${name}, ${row[plot.time]}: ${cellText(column(share), row)}</title>${mark(i, x(at), y(Number(row[share])))}</g>`,
      )}`;
  });
  const changes = (section.markers ?? []).map(({ day, label }) => {
    const at = Date.parse(day);
    if (at < first || at > last) return null;
    return html`<g><title>${day}: ${printable(label)}</title>
      <line class="change" x1=${x(at)} x2=${x(at)} y1=${top} y2=${bottom} />
      <text class="tick" x=${x(at) + 4} y=${top + 8}>model changed</text></g>`;
  });
  const legend = lines.map(({ name }, i) => {
    const [left, down] = [LEFT + (i % 3) * 270, bottom + 42 + Math.floor(i / 3) * 20];
    return html`<line class=${`curve c${i} d${i}`} x1=${left} x2=${left + 26} y1=${down - 4} y2=${down - 4} />
      ${mark(i, left + 13, down - 4)}<text x=${left + 34} y=${down}>${shortened(name, 34)}</text>`;
  });
  const height = bottom + 50 + Math.floor((lines.length - 1) / 3) * 20;
  return drawing(WIDTH, height, section.title, [ticks, days, bands, curves, changes, legend]);
}

function linesOf(section: ReportSection, plot: ReportPlot & { kind: 'lines' }): Line[] {
  const point = (row: Row, share: string) => ({ at: Date.parse(String(row[plot.time])), row, share });
  if (plot.series === undefined) {
    return plot.shares.map((share) => ({
      name: section.columns.find(({ name }) => name === share)!.label,
      points: section.rows.map((row) => point(row, share)),
    }));
  }
  const bySeries = Map.groupBy(section.rows, (row) => printable(String(row[plot.series!])));
  return [...bySeries].slice(0, MOST_LINES).map(([name, rows]) => {
    return { name, points: rows.map((row) => point(row, plot.shares[0]!)) };
  });
}

/** Each line has its own shape of mark, for readers who do not see its colour. */
function mark(line: number, x: number, y: number): Part {
  const kind = `mark c${line}`;
  if (line % 3 === 0) return html`<circle class=${kind} cx=${x} cy=${y} r="3.2" />`;
  if (line % 3 === 1) return html`<rect class=${kind} x=${x - 3} y=${y - 3} width="6" height="6" />`;
  return html`<path class=${kind} d=${`M${x} ${y - 4}l4 7h-8z`} />`;
}

/** About six times for the axis. */
const spaced = (times: readonly string[]) =>
  times.filter((_, i) => i % Math.max(1, Math.ceil(times.length / 6)) === 0);

const ROW = 26;
const NAMES = 290;

const labelOf = (row: Row, labels: readonly string[]) =>
  labels.map((name) => printable(String(row[name] ?? ''))).join(': ');

/** One row of a plot: its name, what is drawn, and its value. */
const plotRow = (i: number, label: string, value: string, drawn: Part): Part => html`<g>
  <title>${label}: ${value}</title><text x="0" y=${18 + i * ROW}>${shortened(label, 42)}</text>${drawn}
  <text class="num" x=${WIDTH} y=${18 + i * ROW} text-anchor="end">${value}</text></g>`;

/** Shares as bars with their intervals. */
function barPlot(section: ReportSection, plot: ReportPlot & { kind: 'bars' }): Part {
  const rows = section.rows.slice(0, MOST_BARS).filter((row) => row[plot.share] != null);
  if (rows.length === 0) return null;
  const column = section.columns.find(({ name }) => name === plot.share)!;
  const [low, high] = column.interval!;
  const most = Math.max(0.001, ...rows.map((row) => Number(row[high] ?? row[plot.share])));
  const x = (share: number) => round(NAMES + (share / most) * (WIDTH - NAMES - 150));
  const bars = rows.map((row, i) => {
    const top = 4 + i * ROW;
    const width = round(x(Number(row[plot.share])) - NAMES);
    const bar = html`<rect class="bar" x=${NAMES} y=${top + 2} width=${width} height="16" />
      <line class="whisker" x1=${x(Number(row[low]))} x2=${x(Number(row[high]))} y1=${top + 10} y2=${top + 10} />`;
    return plotRow(i, labelOf(row, plot.labels), cellText(column, row), bar);
  });
  return drawing(
    WIDTH,
    rows.length * ROW + 8,
    `${section.title}: ${column.label}, with 95 % intervals`,
    bars,
  );
}

/** Points that are added to a score or subtracted. */
function pointPlot(section: ReportSection, plot: ReportPlot & { kind: 'points' }): Part {
  const rows = section.rows.slice(0, MOST_BARS).filter((row) => row[plot.value] != null);
  if (rows.length === 0) return null;
  const column = section.columns.find(({ name }) => name === plot.value)!;
  const values = rows.map((row) => Number(row[plot.value]));
  const [least, most] = [Math.min(0, ...values), Math.max(0.001, ...values)];
  const x = (value: number) => round(NAMES + ((value - least) / (most - least)) * (WIDTH - NAMES - 90));
  const bars = rows.map((row, i) => {
    const value = values[i]!;
    const [from, to] = [x(Math.min(0, value)), x(Math.max(0, value))];
    const bar = html`<rect class=${value < 0 ? 'neg' : 'bar'} x=${from} y=${6 + i * ROW} width=${round(to - from)} height="16" />`;
    return plotRow(i, labelOf(row, plot.labels), cellText(column, row), bar);
  });
  const zero = html`<line class="zero" x1=${x(0)} x2=${x(0)} y1="0" y2=${rows.length * ROW + 4} />`;
  return drawing(WIDTH, rows.length * ROW + 8, `${section.title}: ${column.label} in points`, [bars, zero]);
}
