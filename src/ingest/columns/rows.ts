import { codePointLength, LONGEST_TEXT } from '../../domain/document.ts';
import { FIELD_ATTRIBUTE, type Reject, type RejectReason } from '../../domain/feedback.ts';
import type { RatingScale } from '../../domain/rating-scale.ts';
import { given, NO_VALUE, plain } from '../../domain/reading/cells.ts';
import { maskedFingerprint } from '../../privacy/tombstone-macs.ts';
import { maskedRaw } from '../masking/raw-rows.ts';
import type { RowMasking } from '../masking/row-masking.ts';
import type { ScannedRecord } from '../records/scanned-record.ts';
import { addExample } from './column-facts.ts';
import type { Asks } from './column-map.ts';
import type { FeedbackRow, Unmasked } from './feedback-row.ts';
import { FormerRows, fingerprinter, hashOfCells } from './identity.ts';
import { ASKS_ATTRIBUTE, type Mapping, QUESTION_ATTRIBUTE } from './mapping.ts';
import { type DecimalSign, type Rating, readRating } from './ratings.ts';
import { textsOf } from './row-texts.ts';
import { type TimeFormat, UTC_TIMES } from './time-format.ts';
import { isClock, parseDateAndClock, parseTime } from './times.ts';

/** Cells of one column that do not parse: their rows are stored, with the cells as attributes. */
export interface Unparsed {
  readonly column: string;
  count: number;
  readonly firstLine: number;
  /** The first different ones, up to three, cut. */
  readonly examples: string[];
}

/** Ratings that are set aside: their rows are stored without a rating, with the cells as attributes. */
export interface RatingsAside {
  /** Outside the scale, such as a 55 beside 1 to 5. */
  outside: number;
  firstOutside: number | null;
  /** Zeros beside a scale that begins with 1. */
  notRated: number;
}

/** How the rows of one file are read. */
export interface RowFormat {
  readonly header: readonly string[];
  readonly mapping: Mapping;
  /** Canonical name, for advice in rejects. */
  readonly encoding: string;
  /** By position; blank where a column has none. */
  readonly questions?: readonly string[] | undefined;
  /** Setting: what the question of the texts asks for. */
  readonly asks?: Asks | undefined;
  /** Several text columns make one text; else each makes a feedback of its own. */
  readonly joinText?: boolean | undefined;
  readonly times?: TimeFormat | undefined;
  readonly decimal?: DecimalSign | null | undefined;
  /** Null: all numbers are ratings. */
  readonly scale?: RatingScale | null | undefined;
  /** Headers that earlier files of the source had. */
  readonly formerHeaders?: readonly (readonly string[])[] | undefined;
  readonly masking: RowMasking;
}

/** Records to rows, after the mapping of one file. */
export class RowReader {
  readonly #format: RowFormat;
  readonly #fingerprint: (cells: readonly string[]) => string;
  readonly #questions: readonly string[];
  readonly #former: FormerRows | null;
  readonly #unparsed = new Map<number, Unparsed>();
  readonly ratingsAside: RatingsAside = { outside: 0, firstOutside: null, notRated: 0 };
  #titled = 0;

  constructor(format: RowFormat) {
    this.#format = format;
    this.#fingerprint = fingerprinter(format.header);
    const taken = format.mapping.names.some((name) => name.trim().toLowerCase() === QUESTION_ATTRIBUTE);
    this.#questions = taken ? [] : (format.questions ?? []);
    // A row with an id is known by that.
    const byContent = format.mapping.positions.id === undefined && format.formerHeaders?.length;
    this.#former = byContent ? new FormerRows(format.header, format.formerHeaders!) : null;
  }

