import { hideCells } from '../audit/verdict/hiding.ts';
import type { ReportCell } from '../db/reports/report-queries.ts';
import { allColumns } from './reports/columns.ts';
import type { NamedReport } from './reports/named-report.ts';

type Row = Readonly<Record<string, ReportCell>>;

/** Reports whose rows are outcomes of all comments, not groups of comments: nothing is hidden. */
const OUTCOMES = ['sentiment', 'ratings', 'emotions', 'labels', 'numbers'];

/**
 * Rows of a report for callers without the right to read comments. Numbers of fewer than ten comments are null, and
 * those of the next smallest row when subtraction from the total would reveal a hidden one.
 */
export function withoutFew({ name, columns }: NamedReport, rows: readonly Row[]): readonly Row[] {
  const keys = columns.filter(({ kind }) => kind === 'text' || kind === 'day').map((column) => column.name);
  const size = columns.find((column) => column.name === 'n' || column.name === 'said')?.name;
  if (size === undefined || keys.length === 0 || OUTCOMES.includes(name)) return rows;
  const cells = rows.map((row) => ({
    row: JSON.stringify((keys.length === 1 ? keys : keys.slice(0, -1)).map((key) => row[key])),
    column: keys.length === 1 ? '' : String(row[keys.at(-1)!]),
    rows: Number(row[size] ?? 0),
  }));
  const hidden = hideCells(cells);
  const numbers = allColumns(columns).filter((column) => !keys.includes(column));
  const none = Object.fromEntries(numbers.map((column) => [column, null]));
  return rows.map((row, at) => (hidden[at] === null ? row : { ...row, ...none }));
}
