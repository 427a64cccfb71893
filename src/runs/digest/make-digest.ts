import {
  type Digest,
  type DigestFigures,
  type DigestSummary,
  type DigestWritten,
  makeDigest,
  quotesOf,
  withWritten,
  writtenParts,
} from '../../analysis/digest/digest.ts';
import { type Period, periodBefore, timesOf } from '../../analysis/digest/period.ts';
import type { SummaryWriter, WriterModel } from '../../analysis/summaries/written-summary.ts';
import type { Database, Queryable } from '../../db/client.ts';
import { withCounts } from '../../db/reports/digest-counts.ts';
import { daySums, groupSums, periodSums, themeSums } from '../../db/reports/digest-figures.ts';
import { digestHash, storeDigest, storedContent } from '../../db/reports/digests.ts';
import type { FeedbackSelection } from '../../db/reports/summary-segments.ts';
import type { StoredModel } from '../../db/results/models.ts';
import { shownAccuracy } from '../../db/review/accuracy.ts';
import type { CountSource } from '../../db/rollups/count-sources.ts';
import { countThemes } from '../../db/themes/figures.ts';
import { emergingNow } from '../../reporting/theme-overview.ts';
import { changesBetween, latestChanges } from '../topics/changes.ts';
import { subjectLists } from './subject-lists.ts';
import { summariseFeedback } from './summarise-feedback.ts';

export interface DigestOptions {
  readonly model: Pick<StoredModel, 'id' | 'name' | 'version' | 'hash'>;
  readonly period: Period;
  /** source, or names of attributes. */
  readonly by: readonly string[];
  /** The nightly run that makes it. */
  readonly runId?: number | null;
  /** Also writes abstractive summaries, unless it has written this digest before. */
  readonly writer?: DigestWriter | null;
}

export interface DigestWriter {
  readonly model: WriterModel;
  /** @param keptIn sentences of a result that are shown */
  using<Result>(
    work: (writer: SummaryWriter) => Promise<Result>,
    keptIn: (result: Result) => number,
  ): Promise<Result>;
}

/** Themes with a summary of their own. */
const THEMES_SUMMARISED = 8;
const THEMES_COUNTED = 25;
const VALUES = 20;
/** Of the rule that written sentences are kept by, and of how they are stored. */
const PROOF = 'two comments, 2026-11-30 ';
const WORDS = 90;
const THEME_WORDS = 45;

export interface MadeDigest {
  readonly id: number;
  /** False when the same digest was stored before. */
  readonly fresh: boolean;
  readonly hash: string;
  readonly digest: Digest;
}

/**
 * Makes the digest of a period and stores it: figures from roll-ups, which are updated first, and quotes of customers.
 * If the roll-ups are of another model or lack an attribute, the figures are counted for this digest alone. The same
 * rows, models and settings give the same digest.
 */
export async function makeAndStoreDigest(database: Database, options: DigestOptions): Promise<MadeDigest> {
  const { model, period, by, runId = null, writer = null } = options;
  const previous = periodBefore(period);
  const attributes = [...new Set(by.filter((name) => name !== 'source'))].sort();
  const { figures, changes } = await withCounts(
    database,
    model.id,
    attributes,
    spanOf(period, previous),
    async (connection, from) => ({
      figures: await figuresOf(connection, from, period, previous, by),
      changes: previous
        ? await changesBetween(connection, from, closed(period), closed(previous))
        : await latestChanges(connection, from),
    }),
  );
  const selection = timesOf(period);
  const summarised = figures.themes.slice(0, THEMES_SUMMARISED).map(({ id }) => id);
  const summaries = await eachSummary(selection, summarised, (of, mostWords) =>
    summaryOf(database, model.id, of, mostWords),
  );
  // The same with and without roll-ups.
  const daysOf = async (days: number) => (await countThemes(database, days)).days;
  const emerging = new Set((await emergingNow(database, daysOf)).keys());
  const analysed = { now: figures.now.analysed, before: figures.before?.analysed ?? null };
  const subjects = await subjectLists(database, {
    ...{ modelId: model.id, period, previous, analysed, changes },
  });
  const { name, version, hash } = model;
  const accuracy = await shownAccuracy(database, model.id, null);
  const found = makeDigest({
    ...{ period, previous, by, model: { name, version, hash }, writer: writer?.model, figures },
    accuracy,
    ...{ subjects, summary: summaries.whole, themeSummaries: summaries.themes, emerging },
  });
  // The hash covers what a writer reads and what is kept of it. A writer runs once for the same digest.
  const identity = digestHash(`${writer ? PROOF : ''}${JSON.stringify(found)}`);
  const stored = writer && ((await storedContent(database, identity)) as Digest | null);
  const parts =
    (stored && writtenParts(stored)) ??
    (await writer?.using(
      (it) =>
        eachSummary(selection, summarised, (of, mostWords) =>
          writtenOf(database, model.id, of, mostWords, it),
        ),
      ({ whole, themes }) => [whole, ...themes.values()].flatMap(({ sentences }) => sentences).length,
    ));
  const digest = parts ? withWritten(found, parts) : found;
  const kept = await storeDigest(database, {
    ...{ period, by, modelId: model.id, runId, hash: identity },
    ...{ content: JSON.stringify(digest), quotes: quotesOf(digest) },
  });
  return { ...kept, digest };
}

