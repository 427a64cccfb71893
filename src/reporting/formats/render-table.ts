import stringWidth from 'string-width';
import type { ReportCell } from '../../db/reports/report-queries.ts';
import type { ReportSection } from '../report.ts';
import type { ReportColumn } from '../reports/columns.ts';
import { cellText, isNumeric } from './cell-text.ts';
import { pad, wrap } from './wrap.ts';

const GAP = 2;
const NARROWEST_QUOTE = 24;
const NARROWEST_TEXT = 6;
const LONGEST_BAR = 20;

/** Sections for a terminal of `width` columns; no line is wider. */
export function renderTable(sections: readonly ReportSection[], width: number): string {
  return `${sections.map((section) => renderSection(section, width)).join('\n')}`;
}

function renderSection(section: ReportSection, width: number): string {
  const title = section.title;
  const rule = '─'.repeat(Math.max(0, width - stringWidth(title) - 1));
  const body = section.record ? record(section, width) : grid(section, width);
  const notes = section.notes.map((note) => `${note}\n`).join('');
  return `${title} ${rule}\n${body}${notes}`;
}

/** The one row of a record, one column per line. Counts of zero and unknown values are left out. */
function record({ columns, rows }: ReportSection, width: number): string {
  const row = rows[0];
  if (!row) return '';
  const shown = columns.filter(({ name, kind }) => {
    return row[name] !== null && !(kind === 'count' && Number(row[name]) === 0 && name !== 'feedback');
  });
  const label = Math.max(...shown.map((column) => column.label.length)) + GAP;
  const cells = shown.map((column) => [column.label, cellText(column, row)]);
  return aligned({ widths: [label, width - label], aligns: ['left', 'left'], lines: cells });
}

function grid({ columns, rows }: ReportSection, width: number): string {
  if (rows.length === 0) return '';
  const shown = columns.filter((column) => !column.detail && !isRedundant(column, rows));
  const cells = rows.map((row, i) =>
    shown.map((column) => repeated(shown, column, rows, i) ?? cellText(column, row)),
  );
  const widths = columnWidths(shown, cells, width);
  const bar = barColumn(shown, rows, width - widths.reduce((sum, column) => sum + column, 0));
  return aligned({
    head: shown.map((column) => column.label),
    widths: bar ? [...widths, LONGEST_BAR + GAP] : widths,
    aligns: shown.map((column) => (isNumeric(column) ? 'right' : 'left')),
    lines: cells.map((line, i) => (bar ? [...line, bar[i]!] : line)),
  });
}

/** Cells in columns, wrapped to their widths; a width has its gap in it. */
function aligned(grid: {
  head?: readonly string[];
  widths: readonly number[];
  aligns: readonly ('left' | 'right')[];
  lines: readonly (readonly string[])[];
}): string {
  const lines = grid.head ? [grid.head, ...grid.lines] : grid.lines;
  return lines
    .map((line) => {
      const cells = line.map((cell, k) => wrap(cell, grid.widths[k]! - GAP));
      const height = Math.max(...cells.map((cell) => cell.length));
      return Array.from({ length: height }, (_, row) => {
        const parts = cells.map((cell, k) =>
          pad(cell[row] ?? '', grid.widths[k]! - GAP, grid.aligns[k] ?? 'left'),
        );
        return `${parts.join(' '.repeat(GAP)).trimEnd()}\n`;
      }).join('');
    })
    .join('');
}

/** Whether all values are null, or the one source of all rows. */
function isRedundant(column: ReportColumn, rows: readonly Readonly<Record<string, ReportCell>>[]): boolean {
  const values = new Set(rows.map((row) => row[column.name] ?? null));
  return values.size === 1 && (values.has(null) || (column.name === 'source' && rows.length > 1));
}

/** Blank where the first column repeats its value, which separates the groups of a breakdown. */
function repeated(
  columns: readonly ReportColumn[],
  column: ReportColumn,
  rows: readonly Readonly<Record<string, ReportCell>>[],
  at: number,
): string | null {
  if (column !== columns[0] || column.kind !== 'text' || isNumeric(columns[1] ?? column) || at === 0)
    return null;
  return rows[at]![column.name] === rows[at - 1]![column.name] ? '' : null;
}

/** Natural widths; excess width is cut from the widest text columns, quotes first. */
function columnWidths(columns: readonly ReportColumn[], cells: readonly string[][], width: number): number[] {
  const widths = columns.map((column, k) => {
    const widest = Math.max(...cells.map((line) => stringWidth(line[k]!)), stringWidth(column.label));
    return widest + GAP;
  });
  for (const kind of ['quote', 'text'] as const) {
    for (;;) {
      const excess = widths.reduce((sum, column) => sum + column, 0) - width;
      if (excess <= 0) return widths;
      const floor = kind === 'quote' ? NARROWEST_QUOTE : NARROWEST_TEXT;
      const candidates = columns.map((column, k) => (column.kind === kind && widths[k]! > floor ? k : -1));
      const widest = candidates.filter((k) => k >= 0).sort((a, b) => widths[b]! - widths[a]!)[0];
      if (widest === undefined) break;
      widths[widest] = Math.max(floor, kind === 'quote' ? widths[widest]! - excess : widths[widest]! - 1);
    }
  }
  return widths;
}

/** Bars for a section with a single share, where there is room. */
function barColumn(
  columns: readonly ReportColumn[],
  rows: readonly Readonly<Record<string, ReportCell>>[],
  room: number,
): string[] | null {
  const shares = columns.filter((column) => column.kind === 'share');
  if (shares.length !== 1 || room < LONGEST_BAR + GAP) return null;
  return rows.map((row) => '█'.repeat(Math.round(LONGEST_BAR * Number(row[shares[0]!.name] ?? 0))));
}
