import { stringify } from 'csv-stringify/sync';
import type { StoredReject } from '../../db/imports/rejects.ts';

/** Columns of a file of rejects. Who mends it changes `raw_row` and leaves `reject_id` alone. */
const REJECT_COLUMNS = ['reject_id', 'file', 'line', 'column', 'reason', 'detail', 'raw_row'] as const;

// What a spreadsheet may run as a formula (OWASP, CSV injection), also behind blanks; and what was guarded before.
const FORMULA = /^'*[\s\u00a0\ufeff]*[=+\-@\t\r\n＝＋－＠]/;

/** A cell that no spreadsheet runs; {@link unguarded} takes the apostrophe away again. */
export const guarded = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell);

export const unguarded = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;

/** True for the header of a file of rejects, mended or not, whatever a spreadsheet did to its order. */
export function isRejectsFile(header: readonly string[]): boolean {
  return header.includes('reject_id') && header.includes('raw_row');
}

/** @param bom a byte order mark in front, by which Excel knows UTF-8: in files, not on standard output */
export const rejectsHeader = (bom: boolean): string => stringify([[...REJECT_COLUMNS]], { bom });

/** Lines of a file of rejects, below {@link rejectsHeader}. */
export function rejectsCsv(rejects: readonly StoredReject[]): string {
  return stringify(
    rejects.map(({ id, file, line, column, reason, detail, raw }) => [
      ...[id, guarded(file), line, guarded(column ?? ''), reason, guarded(detail), guarded(raw)],
    ]),
  );
}
