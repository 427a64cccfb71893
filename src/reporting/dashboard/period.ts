import { addDays, daysOf, parsePeriod } from '../../analysis/digest/period.ts';
import type { BucketUnit } from '../../db/reports/dashboard-counts.ts';
import type { DashboardFilter } from '../../db/reports/dashboard-filter.ts';
import type { DashboardState } from '../../db/reports/dashboard-state.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** First and last day of dated feedback; null: there is none. */
export interface DatedSpan {
  readonly firstDay: string | null;
  readonly lastDay: string | null;
}

/** The period of a dashboard. Days are UTC, YYYY-MM-DD, both ends included; null: open. */
export interface ShownPeriod {
  readonly name: string;
  readonly first: string | null;
  readonly last: string | null;
  /** As many days before it; null where it is open. */
  readonly before: { readonly first: string; readonly last: string } | null;
  /** Step of the time axis. */
  readonly unit: BucketUnit;
}

/** What a page shows figures of. */
export interface Selection {
  readonly state: DashboardState;
  readonly period: ShownPeriod;
  readonly filter: DashboardFilter;
}

/** The filter of the period together with the one before it, where there is one. */
export const withPeriodBefore = ({ period, filter }: Selection): DashboardFilter =>
  period.before ? { ...filter, first: period.before.first } : filter;

const PERIOD_NAMES = ['4w', '12w', '26w', '12m', 'all'] as const;

/** Longest spans that are shown by day, by week and by month, in days. */
const LONGEST = [
  ['day', 35],
  ['week', 400],
  ['month', 7_400],
] as const;

/**
 * Weeks and months that end with the last day of any feedback, so that old data has figures too; FROM..TO; or all.
 * Without dated feedback it is all.
 * @param name default: 12w
 * @throws VerbatimError PERIOD_INVALID
 */
export function shownPeriod(name: string | null, { firstDay, lastDay }: DatedSpan): ShownPeriod {
  const wanted = name ?? (lastDay === null ? 'all' : '12w');
  if (lastDay === null || firstDay === null || wanted === 'all') {
    if (lastDay !== null || wanted === 'all' || isName(wanted)) return open(firstDay, lastDay);
  }
  const [first, last] = isName(wanted) ? named(wanted, lastDay!) : between(wanted);
  const days = daysOf({ name: wanted, first, last })!;
  const earlier = { first: addDays(first, -days), last: addDays(first, -1) };
  return { name: wanted, first, last, before: isDay(earlier.first) ? earlier : null, unit: unitOf(days) };
}

/** Times of feedback are of the years 1000 to 9999. */
const isDay = (day: string): boolean => /^[1-9]\d{3}-/.test(day);
const isName = (name: string): boolean => (PERIOD_NAMES as readonly string[]).includes(name);

function open(firstDay: string | null, lastDay: string | null): ShownPeriod {
  const days = daysOf({ name: 'all', first: firstDay, last: lastDay }) ?? 1;
  return { name: 'all', first: null, last: null, before: null, unit: unitOf(days) };
}

const unitOf = (days: number): BucketUnit => LONGEST.find(([, longest]) => days <= longest)?.[0] ?? 'year';

function named(name: string, lastDay: string): [string, string] {
  const count = Number.parseInt(name, 10);
  if (name.endsWith('w')) return [addDays(firstDayOf(lastDay, 'week'), -7 * (count - 1)), lastDay];
  const month = new Date(`${lastDay.slice(0, 7)}-01T00:00:00Z`);
  month.setUTCMonth(month.getUTCMonth() - (count - 1));
  return [month.toISOString().slice(0, 10), lastDay];
}

function between(name: string): [string, string] {
  const period = name.includes('..') ? parsePeriod(name, new Date(0)) : null;
  if (!period?.first || !period.last || !isDay(period.first))
    throw new VerbatimError('PERIOD_INVALID', {
      ...{ period: name.slice(0, 50), known: PERIOD_NAMES.join(', ') },
    });
  return [period.first, period.last];
}

/** First day of the step that a day lies in. */
export function firstDayOf(day: string, unit: BucketUnit): string {
  if (unit === 'year') return `${day.slice(0, 4)}-01-01`;
  if (unit === 'month') return `${day.slice(0, 7)}-01`;
  if (unit === 'day') return day;
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/** Last day of the step that begins with a day; at the latest the end of 9999. */
export function lastDayOf(start: string, unit: BucketUnit): string {
  const last = new Date(`${start}T00:00:00Z`);
  if (unit === 'week') last.setUTCDate(last.getUTCDate() + 6);
  if (unit === 'month') last.setUTCMonth(last.getUTCMonth() + 1, 0);
  if (unit === 'year') last.setUTCMonth(11, 31);
  return last.getUTCFullYear() > 9_999 ? '9999-12-31' : last.toISOString().slice(0, 10);
}

// A longer axis (the year 1 to 9999) has only the steps with comments.
const MOST_STEPS = 600;

/** First days of all steps from one day to another; those of `known` alone where there would be too many. */
export function stepsBetween(
  first: string,
  last: string,
  unit: BucketUnit,
  known: readonly string[],
): string[] {
  const steps: string[] = [];
  let step = firstDayOf(first, unit);
  for (;;) {
    if (steps.push(step) > MOST_STEPS) return [...new Set(known)].sort();
    const end = lastDayOf(step, unit);
    if (end >= last) return steps;
    step = addDays(end, 1);
  }
}