  /** By column, in file order. */
  get unparsed(): Unparsed[] {
    return [...this.#unparsed].sort(([a], [b]) => a - b).map(([, column]) => column);
  }

  /** Rows without a text whose title is stored as the text. */
  get titled(): number {
    return this.#titled;
  }

  /** The rows that a record makes: one, or one for each text that is not blank. */
  read(record: ScannedRecord): FeedbackRow[] | Reject {
    const { cells, flaw, raw } = record;
    // One look at the whole row each; which cell it is matters only when it is one. JSON may escape its characters.
    const written = cells && raw.startsWith('{') ? raw + cells.join('') : raw;
    if (written.includes('\0')) {
      const column = this.#columnWhere(cells, (cell) => cell.includes('\0'));
      return this.#rejected(record, 'nul_character', `a NUL character${inColumn(column)}`, column);
    }
    if (!written.isWellFormed()) {
      const column = this.#columnWhere(cells, (cell) => !cell.isWellFormed());
      const utf8 = this.#format.encoding === 'utf-8';
      const advice = utf8 ? '; perhaps --encoding windows-1252' : '; perhaps another --encoding';
      return this.#rejected(record, 'invalid_encoding', `invalid bytes${inColumn(column)}${advice}`, column);
    }
    if (flaw) return this.#rejected(record, flaw.reason, flaw.detail);
    if (cells!.every((cell) => cell.trim() === ''))
      return this.#rejected(record, 'empty_row', 'no column has a value');
    const fitted = this.#fitted(record, cells!);
    if ('reason' in fitted) return fitted;
    const fault = this.#check(record, fitted);
    if (fault) return fault;
    const made = this.#made(record, fitted);
    const long = made.map(({ feedback }) => feedback).find(({ text }) => text !== null && isTooLong(text));
    if (!long) return made;
    const { names, texts } = this.#format.mapping;
    const column = long.field ?? (texts.length === 1 ? names[texts[0]!]! : null);
    const most = LONGEST_TEXT.toLocaleString('en-US');
    const detail = `more than ${most} characters${inColumn(column)}`;
    return this.#rejected(record, 'text_too_long', detail, column, fitted);
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
      return surplus ? this.#rejected(record, 'too_many_fields', detail) : cells.slice(0, width);
    }
    const { mapping, times = UTC_TIMES, decimal = null } = this.#format;
    const { time, rating } = mapping.positions;
    const wrong = (at: number | undefined, parse: (cell: string) => unknown) =>
      at !== undefined && at < cells.length && plain(cells[at]!) !== '' && parse(plain(cells[at]!)) === null;
    const broken =
      (cells.length === 1 && width > 2) ||
      wrong(time, (cell) => parseTime(cell, times)) ||
      wrong(rating, (cell) => readRating(cell, decimal));
    if (broken) return this.#rejected(record, 'too_few_fields', detail);
    return [...cells, ...new Array<string>(width - cells.length).fill('')];
  }

