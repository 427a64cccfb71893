import { CsvError, type Options, parse } from 'csv-parse/sync';
import type { RejectReason } from '../../domain/feedback.ts';
import { CleanRecords } from './clean-records.ts';
import { DOUBLE_QUOTES, type Quotes } from './quotes.ts';
import type { ScannedRecord } from './scanned-record.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
/** UTF-16 units of the longest row: some four times the longest comment. */
export const LONGEST_RECORD = 4 * 1024 * 1024;
/** Records that are read ahead of the one that is handed out, so that many short ones take little memory. */
const AHEAD = 256;
/** Fields that are mended in one record, as many as a file may have columns: each costs a parser of its own. */
const MOST_MENDED = 4_000;
/** What is kept of a record over the limit, in UTF-16 units. */
const KEPT_OF_TOO_LONG = 64 * 1024;
const NO_BYTES = Buffer.alloc(0);

/**
 * Text to records: csv-parse, strict, knows the grammar; what is mended or set aside is decided here. Any
 * mixture of line ends; blank lines are skipped. A quote is special only at the start of a field.
 *
 * A quote that is not closed, or is closed in the middle of a field that needs it, costs the lines up to the
 * one in which it opens; reading goes on at the next line. So one stray quote never swallows the rows below it. After a fault
 * csv-parse goes on at the mended field or at the next line, never before, which keeps the work linear.
 */
export class RecordScanner {
  readonly #clean: CleanRecords;
  readonly #grammar: Options<string[]>;
  readonly #delimiter: Buffer;
  /** -1 where nothing is quoted. */
  readonly #quote: number;
  readonly #escape: number;
  /** UTF-16 units a record may have. */
  readonly #limit: number;
  #waiting: string[] = [];
  #waitingLength = 0;
  /** From the record that is read now on. */
  #text = '';
  /** The same for csv-parse, faults mended in place. */
  #bytes: Buffer = NO_BYTES;
  #line: number;
  /** The cells before a mended field, and where csv-parse goes on with it. */
  #head: string[] | null = null;
  #next = 0;
  /** Fields of the record that were mended. */
  #mended = 0;
  /** Inside a record over the limit, looking for its line end. */
  #skipping = false;
  #records: ScannedRecord[] = [];

