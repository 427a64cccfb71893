import type { Quotes } from './quotes.ts';
import type { ScannedRecord } from './records.ts';

const LF = 0x0a;
const CR = 0x0d;

/** How the records of a file are written, as far as {@link CleanRecords} reads it. */
interface Style {
  readonly delimiter: number;
  /** -1 where nothing is quoted. */
  readonly quote: number;
}

/**
 * Reads records that leave no question: each field is bare, or is quoted from its first character to its last with
 * quotes inside doubled; each line ends in LF or CR LF. It stops before the first record that is anything else, or that
 * the text does not complete; csv-parse is asked about those.
 */
export class CleanRecords {
  readonly #style: Style | null;
  #width = 0;

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
      const end = recordEnd(text, to, style, cells);
      if (end === -1) break;
      this.#width = cells.length;
      const raw = text.slice(to, end);
      const endLine = at + lineEndsIn(raw);
      if (cells.length > 1 || raw.trim() !== '') {
        records.push({ line: at, endLine, raw, cells, flaw: null });
      }
      to = end + (text.charCodeAt(end) === CR ? 2 : 1);
      at = endLine + 1;
    }
    return { to, line: at };
  }
}

/** Where the line end of the record at `from` stands, with its cells; -1 when that is not to be said here. */
function recordEnd(text: string, from: number, { delimiter, quote }: Style, cells: string[]): number {
  let width = 0;
  for (let at = from; ; at++) {
    const start = at;
    if (text.charCodeAt(at) === quote) {
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
    return after === LF || (after === CR && text.charCodeAt(at + 1) === LF) ? at : -1;
  }
}

function lineEndsIn(raw: string): number {
  if (!raw.includes('\n') && !raw.includes('\r')) return 0;
  return raw.match(/\r\n|\r|\n/g)!.length;
}
