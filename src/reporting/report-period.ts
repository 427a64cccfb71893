import { DateTime } from 'luxon';
import { type Period, parsePeriod } from '../analysis/digest/period.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { printable } from './formats/cell-text.ts';

const LONGEST_DAYS = 36_600;

/**
 * Days of a report, UTC, both ends included; null is open.
 *
 * `all`; `day`, `week`, `month`, `year`: the last whole one, also as `last-week`; `today`, `yesterday`; `this-week`,
 * `this-month`, `this-year`: up to today; `7d`, `4w`: so many whole days or weeks of seven days before today;
 * `2026`, `2026-Q1`, `2026-03`, `2026-W10` (ISO 8601), `2026-03-05`; `2026-01-01..2026-03-31`, either end open.
 * @throws VerbatimError REPORT_PERIOD_INVALID
 */
export function parseReportPeriod(text: string, now: Date): Period {
  const found = parsePeriod(text, now) ?? wordPeriod(text, now) ?? calendarPeriod(text) ?? openPeriod(text);
  // Postgres knows no year 0, and here a year has four digits.
  const fits = [found?.first, found?.last].every((day) => day == null || /^(?!0000)\d{4}-/.test(day));
  if (!found || !fits)
    throw new VerbatimError('REPORT_PERIOD_INVALID', { period: printable(text).slice(0, 60) });
  return found;
}

const period = (name: string, first: DateTime, last: DateTime): Period => {
  return { name, first: first.toISODate(), last: last.toISODate() };
};

function wordPeriod(name: string, now: Date): Period | null {
  const today = DateTime.fromJSDate(now, { zone: 'utc' }).startOf('day');
  if (name === 'today') return period(name, today, today);
  if (name === 'yesterday') return period(name, today.minus({ days: 1 }), today.minus({ days: 1 }));
  const count = /^([1-9]\d{0,4})([dw])$/.exec(name);
  if (count) {
    const days = Number(count[1]) * (count[2] === 'w' ? 7 : 1);
    return days > LONGEST_DAYS ? null : period(name, today.minus({ days }), today.minus({ days: 1 }));
  }
  const unit = /^(?:(last|this)-)?(week|month|quarter|year)$/.exec(name);
  if (!unit) return null;
  const start = today.startOf(unit[2] as 'week');
  if (unit[1] === 'this') return period(name, start, today);
  return period(name, start.minus({ [unit[2]!]: 1 }), start.minus({ days: 1 }));
}

function calendarPeriod(name: string): Period | null {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(name);
  const unit = quarter
    ? 'quarter'
    : /^\d{4}$/.test(name)
      ? 'year'
      : /^\d{4}-\d{2}$/.test(name)
        ? 'month'
        : /^\d{4}-W\d{2}$/.test(name)
          ? 'week'
          : /^\d{4}-\d{2}-\d{2}$/.test(name)
            ? 'day'
            : null;
  if (unit === null) return null;
  const start = quarter
    ? DateTime.utc(Number(quarter[1]), 3 * Number(quarter[2]) - 2, 1)
    : DateTime.fromISO(name, { zone: 'utc' });
  return start.isValid ? period(name, start, start.endOf(unit)) : null;
}

/** FROM.. and ..TO. */
function openPeriod(name: string): Period | null {
  const ends = /^(?:(\d{4}-\d{2}-\d{2})\.\.|\.\.(\d{4}-\d{2}-\d{2}))$/.exec(name);
  const day = ends && calendarPeriod((ends[1] ?? ends[2])!);
  if (!day) return null;
  return { name, first: ends[1] ? day.first : null, last: ends[2] ? day.last : null };
}
