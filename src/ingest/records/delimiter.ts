import { settingError } from '../columns/setting-error.ts';
import { isKnownName } from './header-row.ts';
import { DOUBLE_QUOTES, type Quotes } from './quotes.ts';
import { RecordScanner } from './records.ts';
import type { ScannedRecord } from './scanned-record.ts';

const CANDIDATES = [',', ';', '\t', '|'];
/** What a row with a known column name adds to the share of rows that a delimiter cuts alike. */
const NAMED = 0.5;
/** Rows of the beginning that decide. */
const ROWS = 200;

/**
 * The value of `--delimiter`: one character, or `tab` or `\t`.
 * @throws VerbatimError USAGE
 */
export function parseDelimiter(value: string): string {
  const delimiter = value === 'tab' || value === '\\t' ? '\t' : value;
  if (delimiter.length !== 1 || '"\r\n\0'.includes(delimiter)) {
    throw settingError(
      'delimiter',
      `takes one character such as , ; | or tab, not ${JSON.stringify(value)}.`,
    );
  }
  return delimiter;
}

/**
 * The candidate that cuts the most rows of the file's beginning into equally many fields; of several the one with
 * the most fields. A comma when none cuts two rows alike. Title lines above a header do not decide.
 */
export function detectDelimiter(text: string, quotes: Quotes = DOUBLE_QUOTES): string {
  let best = { delimiter: ',', fit: 0, width: 1 };
  for (const delimiter of CANDIDATES) {
    const records = firstRecords(text, delimiter, quotes);
    const width = usualWidth(records);
    if (width < 2) continue;
    const share = records.filter(({ cells }) => cells?.length === width).length / records.length;
    // Below titles most rows must be cut alike; below the name of a single column, nearly all.
    const [first] = records;
    const heads = first?.cells?.some(isKnownName) ? first.cells.length : 0;
    if (heads < 2 && first?.cells?.length !== width && share < (heads === 1 ? 0.9 : 0.5)) continue;
    const named = records.some(({ cells }) => cells && cells.length > 1 && cells.some(isKnownName))
      ? NAMED
      : 0;
    const fit = named + share;
    // A little worse a fit is made up for by more fields: a flawed row or two must not decide.
    if (fit > best.fit + 0.1 || (fit > best.fit - 0.1 && width > best.width))
      best = { delimiter, fit, width };
  }
  return best.delimiter;
}

/** The first records; the last one of the text may be cut, and is left out then. */
export function firstRecords(
  text: string,
  delimiter: string,
  quotes: Quotes,
  firstLine = 1,
): ScannedRecord[] {
  const scanner = new RecordScanner(delimiter, { quotes, firstLine });
  const records: ScannedRecord[] = [];
  const read = (from: Iterable<ScannedRecord>) => {
    for (const record of from) if (records.push(record) > ROWS) return;
  };
  read(scanner.push(text));
  if (records.length <= ROWS) read(scanner.end());
  const whole = records.length > 1 && !/[\r\n]/.test(text.at(-1) ?? '') ? records.slice(0, -1) : records;
  return whole.slice(0, ROWS);
}

/** The number of fields that most rows have; of several the first. Rows of one field do not count. */
export function usualWidth(records: readonly ScannedRecord[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of records) {
    if (cells && cells.length > 1) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), [1, 0])[0];
}

/** Excel's first line `sep=;`: its delimiter and its length with the line end; else null. */
export function separatorLine(text: string): { delimiter: string; length: number } | null {
  const match = /^"?sep=([^\r\n"])"?(?:\r\n|\r|\n)/i.exec(text);
  return match ? { delimiter: match[1]!, length: match[0].length } : null;
}
