import type { Database, Queryable } from '../../db/client.ts';
import { scalesOf } from '../../db/imports/rating-scales.ts';
import { readRows } from '../../db/imports/read-rows.ts';
import {
  type Breakdown,
  countComments,
  countThemeSteps,
  countValues,
} from '../../db/reports/dashboard-counts.ts';
import type { DashboardFilter } from '../../db/reports/dashboard-filter.ts';
import { type Operations, readOperations } from '../../db/reports/dashboard-operations.ts';
import { type DashboardQuote, listQuotes, type QuoteCursor } from '../../db/reports/dashboard-quotes.ts';
import { countAnalysed, type DashboardState, readDashboardState } from '../../db/reports/dashboard-state.ts';
import { inSnapshot, isTimeout } from '../../db/snapshot.ts';
import type { Sentiment } from '../../domain/analysis.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { rejectedNote } from '../rejected-rows.ts';
import { emergingNow } from '../theme-overview.ts';
import { sentimentFigures } from './figures.ts';
import { shownPeriod } from './period.ts';
import type { DashboardFigures } from './shown-figures.ts';
import { pooledValues, withoutSmallCells } from './small-cells.ts';
import { themeTable } from './theme-table.ts';

/** The selection of a page, as in its address; null: all. */
export interface DashboardQuestion {
  readonly period: string | null;
  readonly source: string | null;
  readonly attribute: string | null;
  readonly value: string | null;
  readonly theme: number | null;
  readonly sentiment: Sentiment | null;
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
 * @throws VerbatimError PERIOD_INVALID, DASHBOARD_TIMEOUT, ATTRIBUTE_UNCOUNTED, CELL_HIDDEN
 */
export function dashboardFigures(
  database: Database,
  question: DashboardQuestion,
  seconds = PATIENCE,
): Promise<DashboardFigures> {
  return withinSeconds(database, seconds, async (connection) => {
    const { state, period, filter } = await selectionOf(connection, question);
    const wide = period.before ? { ...filter, first: period.before.first } : filter;
    const rows = await countComments(connection, wide, period.first, period.unit);
    const themes = await countThemeSteps(connection, wide, period.first, period.unit);
    const { totals: all, steps, undated } = sentimentFigures(period, rows, themes, question, state);
    // Stars and a scale of 0 to 10 have no common mean.
    const mixed = all.rating !== null && (await scalesOf(connection, question.source)).length > 1;
    const totals = mixed ? { ...all, rating: null } : all;
    const emergences = await emergingNow(connection);
    const analysed = { now: totals.sums.analysed, before: totals.before?.analysed ?? null };
    const table = themeTable(period, themes, analysed, steps, question.sentiment, emergences);
    const figures: DashboardFigures = {
      ...{ state, period, live: filter.live, totals, steps, undated, themes: table },
      rejected: rejectedNote(await readRows(connection, question.source)),
      themeName: table.find(({ id }) => id === question.theme)?.name ?? null,
    };
    return question.countsOnly ? withoutSmallCells(figures) : figures;
  });
}

/**
 * Comments by the values of an attribute, or by source.
 * @param options.by null: by source
 * @param seconds after which it is cancelled
 * @throws VerbatimError PERIOD_INVALID, DASHBOARD_TIMEOUT, ATTRIBUTE_UNCOUNTED
 */
export function dashboardBreakdown(
  database: Database,
  question: DashboardQuestion,
  options: { readonly by: string | null; readonly search: string | null; readonly limit: number },
  seconds = PATIENCE,
): Promise<Breakdown & { readonly live: boolean }> {
  return withinSeconds(database, seconds, async (connection) => {
    const { state, filter } = await selectionOf(connection, question);
    // Roll-ups count by one attribute at a time.
    const crossed = filter.attribute !== null && options.by !== null && options.by !== filter.attribute;
    const live = filter.live || crossed || !isCounted(state, options.by);
    const { theme } = question;
    if (!question.countsOnly) {
      return { ...(await countValues(connection, { ...filter, live }, { ...options, theme })), live };
    }
    if (crossed || !isCounted(state, options.by)) throw new VerbatimError('ATTRIBUTE_UNCOUNTED');
    const all = { ...options, theme, search: null, limit: MOST_VALUES };
    return { ...pooledValues(await countValues(connection, filter, all), options), live };
  });
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
    const { theme, sentiment } = question;
    const found = await listQuotes(connection, filter, { ...page, limit: page.limit + 1, theme, sentiment });
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

async function selectionOf(connection: Queryable, question: DashboardQuestion) {
  const state = await readDashboardState(connection);
  const period = shownPeriod(question.period ?? (await usualPeriod(connection, state, question)), state);
  const { first, last } = period;
  const { source, value } = question;
  // An attribute without a value selects all comments.
  const attribute = value === null ? null : question.attribute;
  const filter: DashboardFilter = {
    ...{ first, last, source, attribute, value },
    live: !isCounted(state, attribute),
  };
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
