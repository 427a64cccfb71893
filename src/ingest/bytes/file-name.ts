import { basename } from 'node:path';
import { normalForm } from '../../domain/text/normal-form.ts';
import { printableName } from './byte-source.ts';

const ENDINGS = /(?:\.(?:csv|tsv|tab|psv|txt|ndjson|jsonl|json))?(?:\.(?:gz|zst))?$/i;

/** The base name of a file, for the import row; `stdin` for a stream. Never a path, never a control character. */
export function fileName(file: string): string {
  if (file === '-') return 'stdin';
  // A name from another system may have its separators.
  const name = normalForm(printableName(basename(file.replaceAll('\\', '/'))), 'NFC').trim();
  return name === '' || /^\.+$/.test(name) ? 'file' : name;
}

const DAY = String.raw`(?:0[1-9]|[12]\d|3[01])`;
const MONTH = '(?:0[1-9]|1[0-2])';
const YEAR = String.raw`(?:19|20)\d\d`;
const MONTH_NAME = '(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)(?:[a-zé]{0,7})';
const CLOCK = String.raw`(?:[-_T. ]?[0-2]\d[-_.:h]?[0-5]\d(?:[-_.:]?[0-5]\d)?Z?)?`;
const DATED = [
  `${YEAR}[-_. ]?${MONTH}(?:[-_. ]?${DAY}${CLOCK})?`,
  `${DAY}[-_. ]${MONTH}[-_. ]${YEAR}${CLOCK}`,
  `${MONTH}[-_. ]${DAY}[-_. ]${YEAR}${CLOCK}`,
  `(?:${DAY}[-_. ])?${MONTH_NAME}[-_. ]?${YEAR}`,
  String.raw`${YEAR}[-_. ]?(?:w|kw|q)[0-5]?\d`,
  String.raw`(?:w|kw|q)[0-5]?\d[-_. ]?${YEAR}`,
  // What a browser adds to the second download.
  String.raw`\(\d{1,3}\)`,
].map((date) => new RegExp(`(?<![\\p{L}\\d])${date}(?![\\p{L}\\d])`, 'giu'));

/**
 * The source where none is given: the file's name without its endings and without a date, so that each day's export
 * goes to one source. A name that is a date alone stays.
 */
export function sourceName(file: string): string {
  const name = fileName(file);
  const stem = name.replace(ENDINGS, '') || name;
  if (stem.length > 200) return stem;
  const rest = DATED.reduce((undated, date) => undated.replace(date, ''), stem);
  if (rest === stem) return stem;
  const undated = rest.replace(/([-_. ])[-_. ]+/g, '$1').replace(/^[-_. ]+|[-_. ]+$/g, '');
  return /\p{L}/u.test(undated) ? undated : stem;
}