/** A summary of all comments of a period, and one of each theme in `themeIds`. */
async function eachSummary<Made>(
  selection: FeedbackSelection,
  themeIds: readonly number[],
  make: (of: FeedbackSelection, mostWords: number) => Promise<Made>,
): Promise<{ readonly whole: Made; readonly themes: ReadonlyMap<number, Made> }> {
  const whole = await make(selection, WORDS);
  const themes = new Map<number, Made>();
  for (const themeId of themeIds) themes.set(themeId, await make({ ...selection, themeId }, THEME_WORDS));
  return { whole, themes };
}

async function writtenOf(
  database: Database,
  modelId: number,
  selection: FeedbackSelection,
  mostWords: number,
  writer: SummaryWriter,
): Promise<DigestWritten> {
  const { abstract } = await summariseFeedback(database, selection, { modelId, mostWords, writer });
  const { written, reason, dropped } = abstract!;
  return { reason, dropped, sentences: written?.sentences ?? [] };
}

/** The days of a period without an open end. */
const closed = ({ first, last }: Period) => ({ first: first!, last: last! });

/** The days of a period and of the previous period; null: all. */
function spanOf(period: Period, previous: Period | null): { first: string; last: string } | null {
  const first = previous?.first ?? period.first;
  return first === null || period.last === null ? null : { first, last: period.last };
}

async function figuresOf(
  database: Queryable,
  from: CountSource,
  period: Period,
  previous: Period | null,
  by: readonly string[],
): Promise<DigestFigures> {
  const themes = await themeSums(database, from, period);
  const themesBefore = new Map(
    (previous ? await themeSums(database, from, previous) : []).map((it) => [it.id, it.comments]),
  );
  const groups: DigestFigures['groups'][number][] = [];
  for (const name of by) {
    const before = new Map(
      (previous ? await groupSums(database, from, name, previous) : []).map(({ value, ...counts }) => [
        value,
        counts,
      ]),
    );
    const values = (await groupSums(database, from, name, period)).slice(0, VALUES);
    groups.push({
      by: name,
      values: values.map(({ value, ...now }) => ({ value, now, before: before.get(value) ?? null })),
    });
  }
  return {
    now: await periodSums(database, from, period),
    before: previous && (await periodSums(database, from, previous)),
    days: await daySums(database, from, period),
    themes: [
      ...themes.filter(({ talk }) => !talk).slice(0, THEMES_COUNTED),
      ...themes.filter(({ talk }) => talk),
    ].map(({ talk, ...theme }) => ({ ...theme, commentsBefore: themesBefore.get(theme.id) ?? 0 })),
    groups,
  };
}

async function summaryOf(
  database: Database,
  modelId: number,
  selection: FeedbackSelection,
  mostWords: number,
): Promise<DigestSummary> {
  const { extract, read, comments, coverage, dissent } = await summariseFeedback(database, selection, {
    ...{ modelId, mostWords },
  });
  const quotes = extract.sentences.map(({ feedbackId, start, end, text, comments: saidBy }) => ({
    ...{ feedbackId, start, end, text },
    ...(saidBy > 1 ? { saidBy } : {}),
  }));
  return { quotes, read, comments, coverage, dissent };
}
