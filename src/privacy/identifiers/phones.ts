import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Found } from '../masked-text.ts';
import { digitRuns, digitsOf, type Group, isDigit } from './digit-runs.ts';
import { isCalledBehind, meaningOf, wordsBeside } from './number-words.ts';
import { after, before, isInside } from './surroundings.ts';

/**
 * Whose national numbers are known: countries of the languages that the model serves, and of much English. By whether
 * their numbers begin with 0 as they are dialled at home.
 */
const WITH_ZERO: readonly CountryCode[] = [
  'GB',
  'DE',
  'FR',
  'IT',
  'NL',
  'FI',
  'RO',
  'SE',
  'TR',
  'AT',
  'CH',
  'BE',
  'IE',
  'AU',
  'IN',
  'HU',
];
const WITHOUT_ZERO: readonly CountryCode[] = [
  'US',
  'ES',
  'IT',
  'PT',
  'PL',
  'CZ',
  'DK',
  'GR',
  'NO',
  'RU',
  'CA',
  'IN',
  'BR',
  'MX',
];
const LEAST = 7;
const MOST = 15;
const MOST_GROUPS = 7;
const NEAR = 120;
const ALONE = 16;
const AMERICAN =
  /^(?:\+?1[ .-]?)?(?:\(\d{3}\) ?[.-]?|\d{3}[.-])\d{3}[ .-]\d{4}$|^(?:\+?1[ .-])?\d{3} \d{3} \d{4}$|^001[ -]\d{3}[ -]\d{3}[ -]\d{4}$/;
/** Lengths of the groups of national numbers that begin with no 0. */
const GROUPINGS =
  /^(?:333|334|3222|3232|1334|13322|2322|2223|3223|343|36|37|2333|2334|13331|1343|54|55|244)$/;
