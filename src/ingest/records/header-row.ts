import { ALIASES, comparable, FIELDS } from '../columns/aliases.ts';
import { parseRating } from '../columns/ratings.ts';
import { dateVote } from '../columns/times.ts';

const KNOWN = new Set(FIELDS.flatMap((field) => ALIASES[field]));
const LONG = 100;
const LOOKED_AT = 5_000;

/** True for a column name that is understood without a mapping. */
export const isKnownName = (cell: string): boolean => KNOWN.has(comparable(cell));

/**
 * True when the first row names the columns. It does when it has a known name; it does not when it has values: a
 * number, a date, an address, a sentence. Where neither is so, it does.
 * @param rows the first rows of the file
 */
export function isNameRow(rows: readonly (readonly string[])[]): boolean {
  const [whole = [], ...others] = rows;
  // A row of more columns than a file may have is refused below; this only keeps the work small.
  const first = whole.slice(0, LOOKED_AT);
  if (first.some(isKnownName)) return true;
  if (first.some(isValue)) return false;
  // A first cell that comes again as a value is one.
  const repeated = first.filter((cell, at) => cell.trim() !== '' && others.some((row) => row[at] === cell));
  return repeated.length * 2 <= first.length || first.length === 0;
}

/** True for a number or a date. */
export function isTypedValue(cell: string): boolean {
  const text = cell.trim();
  return text !== '' && text.length <= 60 && (parseRating(text) !== null || dateVote(text) !== null);
}

/** True for a text that ends as a question does. */
export const isQuestion = (text: string): boolean => /\?["'»”)]*$/.test(text.trimEnd());

function isValue(cell: string): boolean {
  const text = cell.trim();
  if (text === '') return false;
  // The patterns below are for short texts: some take time with the square of the length.
  if (text.length > LONG) return !isQuestion(text);
  if (isTypedValue(text)) return true;
  if (/^\S+@\S+\.\S+$/.test(text) || /^https?:\/\//i.test(text)) return true;
  // A question may be the name of a column; other sentences are not.
  if (isQuestion(text)) return false;
  const words = text.split(/\s+/).length;
  return words >= 3 && /[.!…]["'»”)]*$/.test(text);
}
