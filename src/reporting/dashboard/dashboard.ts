import type { Database, Queryable } from '../../db/client.ts';
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
import { VerbatimError } from '../../errors.ts';
import { rejectedNote } from '../rejected-rows.ts';
import { emergingNow } from '../theme-overview.ts';
import { type Sentiment, sentimentFigures } from './figures.ts';
import { shownPeriod } from './period.ts';
import type { DashboardFigures } from './shown-figures.ts';
import { pooledValues, withoutSmallCells } from './small-cells.ts';
import { themeTable } from './theme-table.ts';

/** What somebody looks at, as it stands in the address; null: all of it. */
export interface DashboardQuestion {
  readonly period: string | null;
  readonly source: string | null;
  readonly attribute: string | null;
  readonly value: string | null;
  readonly theme: number | null;
  readonly sentiment: Sentiment | null;
  /** Asked by somebody who may not read what customers wrote: attributes that nights count by, no small cells. */
  readonly countsOnly?: boolean;
}

/** Seconds after which a question is given up. */
const PATIENCE = 10;
/** Values of an attribute that stand by themselves, at most. */
export const MOST_VALUES = 100;

/**
 * Figures of a period: sentiment over time, and themes with their change.
 * @param seconds after which it is given up
 * @throws VerbatimError PERIOD_INVALID, DASHBOARD_TIMEOUT, ATTRIBUTE_UNCOUNTED, CELL_HIDDEN
 */
export function dashboardFigures(
  database: Database,
  question: DashboardQuestion,
  seconds = PATIENCE,
): Promise<DashboardFigures> {
  return patiently(database, seconds, async (connection) => {
    const { state, period, filter } = await lookedAt(connection, question);
    const wide = period.before ? { ...filter, first: period.before.first } : filter;
    const rows = await countComments(connection, wide, period.first, period.unit);
    const themes = await countThemeSteps(connection, wide, period.first, period.unit);
    const { totals, steps, undated } = sentimentFigures(period, rows, themes, question, state);
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
 * @param seconds after which it is given up
 * @throws VerbatimError PERIOD_INVALID, DASHBOARD_TIMEOUT, ATTRIBUTE_UNCOUNTED
 */
export function dashboardBreakdown(
  database: Database,
  question: DashboardQuestion,
  options: { readonly by: string | null; readonly search: string | null; readonly limit: number },
  seconds = PATIENCE,
): Promise<Breakdown & { readonly live: boolean }> {
  return patiently(database, seconds, async (connection) => {
    const { state, filter } = await lookedAt(connection, question);
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
  return patiently(database, PATIENCE, async (connection) => {
    const { filter } = await lookedAt(connection, question);
    const { theme, sentiment } = question;
    const found = await listQuotes(connection, filter, { ...page, limit: page.limit + 1, theme, sentiment });
    const quotes = found.slice(0, page.limit);
    const last = found.length > page.limit ? quotes.at(-1)! : null;
    return { quotes, next: last && { at: last.at, id: last.id } };
  });
}

/**
 * Nights, imports, models and findings.
 * @param owner of uploads only those of this key; null: all
 * @throws VerbatimError DASHBOARD_TIMEOUT
 */
export const dashboardOperations = (database: Database, owner: string | null): Promise<Operations> =>
  patiently(database, PATIENCE, (connection) => readOperations(connection, 8, owner));

async function lookedAt(connection: Queryable, question: DashboardQuestion) {
  const state = await readDashboardState(connection);
  const period = shownPeriod(question.period ?? (await usualPeriod(connection, state, question)), state);
  const { first, last } = period;
  const { source, value } = question;
  // Whoever has chosen an attribute and no value yet looks at all of them.
  const attribute = value === null ? null : question.attribute;
  const filter: DashboardFilter = {
    ...{ first, last, source, attribute, value },
    live: !isCounted(state, attribute),
  };
  // A guess at a value of a column of texts would be answered with its count.
  if (question.countsOnly && filter.live) throw new VerbatimError('ATTRIBUTE_UNCOUNTED');
  return { state, period, filter };
}

/** Fewer comments say little: a longer period is looked at where nobody chose one. */
const ENOUGH = 30;

/**
 * The shortest period, of 12 weeks or more, that holds 30 analysed comments of the source; all where none does: the
 * default is where the data are.
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

async function patiently<T>(
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
