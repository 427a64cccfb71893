import type { Emergence } from '../../analysis/themes/emergence.ts';
import type { ThemeBucket } from '../../db/reports/dashboard-counts.ts';
import type { Sentiment } from '../../domain/analysis.ts';
import { type Estimate, meanEstimate, wilsonShare } from '../../statistics/intervals/intervals.ts';
import type { PeopledEmergence } from '../theme-overview.ts';
import { type ShownShare, type ShownStep, shownShare, sumBy } from './figures.ts';
import { firstDayOf, type ShownPeriod } from './period.ts';

/** One theme in a period. Themes without comments in this period and the one before are left out. */
export interface ShownTheme extends ShownShare {
  readonly id: number;
  readonly name: string;
  /** Whether its sentences name no subject ("I love it"). */
  readonly talk: boolean;
  /** Of its comments; the two may overlap. */
  readonly negative: Estimate | null;
  readonly positive: Estimate | null;
  readonly score: Estimate | null;
  /** Comments in each step of the time axis. */
  readonly steps: readonly number[];
  /** The last seven days against those before, over all feedback; null: as expected. */
  readonly emergence: Emergence | null;
}

/**
 * Themes of a period by number of comments, the largest first; talk without a subject last.
 * @param analysed comments of the period and of the one before, null where there is none
 * @param sentiment negative or positive: only comments with such a sentence about the theme
 */
export function themeTable(
  period: ShownPeriod,
  rows: readonly ThemeBucket[],
  analysed: { readonly now: number; readonly before: number | null },
  steps: readonly ShownStep[],
  sentiment: Sentiment | null,
  emergences: ReadonlyMap<number, PeopledEmergence>,
): ShownTheme[] {
  const counted = (row: ThemeBucket) =>
    sentiment === 'negative' || sentiment === 'positive' ? row[sentiment] : row.comments;
  return [...Map.groupBy(rows, ({ id }) => id)]
    .map(([id, own]): ShownTheme => {
      const now = own.filter(({ current }) => current);
      const past = own.filter(({ current }) => !current);
      const comments = sumBy(now, (row) => row.comments);
      const byStep = new Map(now.map((row) => [row.bucket, counted(row)]));
      return {
        ...{ id, name: own[0]!.name, talk: own[0]!.talk },
        ...shownShare(
          { count: sumBy(now, counted), of: analysed.now },
          analysed.before === null ? null : { count: sumBy(past, counted), of: analysed.before },
        ),
        negative: wilsonShare(
          sumBy(now, (row) => row.negative),
          comments,
        ),
        positive: wilsonShare(
          sumBy(now, (row) => row.positive),
          comments,
        ),
        score: meanEstimate({
          count: comments,
          sum: sumBy(now, (row) => row.scoreSum),
          sumOfSquares: sumBy(now, (row) => row.scoreSquares),
        }),
        steps: steps.map(({ first }) => byStep.get(firstDayOf(first, period.unit)) ?? 0),
        emergence: withoutPeople(emergences.get(id)),
      };
    })
    .sort((a, b) => Number(a.talk) - Number(b.talk) || b.count - a.count || a.id - b.id);
}

function withoutPeople(emergence?: PeopledEmergence): Emergence | null {
  if (!emergence) return null;
  const { people: _, ...shown } = emergence;
  return shown;
}
