import type { Found } from '../masked-text.ts';

const LANGUAGES = 'cs da de el en es fi fr hu it nl nb pl pt ro ru sv tr'.split(' ');

/** Names of months in the languages: alone, in a date, and short. */
function monthNames(): string {
  const dates = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2024, month, 2)));
  const names = LANGUAGES.flatMap((language) =>
    (['long', 'short'] as const).flatMap((month) => {
      const inDates = new Intl.DateTimeFormat(language, { day: 'numeric', month, timeZone: 'UTC' });
      const alone = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' });
      return dates.flatMap((date) => [
        alone.format(date),
        inDates.formatToParts(date).find(({ type }) => type === 'month')!.value,
      ]);
    }),
  );
  const words = names
    .map((it) => it.replace(/\.$/, '').toLowerCase())
    .filter((it) => /^\p{L}{3,}$/u.test(it));
  return [...new Set(words)].sort((one, other) => other.length - one.length).join('|');
}

const SURE =
  'born|dob|d\\.\\s?o\\.\\s?b|date of birth|birth ?date|geboren|geb|geburtsdatum|geburtstag|né|née|né\\(e\\)|date de naissance|naissance|nací|nacid[oa]|fecha de nacimiento|nacimiento|nat[oa] (?:il|a|nel|in data)|data di nascita|nascita|nascid[oa]|nasci|data de nascimento|nascimento|geboortedatum|född|födelsedatum|født|fødselsdato|syntynyt|synt|syntymäaika\\p{L}*|urodzon[yaeą]|urodził[ae]m|data urodzenia|daty? urodzenia|ur\\.|narozen[aáý]?|narozena|datum narození|nar\\.|szület\\p{L}*|szül|născut[ăa]?|nascut[aă]?|data nașterii|data nasterii|родил(?:ся|ась)|рождения|д\\.\\s?р|γεννήθηκ\\p{L}*|γεννημέν\\p{L}*|γέννησης|γεν|doğum\\p{L}*|doğum tarihi\\p{L}*|d\\.\\s?t';
const BIRTHDAYS =
  'birthday|anniversaire|cumpleaños|compleanno|aniversário|verjaardag|urodziny|narozeniny|születésnap\\p{L}*|zi de naștere|день рождения|γενέθλια|syntymäpäivä\\p{L}*|födelsedag\\p{L}*|fødselsdag\\p{L}*|bursdag\\p{L}*|doğum günü\\p{L}*';
/** Every date ends or begins with one of these. */
const YEAR = /(?:19|20)\d\d|[-./' ]\d\d(?!\d)/;
/** And it is three numbers, or a number near a year of four digits or an apostrophe; names of months are shorter. */
const DATED =
  /(?:(?:19|20|00)\d\d|'\d\d)\D{1,40}\d|\d\D{1,40}(?:(?:19|20|00)\d\d|'\d\d)|\d[-./\s]\s?\d\d?[-./\s]\s?\d/;
const BIRTH = new RegExp(`(?<!\\p{L})(?:${SURE}|${BIRTHDAYS})(?!\\p{L})`, 'iu');
// A place may stand between: "born in Paris on".
const BEFORE = new RegExp(
  `(?<!\\p{L})(?:(?:${SURE})(?!\\p{L})\\.?(?:[^\\p{L}\\d.!?;,]{1,3}\\p{L}+){0,4}|(?:${BIRTHDAYS})(?!\\p{L})(?:[^\\p{L}\\d.!?;,]{1,3}(?:is|was|on|the|ist|am|est|le|es|el|è|il|é|em|is|op|jest|to|je|är|den|er|on|este|pe|это|είναι|a)(?!\\p{L})){0,3})[^\\p{L}\\d!?;]{0,5}$`,
  'iu',
);
const BEHIND =
  /^['’-]?\p{L}{0,5}[,) ]{0,3}(?:(?:is|was|als|est|es|è|é|ist|geboren)\s(?:\p{L}+\s){0,2})?(?:date of birth|birthday|dob|date de naissance|fecha de nacimiento|data di nascita|data de nascimento|geburtsdatum|geboortedatum|geboren|szület\p{L}*|doğum\p{L}*|doğdum|syntynyt|syntyn\p{L}+|född|født)(?!\p{L})/iu;

const NUMERIC = String.raw`\d{4}[-./][ ]?\d{1,2}[-./][ ]?\d{1,2}|\d{1,2}(?:[-./][ ]?|[ ])\d{1,2}(?:[-./][ ]?|[ ])(?:\d{4}|\d{2})`;
let dates: RegExp | undefined;
/** Dates with their year; made once, when the first text needs it. */
function datePattern(): RegExp {
  const month = `(?:${monthNames()})\\.?`;
  const day = String.raw`\d{1,2}(?:\.|st|nd|rd|th|er|º|ª|e|-?(?:го|е|га))?`;
  const year = String.raw`(?:\d{4}|['’]\d{2})`;
  const named = [
    `${day}[ -](?:of |de |d['’]|di |del )?${month},?[ -](?:of |de |del )?${year}`,
    `${month} ${day},? ${year}`,
    `${year}\\.? ${month} ${day}`,
  ].join('|');
  dates ??= new RegExp(`(?<![\\p{L}\\p{N}]|\\d[-./])(?:${named}|${NUMERIC})(?!\\d|[-./]\\d)`, 'giu');
  return dates;
}

/** Dates of birth: a date beside a word that says so. */
export function* findBirthDates(flat: string): Iterable<Found> {
  if (!DATED.test(flat) || !YEAR.test(flat) || !BIRTH.test(flat)) return;
  const even = flat.replaceAll(/[\r\n\t]/g, ' ');
  for (const { index: start, 0: text } of even.matchAll(dates ?? datePattern())) {
    const end = start + text.length;
    if (!isDate(text)) continue;
    if (BEFORE.test(even.slice(Math.max(0, start - 60), start)) || BEHIND.test(even.slice(end, end + 40))) {
      yield { kind: 'birth_date', start, end };
    }
  }
}

function isDate(text: string): boolean {
  const numbers = (text.match(/\d+/g) ?? []).map(Number);
  const small = numbers.filter((it) => it >= 1 && it <= 31);
  const years = numbers.filter((it) => it >= 1900 && it <= 2099);
  if (numbers.some((it) => it > 99) && years.length !== 1) return false;
  return small.length >= (numbers.length === 3 ? (years.length === 1 ? 2 : 2) : 1) && numbers.length >= 2;
}
