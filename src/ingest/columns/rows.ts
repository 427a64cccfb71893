import { codePointLength, LONGEST_TEXT } from '../../domain/document.ts';
import type { Feedback, Reject, RejectReason } from '../../domain/feedback.ts';
import type { RatingScale } from '../../domain/rating-scale.ts';
import type { ScannedRecord } from '../records/scanned-record.ts';
import { addExample } from './column-facts.ts';
import type { Asks } from './column-map.ts';
import { FormerRows, fingerprinter } from './identity.ts';
import { ASKS_ATTRIBUTE, FIELD_ATTRIBUTE, type Mapping, QUESTION_ATTRIBUTE } from './mapping.ts';
import { type DecimalSign, type Rating, readRating } from './ratings.ts';
import { type TimeFormat, UTC_TIMES } from './time-format.ts';
import { isClock, parseDateAndClock, parseTime } from './times.ts';

/** A row that can be stored, with the text it was read from. */
export interface FeedbackRow {
  readonly feedback: Feedback;
  readonly raw: string;
  /** The reject that it mends. */
  readonly rejectId?: number | undefined;
}

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
      wrong(rating, (cell) => readRating(cell, decimal));
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
    const { mapping, asks, times = UTC_TIMES, decimal = null } = this.#format;
    const { names, positions, attributes: others } = mapping;
    const attributes: Record<string, string> = {};
    for (const at of others) {
      const cell = given(cells[at]!);
      if (cell !== '') attributes[names[at]!] = cell[0] === '=' ? plain(cell) : cell;
    }
    const value = (at: number | undefined) => (at === undefined ? '' : plain(given(cells[at]!)));
    const parsed = <T>(at: number | undefined, parse: (cell: string) => T | null): T | null => {
      if (at === undefined || NO_VALUE.test(value(at))) return null;
      const result = parse(value(at));
      if (result === null) {
        attributes[names[at]!] = cells[at]!;
        this.#countUnparsed(at, line, cells[at]!);
      }
      return result;
    };
    const clock = value(positions.clock);
    parsed(positions.clock, (cell) => (isClock(cell) ? cell : null));
    const rating = parsed(positions.rating, (cell) => readRating(cell, decimal));
    const aside = rating !== null && this.#isAside(rating, line);
    if (aside) attributes[names[positions.rating!]!] = cells[positions.rating!]!;
    const common = {
      line,
      externalId: value(positions.id) || null,
      fingerprint: this.#fingerprint(cells),
      former: this.#former?.of(cells),
      occurredAt: parsed(positions.time, (cell) =>
        clock === '' ? parseTime(cell, times) : parseDateAndClock(cell, clock, times),
      ),
      rating: rating === null || aside ? null : rating.value,
      language: value(positions.language) || null,
      author: value(positions.author) || null,
      question: mapping.question === null ? null : cells[mapping.question]!.trim() || null,
    };
    return this.#texts(cells).map(({ text, field, asked }) => ({
      ...common,
      ...{ text, field },
      attributes: {
        ...attributes,
        ...(field === null ? {} : { [FIELD_ATTRIBUTE]: field }),
        ...(asks ? { [ASKS_ATTRIBUTE]: asks } : {}),
        ...(asked === '' ? {} : { [QUESTION_ATTRIBUTE]: asked }),
      },
    }));
  }

  #texts(cells: readonly string[]): { text: string | null; field: string | null; asked: string }[] {
    const { mapping, joinText } = this.#format;
    const asked = (at: number) => this.#questions[at]?.trim() ?? '';
    const { texts, names } = mapping;
    if (texts.length === 1) {
      const at = texts[0]!;
      const text = given(cells[at]!);
      if (text.trim() !== '') return [{ text, field: null, asked: asked(at) }];
      const title = mapping.title === null ? '' : given(cells[mapping.title]!);
      if (title.trim() === '') return [{ text: null, field: null, asked: asked(at) }];
      this.#titled++;
      return [{ text: title, field: null, asked: asked(at) }];
    }
    const filled = texts.filter((at) => given(cells[at]!).trim() !== '');
    if (joinText) {
      const text = filled.map((at) => cells[at]!).join('\n');
      return [{ text: text === '' ? null : text, field: null, asked: '' }];
    }
    if (filled.length === 0) return [{ text: null, field: names[texts[0]!]!, asked: asked(texts[0]!) }];
    return filled.map((at) => ({ text: cells[at]!, field: names[at]!, asked: asked(at) }));
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

/** A cell; what dumps of databases write where there is none is blank. "Null" is a name, "NA" a country. */
const given = (cell: string): string => (cell === '\\N' || cell === 'NULL' ? '' : cell);

/** What programs and people write into a column of numbers or times where there is none. */
const NO_VALUE = /^(?:|n\/?a|#n\/a|nan|nil|none|null|-+|\.|\?)$/i;

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
