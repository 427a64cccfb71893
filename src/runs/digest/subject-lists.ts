import { subjectAlerts } from '../../analysis/digest/alerts.ts';
import { daysOf, type Period, timesOf } from '../../analysis/digest/period.ts';
import { type QuoteCandidate, QuoteTaker } from '../../analysis/digest/quotes.ts';
import {
  type DigestSubjects,
  listedSubjects,
  type Side,
  type SubjectFigures,
  subjectLine,
} from '../../analysis/digest/subjects.ts';
import type { Quote } from '../../analysis/source-segment.ts';
import { RECENT_DAYS } from '../../analysis/themes/emergence.ts';
import type { Database } from '../../db/client.ts';
import {
  type SubjectCounts,
  type SubjectKind,
  type SubjectSelection,
  subjectCounts,
  subjectDays,
  subjectKind,
  subjectSentences,
} from '../../db/reports/subject-counts.ts';

/** Lines of each list, and quotes of each line. */
const LISTS = {
  complaints: { side: 'negative', most: 5, quotes: 2 },
  praise: { side: 'positive', most: 4, quotes: 1 },
  requests: { side: 'asks', most: 4, quotes: 1 },
} as const satisfies Record<string, { side: Side; most: number; quotes: number }>;
const NAMES = ['complaints', 'praise', 'requests'] as const;
/** Sentences that a quote is chosen from. */
const CANDIDATES = 60;
/** Days before the tested ones: twelve weeks. */
const PAST_DAYS = 84;
/** Of a longer period the last seven days are tested. */
const MOST_TESTED = 31;
/** Languages whose words without a subject are known. */
const LANGUAGES = ['en', 'de', 'fr', 'es'];

interface SubjectListOptions {
  readonly modelId: number;
  readonly period: Period;
  readonly previous: Period | null;
  /** Analysed comments of the period, and of the one before. */
  readonly analysed: { readonly now: number; readonly before: number | null };
}

/** What comments of a period complain about, praise and ask for, by topic, or by theme where there are no topics. */
export async function subjectLists(
  database: Database,
  { modelId, period, previous, analysed }: SubjectListOptions,
): Promise<DigestSubjects> {
  const kind = await subjectKind(database);
  const selection = selectionOf(period);
  const now = figuresOf(await subjectCounts(database, modelId, kind, selection));
  const earlier = previous ? await subjectCounts(database, modelId, kind, selectionOf(previous)) : [];
  const before = new Map(figuresOf(earlier).map((it) => [it.id, it]));
  const alerts = await alertsOf(database, modelId, kind, period, now);
  const listed = NAMES.map((name) => ({
    ...LISTS[name],
    name,
    of: listedSubjects(now, LISTS[name].side, LISTS[name].most),
  }));
  const quotes = await quotesFor(database, modelId, kind, selection, [
    ...alerts.map(({ id }) => ({ id, side: 'negative' as const })),
    ...listed.flatMap(({ of, side }) => of.map(({ id }) => ({ id, side }))),
  ]);
  const changed = alerts.map((alert) => ({ ...alert, quotes: quotes(alert.id, 'negative', 1) }));
  const lists = listed.map(({ of, side, quotes: most }) =>
    of.map((it) => subjectLine(it, before.get(it.id), side, analysed, quotes(it.id, side, most))),
  );
  const [complaints, praise, requests] = lists as [(typeof lists)[0], (typeof lists)[0], (typeof lists)[0]];
  return { kind, changed, complaints, praise, requests };
}

/** Takes quotes of subjects, none twice. */
export async function quotesFor(
  database: Database,
  modelId: number,
  kind: SubjectKind,
  selection: SubjectSelection,
  wanted: readonly { readonly id: string; readonly side: Side }[],
): Promise<(id: string, side: Side, most: number) => Quote[]> {
  const distinct = [...new Map(wanted.map((it) => [`${it.id} ${it.side}`, it])).values()];
  const sentences = await subjectSentences(database, modelId, kind, selection, distinct, CANDIDATES);
  const groups = Map.groupBy(sentences, ({ subject, side }) => `${subject} ${side}`);
  const taker = new QuoteTaker(LANGUAGES);
  return (id, side, most) =>
    taker
      .take((groups.get(`${id} ${side}`) ?? []) as readonly QuoteCandidate[], most)
      .map(({ feedbackId, start, end, text }) => ({ feedbackId, start, end, text }));
}

async function alertsOf(
  database: Database,
  modelId: number,
  kind: SubjectKind,
  period: Period,
  figures: readonly SubjectFigures[],
) {
  const length = daysOf(period);
  const recentDays = length !== null && length <= MOST_TESTED ? length : RECENT_DAYS;
  const { until } = timesOf(period);
  const since = until && new Date(until.getTime() - (recentDays + PAST_DAYS) * DAY);
  const days = await subjectDays(database, modelId, kind, {
    ...(since && { since }),
    ...(until && { until }),
  });
  return subjectAlerts(
    days,
    new Map(figures.map(({ id, name }) => [id, name])),
    new Map(figures.map(({ id, above }) => [id, above])),
    { last: period.last, recentDays, pastDays: PAST_DAYS },
  );
}

const DAY = 86_400_000;

const selectionOf = (period: Period): SubjectSelection => ({ ...timesOf(period), undatedToo: true });

const figuresOf = (counts: readonly SubjectCounts[]): SubjectFigures[] =>
  counts.map(({ rated, ratingSum, ratingSquares, ...row }) => ({
    ...row,
    ratings: { count: rated, sum: ratingSum, sumOfSquares: ratingSquares },
  }));
