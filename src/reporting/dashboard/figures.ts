import { DASHBOARD_SUM_NAMES, type DashboardSums } from '../../db/reports/comment-sums.ts';
import type { CommentBucket, SubjectBucket } from '../../db/reports/dashboard-counts.ts';
import type { Sentiment } from '../../domain/analysis.ts';
import {
  type Estimate,
  meanEstimate,
  type ShareCount,
  shareChange,
  wilsonShare,
} from '../../statistics/intervals/intervals.ts';
import { lastDayOf, type ShownPeriod, stepsBetween } from './period.ts';

export const SENTIMENTS = ['negative', 'neutral', 'positive', 'mixed'] as const satisfies Sentiment[];

/** A share, 0..1, with its 95 % Wilson interval, n and change; null: n is 0. */
export interface ShownShare extends ShareCount {
  readonly share: Estimate | null;
  /** Against the period before, with Newcombe's interval; null where that had nothing. */
  readonly change: Estimate | null;
}

export interface Totals {
  readonly sums: DashboardSums;
  /** Null where the period has none before it. */
  readonly before: DashboardSums | null;
  /** Selected comments: analysed ones, of one sentiment or about one theme or topic if chosen. */
  readonly comments: number;
  readonly commentsBefore: number | null;
  readonly shares: Readonly<Partial<Record<Sentiment, ShownShare>>>;
  /** Of all analysed comments, with a theme and a topic of those about the topic; null without either. */
  readonly aboutShare: ShownShare | null;
  /** −1..1; null for topics. */
  readonly score: Estimate | null;
  /** Mean in the customers' own unit; null where nothing is rated, and for themes. */
  readonly rating: number | null;
  /** Comments that it is of. */
  readonly rated: number;
}

/** One step of the time axis; days both included. */
export interface ShownStep {
  readonly first: string;
  readonly last: string;
  /** The step begins before the period, or ends after it or after the last day of any feedback. */
  readonly partial: boolean;
  /** Its counts are not shown: they are 0 here. */
  readonly hidden?: true;
  readonly comments: number;
  /** Analysed comments: what shares are of; about a theme or topic: comments that speak of it. */
  readonly of: number;
  readonly shares: Readonly<Partial<Record<Sentiment, Estimate | null>>>;
}

/** Counts of the selected comments in one step of time. */
interface Cell {
  readonly bucket: string | null;
  readonly current: boolean;
  readonly comments: number;
  readonly of: number;
  readonly counts: Readonly<Partial<Record<Sentiment, number>>>;
}

/**
 * Sentiment of a period and over its time.
 * @param about comments about a theme or a topic, of whose sentences only those about it count: negative, positive,
 *   both or neither; null: all comments
 * @param focus.theme whether it is a theme, whose ratings are not shown
 * @param focus.sentiment only such comments; shares stay of all
 */
export function sentimentFigures(
  period: ShownPeriod,
  rows: readonly CommentBucket[],
  about: readonly SubjectBucket[] | null,
  focus: { readonly theme: number | null; readonly sentiment: Sentiment | null },
  span: { readonly firstDay: string | null; readonly lastDay: string | null },
): { totals: Totals; steps: ShownStep[]; undated: number } {
  const lines = linesOf(about !== null, focus.sentiment);
  const cells = about
    ? about.map((row) => subjectCell(row, lines))
    : rows.map((row) => commentCell(row, lines, focus.sentiment));
  const now = cells.filter(({ current }) => current);
  const past = period.before ? cells.filter(({ current }) => !current) : null;
  const sums = sumOf(rows.filter(({ current }) => current));
  const before = period.before ? sumOf(rows.filter(({ current }) => !current)) : null;
  const shares = Object.fromEntries(
    lines.map((line) => [line, shownShare(countOf(now, line), past && countOf(past, line))]),
  );
  const comments = sumBy(now, ({ comments }) => comments);
  const commentsBefore = past && sumBy(past, ({ comments }) => comments);
  const moments = (about ?? rows).filter(({ current }) => current);
  const onTopic = about !== null && focus.theme === null;
  const rating = focus.theme === null ? moments : [];
  const rated = sumBy(rating, (row) => row.rated);
  return {
    totals: {
      ...{ sums, before, comments, commentsBefore, shares },
      aboutShare: about
        ? shownShare(
            { count: comments, of: sums.analysed },
            before && { count: commentsBefore!, of: before.analysed },
          )
        : null,
      score: onTopic
        ? null
        : meanEstimate({
            count: about ? comments : sums.analysed,
            sum: sumBy(moments, ({ scoreSum = 0 }) => scoreSum),
            sumOfSquares: sumBy(moments, ({ scoreSquares = 0 }) => scoreSquares),
          }),
      rating: rated === 0 ? null : sumBy(rating, ({ ratingSum }) => ratingSum) / rated,
      rated,
    },
    steps: stepsOf(period, now, lines, span),
    undated: sumBy(
      rows.filter(({ bucket }) => bucket === null),
      ({ feedback }) => feedback,
    ),
  };
}

