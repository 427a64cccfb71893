import { type Period, timesOf } from '../../analysis/digest/period.ts';
import { type QuoteCandidate, QuoteTaker } from '../../analysis/digest/quotes.ts';
import {
  type DigestAlert,
  type DigestSubjects,
  listedSubjects,
  risenTopics,
  type Side,
  type SubjectFigures,
  subjectLine,
} from '../../analysis/digest/subjects.ts';
import type { Quote } from '../../analysis/source-segment.ts';
import type { Database } from '../../db/client.ts';
import {
  type SubjectCounts,
  type SubjectKind,
  type SubjectSelection,
  subjectCounts,
  subjectKind,
  subjectSentences,
} from '../../db/reports/subject-counts.ts';
import type { PeriodChanges } from '../topics/changes.ts';

/** Lines of each list, and quotes of each line. */
const LISTS = {
  complaints: { side: 'negative', most: 5, quotes: 2 },
  praise: { side: 'positive', most: 4, quotes: 1 },
  requests: { side: 'asks', most: 4, quotes: 1 },
} as const satisfies Record<string, { side: Side; most: number; quotes: number }>;
const NAMES = ['complaints', 'praise', 'requests'] as const;
/** Sentences that a quote is chosen from. */
const CANDIDATES = 60;
/** Languages whose words without a subject are known. */
const LANGUAGES = ['en', 'de', 'fr', 'es'];

interface SubjectListOptions {
  readonly modelId: number;
  readonly period: Period;
  readonly previous: Period | null;
  /** Analysed comments of the period, and of the one before. */
  readonly analysed: { readonly now: number; readonly before: number | null };
  /** Of topics against the period before, or of the last four weeks of an open one; null without dated feedback. */
  readonly changes: PeriodChanges | null;
}

/** What comments of a period complain about, praise and ask for, by topic, or by theme where there are no topics. */
export async function subjectLists(
  database: Database,
  { modelId, period, previous, analysed, changes }: SubjectListOptions,
): Promise<DigestSubjects> {
  const kind = await subjectKind(database);
  const selection = selectionOf(period);
  const now = figuresOf(await subjectCounts(database, modelId, kind, selection));
  const earlier = previous ? await subjectCounts(database, modelId, kind, selectionOf(previous)) : [];
  const before = new Map(figuresOf(earlier).map((it) => [it.id, it]));
  const alerts = (changes ? risenTopics(changes.changes, now, changes.days) : []).map((alert) => ({
    ...alert,
    side: sideOf(alert, now.find(({ id }) => id === alert.id)!, before.get(alert.id)),
  }));
  const listed = NAMES.map((name) => ({
    ...LISTS[name],
    name,
    of: listedSubjects(now, LISTS[name].side, LISTS[name].most),
  }));
  const quotes = await quotesFor(database, modelId, kind, selection, [
    ...alerts.map(({ id, side }) => ({ id, side })),
    ...listed.flatMap(({ of, side }) => of.map(({ id }) => ({ id, side }))),
  ]);
  const changed = alerts.map(({ side, ...alert }) => ({ ...alert, quotes: quotes(alert.id, side, 1) }));
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

/** The side that rose: a share may rise by praise. */
function sideOf(
  { what }: Pick<DigestAlert, 'what'>,
  now: SubjectFigures,
  before: SubjectFigures | undefined,
): 'negative' | 'positive' {
  const rise = (side: 'negative' | 'positive') => now[side] - (before?.[side] ?? 0);
  return what === 'negative' || rise('negative') >= rise('positive') ? 'negative' : 'positive';
}

const selectionOf = (period: Period): SubjectSelection => ({ ...timesOf(period), undatedToo: true });

const figuresOf = (counts: readonly SubjectCounts[]): SubjectFigures[] =>
  counts.map(({ rated, ratingSum, ratingSquares, ...row }) => ({
    ...row,
    ratings: { count: rated, sum: ratingSum, sumOfSquares: ratingSquares },
  }));
