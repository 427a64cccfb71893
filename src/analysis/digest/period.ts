/** A period of whole days, UTC, both ends included; null: open. */
export interface Period {
  /** day, week, month, all, or "FROM..TO" as it was asked for. */
  readonly name: string;
  readonly first: string | null;
  readonly last: string | null;
}

const DAY = 86_400_000;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const CALENDAR_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The day after so many others, YYYY-MM-DD. */
export const addDays = (day: string, days: number): string => dayOf(timeOf(day) + days * DAY);

/** Days of a period; null where it is open. */
export function daysOf({ first, last }: Period): number | null {
  return first && last ? Math.round((timeOf(last) - timeOf(first)) / DAY) + 1 : null;
}

/**
 * The last whole day, week (Monday to Sunday, ISO 8601) or calendar month before `now`; all; or two days with two
 * dots between. Null when it is none of these.
 */
export function parsePeriod(name: string, now: Date): Period | null {
  const today = dayOf(now.getTime());
  if (name === 'all') return { name, first: null, last: null };
  if (name === 'day') return { name, first: addDays(today, -1), last: addDays(today, -1) };
  if (name === 'week') {
    const monday = addDays(today, -((new Date(timeOf(today)).getUTCDay() + 6) % 7));
    return { name, first: addDays(monday, -7), last: addDays(monday, -1) };
  }
  if (name === 'month') {
    const last = addDays(`${today.slice(0, 8)}01`, -1);
    return { name, first: `${last.slice(0, 8)}01`, last };
  }
  const [first, last, ...more] = name.split('..');
  const days = [first, last].every(
    (day) =>
      day !== undefined && CALENDAR_DAY.test(day) && !Number.isNaN(timeOf(day)) && dayOf(timeOf(day)) === day,
  );
  return days && more.length === 0 && first! <= last! ? { name, first: first!, last: last! } : null;
}

/** The period of the same length before it, a month before a month; null where it is open. */
export function periodBefore(period: Period): Period | null {
  const { name, first } = period;
  const days = daysOf(period);
  if (first === null || days === null) return null;
  const last = addDays(first, -1);
  const before = name === 'month' ? `${last.slice(0, 8)}01` : addDays(first, -days);
  return { name: `before ${name}`, first: before, last };
}
