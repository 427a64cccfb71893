import { codePointLength, LONGEST_TEXT } from '../domain/document.ts';
import type { Feedback, Reject, RejectReason } from '../domain/feedback.ts';
import { FormerRows, fingerprinter } from './identity.ts';
import { FIELD_ATTRIBUTE, type Mapping } from './mapping.ts';
import { type DecimalSign, parseRating } from './ratings.ts';
import type { ScannedRecord } from './records.ts';
import { type TimeFormat, UTC_TIMES } from './time-format.ts';
import { parseTime } from './times.ts';

/** A row that can be stored, with the text it was read from. */
export interface Row {
  readonly feedback: Feedback;
  readonly raw: string;
  /** The reject that it mends. */
  readonly rejectId?: number | undefined;
}

/** Cells of one column that do not parse: their rows are taken, the cells are kept as attributes. */
export interface Unparsed {
  readonly column: string;
  count: number;
  readonly firstLine: number;
}

/** How the rows of one file are read. */
export interface RowFormat {
  readonly header: readonly string[];
  readonly mapping: Mapping;
  /** Canonical name, for advice in rejects. */
  readonly encoding: string;
  /** Several text columns make one text; else each makes a feedback of its own. */
  readonly joinText?: boolean | undefined;
  readonly times?: TimeFormat | undefined;
  readonly decimal?: DecimalSign | null | undefined;
  /** Headers that earlier files of the source had. */
  readonly formerHeaders?: readonly (readonly string[])[] | undefined;
}

/** Records to rows, after the mapping of one file. */
export class RowReader {
  readonly #format: RowFormat;
  readonly #fingerprint: (cells: readonly string[]) => string;
  readonly #former: FormerRows | null;
  readonly #unparsed = new Map<number, Unparsed>();
  #titled = 0;

  constructor(format: RowFormat) {
    this.#format = format;
    this.#fingerprint = fingerprinter(format.header);
    // A row with an id is known by that.
    const byContent = format.mapping.positions.id === undefined && format.formerHeaders?.length;
    this.#former = byContent ? new FormerRows(format.header, format.formerHeaders!) : null;
  }

  /** By column, in file order. */
  get unparsed(): Unparsed[] {
    return [...this.#unparsed].sort(([a], [b]) => a - b).map(([, column]) => column);
  }

  /** Rows without a text whose title is taken for it. */
  get titled(): number {
    return this.#titled;
  }

  /** The rows that a record makes: one, or one for each text that is not blank. */
  read(record: ScannedRecord): Row[] | Reject {
    const { cells, flaw, raw } = record;
    // One look at the whole row each; which cell it is matters only when it is one. JSON may escape its characters.
    const written = cells && raw.startsWith('{') ? raw + cells.join('') : raw;
    if (written.includes('\0')) {
      const column = this.#columnWhere(cells, (cell) => cell.includes('\0'));
      return rejected(record, 'nul_character', `a NUL character${inColumn(column)}`, column);
    }
    if (!written.isWellFormed()) {
      const column = this.#columnWhere(cells, (cell) => !cell.isWellFormed());
      const utf8 = this.#format.encoding === 'utf-8';
      const advice = utf8 ? '; perhaps --encoding windows-1252' : '; perhaps another --encoding';
      return rejected(record, 'invalid_encoding', `invalid bytes${inColumn(column)}${advice}`, column);
    }
    if (flaw) return rejected(record, flaw.reason, flaw.detail);
    if (cells!.every((cell) => cell.trim() === ''))
      return rejected(record, 'empty_row', 'no column has a value');
    const fitted = this.#fitted(record, cells!);
    if ('reason' in fitted) return fitted;
    const fault = this.#check(record, fitted);
    if (fault) return fault;
    const made = this.#feedback(record.line, fitted);
    const long = made.find(({ text }) => text !== null && isTooLong(text));
    if (!long) return made.map((feedback) => ({ feedback, raw }));
    const { names, texts } = this.#format.mapping;
    const column = long.field ?? (texts.length === 1 ? names[texts[0]!]! : null);
    const most = LONGEST_TEXT.toLocaleString('en-US');
    return rejected(record, 'text_too_long', `more than ${most} characters${inColumn(column)}`, column);
  }

  /**
   * The cells of a row, as many as the header has. Spreadsheets leave out trailing empty cells, and some exports write
   * a delimiter too many. A row that breaks off inside is not complete: its time or rating does not parse.
   */
  #fitted(record: ScannedRecord, cells: readonly string[]): readonly string[] | Reject {
    const width = this.#format.mapping.names.length;
    if (cells.length === width) return cells;
    const detail = `${cells.length} fields, the header has ${width}`;
    if (cells.length > width) {
      const surplus = cells.slice(width).some((cell) => cell.trim() !== '');
      return surplus ? rejected(record, 'too_many_fields', detail) : cells.slice(0, width);
    }
    const { mapping, times = UTC_TIMES, decimal = null } = this.#format;
    const { time, rating } = mapping.positions;
    const wrong = (at: number | undefined, parse: (cell: string) => unknown) =>
      at !== undefined && at < cells.length && plain(cells[at]!) !== '' && parse(plain(cells[at]!)) === null;
    const broken =
      (cells.length === 1 && width > 2) ||
      wrong(time, (cell) => parseTime(cell, times)) ||
      wrong(rating, (cell) => parseRating(cell, decimal));
    if (broken) return rejected(record, 'too_few_fields', detail);
    return [...cells, ...new Array<string>(width - cells.length).fill('')];
  }

