import { type Emergence, emergingThemes } from './emergence.ts';
import type { DailyCounts } from './trend.ts';

/** Comments of one day, UTC, as YYYY-MM-DD; of a theme where it has an id, else all. */
export interface CountOfDay {
  readonly id: number | null;
  readonly day: string;
  readonly n: number;
}

export interface DailyEmergence {
  /** First and last day of any comment; null where none is dated. */
  readonly first: string | null;
  readonly last: string | null;
  /** Every day between them, theme by theme in the order of `ids`. */
  readonly daily: readonly DailyCounts[];
  readonly emergences: readonly Emergence[];
}

const DAY = 86_400_000;

/** Days of trend and emergence: twelve weeks, that end with the last day of any feedback. */
export const TREND_DAYS = 84;

/** The themes that any of these days is of, and {@link dailyEmergence} of them. */
export function emergenceOfAll(
  days: readonly CountOfDay[],
): DailyEmergence & { readonly ids: readonly number[] } {
  const ids = [...new Set(days.flatMap(({ id }) => id ?? []))];
  return { ids, ...dailyEmergence(ids, days) };
}

/** Days of the themes of these ids, and how each of them emerges in the last seven. */
export function dailyEmergence(ids: readonly number[], days: readonly CountOfDay[]): DailyEmergence {
  const all = days.filter(({ id }) => id === null);
  const [first, last] = [all[0]?.day ?? null, all.at(-1)?.day ?? null];
  const calendar = first && last ? datesBetween(first, last) : [];
  const byTheme = Map.groupBy(days, ({ id }) => id);
  const totals = series(all, calendar);
  const daily = ids.map((id): DailyCounts => ({ counts: series(byTheme.get(id) ?? [], calendar), totals }));
  // Days of the week from Monday, 0, which 1970-01-05 was.
  const weekday = first ? (((Date.parse(first) / DAY + 3) % 7) + 7) % 7 : 0;
  return { first, last, daily, emergences: emergingThemes(daily, weekday) };
}

const series = (counts: readonly CountOfDay[], calendar: readonly string[]): number[] => {
  const byDay = new Map(counts.map(({ day, n }) => [day, n]));
  return calendar.map((day) => byDay.get(day) ?? 0);
};

function datesBetween(first: string, last: string): string[] {
  const days = Math.round((Date.parse(last) - Date.parse(first)) / DAY) + 1;
  return Array.from({ length: days }, (_, i) =>
    new Date(Date.parse(first) + i * DAY).toISOString().slice(0, 10),
  );
}
