import type { Estimate } from '../analysis/intervals.ts';
import { type Emergence, emergingThemes } from '../analysis/themes/emergence.ts';
import { type ThemeFigures, themeFigures } from '../analysis/themes/theme-figures.ts';
import { type DailyCounts, trend } from '../analysis/themes/trend.ts';
import type { Database } from '../db/client.ts';
import { countThemes, type DayCount } from '../db/theme-figures.ts';

/** A theme with its figures; intervals are of 95 %. */
export interface ThemeOverview extends ThemeFigures {
  readonly id: number;
  readonly name: string;
  readonly keywords: readonly string[];
  /** Feedback that speaks of it. */
  readonly comments: number;
  /** By what factor its share grows in a week, over the days looked at; null when too little is dated. */
  readonly trend: Estimate | null;
  /** The last seven days against those before; null without dates. */
  readonly emergence: Emergence | null;
  /** The sentence nearest to its middle. */
  readonly quote: string | null;
}

export interface ThemesOverview {
  /** Feedback that the active model has analysed. */
  readonly comments: number;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly themes: readonly ThemeOverview[];
}

/** Days of trend and emergence: twelve weeks, that end with the last day of any feedback. */
export const TREND_DAYS = 84;

/** Days of the themes of these ids, and how each of them emerges. */
function dailyOf(ids: readonly number[], days: readonly DayCount[]) {
  const all = days.filter(({ id }) => id === null);
  const [first, last] = [all[0]?.day ?? null, all.at(-1)?.day ?? null];
  const calendar = first && last ? datesBetween(first, last) : [];
  const byTheme = Map.groupBy(days, ({ id }) => id);
  const totals = series(all, calendar);
  const daily = ids.map((id): DailyCounts => ({ counts: series(byTheme.get(id) ?? [], calendar), totals }));
  // Days of the week from Monday, 0, which 1970-01-05 was.
  const weekday = first ? (((Date.parse(first) / 86_400_000 + 3) % 7) + 7) % 7 : 0;
  return { first, last, daily, emergences: emergingThemes(daily, weekday) };
}

/** Themes that emerge in the last seven days, by counts of {@link TREND_DAYS} days. */
export function emergingIn(days: readonly DayCount[]): ReadonlySet<number> {
  return new Set(emergencesIn(days).keys());
}

/** What was counted and expected of those themes. */
export function emergencesIn(days: readonly DayCount[]): ReadonlyMap<number, Emergence> {
  const ids = [...new Set(days.flatMap(({ id }) => id ?? []))];
  const { emergences } = dailyOf(ids, days);
  return new Map(ids.map((id, i) => [id, emergences[i]!] as const).filter(([, it]) => it.emerging));
}

/** The themes that are shown, the largest first. */
export async function themesOverview(database: Database): Promise<ThemesOverview> {
  const { comments, themes, days } = await countThemes(database, TREND_DAYS);
  const { first, last, daily, emergences } = dailyOf(
    themes.map(({ id }) => id),
    days,
  );
  return {
    ...{ comments, firstDay: first, lastDay: last },
    themes: themes.map(({ id, name, keywords, quote, ...row }, i) => ({
      ...{ id, name, keywords, comments: row.comments },
      ...themeFigures(
        {
          ...{ comments: row.comments, negative: row.negative, positive: row.positive },
          scores: { count: row.comments, sum: row.scoreSum, sumOfSquares: row.scoreSquares },
          ratings: { count: row.rated, sum: row.ratingSum, sumOfSquares: row.ratingSquares },
        },
        comments,
      ),
      trend: trend(daily[i]!),
      emergence: first ? emergences[i]! : null,
      quote,
    })),
  };
}

const series = (counts: readonly DayCount[], calendar: readonly string[]): number[] => {
  const byDay = new Map(counts.map(({ day, n }) => [day, n]));
  return calendar.map((day) => byDay.get(day) ?? 0);
};

function datesBetween(first: string, last: string): string[] {
  const days = Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
  return Array.from({ length: days }, (_, i) =>
    new Date(Date.parse(first) + i * 86_400_000).toISOString().slice(0, 10),
  );
}
