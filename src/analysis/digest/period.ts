/** A period of whole UTC days, both ends included; null for an open end. */
export interface Period {
  /** day, week, month, all, or "FROM..TO". */
  readonly name: string;
  readonly first: string | null;
  readonly last: string | null;
}

const DAY = 86_400_000;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const CALENDAR_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day of the calendar, YYYY-MM-DD. */
export const isDay = (text: string): boolean =>
  CALENDAR_DAY.test(text) && !Number.isNaN(timeOf(text)) && dayOf(timeOf(text)) === text;

/** Adds days to a date, YYYY-MM-DD. */
export const addDays = (day: string, days: number): string => dayOf(timeOf(day) + days * DAY);

/** The period as times: from `since` on, before `until`; an open end has none. */
export const timesOf = ({ first, last }: Period): { since?: Date; until?: Date } => ({
  ...(first === null ? {} : { since: new Date(timeOf(first)) }),
  ...(last === null ? {} : { until: new Date(timeOf(last) + DAY) }),
});

/** Length of a period in days; null if it is open. */
export function daysOf({ first, last }: Period): number | null {
  return first && last ? Math.round((timeOf(last) - timeOf(first)) / DAY) + 1 : null;
}

/**
 * Parses a period: the last whole day, week (Monday to Sunday, ISO 8601) or calendar month before `now`, all, or
 * "FROM..TO". Null for other text.
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
  const days = [first, last].every((day) => day !== undefined && isDay(day));
  return days && more.length === 0 && first! <= last! ? { name, first: first!, last: last! } : null;
}

/** The preceding period of the same length (for a month, the month before); null if the period is open. */
export function periodBefore(period: Period): Period | null {
  const { name, first } = period;
  const days = daysOf(period);
  if (first === null || days === null) return null;
  const last = addDays(first, -1);
  const before = name === 'month' ? `${last.slice(0, 8)}01` : addDays(first, -days);
  return { name: `before ${name}`, first: before, last };
}
