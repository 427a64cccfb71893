import { DEFAULT_K } from '../../audit/verdict/hiding.ts';
import type { Database, Queryable } from '../../db/client.ts';
import { scalesOf } from '../../db/imports/rating-scales.ts';
import { readRows } from '../../db/imports/read-rows.ts';
import {
  type Breakdown,
  countComments,
  countThemeSteps,
  countValues,
  type PeopledCounts,
  type ValueCounts,
} from '../../db/reports/dashboard-counts.ts';
import type { DashboardFilter } from '../../db/reports/dashboard-filter.ts';
import { type Operations, readOperations } from '../../db/reports/dashboard-operations.ts';
import { type DashboardQuote, listQuotes, type QuoteCursor } from '../../db/reports/dashboard-quotes.ts';
import { countAnalysed, type DashboardState, readDashboardState } from '../../db/reports/dashboard-state.ts';
import { countTopicSteps, readTopicState, topicName } from '../../db/reports/dashboard-topics.ts';
import { shownAccuracy } from '../../db/review/accuracy.ts';
import { inSnapshot, isTimeout } from '../../db/snapshot.ts';
import type { Sentiment } from '../../domain/analysis.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { accuracyNote } from '../accuracy-note.ts';
import { rejectedNote } from '../rejected-rows.ts';
import { emergingNow } from '../theme-overview.ts';
import { sentimentFigures } from './figures.ts';
import { type Selection, shownPeriod, withPeriodBefore } from './period.ts';
import type { DashboardFigures } from './shown-figures.ts';
import { pooledValues, withoutSmallCells } from './small-cells.ts';
import { themeTable } from './theme-table.ts';
import { type DashboardTopics, topicTree } from './topic-tree.ts';

/** The selection of a page, as in its address; null: all. */
export interface DashboardQuestion {
  readonly period: string | null;
  readonly source: string | null;
  readonly attribute: string | null;
  readonly value: string | null;
  readonly theme: number | null;
  /** Id of a topic. With a theme, too: comments about the theme among those about the topic. */
  readonly topic: string | null;
  readonly sentiment: Sentiment | null;
  /** Only comments that are handled, or that are open; null or left out: both. */
  readonly handled?: boolean | null;
  /** For callers without the right to read comments: attributes of nightly runs only, small cells hidden. */
  readonly countsOnly?: boolean;
}

/** Seconds after which a query is cancelled. */
const PATIENCE = 10;
/** Most values of an attribute with a row of their own. */
export const MOST_VALUES = 100;

/**
 * Figures of a period: sentiment over time, and themes with their change.
 * @param seconds after which it is cancelled
 * @throws VerbatimError PERIOD_INVALID, DASHBOARD_TIMEOUT, ATTRIBUTE_UNCOUNTED, HANDLED_UNCOUNTED, CELL_HIDDEN
 */
export function dashboardFigures(
  database: Database,
  question: DashboardQuestion,
  seconds = PATIENCE,
): Promise<DashboardFigures> {
  return withinSeconds(database, seconds, async (connection) => {
    const selection = await selectionOf(connection, question);
    const { state, period, filter } = selection;
    const { theme, topic } = question;
    if (topic !== null && question.countsOnly) await assertShown(connection, selection, topic);
    const chosen = question.sentiment;
    const live = filter.live || !(await inRollups(connection, topic));
    const wide = { ...withPeriodBefore(selection), live };
    const within = { ...wide, topic, live: live || topic !== null };
    const { first, unit } = period;
    const rows = await countComments(connection, theme === null ? wide : within, first, unit, chosen);
    const themes = await countThemeSteps(connection, within, first, unit, chosen);
    const onTopic =
      topic === null ? null : await countTopicSteps(connection, wide, topic, first, unit, chosen);
    const about = theme === null ? onTopic : themes.filter(({ id }) => id === theme);
    const { totals: all, steps, undated } = sentimentFigures(period, rows, about, question, state);
    // Stars and a scale of 0 to 10 have no common mean.
    const mixed = all.rating !== null && (await scalesOf(connection, question.source)).length > 1;
    const totals = mixed ? { ...all, rating: null } : all;
    const emergences = await emergingNow(connection);
    // Themes among the comments about a topic are shares of these.
    const analysed =
      topic !== null && theme === null
        ? { now: totals.comments, before: totals.commentsBefore }
        : { now: totals.sums.analysed, before: totals.before?.analysed ?? null };
    const table = themeTable(period, themes, analysed, steps, question.sentiment, emergences);
    const figures: DashboardFigures = {
      ...{ state, period, live: within.live, totals, steps, undated, themes: table },
      rejected: rejectedNote(await readRows(connection, question.source)),
      accuracy: accuracyNote(await shownAccuracy(connection, null, question.source)),
      themeName: table.find(({ id }) => id === theme)?.name ?? null,
      topicName: topic === null ? null : await topicName(connection, topic),
    };
    return question.countsOnly ? withoutSmallCells(figures, { rows, about, themes, emergences }) : figures;
  });
}

/**
 * Comments by the values of an attribute, or by source.
 * @param options.by null: by source
 * @param seconds after which it is cancelled
 * @throws VerbatimError PERIOD_INVALID, DASHBOARD_TIMEOUT, ATTRIBUTE_UNCOUNTED, HANDLED_UNCOUNTED
 */