/** Sentiments that shares are shown of. */
function linesOf(about: boolean, sentiment: Sentiment | null): Sentiment[] {
  const counted = !about || sentiment === 'negative' || sentiment === 'positive';
  return sentiment !== null && counted ? [sentiment] : ['negative', 'positive'];
}

const commentCell = (row: CommentBucket, lines: readonly Sentiment[], only: Sentiment | null): Cell => ({
  ...{ bucket: row.bucket, current: row.current, of: row.analysed },
  comments: only === null ? row.analysed : row[only],
  counts: Object.fromEntries(lines.map((line) => [line, row[line]])),
});

const subjectCell = (row: SubjectBucket, lines: readonly Sentiment[]): Cell => ({
  ...{ bucket: row.bucket, current: row.current, of: row.comments, comments: row.comments },
  counts: Object.fromEntries(lines.map((line) => [line, row[line as 'negative' | 'positive']])),
});

function stepsOf(
  { first, last, unit }: ShownPeriod,
  cells: readonly Cell[],
  lines: readonly Sentiment[],
  span: { readonly firstDay: string | null; readonly lastDay: string | null },
): ShownStep[] {
  const dated = cells.filter(({ bucket }) => bucket !== null);
  const [from, to] = [first ?? span.firstDay, last ?? span.lastDay];
  if (from === null || to === null || span.lastDay === null) return [];
  const byStep = Map.groupBy(dated, ({ bucket }) => bucket!);
  return stepsBetween(from, to, unit, [...byStep.keys()]).map((step) => {
    const own = byStep.get(step) ?? [];
    const end = lastDayOf(step, unit);
    return {
      ...{ first: [step, from].sort()[1]!, last: [end, to].sort()[0]! },
      partial: step < from || end > to || end > span.lastDay!,
      comments: sumBy(own, ({ comments }) => comments),
      of: sumBy(own, ({ of }) => of),
      shares: Object.fromEntries(
        lines.map((line) => {
          const { count, of } = countOf(own, line);
          return [line, wilsonShare(count, of)];
        }),
      ),
    };
  });
}

const countOf = (cells: readonly Cell[], line: Sentiment): ShareCount => ({
  count: sumBy(cells, ({ counts }) => counts[line] ?? 0),
  of: sumBy(cells, ({ of }) => of),
});

/** @param before null: there is no period before */
export const shownShare = (now: ShareCount, before: ShareCount | null): ShownShare => ({
  ...now,
  share: wilsonShare(now.count, now.of),
  change: before && shareChange(now, before),
});

export function sumBy<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0);
}

function sumOf(rows: readonly CommentBucket[]): DashboardSums {
  return Object.fromEntries(
    DASHBOARD_SUM_NAMES.map((name) => [name, sumBy(rows, (row) => row[name])]),
  ) as unknown as DashboardSums;
}
