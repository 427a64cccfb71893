import type { RejectReason } from '../domain/feedback.ts';

/** One record of the file: its cells, or why it has none. Exactly one of `cells` and `flaw` is set. */
export interface ScannedRecord {
  /** Physical lines, counted from 1: the record's first and last. */
  readonly line: number;
  readonly endLine: number;
  /** As it stands in the file, without its line end. */
  readonly raw: string;
  readonly cells: string[] | null;
  readonly flaw: { readonly reason: RejectReason; readonly detail: string } | null;
}

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const END = -1;
/** What is kept of a record over the limit, in UTF-16 units. */
const KEPT_OF_TOO_LONG = 64 * 1024;

/**
 * Text to records after RFC 4180, with any mixture of line ends. A quote is special only at the start of a
 * field. Blank lines are skipped.
 *
 * A quote that is not closed, or is closed in the middle of a field, costs the lines up to the one in which it
 * opens; reading goes on at the next line. So one stray quote never swallows the rows below it. Every look
 * ahead ends at the next stray quote at the latest, which keeps the work linear.
 */
export class RecordScanner {
  readonly #delimiter: number;
  /** UTF-16 units a record may have. */
  readonly #limit: number;
  #buffer = '';
  #position = 0;
  #line: number;
  #waiting: string[] = [];
  #waitingLength = 0;
  /** Inside a record over the limit, looking for its line end. */
  #skipping = false;

