import { type Crowd, peopleIn, strangers } from '../../domain/crowd.ts';
import { type Emergence, emergingThemes, RECENT_DAYS } from './emergence.ts';
import type { DailyCounts } from './trend.ts';

/** Count of comments of one day. */
interface DayCount {
  /** Theme; null for all comments. */
  readonly id: number | null;
  /** UTC, YYYY-MM-DD. */
  readonly day: string;
  readonly n: number;
  /** Who wrote them; null: no author is known. */
  readonly people: Crowd | null;
}

interface DailyEmergence {
  /** First and last day with a comment; null if no comment has a date. */
  readonly first: string | null;
  readonly last: string | null;
  /** Every day from first to last, for each theme in the order of `ids`. */
  readonly daily: readonly DailyCounts[];
  readonly emergences: readonly Emergence[];
}

const DAY = 86_400_000;

/** Days of trend and emergence: twelve weeks up to the last day with feedback. */
export const TREND_DAYS = 84;

/** {@link dailyEmergence} of all themes that have a count, with their ids. */
export function emergenceOfAll(
  days: readonly DayCount[],
): DailyEmergence & { readonly ids: readonly number[] } {
  const ids = [...new Set(days.flatMap(({ id }) => id ?? []))];
  return { ids, ...dailyEmergence(ids, days) };
}

/** Daily counts of the given themes, and the emergence of each in the last seven days. */
export function dailyEmergence(ids: readonly number[], days: readonly DayCount[]): DailyEmergence {
  const all = days.filter(({ id }) => id === null);
  const [first, last] = [all[0]?.day ?? null, all.at(-1)?.day ?? null];
  const calendar = first && last ? datesBetween(first, last) : [];
  const byTheme = Map.groupBy(days, ({ id }) => id);
  const totals = series(all, calendar);
  const recent = new Set(calendar.slice(-RECENT_DAYS));
  const daily = ids.map((id): DailyCounts => {
    const own = byTheme.get(id) ?? [];
    const crowds = own.filter(({ day }) => recent.has(day)).map(({ n, people }) => people ?? strangers(n));
    return { counts: series(own, calendar), totals, people: peopleIn(crowds) };
  });
  const weekday = first ? weekdayOf(first) : 0;
  return { first, last, daily, emergences: emergingThemes(daily, weekday) };
}

const series = (counts: readonly DayCount[], calendar: readonly string[]): number[] => {
  const byDay = new Map(counts.map(({ day, n }) => [day, n]));
  return calendar.map((day) => byDay.get(day) ?? 0);
};

/** Monday is 0; 1970-01-05 was a Monday. */
export const weekdayOf = (day: string): number => (((Date.parse(day) / DAY + 3) % 7) + 7) % 7;

/** Every day from first to last. */
export function datesBetween(first: string, last: string): string[] {
  const days = Math.round((Date.parse(last) - Date.parse(first)) / DAY) + 1;
  return Array.from({ length: days }, (_, i) =>
    new Date(Date.parse(first) + i * DAY).toISOString().slice(0, 10),
  );
}
