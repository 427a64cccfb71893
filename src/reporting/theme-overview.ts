import { dailyEmergence, emergenceOfAll, TREND_DAYS } from '../analysis/themes/daily-emergence.ts';
import type { Emergence } from '../analysis/themes/emergence.ts';
import { type ThemeFigures, themeFigures } from '../analysis/themes/figures.ts';
import { trend } from '../analysis/themes/trend.ts';
import type { Database, Queryable } from '../db/client.ts';
import { type DayCount, themeDays } from '../db/reports/digest-figures.ts';
import { countLatest } from '../db/rollups/rollup-freshness.ts';
import { storedEmergences } from '../db/themes/emergence.ts';
import { countThemes } from '../db/themes/figures.ts';
import type { Estimate } from '../statistics/intervals/intervals.ts';

/** A theme with its figures; intervals are 95 %. */
export interface ThemeOverview extends ThemeFigures {
  readonly id: number;
  readonly name: string;
  readonly keywords: readonly string[];
  /** Whether its sentences name no subject ("I love it"). */
  readonly talk: boolean;
  /** Name of the largest theme of its group; null for that theme itself and without a group. */
  readonly parent: string | null;
  /** Comments about it. */
  readonly comments: number;
  /** Weekly growth factor of its share, over the last {@link TREND_DAYS} days; null with too few dated comments. */
  readonly trend: Estimate | null;
  /** The last seven days against those before; null without dates. */
  readonly emergence: Emergence | null;
  /** The sentence nearest to its centre. */
  readonly quote: string | null;
}

export interface ThemesOverview {
  /** Comments that the active model has analysed. */
  readonly comments: number;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly themes: readonly ThemeOverview[];
}

/** With the people who wrote the comments of these days. */
export interface PeopledEmergence extends Emergence {
  readonly people: number;
}

/**
 * Themes that emerge in the last seven days of feedback, with observed and expected counts. The nightly run stores
 * them; when roll-ups have changed since, they are tested again.
 * @param daysOf counts of the last {@link TREND_DAYS} days; left out: those of roll-ups
 */
export async function emergingNow(
  database: Queryable,
  daysOf: (days: number) => Promise<readonly DayCount[]> = (days) => themeDays(database, days),
): Promise<ReadonlyMap<number, PeopledEmergence>> {
  const emergences = (await storedEmergences(database)) ?? testedNow(await daysOf(TREND_DAYS));
  return new Map(
    emergences
      .filter(({ emerging }) => emerging)
      .map(({ themeId, said: observed, expected, probability, emerging, people }) => [
        themeId,
        { observed, expected, probability, emerging, people: people ?? observed },
      ]),
  );
}

function testedNow(days: readonly DayCount[]) {
  const { ids, daily, emergences } = emergenceOfAll(days);
  return ids.map((themeId, i) => {
    const { people = null } = daily[i]!;
    return { ...emergences[i]!, themeId, said: emergences[i]!.observed, people };
  });
}

/** Themes that are shown, the largest first, talk without a subject last; from roll-ups while these are fresh. */
export async function themesOverview(database: Database): Promise<ThemesOverview> {
  await countLatest(database);
  const { comments, themes, days } = await countThemes(database, TREND_DAYS);
  const { first, last, daily, emergences } = dailyEmergence(
    themes.map(({ id }) => id),
    days,
  );
  return {
    ...{ comments, firstDay: first, lastDay: last },
    themes: themes.map(({ id, name, keywords, talk, parent, quote, ...row }, i) => ({
      ...{ id, name, keywords, talk, parent, comments: row.comments },
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