  constructor(delimiter: string, options: { limit?: number; firstLine?: number } = {}) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#limit = options.limit ?? 64 * 1024 * 1024;
    this.#line = options.firstLine ?? 1;
  }

  /** The records that `text` completes; mostly none while a long one comes in. */
  push(text: string): ScannedRecord[] {
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    // A long record is looked at again only when it has doubled: linear, not quadratic.
    const total = this.#buffer.length + this.#waitingLength;
    if (this.#waitingLength < this.#buffer.length && total <= this.#limit) return [];
    return this.#drain(false);
  }

  /** Records that are complete but held back by {@link push}. */
  flush(): ScannedRecord[] {
    return this.#drain(false);
  }

  /** The last records; the file ends here. */
  end(): ScannedRecord[] {
    return this.#drain(true);
  }

  #drain(ended: boolean): ScannedRecord[] {
    this.#buffer = this.#buffer.slice(this.#position) + this.#waiting.join('');
    this.#position = 0;
    this.#waiting = [];
    this.#waitingLength = 0;
    const records: ScannedRecord[] = [];
    while (this.#position < this.#buffer.length) {
      if (this.#skipping && !this.#skipLine(ended)) break;
      const record = this.#next(ended);
      if (record === null) break;
      if (record !== undefined) records.push(record);
    }
    this.#buffer = this.#buffer.slice(this.#position);
    this.#position = 0;
    return records;
  }

  /** The record at the position; undefined for a blank line or nothing, null when more text is needed. */
  #next(ended: boolean): ScannedRecord | undefined | null {
    const buffer = this.#buffer;
    const length = buffer.length;
    const delimiter = this.#delimiter;
    const start = this.#position;
    if (start >= length) return undefined;
    const cells: string[] = [];
    let line = this.#line;
    let at = start;
    let quoted = false;
    for (;;) {
      let unit = at < length ? buffer.charCodeAt(at) : END;
      if (unit === QUOTE) {
        quoted = true;
        const open = at;
        let escaped = false;
        let close = buffer.indexOf('"', open + 1);
        while (close !== -1 && buffer.charCodeAt(close + 1) === QUOTE) {
          escaped = true;
          close = buffer.indexOf('"', close + 2);
        }
        if (close === -1 || (close + 1 === length && !ended)) {
          if (!ended) return this.#more(open, line);
          return this.#flawed(
            ended,
            open,
            line,
            'quote_not_closed',
            `the quote that opens in line ${line} is never closed`,
          );
        }
        const openLine = line;
        line += lineEnds(buffer, open + 1, close);
        at = close + 1;
        unit = at < length ? buffer.charCodeAt(at) : END;
        while ((unit === SPACE || unit === TAB) && unit !== delimiter) {
          unit = ++at < length ? buffer.charCodeAt(at) : END;
        }
        if (unit === END && !ended) return this.#more(open, openLine);
        if (unit !== delimiter && unit !== LF && unit !== CR && unit !== END) {
          return line === openLine
            ? this.#flawed(
                ended,
                open,
                openLine,
                'malformed_row',
                `text follows the closing quote of field ${cells.length + 1}`,
              )
            : this.#flawed(
                ended,
                open,
                openLine,
                'quote_not_closed',
                `the quote that opens in line ${openLine} is not closed before the next one, in line ${line}`,
              );
        }
        const cell = buffer.slice(open + 1, close);
        cells.push(escaped ? cell.replaceAll('""', '"') : cell);
      } else {
        const from = at;
        while (unit !== delimiter && unit !== LF && unit !== CR && unit !== END) {
          unit = ++at < length ? buffer.charCodeAt(at) : END;
        }
        if (unit === END && !ended) return this.#more(-1, line);
        cells.push(buffer.slice(from, at));
      }
      if (unit === delimiter) {
        at++;
        continue;
      }
      let next = at + 1;
      if (unit === CR) {
        if (next === length && !ended) return this.#more(-1, line);
        if (buffer.charCodeAt(next) === LF) next++;
      }
      const first = this.#line;
      this.#position = Math.min(next, length);
      this.#line = line + 1;
      if (cells.length === 1 && !quoted && cells[0]!.trim() === '') return undefined;
      return { line: first, endLine: line, raw: buffer.slice(start, at), cells, flaw: null };
    }
  }

  /** Sets aside the lines up to the one in which the quote at `open` stands, and goes on below it. */
  #flawed(
    ended: boolean,
    open: number,
    openLine: number,
    reason: RejectReason,
    detail: string,
  ): ScannedRecord | null {
    const start = this.#position;
    const end = lineEnd(this.#buffer, open);
    if (!ended && !this.#completes(end)) return this.#more(-1, openLine);
    const record = {
      line: this.#line,
      endLine: openLine,
      raw: this.#buffer.slice(start, end),
      cells: null,
      flaw: { reason, detail },
    };
    this.#line = openLine + 1;
    this.#position = afterLineEnd(this.#buffer, end);
    return record;
  }

  /** Null: wait for more text; or, over the limit, the record is set aside. */
  #more(open: number, openLine: number): ScannedRecord | null {
    const start = this.#position;
    if (this.#buffer.length - start <= this.#limit) return null;
    const limit = this.#limit.toLocaleString('en-US');
    if (open !== -1 && lineEnd(this.#buffer, open) < this.#buffer.length - 1) {
      const detail = `longer than ${limit} characters: the quote that opens in line ${openLine} is not closed`;
      return this.#flawed(true, open, openLine, 'record_too_long', detail);
    }
    const kept = KEPT_OF_TOO_LONG.toLocaleString('en-US');
    const first = this.#line;
    this.#skipping = true;
    this.#line = openLine;
    this.#position = lineEnd(this.#buffer, this.#buffer.length - 1);
    return {
      line: first,
      endLine: openLine,
      raw: this.#buffer.slice(start, start + KEPT_OF_TOO_LONG),
      cells: null,
      flaw: {
        reason: 'record_too_long',
        detail: `longer than ${limit} characters; the first ${kept} are kept here`,
      },
    };
  }

  /** True when the line end at `end` is in the buffer, and a CR with what follows it. */
  #completes(end: number): boolean {
    return end < this.#buffer.length - 1 || this.#buffer.charCodeAt(end) === LF;
  }

  /** Drops text up to and with the next line end; false when that is not in the buffer yet. */
  #skipLine(ended: boolean): boolean {
    const end = lineEnd(this.#buffer, this.#position);
    if (!ended && !this.#completes(end)) {
      this.#position = end;
      return false;
    }
    this.#position = afterLineEnd(this.#buffer, end);
    this.#line++;
    this.#skipping = false;
    return true;
  }
}

/** Position of the first line end at or after `from`; the text's length when there is none. */
function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === LF || unit === CR) return at;
  }
  return text.length;
}

function afterLineEnd(text: string, at: number): number {
  const two = text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF;
  return Math.min(at + (two ? 2 : 1), text.length);
}

function lineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    if (unit === LF || (unit === CR && text.charCodeAt(at + 1) !== LF)) count++;
  }
  return count;
}