  constructor(
    delimiter: string,
    options: { limit?: number; firstLine?: number; quotes?: Quotes | undefined } = {},
  ) {
    const record_delimiter = ['\r\n', '\n', '\r'];
    const quotes = options.quotes ?? DOUBLE_QUOTES;
    const { quote, escape: escaping } = quotes;
    this.#clean = new CleanRecords(delimiter, quotes);
    // csv-parse reads its options again after every fault, so defaults are left out.
    const style = { quote: quote ?? false, escape: quote === null ? null : escaping };
    this.#grammar = {
      ...{ delimiter, record_delimiter, relax_column_count: true, skip_empty_lines: true },
      ...(quote === '"' && escaping === '"' ? {} : style),
    };
    this.#delimiter = Buffer.from(delimiter);
    this.#quote = quote === null ? -1 : quote.charCodeAt(0);
    this.#escape = escaping.charCodeAt(0);
    this.#limit = options.limit ?? LONGEST_RECORD;
    this.#line = options.firstLine ?? 1;
  }

  /**
   * The records that `text` completes; mostly none while a long one comes in. The generator is lazy, so that the caller
   * may pause between two records. Read it to its end before the next call.
   */
  *push(text: string): Generator<ScannedRecord> {
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    // A long record is scanned again only when it has doubled: linear, not quadratic.
    const total = this.#text.length + this.#waitingLength;
    if (this.#waitingLength < this.#text.length && total <= this.#limit) return;
    yield* this.#drain(false);
  }

  /** Records that are complete but held back by {@link push}. */
  flush(): Generator<ScannedRecord> {
    return this.#drain(false);
  }

  /** The last records; the file ends here. */
  end(): Generator<ScannedRecord> {
    return this.#drain(true);
  }

  *#drain(ended: boolean): Generator<ScannedRecord> {
    this.#text += this.#waiting.join('');
    this.#waiting = [];
    this.#waitingLength = 0;
    // A record that has waited for more text is read from its start.
    this.#next = 0;
    this.#mended = 0;
    this.#head = null;
    this.#bytes = NO_BYTES;
    if (!this.#skipping) yield* this.#takeClean();
    const begun = !ended && this.#text.length <= this.#limit && !/[\r\n]/.test(this.#text);
    if (begun && !this.#skipping) return;
    this.#bytes = bytesOf(this.#text);
    if (this.#skipping) this.#skipping = !this.#goOn(lineEnd(this.#bytes, 0), ended);
    for (let more = true; more && this.#next < this.#bytes.length; ) {
      more = this.#read(ended);
      yield* this.#records.splice(0);
      if (more && !this.#skipping) yield* this.#takeClean();
    }
  }

  /** Where a record begins: those that csv-parse need not be asked about. */
  *#takeClean(): Generator<ScannedRecord> {
    while (!this.#head) {
      const { to, line } = this.#clean.read(this.#text, this.#line, this.#records, AHEAD);
      if (to === 0) return;
      if (this.#bytes.length > 0) {
        this.#bytes = this.#bytes.subarray(bytesOf(this.#text.slice(0, to)).length);
      }
      this.#text = this.#text.slice(to);
      this.#line = line;
      yield* this.#records.splice(0);
    }
  }

  /** Reads up to the next fault and deals with it; false when more text is needed. */
  #read(ended: boolean): boolean {
    const bytes = this.#bytes.subarray(this.#next);
    const mended = this.#head !== null;
    // Every record that is read is cut off the front of the bytes.
    const place = (at: number) => at + this.#bytes.length - bytes.length;
    let found = 0;
    const fault = this.#parse(bytes, { to: mended ? 1 : AHEAD }, (cells, end) => {
      found++;
      this.#skipBlank(true);
      this.#take(cells, place(end), ended);
    });
    if (!fault && !mended && found === AHEAD) return true;
    if (!fault) return (mended && this.#head === null) || this.#wait(-1, ended);
    this.#skipBlank(true);
    // Blank lines before the first field are behind us, or else the field is at fault.
    const field = fault.column > 0 ? place(fault.bytes) + this.#delimiter.length : this.#next;
    if (fault.code === 'CSV_QUOTE_NOT_CLOSED' && !ended) return this.#wait(field, ended);
    if (fault.code !== 'INVALID_OPENING_QUOTE') return this.#mendClosing(field, fault.column, ended);
    this.#hideQuotes(field);
    return this.#resume(field, field, fault.column, ended);
  }

  /**
   * Hides the quotes in an unquoted field, as in 5'8", from csv-parse, as NUL, which nothing else is; and in the
   * unquoted fields that follow it in its record.
   */
  #hideQuotes(field: number): void {
    for (let at = field; this.#bytes[at] !== this.#quote; at += this.#delimiter.length) {
      for (; !this.#endsField(at); at++) if (this.#bytes[at] === this.#quote) this.#bytes[at] = 0;
      if (at >= this.#bytes.length || isLineEnd(this.#bytes[at])) return;
    }
  }

  /** Calls back with each record and where it ends; returns the first fault. */
  #parse(bytes: Buffer, options: { to?: number }, found: (cells: string[], end: number) => undefined) {
    const on_record: Options<string[]>['on_record'] = (cells, info) => found(cells, info.bytes);
    // Half of a fault's time goes into its stack trace, and csv-parse makes one for each ragged row too.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      parse(bytes, { ...this.#grammar, ...options, on_record });
      return null;
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      // The number of the field at fault, and where the one before it ends.
      return { code: error.code, column: error.column as number, bytes: error.bytes as number };
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  #take(cells: string[], end: number, ended: boolean): void {
    // The last line may go on in the text to come, and so may its line end.
    if (!ended && end === this.#bytes.length && this.#bytes[end - 1] !== LF) return;
    let to = end;
    if (this.#bytes[to - 1] === LF) to--;
    if (this.#bytes[to - 1] === CR) to--;
    const raw = this.#raw(to);
    if (cells.length > 1 || raw.trim() !== '') {
      const whole =
        this.#head?.concat(cells).map((cell) => cell.replaceAll('\0', String.fromCharCode(this.#quote))) ??
        cells;
      const endLine = this.#lineAt(to);
      this.#records.push({ line: this.#line, endLine, raw, cells: restored(whole, raw), flaw: null });
      this.#line = endLine;
    }
    this.#goOn(to, true);
  }

  /** Blanks after a closing quote go before the field; quotes that nothing needs are characters; all else is a flaw. */
  #mendClosing(field: number, column: number, ended: boolean): boolean {
    const bytes = this.#bytes;
    const close = this.#closingQuote(field);
    let after = close === -1 ? bytes.length : close + 1;
    while ((bytes[after] === SPACE || bytes[after] === TAB) && !this.#endsField(after)) after++;
    const blanks = after - close - 1;
    if (close !== -1 && blanks > 0 && this.#endsField(after)) {
      bytes.copyWithin(field + blanks, field, close + 1).fill(SPACE, field, field + blanks);
      return this.#resume(field, field + blanks, column, ended);
    }
    if (close !== -1 && this.#needsNoQuotes(field, close)) {
      bytes[field] = 0;
      this.#hideQuotes(field);
      return this.#resume(field, field, column, ended);
    }
    const [openLine, line] = [this.#lineAt(field), this.#lineAt(close)];
    if (line === openLine && close !== -1) {
      const detail = `text follows the closing quote of field ${(this.#head?.length ?? 0) + column + 1}`;
      return this.#flawed(field, 'malformed_row', detail, ended);
    }
    const closed = close === -1 ? 'never closed' : `not closed before the next one, in line ${line}`;
    const detail = `the quote that opens in line ${openLine} is ${closed}`;
    return this.#flawed(field, 'quote_not_closed', detail, ended);
  }

  /**
   * True for a field as in `"Best" buy`: nothing between its first two quotes needs them, and it does not end in one. The
   * quotes are characters of an unquoted field.
   */
  #needsNoQuotes(field: number, close: number): boolean {
    for (let at = field + 1; at < close; at++) {
      if (this.#bytes[at] === this.#quote || this.#endsField(at)) return false;
    }
    let last = this.#quote;
    for (let at = close + 1; !this.#endsField(at); at++) {
      const byte = this.#bytes[at]!;
      if (byte !== SPACE && byte !== TAB) last = byte;
    }
    return last !== this.#quote;
  }

  /** Where the quote that opens at `field` is closed; -1 when it is not. */
  #closingQuote(field: number): number {
    const bytes = this.#bytes;
    const doubled = this.#escape === this.#quote;
    let at = bytes.indexOf(this.#quote, field + 1);
    while (at !== -1 && (doubled ? bytes[at + 1] === this.#quote : bytes[at - 1] === this.#escape)) {
      at = bytes.indexOf(this.#quote, at + (doubled ? 2 : 1));
    }
    return at;
  }

  /** Reads on at a mended field; the cells before it in its record are read once more. */
  #resume(field: number, mended: number, column: number, ended: boolean): boolean {
    if (this.#mended++ === MOST_MENDED) {
      const most = MOST_MENDED.toLocaleString('en-US');
      return this.#flawed(field, 'malformed_row', `quotes stand wrong in more than ${most} fields`, ended);
    }
    const head = this.#head ?? [];
    // The delimiter before the field makes one cell more.
    const add = (cells: string[]): undefined => {
      for (const cell of cells.slice(0, -1)) head.push(cell);
    };
    if (column > 0) this.#parse(this.#bytes.subarray(this.#next, field), {}, add);
    this.#head = head;
    this.#next = mended;
    return true;
  }

  /** Sets aside the lines up to the one in which the field begins, and goes on below it. */
  #flawed(field: number, reason: RejectReason, detail: string, ended: boolean): boolean {
    const to = lineEnd(this.#bytes, field);
    if (!this.#completes(to, ended)) return this.#wait(field, ended);
    this.#setAside(this.#lineAt(field), this.#raw(to), reason, detail);
    this.#goOn(to, true);
    return true;
  }

  #setAside(endLine: number, raw: string, reason: RejectReason, detail: string): void {
    this.#records.push({ line: this.#line, endLine, raw, cells: null, flaw: { reason, detail } });
    this.#line = endLine;
  }

  /** Waits for more text; but over the limit, the record is set aside. `open`: a quote that is not closed. */
  #wait(open: number, ended: boolean): boolean {
    this.#skipBlank(ended);
    if (ended || this.#text.length <= this.#limit) return false;
    const limit = this.#limit.toLocaleString('en-US');
    const last = this.#bytes.length - 1;
    const end = isLineEnd(this.#bytes[last]) ? last : last + 1;
    const openLine = this.#lineAt(open === -1 ? end : open);
    if (open !== -1 && lineEnd(this.#bytes, open) < last) {
      const detail = `longer than ${limit} characters: the quote that opens in line ${openLine} is not closed`;
      return this.#flawed(open, 'record_too_long', detail, true);
    }
    const kept = KEPT_OF_TOO_LONG.toLocaleString('en-US');
    const detail = `longer than ${limit} characters; the first ${kept} are kept here`;
    this.#setAside(openLine, this.#text.slice(0, KEPT_OF_TOO_LONG), 'record_too_long', detail);
    this.#skipping = !this.#goOn(end, false);
    return !this.#skipping;
  }

  /** Past blank lines before a record. */
  #skipBlank(ended: boolean): void {
    while (!this.#head && isLineEnd(this.#bytes[0]) && this.#goOn(0, ended));
  }

  /** Lets go of everything up to and with the line end at `to`; false when that is not all there yet. */
  #goOn(to: number, ended: boolean): boolean {
    const passes = isLineEnd(this.#bytes[to]) && this.#completes(to, ended);
    const two = this.#bytes[to] === CR && this.#bytes[to + 1] === LF;
    const next = passes ? to + (two ? 2 : 1) : to;
    this.#text = this.#text.slice(this.#raw(next).length);
    this.#bytes = this.#bytes.subarray(next);
    this.#head = null;
    this.#next = 0;
    this.#mended = 0;
    if (passes) this.#line++;
    return passes;
  }

  /** True when a line end at `to` is in the bytes, and a CR with what follows it. */
  #completes(to: number, ended: boolean): boolean {
    return ended || to < this.#bytes.length - 1 || this.#bytes[to] === LF;
  }

  /** The text of the bytes up to `to`: mending moves characters, but keeps their number. */
  #raw(to: number): string {
    const ascii = this.#bytes.length === this.#text.length;
    return this.#text.slice(0, ascii ? to : this.#bytes.toString('utf8', 0, to).length);
  }

  #lineAt(at: number): number {
    let line = this.#line;
    for (let i = 0; i < at; i++) {
      if (this.#bytes[i] === LF || (this.#bytes[i] === CR && this.#bytes[i + 1] !== LF)) line++;
    }
    return line;
  }

  #endsField(at: number): boolean {
    const byte = this.#bytes[at];
    if (byte === undefined || isLineEnd(byte)) return true;
    return this.#delimiter.every((part, i) => part === this.#bytes[at + i]);
  }
}

/** For csv-parse, which decodes UTF-8: U+FFFD for NUL and for a lone surrogate. */
const bytesOf = (text: string): Buffer => Buffer.from(text.replaceAll('\0', '\ufffd'));
const isLineEnd = (byte: number | undefined) => byte === LF || byte === CR;

/** Position of the first line end at or after `from`; the length when there is none. */
function lineEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && !isLineEnd(bytes[at])) at++;
  return at;
}

/** Cells in which U+FFFD stands for what csv-parse could not be given, with what stands in the file. */
function restored(cells: string[], raw: string): string[] {
  if (raw.isWellFormed() && !raw.includes('\0')) return cells;
  const replaced = /[\0\ufffd]|\p{Cs}/gu;
  return cells.map((cell) => cell.replaceAll('\ufffd', () => replaced.exec(raw)![0]));
}
