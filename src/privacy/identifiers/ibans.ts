import { countrySpecs, ValidationErrorsIBAN, validateIBAN } from 'ibantools';
import type { Found } from '../masked-text.ts';
import { wordList, wordsBeside } from './number-words.ts';

/** Digits first: they are fewer than letters. */
const STARTS = /\d{2}(?<=(?<![A-Za-z0-9])([A-Za-z]{2}[ .-]?)\d{2})(?=[ .\n-]{0,2}[A-Za-z0-9])/g;
const SEPARATORS = new Set(' .-\n\r\t');
const LETTER = /[A-Za-z0-9]/;
const IBAN = wordList(
  'iban ibans konto* account bank_account compte cuenta conto rekening* számlaszám* hesap λογαριασμ* счет*',
);

/** IBANs: the length of the country and the check digits; with the word IBAN before it, the length. */
export function* findIbans(flat: string): Iterable<Found> {
  if (flat.search(STARTS) === -1) return;
  let from = 0;
  for (const { index, 1: head } of flat.matchAll(STARTS)) {
    const start = index - head!.length;
    if (start < from) continue;
    const length = countrySpecs[head!.slice(0, 2).toUpperCase()]?.chars;
    if (!length) continue;
    const read = charactersFrom(flat, start, length);
    if (!read) continue;
    if (!isIban(read.letters.toUpperCase()) && !IBAN.names(wordsBeside(flat, start, read.end))) continue;
    yield { kind: 'iban', start, end: read.end };
    from = read.end;
  }
}

/** The check digits of banks inside of it may be wrong. */
const isIban = (letters: string): boolean =>
  validateIBAN(letters).errorCodes.every((it) => it === ValidationErrorsIBAN.WrongAccountBankBranchChecksum);

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