export function dashboardBreakdown(
  database: Database,
  question: DashboardQuestion,
  options: { readonly by: string | null; readonly search: string | null; readonly limit: number },
  seconds = PATIENCE,
): Promise<Breakdown & { readonly live: boolean }> {
  return withinSeconds(database, seconds, async (connection) => {
    const selection = await selectionOf(connection, question);
    const { state, filter } = selection;
    const { theme } = question;
    if (question.topic !== null && question.countsOnly)
      await assertShown(connection, selection, question.topic);
    // Within a topic for a theme; else the topic is what is counted.
    const [topic, within] = theme === null ? [question.topic, null] : [null, question.topic];
    // Roll-ups count by one attribute at a time.
    const crossed = filter.attribute !== null && options.by !== null && options.by !== filter.attribute;
    const uncounted = crossed || !isCounted(state, options.by);
    const live = filter.live || uncounted || within !== null || !(await inRollups(connection, topic));
    const asked = { ...filter, topic: within, live };
    if (!question.countsOnly) {
      const { values, others, known } = await countValues(connection, asked, { ...options, theme, topic });
      return { values: values.map(countsOf), others: others && countsOf(others), known, live };
    }
    if (uncounted) throw new VerbatimError('ATTRIBUTE_UNCOUNTED');
    const all = { ...options, theme, topic, search: null, limit: MOST_VALUES };
    return { ...pooledValues(await countValues(connection, asked, all), options), live };
  });
}

/**
 * The tree of topics: comments about each in the period, with a theme among the comments about it.
 * @param seconds after which it is cancelled
 * @throws VerbatimError PERIOD_INVALID, DASHBOARD_TIMEOUT, ATTRIBUTE_UNCOUNTED, HANDLED_UNCOUNTED, CELL_HIDDEN
 */
export function dashboardTopics(
  database: Database,
  question: DashboardQuestion,
  seconds = PATIENCE,
): Promise<DashboardTopics> {
  return withinSeconds(database, seconds, async (connection) =>
    topicTree(connection, await selectionOf(connection, question), question),
  );
}

/**
 * Comments behind any figure, the newest first.
 * @throws VerbatimError PERIOD_INVALID, DASHBOARD_TIMEOUT
 */
export function dashboardQuotes(
  database: Database,
  question: DashboardQuestion,
  page: { readonly limit: number; readonly after: QuoteCursor | null },
): Promise<{ quotes: DashboardQuote[]; next: QuoteCursor | null }> {
  return withinSeconds(database, PATIENCE, async (connection) => {
    const { filter } = await selectionOf(connection, question);
    const { theme, topic, sentiment } = question;
    const asked = { ...page, limit: page.limit + 1, theme, topic, sentiment };
    const found = await listQuotes(connection, filter, asked);
    const quotes = found.slice(0, page.limit);
    const last = found.length > page.limit ? quotes.at(-1)! : null;
    return { quotes, next: last && { at: last.at, id: last.id } };
  });
}

/**
 * Nightly runs, imports, models and findings.
 * @param owner of uploads only those of this key; null: all
 * @throws VerbatimError DASHBOARD_TIMEOUT
 */
export const dashboardOperations = (database: Database, owner: string | null): Promise<Operations> =>
  withinSeconds(database, PATIENCE, (connection) => readOperations(connection, 8, owner));

/** Whether roll-ups have the counts of a topic: all its results, and those of the comments that shares are of. */
const inRollups = async (connection: Queryable, topic: string | null): Promise<boolean> =>
  topic === null || (await readTopicState(connection)).rolledUp;

/** @throws VerbatimError CELL_HIDDEN when the tree hides the topic, or could be subtracted from */
async function assertShown(connection: Queryable, selection: Selection, topic: string): Promise<void> {
  const all = { theme: null, sentiment: null, countsOnly: true, source: selection.filter.source };
  const { topics } = await topicTree(connection, selection, all);
  if (topics.find(({ id }) => id === topic)?.hidden)
    throw new VerbatimError('CELL_HIDDEN', { least: DEFAULT_K });
}

async function selectionOf(connection: Queryable, question: DashboardQuestion): Promise<Selection> {
  const state = await readDashboardState(connection);
  const period = shownPeriod(question.period ?? (await usualPeriod(connection, state, question)), state);
  const { first, last } = period;
  const { source, value, handled = null } = question;
  // An attribute without a value selects all comments.
  const attribute = value === null ? null : question.attribute;
  const filter: DashboardFilter = {
    ...{ first, last, source, attribute, value, theme: null, topic: null, handled },
    live: handled !== null || !isCounted(state, attribute),
  };
  // Counts before and after a mark differ by one comment.
  if (question.countsOnly && handled !== null) throw new VerbatimError('HANDLED_UNCOUNTED');
  // A guessed value of a text column would be confirmed by its count.
  if (question.countsOnly && filter.live) throw new VerbatimError('ATTRIBUTE_UNCOUNTED');
  return { state, period, filter };
}

/** With fewer comments the default is a longer period. */
const ENOUGH = 30;

/**
 * The shortest period of 12 weeks or more with at least 30 analysed comments of the source; `all` when none has.
 */
async function usualPeriod(
  connection: Queryable,
  state: DashboardState,
  { source }: DashboardQuestion,
): Promise<string> {
  if (state.lastDay === null) return 'all';
  for (const name of ['12w', '26w', '12m'] as const) {
    const { first } = shownPeriod(name, state);
    if ((await countAnalysed(connection, source, first!)) >= ENOUGH) return name;
  }
  return 'all';
}

const countsOf = ({ people: _, ...counts }: PeopledCounts): ValueCounts => counts;

const isCounted = ({ counted }: DashboardState, attribute: string | null): boolean =>
  attribute === null || counted.includes(attribute);

async function withinSeconds<T>(
  database: Database,
  seconds: number,
  work: (connection: Queryable) => Promise<T>,
): Promise<T> {
  try {
    return await inSnapshot(database, seconds, work);
  } catch (error) {
    if (isTimeout(error)) throw new VerbatimError('DASHBOARD_TIMEOUT', { seconds }, { cause: error });
    throw error;
  }
}
