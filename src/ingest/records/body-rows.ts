import { isTypedValue } from './header-row.ts';
import type { ScannedRecord } from './scanned-record.ts';

/** Kinds of rows that are not feedback. */
export type SkippedKind = 'title' | 'repeated_header' | 'comment_line' | 'total';

/** Rows of one kind that were passed over; physical lines, counted from 1. */
export interface Skipped {
  readonly kind: SkippedKind;
  rows: number;
  readonly firstLine: number;
  lastLine: number;
}

/** Rows at the end that may be totals are held back until the file ends. */
const MOST_HELD = 20;
/** Cells of the first column that tell what it holds. */
const ENOUGH_FIRST = 5_000;
const TOTALS =
  /^(?:(?:grand |sub)?totals?|sum|average|avg|mean|median|count|number of|gesamt|summe|anzahl|durchschnitt|mittelwert|total général|somme|moyenne|suma|promedio|totale|media|totaal|gemiddelde)(?:\s+(?:responses?|rows?|records?|answers?|comments?|reviews?|count|score|rating|antworten|réponses|respuestas))?\s*:?(?:\s*[\d.,]+)?$/i;
const MADE_BY =
  /^(?:generated|exported|created|printed|erstellt|exportiert|generiert)\s+(?:by|with|on|at|am|mit|von)\b/i;

/**
 * Passes on the rows below the header that may hold comments. It skips repeated headers; if one has the columns in
 * another order, the rows below it are put into the order of the first. It skips totals at the end of the file only.
 */
export class BodyRows {
  readonly skipped: Skipped[] = [];
  readonly #headers: readonly (readonly string[])[];
  /** Lines that start with `#` are comments, as the first lines of the file were. */
  readonly #comments: boolean;
  /** Positions of the cells in the order of the first header; null: the row has that order. */
  #order: readonly number[] | null = null;
  #held: ScannedRecord[] = [];
  #typedFirst = { values: 0, others: 0 };

  constructor(headers: readonly (readonly string[])[], comments: boolean) {
    this.#headers = headers;
    this.#comments = comments;
  }

  push(records: readonly ScannedRecord[]): ScannedRecord[] {
    const rows: ScannedRecord[] = [];
    for (const record of records) {
      const { cells } = record;
      if (cells && this.#passesOver(record, cells)) continue;
      const row =
        cells && this.#order ? { ...record, cells: this.#order.map((at) => cells[at] ?? '') } : record;
      if (this.#held.length < MOST_HELD && row.cells && this.#mayEnd(row.cells)) {
        this.#held.push(row);
        continue;
      }
      if (this.#held.length > 0) rows.push(...this.#held.splice(0));
      rows.push(row);
      if (row.cells) this.#noteFirst(row.cells[0] ?? '');
    }
    return rows;
  }

  /** The file ends here: what is held back are totals, or rows after all. */
  end(): ScannedRecord[] {
    const held = this.#held.splice(0);
    const labels = held.filter(({ cells }) => isLabel(cells!));
    const { values, others } = this.#typedFirst;
    // "Total" may be a comment where the first column holds text: then it takes two such rows.
    if (labels.length === 0 || (labels.length < 2 && others > values)) return held;
    const first = held.findIndex(({ cells }) => isLabel(cells!));
    const from = first > 0 && isBlank(held[first - 1]!.cells!) ? first - 1 : first;
    for (const { line, endLine } of held.slice(from)) this.note('total', line, endLine);
    return held.slice(0, from);
  }

  note(kind: SkippedKind, line: number, endLine: number): void {
    const known = this.skipped.find((skipped) => skipped.kind === kind);
    if (!known) {
      this.skipped.push({ kind, rows: 1, firstLine: line, lastLine: endLine });
      return;
    }
    known.rows++;
    known.lastLine = endLine;
  }

  #passesOver({ line, endLine, raw }: ScannedRecord, cells: readonly string[]): boolean {
    if (this.#comments && raw.startsWith('#') && cells.slice(1).every((cell) => cell.trim() === '')) {
      this.note('comment_line', line, endLine);
      return true;
    }
    if (!this.#headers.some((header) => this.#repeats(header, cells))) return false;
    this.note('repeated_header', line, endLine);
    return true;
  }

  #repeats(header: readonly string[], cells: readonly string[]): boolean {
    if (header.length !== cells.length) return false;
    if (cells.every((cell, at) => cell === header[at])) {
      this.#order = null;
      return true;
    }
    // Only a header of distinct names can be found in another order.
    if (header !== this.#headers[0] || cells.length < 2 || !cells.every((cell) => header.includes(cell)))
      return false;
    if (new Set(cells).size !== cells.length) return false;
    this.#order = header.map((name) => cells.indexOf(name));
    return true;
  }

  #mayEnd(cells: readonly string[]): boolean {
    if (isBlank(cells) || isLabel(cells)) return true;
    return this.#held.some((held) => isLabel(held.cells!)) && filled(cells) <= Math.max(1, cells.length / 2);
  }

  #noteFirst(cell: string): void {
    if (this.#typedFirst.values + this.#typedFirst.others >= ENOUGH_FIRST) return;
    if (isTypedValue(cell)) this.#typedFirst.values++;
    else if (cell.trim() !== '') this.#typedFirst.others++;
  }
}

const filled = (cells: readonly string[]) => cells.filter((cell) => cell.trim() !== '').length;
const isBlank = (cells: readonly string[]) => cells.every((cell) => cell.trim() === '');

/** A row that names a total in its first filled cell and leaves most others empty. */
function isLabel(cells: readonly string[]): boolean {
  const first = cells.find((cell) => cell.trim() !== '')?.trim() ?? '';
  if (first.length > 80) return false;
  if (MADE_BY.test(first)) return filled(cells) <= 2;
  return TOTALS.test(first) && (filled(cells) < cells.length || cells.length === 1);
}