const EXTENSION =
  /^[ ,]{0,2}(?:ext\.?|extension|x|durchwahl|dw\.?|poste|int\.?|anexo|ramal|#)[ .:]?\d{1,6}(?!\d)/i;
const DATE =
  /^\(?(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d{2})(?:[^\d./-]|$)|^(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d$|^\d{1,2}\.\d\d ?- ?\d{1,2}\.\d\d$/;
const UNIT =
  /^\s?(?:[€$£%₹₽₺°]|(?:eur|euros?|usd|dollars?|gbp|pln|zł|kč|czk|huf|ft|sek|nok|dkk|kr|lei|ron|rub|руб|tl|try|chf|kg|g|mg|mm|cm|km|m|ml|l|mah|kwh|watts?|w|volts?|v|px|mb|gb|tb|hz|mhz|ghz|fps|rpm|bpm|stars?|points?|times|pcs|pieces|people|miles)(?![\p{L}\p{N}]))/iu;
const MONEY = /[€$£₹₽₺]\s?$|(?:eur|usd|gbp|rs\.?)\s?$/i;

/** Phone numbers: with a country code, of a national form, or beside a word such as "call". */
export function* findPhones(flat: string): Iterable<Found> {
  for (const run of digitRuns(flat)) {
    for (let first = 0; first < run.length; first++) {
      const last = lastOfPhone(flat, run, first);
      if (last === null) continue;
      const { end } = run[last]!;
      const extension = EXTENSION.exec(after(flat, end))?.[0].length ?? 0;
      yield { kind: 'phone', start: startOf(flat, run[first]!), end: end + extension };
      first = last;
    }
  }
}

/** With the "+" and the bracket before the first digits. */
function startOf(flat: string, { start }: Group): number {
  const sign = /(?:\(\s?\+|\+\s?\(?|\()\s?$/.exec(flat.slice(Math.max(0, start - 4), start));
  return sign ? start - sign[0].length : start;
}

/** The longest phone number that begins with a group: its last group, or null. */
function lastOfPhone(flat: string, run: readonly Group[], first: number): number | null {
  const alone = isDigit(run[first]!);
  // Of digits that stand apart, the first begins the number and the last ends it.
  if (alone && first > 0 && isDigit(run[first - 1]!)) return null;
  const start = startOf(flat, run[first]!);
  const candidates: Candidate[] = [];
  let digits = 0;
  for (let last = first; last < run.length; last++) {
    if (
      last > first &&
      run[last]!.start - run[last - 1]!.end > 1 &&
      digits >= LEAST &&
      /[\r\n]/.test(flat.slice(run[last - 1]!.end, run[last]!.start))
    )
      break;
    digits += run[last]!.end - run[last]!.start;
    if (digits > MOST + 2 || (last - first >= MOST_GROUPS && !isDigit(run[last]!))) break;
    if (isDigit(run[last]!) && last + 1 < run.length && isDigit(run[last + 1]!)) continue;
    if (digits < LEAST) continue;
    const { end } = run[last]!;
    if (isInside(flat, start, end) || UNIT.test(after(flat, end))) continue;
    const candidate = candidateOf(flat, run.slice(first, last + 1), start, last);
    if (isPlausible(candidate)) candidates.push(candidate);
  }
  if (candidates.length === 0) return null;
  candidates.reverse();
  if (MONEY.test(before(flat, start))) return null;
  const international = candidates.find(isInternational);
  if (international) return international.last;
  const national = candidates.filter(({ written, digits }) => digits.length <= MOST && !DATE.test(written));
  if (national.length === 0) return null;
  const beside = wordsBeside(flat, start, run[candidates[0]!.last]!.end);
  const meaning = meaningOf(beside);
  const called = meaning === 'phone' || isCalledBehind(beside);
  const isPart = first > 0 && /^[ .-]$/.test(flat.slice(run[first - 1]!.end, start));
  const known =
    meaning === 'thing' || (isPart && !called)
      ? undefined
      : national.find((it) => isNational(it, called, called || isAlone(flat, start, it)));
  return (known ?? (meaning === 'phone' ? national[0] : undefined))?.last ?? null;
}

interface Candidate {
  readonly written: string;
  readonly digits: string;
  readonly groups: readonly Group[];
  /** Place of its last group in the run. */
  readonly last: number;
  /** Whether the text is Danish or Norwegian, where numbers are four pairs of digits, as sizes are elsewhere. */
  isNordic(): boolean;
}

const candidateOf = (flat: string, groups: readonly Group[], start: number, last: number): Candidate => ({
  written: flat.slice(start, groups.at(-1)!.end).replaceAll(/[\r\n\t\u00ad ]+/g, ' '),
  digits: digitsOf(flat, groups),
  groups,
  last,
  isNordic: () => /[åøæ]/i.test(before(flat, start, NEAR) + after(flat, start, NEAR)),
});

function isInternational({ written, digits, groups }: Candidate): boolean {
  const plus = written.includes('+');
  if (!plus && !/^\(?00[1-9]/.test(digits)) return false;
  const number = parsePhoneNumberFromString(written.replace(/^\(?00 ?/, '+').replace(/^\(\s?\+/, '+'));
  if (number?.isValid()) return true;
  // A number with a plus that no country has given out is still nothing else.
  return plus && digits.length >= 9 && digits.length <= MOST && groups.length > 1;
}

/**
 * @param called a word says it is a phone number
 * @param sure it does, or no other number is near
 */
function isNational(candidate: Candidate, called: boolean, sure: boolean): boolean {
  const { written, digits, groups } = candidate;
  if (AMERICAN.test(written) && (sure || /[-()]/.test(written))) return true;
  if (digits.length < 8 || digits.length > 12 || isSeries(groups, written)) return false;
  if (!(called && groups.length === 1) && !hasNationalForm(candidate, sure)) return false;
  return (digits.startsWith('0') ? WITH_ZERO : WITHOUT_ZERO).some((country) => {
    const number = parsePhoneNumberFromString(written, country);
    if (!number?.isValid()) return false;
    if (digits.startsWith('0') && groups.length > 1) return true;
    const isMobile = /MOBILE/.test(number.getType() ?? '');
    return groups.length > 2 || isMobile;
  });
}

/** Looks like a phone number where no word says so. */
function hasNationalForm({ written, digits, groups, isNordic }: Candidate, sure: boolean): boolean {
  if (digits.length < 9)
    return /^\(0\d{1,4}\)/.test(written) || (sure && /^\d\d(?: \d\d){3}$/.test(written) && isNordic());
  if (digits.startsWith('0'))
    return groups.length > 1 ? !/^0\d? /.test(written) || groups.length > 2 : digits.length >= 10;
  if (/\(\d{2,5}\)/.test(written)) return true;
  const separators = new Set(written.match(/\D+/g) ?? []);
  return (
    sure &&
    separators.size === 1 &&
    !separators.has('/') &&
    GROUPINGS.test(groups.map((it) => it.end - it.start).join(''))
  );
}

/** Whether no other digit is near, as there is in lists and tables. */
const isAlone = (flat: string, start: number, { groups }: Candidate): boolean =>
  !/\d/.test(before(flat, start, ALONE)) && !/\d/.test(after(flat, groups.at(-1)!.end, ALONE));

/** "38 40 42 44": sizes, steps of a scale. */
function isSeries(groups: readonly Group[], written: string): boolean {
  const numbers = written.split(/\D+/).filter(Boolean).map(Number);
  return (
    groups.length > 3 &&
    numbers.every((it, at) => at === 0 || (it > numbers[at - 1]! && it - numbers[at - 1]! <= 5))
  );
}

/** What people write between groups. */
const SEPARATOR = /^(?: ?[-./] ?| ?\(|\) ?[-./]? ?| {1,2})$/;

/** Groups as people make them: a few, or each digit alone; at most one slash, behind an area code. */
function isPlausible({ written, groups }: Candidate): boolean {
  const separators = written.match(/(?<=\d)\D+(?=\d)/g) ?? [];
  if (!separators.every((it) => SEPARATOR.test(it))) return false;
  if (written.includes('/') && !/^\D*\d[\d ]{1,6}\)? ?\/[^/]*$/.test(written)) return false;
  return (
    groups.length <= MOST_GROUPS || (groups.every(isDigit) && separators.every((it) => it === separators[0]))
  );
}