  #check(record: ScannedRecord, cells: readonly string[]): Reject | null {
    const { mapping } = this.#format;
    const { id } = mapping.positions;
    if (id !== undefined && /^\d(?:[.,]\d+)?E\+\d+$/i.test(cells[id]!.trim())) {
      const column = mapping.names[id]!;
      return this.#rejected(record, 'id_rounded', `a rounded number in column ${column}`, column, cells);
    }
    return null;
  }

  #made(record: ScannedRecord, written: readonly string[]): FeedbackRow[] {
    const { mapping, asks, times = UTC_TIMES, decimal = null, masking } = this.#format;
    const { names, positions, attributes: others } = mapping;
    const { line } = record;
    const { cells, masks, touched } = masking.row(written);
    const { keyring } = masking.plan;
    const attributes: Record<string, string> = {};
    for (const at of others) {
      const cell = given(cells[at]!);
      if (cell !== '') attributes[names[at]!] = cell[0] === '=' ? plain(cell) : cell;
    }
    const value = (at: number | undefined) => valueAt(cells, at);
    const parsed = <T>(at: number | undefined, parse: (cell: string) => T | null): T | null => {
      if (at === undefined || NO_VALUE.test(value(at))) return null;
      const result = parse(value(at));
      if (result === null) {
        attributes[names[at]!] = masking.cell(cells[at]!, at);
        this.#countUnparsed(at, line, attributes[names[at]!]!);
      }
      return result;
    };
    const clock = value(positions.clock);
    parsed(positions.clock, (cell) => (isClock(cell) ? cell : null));
    const rating = parsed(positions.rating, (cell) => readRating(cell, decimal));
    const aside = rating !== null && this.#isAside(rating, line);
    if (aside) attributes[names[positions.rating!]!] = cells[positions.rating!]!;
    const source = this.#source(written);
    const common = {
      line,
      externalId: value(positions.id) || null,
      fingerprint:
        touched && keyring
          ? maskedFingerprint(keyring, source.fingerprint, hashOfCells(cells))
          : source.fingerprint,
      former: this.#former?.of(written),
      occurredAt: parsed(positions.time, (cell) =>
        clock === '' ? parseTime(cell, times) : parseDateAndClock(cell, clock, times),
      ),
      rating: rating === null || aside ? null : rating.value,
      language: value(positions.language) || null,
      author: value(positions.author) || null,
      question: mapping.question === null ? null : cells[mapping.question]!.trim() || null,
    };
    const raw = () => this.#raw(record);
    const changed = () => this.#changed(written, cells);
    const texts = textsOf(cells, written, { ...this.#format, questions: this.#questions });
    if (texts[0]!.titled) this.#titled++;
    return texts.map(({ text, unmasked, field, asked }, at) => ({
      feedback: {
        ...common,
        ...{ text, field },
        attributes: {
          ...attributes,
          ...(field === null ? {} : { [FIELD_ATTRIBUTE]: field }),
          ...(asks ? { [ASKS_ATTRIBUTE]: asks } : {}),
          ...(asked === '' ? {} : { [QUESTION_ATTRIBUTE]: asked }),
        },
      },
      unmasked: { ...source, text: unmasked, cells: changed },
      touched,
      // The row is counted once, however many texts it has.
      masks: at === 0 ? masks : null,
      raw,
    }));
  }

  /** What a row is known by, as written. */
  #source(written: readonly string[]): Omit<Unmasked, 'text' | 'cells'> {
    const { question, positions } = this.#format.mapping;
    const { id, author } = positions;
    return {
      externalId: valueAt(written, id) || null,
      author: valueAt(written, author) || null,
      question: question === null ? null : written[question]!.trim() || null,
      fingerprint: this.#fingerprint(written),
    };
  }

  #changed(written: readonly string[], cells: readonly string[]): Record<string, string> {
    const { names, texts } = this.#format.mapping;
    const changed = written.flatMap((cell, at): [string, string][] =>
      cell !== '' && (cell !== cells[at] || texts.includes(at)) ? [[names[at]!, cell]] : [],
    );
    return Object.fromEntries(changed);
  }

  #raw(record: ScannedRecord): string {
    return maskedRaw(record, this.#format.masking);
  }

  /** @param cells where they are known to be those of the columns */
  #rejected(
    record: ScannedRecord,
    reason: RejectReason,
    detail: string,
    column: string | null = null,
    cells?: readonly string[],
  ): Reject {
    const unmasked = cells && this.#source(cells);
    return { line: record.line, column, reason, detail, raw: this.#raw(record), unmasked };
  }

  /** True for a rating that is none of its column's scale. */
  #isAside({ value, of }: Rating, line: number): boolean {
    const { scale = null } = this.#format;
    if (scale === null) return false;
    const inside = value >= scale.low && value <= scale.high && (of === null || of === scale.high);
    if (inside) return false;
    if (value === 0 && scale.low === 1) this.ratingsAside.notRated++;
    else {
      this.ratingsAside.outside++;
      this.ratingsAside.firstOutside ??= line;
    }
    return true;
  }

  #countUnparsed(at: number, line: number, cell: string): void {
    let known = this.#unparsed.get(at);
    if (known) known.count++;
    else {
      known = { column: this.#format.mapping.names[at]!, count: 1, firstLine: line, examples: [] };
      this.#unparsed.set(at, known);
    }
    addExample(known.examples, cell);
  }

  #columnWhere(cells: readonly string[] | null, matches: (cell: string) => boolean): string | null {
    const found = (cells ?? []).flatMap((cell, at) => (matches(cell) ? [at] : []));
    return found.length === 1 ? (this.#format.mapping.names[found[0]!] ?? null) : null;
  }
}

/** UTF-16 units are no fewer than characters, and known at once. */
const isTooLong = (text: string) => text.length > LONGEST_TEXT && codePointLength(text) > LONGEST_TEXT;

const inColumn = (column: string | null) => (column === null ? '' : ` in column ${column}`);

const valueAt = (cells: readonly string[], at: number | undefined): string =>
  at === undefined ? '' : plain(given(cells[at]!));
