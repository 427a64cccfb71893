import { countrySpecs, isValidIBAN } from 'ibantools';
import type { Found } from '../masked-text.ts';
import { before } from './surroundings.ts';

const STARTS = /(?<![A-Za-z0-9])[A-Za-z]{2}[ .-]?\d{2}(?=[ .\n-]{0,2}[A-Za-z0-9])/g;
const SEPARATORS = new Set(' .-\n\r\t');
const LETTER = /[A-Za-z0-9]/;
const WORD = /iban\W{0,3}(?:(?:is|ist|est|es|è|no|nr|number|nummer)\W{0,3}){0,2}$/i;

/** IBANs: the length of the country and the check digits; with the word IBAN before it, the length. */
export function* findIbans(flat: string): Iterable<Found> {
  let from = 0;
  for (const { index: start, 0: head } of flat.matchAll(STARTS)) {
    if (start < from) continue;
    const length = countrySpecs[head.slice(0, 2).toUpperCase()]?.chars;
    if (!length) continue;
    const read = charactersFrom(flat, start, length);
    if (!read) continue;
    if (!isValidIBAN(read.letters.toUpperCase()) && !WORD.test(before(flat, start))) continue;
    yield { kind: 'iban', start, end: read.end };
    from = read.end;
  }
}

/** The next letters and digits, over single separators; null if there are fewer or more. */
function charactersFrom(flat: string, start: number, count: number): { letters: string; end: number } | null {
  let letters = '';
  let at = start;
  let apart = 0;
  for (; letters.length < count; at++) {
    const it = flat[at] ?? '';
    if (LETTER.test(it)) {
      letters += it;
      apart = 0;
    } else if (!SEPARATORS.has(it) || ++apart > 2) return null;
  }
  return LETTER.test(flat[at] ?? '') ? null : { letters, end: at };
}
