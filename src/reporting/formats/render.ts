import { stringify } from 'csv-stringify/sync';
import type { ReportCell } from '../../db/reports/report-queries.ts';
import type { ReportSection } from '../report.ts';
import { allColumns } from '../reports/columns.ts';
import { cellText, isNumeric } from './cell-text.ts';
import { reportHtml } from './html.ts';
import { renderTable } from './render-table.ts';

/** Formats of a report; all but Parquet are text. */
export const REPORT_FORMATS = ['table', 'csv', 'json', 'md', 'html', 'parquet'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
export type TextFormat = Exclude<ReportFormat, 'parquet'>;

/**
 * Sections as text. `table` fits a terminal of `width` columns. `csv` holds plain numbers and no cell that a
 * spreadsheet would run as a formula; several sections are blocks under their names. With `bom` it begins with a byte order mark, by which Excel recognises UTF-8.
 * `json` is one document with plain numbers (shares 0..1). `md` is Markdown. `html` is one page without other files.
 */
export function render(
  sections: readonly ReportSection[],
  format: TextFormat,
  options: { width: number; bom?: boolean },
): string {
  if (format === 'table') return renderTable(sections, options.width);
  if (format === 'json') {
    const report = sections.length === 1 ? sections[0]!.name : 'all';
    return `${JSON.stringify({ report, sections }, null, 2)}\n`;
  }
  if (format === 'html') return reportHtml(sections);
  if (format === 'md') return sections.map(markdown).join('\n');
  const mark = options.bom ? '\ufeff' : '';
  if (sections.length === 1) return mark + csv(sections[0]!);
  return mark + sections.map((section) => `${section.name}\n${csv(section)}`).join('\n');
}

function csv({ columns, rows }: ReportSection): string {
  const names = allColumns(columns);
  return stringify([names, ...rows.map((row) => names.map((name) => safeCell(row[name] ?? null)))]);
}

/**
 * A cell that begins with a character spreadsheets take for a formula gets an apostrophe in front (OWASP, CSV
 * injection). Numbers stay as they are, also where a text is one: -5.
 */
export function safeCell(value: ReportCell): ReportCell {
  if (typeof value !== 'string' || /^[+-]?\d+(\.\d+)?$/.test(value)) return value;
  return /^\s*[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value;
}

function markdown({ title, columns, rows, notes, record }: ReportSection): string {
  const lines =
    record && rows[0]
      ? [
          ['', ''],
          ['---', '---:'],
          ...columns.map((column) => [column.label, escaped(cellText(column, rows[0]!))]),
        ]
      : [
          columns.map((column) => column.label),
          columns.map((column) => (isNumeric(column) ? '---:' : '---')),
          ...rows.map((row) => columns.map((column) => escaped(cellText(column, row)))),
        ];
  const table = rows.length > 0 ? `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n` : '';
  return `## ${title}\n\n${table}${notes.map((note) => `\n${note}\n`).join('')}`;
}

function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
