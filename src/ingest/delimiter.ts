import { VerbatimError } from '../errors.ts';
import { DOUBLE_QUOTES, type Quotes } from './quotes.ts';
import { RecordScanner, type ScannedRecord } from './records.ts';

const CANDIDATES = [',', ';', '\t', '|'];
/** Rows that are looked at. */
const ROWS = 200;

/**
 * The value of `--delimiter`: one character, or `tab` or `\t`.
 * @throws VerbatimError USAGE
 */
export function parseDelimiter(value: string): string {
  const delimiter = value === 'tab' || value === '\\t' ? '\t' : value;
  if (delimiter.length !== 1 || '"\r\n\0'.includes(delimiter)) {
    throw new VerbatimError('USAGE', {
      detail: `--delimiter takes one character such as , ; | or tab, not ${JSON.stringify(value)}.`,
    });
  }
  return delimiter;
}

/**
 * The candidate that cuts the most rows of the file's beginning into as many fields as the first row; of several
 * the one with the most fields. A comma when none cuts the first row.
 */
export function detectDelimiter(text: string, quotes: Quotes = DOUBLE_QUOTES): string {
  let best = { delimiter: ',', fit: 0, width: 1 };
  for (const delimiter of CANDIDATES) {
    const rows = firstRows(text, delimiter, quotes);
    const width = rows[0]?.length ?? 1;
    if (width < 2) continue;
    const fit = rows.filter((cells) => cells.length === width).length / rows.length;
    // A little worse a fit is made up for by more fields: a flawed row or two must not decide.
    if (fit > best.fit + 0.1 || (fit > best.fit - 0.1 && width > best.width))
      best = { delimiter, fit, width };
  }
  return best.delimiter;
}

/** The cells of the first rows, none for a first row that cannot be read; the last row of the text may be cut. */
export function firstRows(text: string, delimiter: string, quotes: Quotes): string[][] {
  const scanner = new RecordScanner(delimiter, { quotes });
  const records: ScannedRecord[] = [];
  const read = (from: Iterable<ScannedRecord>) => {
    for (const record of from) if (records.push(record) > ROWS) return;
  };
  read(scanner.push(text));
  if (records.length <= ROWS) read(scanner.end());
  const whole = records.length > 1 && !/[\r\n]/.test(text.at(-1) ?? '') ? records.slice(0, -1) : records;
  return whole.slice(0, ROWS).flatMap(({ cells }, at) => (cells || at === 0 ? [cells ?? []] : []));
}

/** Excel's first line `sep=;`: its delimiter and its length with the line end; else null. */
export function separatorLine(text: string): { delimiter: string; length: number } | null {
  const match = /^"?sep=([^\r\n"])"?(?:\r\n|\r|\n)/i.exec(text);
  return match ? { delimiter: match[1]!, length: match[0].length } : null;
}
