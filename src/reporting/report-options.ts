import type { Period } from '../analysis/digest/period.ts';
import type { Queryable } from '../db/client.ts';
import {
  attributeNames,
  feedbackSources,
  hasAttribute,
  rollupTheme,
  sourceHasFeedback,
  themeNames,
} from '../db/reports/report-queries.ts';
import { LANGUAGE } from '../db/rollups/count-sources.ts';
import { suggestion } from '../domain/suggestion.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { printable } from './formats/cell-text.ts';
import { didYouMean, findReport, WHOLE_REPORT } from './named-reports.ts';
import type { NamedReport, ReportParameter } from './reports/named-report.ts';

export const GRAINS = ['day', 'week', 'month'] as const;
export type Grain = (typeof GRAINS)[number];

export interface ReportOptions {
  /** One report; all that belong to the whole one when left out. */
  readonly name?: string;
  /** Only feedback of this source; null: all. */
  readonly source?: string | null;
  /** Only feedback that was written in it; left out: all, with and without a date. */
  readonly period?: Period;
  /** Attributes to break down by; null: those of roll-ups, or chosen by the rule in reports/sentiment.ts. */
  readonly attributes?: readonly string[] | null;
  /** Name or number of one theme. */
  readonly theme?: string | null;
  /** Length of a step of time; null: by the length of the period. */
  readonly grain?: Grain | null;
  /** Rows of lists such as quotes. */
  readonly limit?: number;
  /** For callers without the right to read comments: attributes of nightly runs only, small cells hidden. */
  readonly countsOnly?: boolean;
  /** After so many seconds a query is given up; left out: never. */
  readonly timeoutSeconds?: number | null;
}

/** Options, the names that users give them by, and the parameters of reports that take them. */
const GIVEN: readonly (readonly [keyof ReportOptions, string, readonly ReportParameter[]])[] = [
  ['source', 'source', ['source']],
  ['period', 'period', ['first_day']],
  ['attributes', 'attribute', ['attribute', 'attributes', 'by']],
  ['theme', 'theme', ['theme']],
  ['grain', 'grain', ['grain']],
  ['limit', 'limit', ['limit']],
];

/** Refuses parameters that the report does not have: without them the answer would look like the one asked for. */
function oneReport(name: string, options: ReportOptions): NamedReport {
  // `--by` asks for the breakdown of what the report adds up.
  const named = findReport(name === 'sentiment' && options.attributes ? 'attributes' : name);
  for (const [option, called, parameters] of GIVEN) {
    const open = option === 'period' && !options.period?.first && !options.period?.last;
    if (options[option] == null || open || parameters.some((it) => named.parameters.includes(it))) continue;
    const known = GIVEN.filter(([, , its]) => its.some((it) => named.parameters.includes(it)));
    const takes = known.map(([, its]) => its).join(', ') || 'none';
    throw new VerbatimError('REPORT_PARAMETER', { name: named.name, parameter: called, takes });
  }
  return named;
}

/**
 * The reports that options ask for: one, or all of the whole report.
 * @throws VerbatimError REPORT_UNKNOWN, REPORT_PARAMETER
 */
export function chosenReports(options: ReportOptions): readonly NamedReport[] {
  if (options.name !== undefined) return [oneReport(options.name, options)];
  for (const option of ['theme', 'grain'] as const) {
    if (options[option] == null) continue;
    throw new VerbatimError('REPORT_PARAMETER', {
      name: 'all',
      parameter: option,
      takes: 'source, period, attribute, limit',
    });
  }
  return WHOLE_REPORT;
}

export async function checkSource(database: Queryable, source: string | null): Promise<void> {
  if (await sourceHasFeedback(database, source)) return;
  if (source === null) throw new VerbatimError('REPORT_NO_DATA', { detail: 'no feedback is stored' });
  const hint = didYouMean(suggestion(source, await feedbackSources(database)));
  const detail = `no feedback has the source ${printable(source).slice(0, 100)}${hint.replace(/\?$/, '')}`;
  throw new VerbatimError('REPORT_NO_DATA', { detail });
}

/**
 * The attribute of reports that take one: as given, or the first that nightly runs count by.
 * @param known attributes that nightly runs count by
 * @throws VerbatimError ATTRIBUTE_NOT_COUNTED, USAGE
 */
export function countedAttribute(known: readonly string[], { attributes }: ReportOptions): string | null {
  const unknown = attributes?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new VerbatimError('ATTRIBUTE_NOT_COUNTED', {
      attribute: printable(unknown).slice(0, 100),
      known: known.slice(0, 40).map(printable).join(', ') || 'none',
    });
  }
  if (attributes && attributes.length > 1) {
    throw new VerbatimError('USAGE', { detail: 'This report takes one attribute.' });
  }
  return attributes?.[0] ?? known[0] ?? null;
}

export async function checkAttributes(
  database: Queryable,
  { attributes, source = null }: ReportOptions,
): Promise<void> {
  for (const name of attributes ?? []) {
    if (name === LANGUAGE || (await hasAttribute(database, source, name))) continue;
    // Reads all rows, for the error text only. There may be thousands of names: the likeliest first.
    const known = await attributeNames(database, source);
    const likely = suggestion(name, known);
    const names = likely === null ? known : [likely, ...known.filter((other) => other !== likely)];
    throw new VerbatimError('ATTRIBUTE_UNKNOWN', {
      attribute: printable(name).slice(0, 100),
      known: names.slice(0, 40).map(printable).join(', ') || 'none',
    });
  }
}

export async function checkTheme(database: Queryable, theme: string | null): Promise<void> {
  if (theme === null || (await rollupTheme(database, theme))) return;
  const known = await themeNames(database);
  throw new VerbatimError('THEME_UNKNOWN', {
    theme: printable(theme).slice(0, 100),
    hint: didYouMean(suggestion(theme, known)),
  });
}
