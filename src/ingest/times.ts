import { DateTime } from 'luxon';
import { monthOf } from './months.ts';
import { type DateOrder, type TimeFormat, UTC_TIMES } from './time-format.ts';

/** Characters of the longest cell that may be a time. */
const LONGEST = 200;
// No two neighbours of these patterns take the same blanks: so many of them would take time with their cube.
const CLOCK = String.raw`(?:[T,]?\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([ap]\.?m\.?))?)?`;
const ZONE = String.raw`(?:\s*(Z|UTC?|GMT|[+-]\d{2}(?::?\d{2})?))?(?:\s*\([^)]*\))?`;
const ISO =
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const BASIC = /^(\d{4})()(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})()(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const UNIX = /^(?:\d{9,10}(?:\.\d+)?|\d{12,13})$/;
const NUMERIC = new RegExp(String.raw`^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})${CLOCK}${ZONE}$`, 'i');
const WEEKDAY = String.raw`(?:\p{L}+\.?,?\s+)?`;
const DAY_NAMED = new RegExp(
  String.raw`^${WEEKDAY}(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?:de\s+)?(\p{L}+)\.?,?[\s-]+(?:de\s+)?(\d{4})${CLOCK}${ZONE}$`,
  'iu',
);
const MONTH_NAMED = new RegExp(
  String.raw`^${WEEKDAY}(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})${CLOCK}${ZONE}$`,
  'iu',
);
const SERIAL = /^\d{5}(?:[.,]\d+)?$/;
/** 1900 to 2079 in days of a spreadsheet. */
const SERIAL_DAYS = { unix: 25_569, low: 20_000, high: 65_380 };
const EARLIEST = Date.UTC(1000, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const DAY_MS = 86_400_000;

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
 * as `31.12.2024 10:00` or `12/31/24 10:00 PM`. Years 1000 to 9999. Null for anything else.
 */
export function parseTime(cell: string, format: TimeFormat = UTC_TIMES): Date | null {
  const text = cell.trim();
  if (text.length > LONGEST) return null;
  const iso = ISO.exec(text) ?? BASIC.exec(text);
  if (iso) {
    const [, year, , month, day, hour, minute, second, fraction, zone] = iso;
    return instant([year, month, day, hour, minute, second].map(numberOf), fraction, zone, format.zone);
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
  const dayNamed = DAY_NAMED.exec(text);
  if (dayNamed) {
    const [, day, name, year, ...clock] = dayNamed;
    return clocked(numberOf(year), monthOf(name!), numberOf(day), clock, format.zone);
  }
  const monthNamed = MONTH_NAMED.exec(text);
  if (!monthNamed) return null;
  const [, name, day, year, ...clock] = monthNamed;
  return clocked(numberOf(year), monthOf(name!), numberOf(day), clock, format.zone);
}

const numberOf = (digits: string | undefined) => (digits ? Number(digits) : 0);
const fullYear = (digits: string) => {
  const year = Number(digits);
  return digits.length === 4 ? year : year + (year < 70 ? 2000 : 1900);
};

function serialDay(text: string, zone: string): Date | null {
  const days = Number(text.replace(',', '.'));
  if (days < SERIAL_DAYS.low || days > SERIAL_DAYS.high) return null;
  const wall = new Date(Math.round((days - SERIAL_DAYS.unix) * 86_400) * 1000);
  return new Date(wall.getTime() - offsetMs(wall.getTime(), zone));
}

function clocked(
  year: number,
  month: number,
  day: number,
  clock: readonly (string | undefined)[],
  zone: string,
): Date | null {
  const [hour, minute, second, fraction, half, written] = clock;
  let hours = numberOf(hour);
  if (half) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (half[0]!.toLowerCase() === 'p' ? 12 : 0);
  }
  return instant([year, month, day, hours, numberOf(minute), numberOf(second)], fraction, written, zone);
}

function instant(
  parts: readonly number[],
  fraction: string | undefined,
  written: string | undefined,
  zone: string,
): Date | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null;
  if (year < 1000 || hour > 23 || minute > 59 || second > 59) return null;
  const ms = fraction ? Math.floor(Number(`0.${fraction}`) * 1000) : 0;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const shift = written === undefined ? offsetMs(wall, zone) : writtenOffsetMs(written);
  if (shift === null) return null;
  const at = wall - shift;
  return at >= EARLIEST && at <= LATEST ? new Date(at) : null;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
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
  if (zone[0] !== '+' && zone[0] !== '-') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  if (hours > 15 || minutes > 59) return null;
  return ((zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * DAY_MS) / 1440;
}
