import type { Feedback, Reject, RejectReason } from '../domain/feedback.ts';
import { fingerprinter } from './identity.ts';
import type { Mapping } from './mapping.ts';
import { parseRating } from './ratings.ts';
import type { ScannedRecord } from './records.ts';
import { parseTime } from './times.ts';

/** A row that can be stored, with the text it was read from. */
export interface Row {
  readonly feedback: Feedback;
  readonly raw: string;
}

/** Cells of one column that do not parse: their rows are taken, the cells are kept as attributes. */
export interface Unparsed {
  readonly column: string;
  count: number;
  readonly firstLine: number;
}

/** Records to rows, after the mapping of one file. */
export class RowReader {
  readonly #mapping: Mapping;
  readonly #utf8: boolean;
  readonly #fingerprint: (cells: readonly string[]) => string;
  readonly #unparsed = new Map<number, Unparsed>();

  /** @param encoding canonical name, for advice in rejects */
  constructor(header: readonly string[], mapping: Mapping, encoding: string) {
    this.#mapping = mapping;
    this.#utf8 = encoding === 'utf-8';
    this.#fingerprint = fingerprinter(header);
  }

  /** By column, in file order. */
  get unparsed(): Unparsed[] {
    return [...this.#unparsed].sort(([a], [b]) => a - b).map(([, column]) => column);
  }

  read(record: ScannedRecord): Row | Reject {
    const { cells, flaw, raw } = record;
    // One look at the whole row each; which cell it is matters only when it is one.
    if (raw.includes('\0')) {
      const column = this.#columnWhere(cells, (cell) => cell.includes('\0'));
      return rejected(record, 'nul_character', `a NUL character${inColumn(column)}`, column);
    }
    if (!raw.isWellFormed()) {
      const column = this.#columnWhere(cells, (cell) => !cell.isWellFormed());
      const advice = this.#utf8 ? '; perhaps --encoding windows-1252' : '; perhaps another --encoding';
      return rejected(record, 'invalid_encoding', `invalid bytes${inColumn(column)}${advice}`, column);
    }
    if (flaw) return rejected(record, flaw.reason, flaw.detail);
    const width = this.#mapping.names.length;
    if (cells!.length !== width) {
      const reason = cells!.length < width ? 'too_few_fields' : 'too_many_fields';
      return rejected(record, reason, `${cells!.length} fields, the header has ${width}`);
    }
    return { feedback: this.#feedback(record.line, cells!), raw };
  }

  #feedback(line: number, cells: readonly string[]): Feedback {
    const { names, positions, attributes: others } = this.#mapping;
    const attributes: Record<string, string> = {};
    for (const at of others) {
      const cell = cells[at]!;
      if (cell !== '') attributes[names[at]!] = cell;
    }
    const trimmed = (at: number | undefined) => (at === undefined ? null : cells[at]!.trim() || null);
    const parsed = <T>(at: number | undefined, parse: (cell: string) => T | null): T | null => {
      if (at === undefined || cells[at]!.trim() === '') return null;
      const value = parse(cells[at]!);
      if (value === null) {
        attributes[names[at]!] = cells[at]!;
        this.#countUnparsed(at, line);
      }
      return value;
    };
    const text = cells[positions.text!]!;
    return {
      line,
      externalId: trimmed(positions.id),
      fingerprint: this.#fingerprint(cells),
      text: text.trim() === '' ? null : text,
      occurredAt: parsed(positions.time, parseTime),
      rating: parsed(positions.rating, parseRating),
      language: trimmed(positions.language),
      author: trimmed(positions.author),
      attributes,
    };
  }

  #countUnparsed(at: number, line: number): void {
    const known = this.#unparsed.get(at);
    if (known) known.count++;
    else this.#unparsed.set(at, { column: this.#mapping.names[at]!, count: 1, firstLine: line });
  }

  #columnWhere(cells: readonly string[] | null, matches: (cell: string) => boolean): string | null {
    const found = (cells ?? []).flatMap((cell, at) => (matches(cell) ? [at] : []));
    return found.length === 1 ? (this.#mapping.names[found[0]!] ?? null) : null;
  }
}

const inColumn = (column: string | null) => (column === null ? '' : ` in column ${column}`);

function rejected(
  record: ScannedRecord,
  reason: RejectReason,
  detail: string,
  column: string | null = null,
): Reject {
  return { line: record.line, column, reason, detail, raw: storable(record.raw) };
}

/** A row for the reject table: NUL shown as U+2400, invalid bytes as U+FFFD. */
export function storable(raw: string): string {
  return raw.replaceAll('\0', '\u2400').toWellFormed();
}
