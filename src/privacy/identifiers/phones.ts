import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Found } from '../masked-text.ts';
import { digitRuns, digitsOf, type Group } from './digit-runs.ts';
import { meaningOf } from './number-words.ts';
import { after, before, isInside } from './surroundings.ts';

/** Whose national numbers are known: countries of the languages that the model serves, and of much English. */
const COUNTRIES: readonly CountryCode[] = [
  ...([
    'US',
    'GB',
    'DE',
    'FR',
    'ES',
    'IT',
    'NL',
    'PT',
    'PL',
    'CZ',
    'DK',
    'GR',
    'FI',
    'HU',
    'NO',
    'RO',
    'RU',
  ] as const),
  ...(['SE', 'TR', 'AT', 'CH', 'BE', 'IE', 'CA', 'AU', 'IN', 'BR', 'MX'] as const),
];
const LEAST = 7;
const MOST = 15;
const AMERICAN = /^(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}$|^(?:00)?1-\d{3}-\d{3}-\d{4}$/;
/** Lengths of the groups of national numbers that begin with no 0. */
const GROUPINGS = /^(?:333|334|3222|3232|1334|13322|2322|2223|3223|343|36|37|2333|2334|1333|54|55)$/;
const EXTENSION =
  /^[ ,]{0,2}(?:ext\.?|extension|x|durchwahl|dw\.?|poste|int\.?|anexo|ramal|#)[ .:]?\d{1,6}(?!\d)/i;
const DATE = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})(?:\D|$)/;
const THOUSANDS = /^\d{1,3}(?:([. ])\d{3})(?:\1\d{3})*$/;
const UNIT =
  /^\s?(?:[€$£%₹₽₺°]|(?:eur|euros?|usd|dollars?|gbp|pln|zł|kč|czk|huf|ft|sek|nok|dkk|kr|lei|ron|rub|руб|tl|try|chf|kg|g|mg|mm|cm|km|m|ml|l|mah|kwh|watts?|w|volts?|v|px|mb|gb|tb|hz|mhz|ghz|fps|rpm|bpm|stars?|points?|times|pcs|pieces|x)(?![\p{L}\p{N}]))/iu;
const MONEY = /[€$£₹₽₺]\s?$|(?:eur|usd|gbp|rs\.?)\s?$/i;

/** Phone numbers: with a country code, of a national form, or beside a word such as "call". */
export function* findPhones(flat: string): Iterable<Found> {
  for (const run of digitRuns(flat)) {
    for (let first = 0; first < run.length; first++) {
      const last = lastOfPhone(flat, run, first);
      if (last === null) continue;
      const start = startOf(flat, run, first);
      const { end } = run[last]!;
      const extension = EXTENSION.exec(after(flat, end))?.[0].length ?? 0;
      yield { kind: 'phone', start, end: end + extension };
      first = last;
    }
  }
}

/** With the "+" and the bracket before the first digits. */
function startOf(flat: string, run: readonly Group[], first: number): number {
  const { start } = run[first]!;
  const sign = /(?:\(\s?\+|\+\s?\(?|\()\s?$/.exec(flat.slice(Math.max(0, start - 4), start));
  return sign ? start - sign[0].length : start;
}

/** The longest phone number that begins with a group: its last group, or null. */
function lastOfPhone(flat: string, run: readonly Group[], first: number): number | null {
  const start = startOf(flat, run, first);
  const ends: number[] = [];
  let digits = 0;
  for (let last = first; last < run.length; last++) {
    if (last > first && flat.slice(run[last - 1]!.end, run[last]!.start).includes('\n') && digits < 3) break;
    digits += run[last]!.end - run[last]!.start;
    if (digits > MOST + 2) break;
    if (digits >= LEAST) ends.push(last);
  }
  while (ends.length > 0) {
    const last = ends.pop()!;
    const end = run[last]!.end;
    if (!isInside(flat, start, end) && isPhone(flat, run.slice(first, last + 1), start, end)) return last;
  }
  return null;
}

function isPhone(flat: string, groups: readonly Group[], start: number, end: number): boolean {
  const digits = digitsOf(flat, groups);
  const written = flat.slice(start, end).replaceAll(/[\r\n\u00ad]+/g, ' ');
  const words = before(flat, start);
  if (UNIT.test(after(flat, end)) || MONEY.test(words)) return false;
  const meaning = meaningOf(words);
  if (written.startsWith('+') || written.startsWith('(+') || /^00[1-9]/.test(digits)) {
    if (meaning === 'other' && !written.includes('+')) return false;
    const international = parsePhoneNumberFromString(written.replace(/^\(?00 ?/, '+').replace(/^\(\+/, '+'));
    if (international?.isValid()) return true;
    if (written.includes('+'))
      return digits.length >= 9 && digits.length <= MOST && (groups.length > 1 || meaning === 'phone');
  }
  if (digits.length > MOST || DATE.test(written)) return false;
  if (meaning === 'phone') return groups.length < 8 || groups.every((it) => it.end - it.start === 1);
  if (meaning === 'other') return false;
  if (AMERICAN.test(written)) return true;
  return hasNationalForm(written, digits, groups) && isNational(written, digits, groups);
}

/** Looks like a phone number where no word says so. */
function hasNationalForm(written: string, digits: string, groups: readonly Group[]): boolean {
  if (digits.length < 9 || digits.length > 12 || isSeries(groups, written)) return false;
  if (THOUSANDS.test(written) && written.includes('.')) return false;
  if (digits.startsWith('0')) return groups.length > 1 || digits.length >= 10;
  return GROUPINGS.test(groups.map((it) => it.end - it.start).join(''));
}

/** "38 40 42 44": sizes, steps of a scale. */
function isSeries(groups: readonly Group[], written: string): boolean {
  const numbers = written.split(/\D+/).filter(Boolean).map(Number);
  return (
    groups.length > 3 &&
    numbers.every((it, at) => at === 0 || (it > numbers[at - 1]! && it - numbers[at - 1]! <= 5))
  );
}

function isNational(written: string, digits: string, groups: readonly Group[]): boolean {
  return COUNTRIES.some((country) => {
    const number = parsePhoneNumberFromString(written, country);
    if (!number?.isValid()) return false;
    if (digits.startsWith('0') && groups.length > 1) return true;
    const type = number.getType();
    return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE'
      ? groups.length > 1 || digits.startsWith('0')
      : groups.length > 2;
  });
}
