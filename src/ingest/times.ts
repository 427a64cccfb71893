const ISO =
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const BASIC = /^(\d{4})()(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})()(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const RFC2822 =
  /^(?:[a-z]{3},?\s+)?(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|UT|UTC|GMT|[+-]\d{4})?(?:\s*\([^)]*\))?$/i;
const UNIX = /^(?:\d{9,10}(?:\.\d+)?|\d{12,13})$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const EARLIEST = Date.UTC(1000, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * A point in time from ISO 8601 (`2024-03-01`, `2024-03-01T10:00:00+02:00`, `20240301`), `2024/03/01`, Unix
 * seconds or milliseconds, or RFC 2822. Without a zone it is UTC. Years 1000 to 9999. Null for anything else,
 * `03/04/2024` among it: which of the two is the month, one cell cannot tell.
 */
export function parseTime(cell: string): Date | null {
  const text = cell.trim();
  const iso = ISO.exec(text) ?? BASIC.exec(text);
  if (iso) {
    const [, year, , month, day, hour, minute, second, fraction, zone] = iso;
    const ms = fraction ? Math.floor(Number(`0.${fraction}`) * 1000) : 0;
    return instant([year, month, day, hour, minute, second].map(numberOf), ms, zone);
  }
  if (UNIX.test(text)) {
    const value = Number(text);
    return new Date(Math.round(value < 1e11 ? value * 1000 : value));
  }
  const mail = RFC2822.exec(text);
  if (!mail) return null;
  const [, day, name, year, hour, minute, second, zone] = mail;
  const month = MONTHS.indexOf(name!.toLowerCase()) + 1;
  return instant([numberOf(year), month, ...[day, hour, minute, second].map(numberOf)], 0, zone);
}

const numberOf = (digits: string | undefined) => (digits ? Number(digits) : 0);

function instant(parts: readonly number[], ms: number, zone: string | undefined): Date | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null;
  if (year < 1000 || hour > 23 || minute > 59 || second > 59) return null;
  const shift = zoneMinutes(zone);
  if (shift === null) return null;
  const at = Date.UTC(year, month - 1, day, hour, minute - shift, second, ms);
  return at >= EARLIEST && at <= LATEST ? new Date(at) : null;
}

const daysOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

function zoneMinutes(zone: string | undefined): number | null {
  if (zone === undefined || (zone[0] !== '+' && zone[0] !== '-')) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  if (hours > 15 || minutes > 59) return null;
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes);
}
