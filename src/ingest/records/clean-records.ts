import type { Quotes } from './quotes.ts';
import type { ScannedRecord } from './scanned-record.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** How the records of a file are written, as far as {@link CleanRecords} reads it. */
interface Style {
  readonly delimiter: number;
  /** -1 where nothing is quoted. */
  readonly quote: number;
}

/** A quoted field behind whose closing quote its record goes on. */
interface Fault {
  /** Where the field begins, -1 for none; its closing quote. */
  field: number;
  close: number;
  /** From 1. */
  number: number;
}

/**
 * Reads records that leave no question: each field is bare, or is quoted from its first character to its last with
 * quotes inside doubled, or has quotes that nothing needs; each line ends in LF or CR LF. Where text follows a closing quote, the lines up to that of the
 * opening one are set aside. It stops before the first record that is anything else, or that the text does not
 * complete; csv-parse reads those, a hundred times slower.
 */
export class CleanRecords {
  readonly #style: Style | null;
  #width = 0;
  readonly #fault: Fault = { field: -1, close: -1, number: 0 };

  constructor(delimiter: string, { quote, escape: escaping }: Quotes) {
    const known = delimiter.length === 1 && (quote === null || quote === escaping) && delimiter !== quote;
    this.#style = known
      ? { delimiter: delimiter.charCodeAt(0), quote: quote === null ? -1 : quote.charCodeAt(0) }
      : null;
  }

  /**
   * Adds the records at the start of `text` to `records`, until those are `most`.
   * @param line physical line on which the text starts
   * @returns UTF-16 units that are read, and the line on which what is left starts
   */
  read(text: string, line: number, records: ScannedRecord[], most: number): { to: number; line: number } {
    const style = this.#style;
    let to = 0;
    let at = line;
    while (style && to < text.length && records.length < most) {
      // Most records are as wide as the one before: a list that need not grow takes less memory.
      const cells = new Array<string>(this.#width);
      this.#fault.field = -1;
      const clean = recordEnd(text, to, style, cells, this.#fault);
      const end = clean === -1 ? lineEndOf(text, this.#fault.field) : clean;
      if (end === -1) break;
      const raw = text.slice(to, end);
      const endLine = at + lineEndsIn(raw);
      if (clean === -1) {
        records.push({ line: at, endLine, raw, cells: null, flaw: flawOf(text, this.#fault, endLine) });
      } else {
        this.#width = cells.length;
        if (cells.length > 1 || raw.trim() !== '') {
          records.push({ line: at, endLine, raw, cells, flaw: null });
        }
      }
      to = end + (text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? 2 : 1);
      at = endLine + 1;
    }
    return { to, line: at };
  }
}

/** Where the line that holds `from` ends; -1 where the text does not tell, or for -1. */
function lineEndOf(text: string, from: number): number {
  if (from === -1) return -1;
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== LF && text.charCodeAt(at) !== CR) at++;
  return at < text.length - 1 || text.charCodeAt(at) === LF ? at : -1;
}

/** @param line in which the field begins */
function flawOf(text: string, { field, close, number }: Fault, line: number): ScannedRecord['flaw'] {
  const further = lineEndsIn(text.slice(field, close));
  if (further === 0) {
    return { reason: 'malformed_row', detail: `text follows the closing quote of field ${number}` };
  }
  const closed = `not closed before the next one, in line ${line + further}`;
  return { reason: 'quote_not_closed', detail: `the quote that opens in line ${line} is ${closed}` };
}

/** Where the line end of the record at `from` stands, with its cells; -1 when that is not to be said here. */
function recordEnd(
  text: string,
  from: number,
  { delimiter, quote }: Style,
  cells: string[],
  fault: Fault,
): number {
  let width = 0;
  for (let at = from; ; at++) {
    const start = at;
    const quoted = text.charCodeAt(at) === quote;
    if (quoted) {
      let close = text.indexOf(text[start]!, start + 1);
      let doubled = false;
      while (close !== -1 && text.charCodeAt(close + 1) === quote) {
        doubled = true;
        close = text.indexOf(text[start]!, close + 2);
      }
      if (close === -1) return -1;
      const cell = text.slice(start + 1, close);
      cells[width++] = doubled ? cell.replaceAll(text[start]! + text[start]!, text[start]!) : cell;
      at = close + 1;
      const end = doubled ? -1 : bareEnd(text, start, close, { delimiter, quote });
      if (end !== -1) {
        cells[width - 1] = text.slice(start, end);
        at = end;
      }
    } else {
      for (let unit = text.charCodeAt(at); unit !== delimiter && unit !== LF && unit !== CR; ) {
        if (++at >= text.length) return -1;
        unit = text.charCodeAt(at);
      }
      cells[width++] = text.slice(start, at);
    }
    const after = text.charCodeAt(at);
    if (after === delimiter) continue;
    cells.length = width;
    if (after === LF || (after === CR && text.charCodeAt(at + 1) === LF)) return at;
    // Blanks behind a closing quote are mended.
    if (quoted && at < text.length && after !== CR && after !== SPACE && after !== TAB) {
      fault.field = start;
      fault.close = at - 1;
      fault.number = width;
    }
    return -1;
  }
}

/**
 * Where a field ends whose quotes are characters, as in `"Best" buy`: nothing between its first two needs them, and
 * the field does not end in one. -1 for any other field, and where the text does not tell.
 */
function bareEnd(text: string, start: number, close: number, { delimiter, quote }: Style): number {
  const ends = (unit: number) => unit === delimiter || unit === LF || unit === CR;
  if (close + 1 >= text.length || ends(text.charCodeAt(close + 1))) return -1;
  for (let at = start + 1; at < close; at++) if (ends(text.charCodeAt(at))) return -1;
  let last = -1;
  for (let at = close + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (ends(unit)) return last === -1 || last === quote ? -1 : at;
    if (unit !== SPACE && unit !== TAB) last = unit;
  }
  return -1;
}

function lineEndsIn(raw: string): number {
  if (!raw.includes('\n') && !raw.includes('\r')) return 0;
  return raw.match(/\r\n|\r|\n/g)!.length;
}
