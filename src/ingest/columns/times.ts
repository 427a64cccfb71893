import { DateTime } from 'luxon';
import { comparable } from './aliases.ts';
import { type DateOrder, type TimeFormat, UTC_TIMES } from './time-format.ts';
import { writtenOffset } from './written-zones.ts';

/** Characters of the longest cell that may be a time. */
const LONGEST = 200;
// No two neighbours of these patterns take the same blanks: so many of them would take time with their cube.
const HALF = String.raw`(?:\s*([ap])\.?\s?m\b\.?)?`;
const TIME = String.raw`(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?${HALF}(?:\s*(?:uhr|h)\b)?`;
/** Text between a day and its clock: `um 13:39`, `at 1:39 PM`, `à 13:39`. */
const AT = String.raw`(?:um|at|à|a\s+las?|alle|às|om)`;
const CLOCK = String.raw`(?:(?:[T,]\s*|\s*)(?:${AT}\s+)?${TIME})?`;
const ZONE = String.raw`(?:\s*(Z\b|(?:UTC?|GMT)?[+-]\d{1,2}(?::?\d{2})?|\p{L}[\p{L}’']*(?:[\s-]\p{L}[\p{L}’']*){0,5}))?(?:\s*\([^)]*\))?`;
const DATE_ISO = String.raw`(\d{4})([-/.])(\d{1,2})\2(\d{1,2})`;
/** What most files have, found in a third of the time. */
const PLAIN = /^(\d{4})()-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/;
const ISO = new RegExp(`^${DATE_ISO}${CLOCK}${ZONE}$`, 'iu');
const BASIC = /^(\d{4})()(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})()()(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const UNIX = /^(?:\d{9,10}(?:\.\d+)?|\d{12,13})$/;
/** `Reviewed in … on`, `am`, `le`, `el`, `il`, `em`, `op`. */
const LEAD = /^(?:.{1,120}?\s)?(?:on|am|vom|le|el|il|em|op)\s+(?=\d|\p{L}+\.?\s+\d)/iu;
const NUMERIC = new RegExp(String.raw`^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})${CLOCK}${ZONE}$`, 'iu');
const WEEKDAY = String.raw`(?:\p{L}+\.?,?\s+)?`;
const DAY_NAMED = new RegExp(
  String.raw`^${WEEKDAY}(\d{1,2})(?:st|nd|rd|th|er|\.|º)?(?:\s+|-)(?:de\s+)?(\p{L}+)\.?,?(?:\s+|-)(?:de\s+)?(\d{4}|\d{2})${CLOCK}${ZONE}$`,
  'iu',
);
const MONTH_NAMED = new RegExp(
  String.raw`^${WEEKDAY}(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})${CLOCK}${ZONE}$`,
  'iu',
);
/** `Fri Oct 29 19:56:59 +0000 2010`, as X and `date` write it. */
const YEAR_LAST = new RegExp(
  String.raw`^\p{L}+,?\s+(\p{L}+)\s+(\d{1,2})\s+${TIME}(?:\s+([+-]\d{4}|[A-Z]{1,5}))?\s+(\d{4})$`,
  'iu',
);
const CLOCK_ONLY = new RegExp(`^${TIME}${ZONE}$`, 'iu');
const RELATIVE =
  /^(?:edited\s+)?(?:just now|today|yesterday|heute|gestern|hier|aujourd'hui|ayer|hoy|ieri|oggi|ontem|hoje|gisteren|vandaag|last (?:week|month|year)|.{1,40}\s(?:ago|fa|geleden|atrás)|(?:vor|il y a|hace|há)\s.{1,40})$/i;
const SERIAL = /^\d{5}(?:[.,]\d+)?$/;
/** 1900 to 2079 in days of a spreadsheet. */
const SERIAL_DAYS = { unix: 25_569, low: 20_000, high: 65_380 };
const EARLIEST = Date.UTC(1000, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * What a cell says of the order of its column's dates: that it needs none (`plain`), that only one order makes it
 * a date, that both do (`either`), or that it is a spreadsheet's day number. Null when it is no date.
 */
export function dateVote(cell: string): 'plain' | DateOrder | 'either' | 'serial' | null {
  const text = cell.trim();
  if (text.length > LONGEST) return null;
  if (SERIAL.test(text)) return serialDay(text, 'UTC') ? 'serial' : null;
  const numeric = NUMERIC.exec(text);
  if (!numeric) return parseTime(text) ? 'plain' : null;
  const as = (order: DateOrder) => parseTime(text, { ...UTC_TIMES, order }) !== null;
  const [day, month] = [as('day-first'), as('month-first')];
  if (!day && !month) return null;
  // Nobody writes the month first with full stops.
  if (day && numeric[2] === '.') return 'day-first';
  return day && month ? 'either' : day ? 'day-first' : 'month-first';
}

/**
 * A point in time from ISO 8601 (`2024-03-01`, `2024-03-01T10:00:00+02:00`, `20240301`), `2024/03/01`, Unix
 * seconds or milliseconds, a date with the name of the month, or, where the column's order is known, numbers such
 * as `31.12.2024 10:00` or `12/31/24 10:00 PM`. What stands before a named month's date ("Reviewed in Spain on") is
 * passed over. Years 1000 to 9999. Null for anything else.
 */
export function parseTime(cell: string, format: TimeFormat = UTC_TIMES): Date | null {
  const text = cell.trim();
  if (text.length > LONGEST) return null;
  const iso = PLAIN.exec(text) ?? ISO.exec(text) ?? BASIC.exec(text);
  if (iso) {
    const [, year, , month, day, ...clock] = iso;
    return clocked(numberOf(year), numberOf(month), numberOf(day), clock, format.zone);
  }
  if (UNIX.test(text)) {
    const value = Number(text);
    return new Date(Math.round(value < 1e11 ? value * 1000 : value));
  }
  if (SERIAL.test(text)) return format.serial ? serialDay(text, format.zone) : null;
  const numeric = NUMERIC.exec(text);
  if (numeric) {
    if (!format.order) return null;
    const [, first, , second, year, ...clock] = numeric;
    const [day, month] = format.order === 'day-first' ? [first, second] : [second, first];
    return clocked(fullYear(year!), numberOf(month), numberOf(day), clock, format.zone);
  }
  return named(text, format.zone) ?? named(text.replace(LEAD, ''), format.zone);
}

/** A date with the name of its month. */
function named(text: string, zone: string): Date | null {
  const dayNamed = DAY_NAMED.exec(text);
  if (dayNamed) {
    const [, day, name, year, ...clock] = dayNamed;
    return clocked(fullYear(year!), monthOf(name!), numberOf(day), clock, zone);
  }
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast) {
    const [, name, day, ...clock] = yearLast;
    return clocked(numberOf(clock.pop()), monthOf(name!), numberOf(day), clock, zone);
  }
  const monthNamed = MONTH_NAMED.exec(text);
  if (!monthNamed) return null;
  const [, name, day, year, ...clock] = monthNamed;
  return clocked(numberOf(year), monthOf(name!), numberOf(day), clock, zone);
}

/** A time of day without its day, such as `1:30 PM` or `13:05:10`. */
export const isClock = (cell: string): boolean => cell.length <= LONGEST && CLOCK_ONLY.test(cell.trim());

/** `3 weeks ago` and the like, which no import can date: when it was written is not known. */
export const isRelativeTime = (cell: string): boolean => cell.length <= LONGEST && RELATIVE.test(cell.trim());

/** The time of a date cell and the clock beside it; the date alone where they make no time together. */
export function parseDateAndClock(cell: string, clock: string, format: TimeFormat): Date | null {
  const day = parseTime(cell, format);
  if (day === null || !isClock(clock)) return day;
  const date = SERIAL.test(cell.trim()) ? day.toISOString().slice(0, 10) : cell.trim();
  return parseTime(`${date} ${clock.trim()}`, format) ?? day;
}

const numberOf = (digits: string | undefined) => (digits ? Number(digits) : 0);
const fullYear = (digits: string) => {
  const year = Number(digits);
  return digits.length === 4 ? year : year + (year < 70 ? 2000 : 1900);
};

function serialDay(text: string, zone: string): Date | null {
  const days = Number(text.replace(',', '.'));
  if (days < SERIAL_DAYS.low || days > SERIAL_DAYS.high) return null;
  const wall = Math.round((days - SERIAL_DAYS.unix) * 86_400) * 1000;
  // A whole number has no clock.
  return new Date(Number.isInteger(days) ? wall : wall - offsetMs(wall, zone));
}

/** A day without a clock is that day in UTC, by which reports count days, whatever the zone of the file. */
function clocked(
  year: number,
  month: number,
  day: number,
  clock: readonly (string | undefined)[],
  zone: string,
): Date | null {
  const [hour, minute, second, fraction, half, written] = clock;
  let hours = numberOf(hour);
  if (half && hours <= 12) hours = (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const [minutes, seconds] = [numberOf(minute), numberOf(second)];
  if (hours > 24 || minutes > 59 || seconds > 59 || (hours === 24 && minutes + seconds > 0)) return null;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // 31 February would be a day of March.
  if (year < 1000 || midnight.getUTCDate() !== day || midnight.getUTCMonth() !== month - 1) return null;
  const ms = fraction ? Math.floor(Number(`0.${fraction}`) * 1000) : 0;
  // 24:00 is midnight of the next day.
  const wall = midnight.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
  const shift =
    hour === undefined ? 0 : written === undefined ? offsetMs(wall, zone) : writtenOffsetMs(written);
  if (shift === null || (hour === undefined && written !== undefined)) return null;
  const at = wall - shift;
  return at >= EARLIEST && at <= LATEST ? new Date(at) : null;
}

/**
 * By how much the clocks of the zone are ahead of UTC when they show this time. Of a time that comes twice it is the
 * first; one that is skipped moves on.
 */
function offsetMs(wall: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const local = DateTime.fromMillis(wall, { zone: 'utc' }).setZone(zone, { keepLocalTime: true });
  return wall - Math.min(...local.getPossibleOffsets().map((possible) => possible.toMillis()));
}

function writtenOffsetMs(zone: string): number | null {
  const minutes = writtenOffset(zone);
  return minutes === null ? null : minutes * 60_000;
}

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'];

/** Names and short names of the months, comparable, in the languages above. */
function readMonths(): ReadonlyMap<string, number> {
  const names = LANGUAGES.flatMap((language) =>
    (['long', 'short'] as const).flatMap((month) => {
      const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, at): [string, number] => [
        comparable(format.format(Date.UTC(2024, at, 1))),
        at + 1,
      ]);
    }),
  );
  return new Map(names).set('sep', 9);
}

// Formatters take a while to make, and most files name no month.
let months: ReadonlyMap<string, number> | undefined;

/** The number of the month of that name, from 1; 0 when there is none. */
function monthOf(name: string): number {
  months ??= readMonths();
  return months.get(comparable(name)) ?? 0;
}