  #check(record: ScannedRecord, cells: readonly string[]): Reject | null {
    const { mapping } = this.#format;
    const { id } = mapping.positions;
    if (id !== undefined && /^\d(?:[.,]\d+)?E\+\d+$/i.test(cells[id]!.trim())) {
      const column = mapping.names[id]!;
      return rejected(record, 'id_rounded', `a rounded number in column ${column}`, column);
    }
    return null;
  }

  #feedback(line: number, cells: readonly string[]): Feedback[] {
    const { mapping, times = UTC_TIMES, decimal = null } = this.#format;
    const { names, positions, attributes: others } = mapping;
    const attributes: Record<string, string> = {};
    for (const at of others) {
      const cell = cells[at]!;
      if (cell !== '') attributes[names[at]!] = cell[0] === '=' ? plain(cell) : cell;
    }
    const value = (at: number | undefined) => (at === undefined ? '' : plain(cells[at]!));
    const parsed = <T>(at: number | undefined, parse: (cell: string) => T | null): T | null => {
      if (at === undefined || value(at) === '') return null;
      const result = parse(value(at));
      if (result === null) {
        attributes[names[at]!] = cells[at]!;
        this.#countUnparsed(at, line);
      }
      return result;
    };
    const common = {
      line,
      externalId: value(positions.id) || null,
      fingerprint: this.#fingerprint(cells),
      former: this.#former?.of(cells),
      occurredAt: parsed(positions.time, (cell) => parseTime(cell, times)),
      rating: parsed(positions.rating, (cell) => parseRating(cell, decimal)),
      language: value(positions.language) || null,
      author: value(positions.author) || null,
      question: mapping.question === null ? null : cells[mapping.question]!.trim() || null,
    };
    return this.#texts(cells).map(({ text, field }) => ({
      ...common,
      ...{ text, field },
      attributes: field === null ? attributes : { ...attributes, [FIELD_ATTRIBUTE]: field },
    }));
  }

  #texts(cells: readonly string[]): { text: string | null; field: string | null }[] {
    const { mapping, joinText } = this.#format;
    const { texts, names } = mapping;
    if (texts.length === 1) {
      const text = cells[texts[0]!]!;
      if (text.trim() !== '') return [{ text, field: null }];
      const title = mapping.title === null ? '' : cells[mapping.title]!;
      if (title.trim() === '') return [{ text: null, field: null }];
      this.#titled++;
      return [{ text: title, field: null }];
    }
    const filled = texts.filter((at) => cells[at]!.trim() !== '');
    if (joinText) {
      const text = filled.map((at) => cells[at]!).join('\n');
      return [{ text: text === '' ? null : text, field: null }];
    }
    if (filled.length === 0) return [{ text: null, field: names[texts[0]!]! }];
    return filled.map((at) => ({ text: cells[at]!, field: names[at]! }));
  }

  #countUnparsed(at: number, line: number): void {
    const known = this.#unparsed.get(at);
    if (known) known.count++;
    else this.#unparsed.set(at, { column: this.#format.mapping.names[at]!, count: 1, firstLine: line });
  }

  #columnWhere(cells: readonly string[] | null, matches: (cell: string) => boolean): string | null {
    const found = (cells ?? []).flatMap((cell, at) => (matches(cell) ? [at] : []));
    return found.length === 1 ? (this.#format.mapping.names[found[0]!] ?? null) : null;
  }
}

/** A value without what spreadsheets put around it to keep it text, as in `="0012"` and `'0012`. */
function plain(cell: string): string {
  const text = cell.trim();
  if (text[0] !== '=' && text[0] !== "'") return text;
  const formula = /^="([^"]*)"$/.exec(text);
  if (formula) return formula[1]!.trim();
  return /^'[\d=+@-]/.test(text) ? text.slice(1) : text;
}

/** UTF-16 units are no fewer than characters, and known at once. */
const isTooLong = (text: string) => text.length > LONGEST_TEXT && codePointLength(text) > LONGEST_TEXT;

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
