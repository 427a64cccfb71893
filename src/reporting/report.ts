import type { Period } from '../analysis/digest/period.ts';
import type { Database, Queryable } from '../db/client.ts';
import { scalesOf } from '../db/imports/rating-scales.ts';
import { readRows } from '../db/imports/read-rows.ts';
import {
  attributeNames,
  type Cell,
  countNoAnswers,
  countTranslated,
  countUnserved,
  feedbackSources,
  hasAttribute,
  hasFeedback,
  rollupTheme,
  runReport,
  themeNames,
} from '../db/reports/report-queries.ts';
import { countLatest, freshRollups } from '../db/rollups/rollup-freshness.ts';
import { rollupAttributes } from '../db/rollups/rollups.ts';
import { inSnapshot, isTimeout } from '../db/snapshot.ts';
import { suggestion } from '../domain/suggestion.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { printable } from './formats/cell-text.ts';
import { withoutFew } from './hidden-rows.ts';
import type { NamedReport, ReportParameter } from './named-report.ts';
import { queryOf, REPORTS, WHOLE_REPORT } from './named-reports.ts';
import { rejectedNote } from './rejected-rows.ts';
import type { ReportColumn } from './report-columns.ts';
import { nightNotes, type ReportMarker, rowNotes } from './report-notes.ts';
import { rolledUpQuery } from './rolled-up.ts';

export const GRAINS = ['day', 'week', 'month'] as const;
export type Grain = (typeof GRAINS)[number];

export interface ReportOptions {
  /** One report; all that belong to the whole one when left out. */
  readonly name?: string;
  /** Only feedback of this source; null: all. */
  readonly source?: string | null;
  /** Only feedback that was written in it; left out: all, also what has no date. */
  readonly period?: Period;
  /** Attributes to break down by; null: those of roll-ups, or chosen by the rule in sql/attributes.sql. */
  readonly attributes?: readonly string[] | null;
  /** Name or number of one theme. */
  readonly theme?: string | null;
  /** Length of a step of time; null: by the length of the period. */
  readonly grain?: Grain | null;
  /** Rows of lists such as quotes. */
  readonly limit?: number;
  /** For somebody who may not read what customers wrote: attributes that nights count by, no few comments. */
  readonly countsOnly?: boolean;
  /** After so many seconds a query is given up; left out: never. */
  readonly timeoutSeconds?: number | null;
}

/** One report as it came out. */
export interface ReportSection {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly columns: readonly ReportColumn[];
  /** A single row, shown as a list. */
  readonly record: boolean;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly notes: readonly string[];
  /** Days on which something changed that makes numbers before and after differ. */
  readonly markers?: readonly ReportMarker[];
}

/**
 * All sections are of one moment.
 * @throws VerbatimError REPORT_UNKNOWN, REPORT_NO_DATA, REPORT_PARAMETER, REPORT_TIMEOUT, ATTRIBUTE_UNKNOWN,
 *   ATTRIBUTE_UNCOUNTED, THEME_UNKNOWN
 */
export async function report(database: Database, options: ReportOptions): Promise<ReportSection[]> {
  const chosen = options.name === undefined ? inWhole(options) : [oneReport(options.name, options)];
  await countLatest(database);
  try {
    return await inSnapshot(database, options.timeoutSeconds ?? null, (connection) =>
      sectionsOf(connection, chosen, options),
    );
  } catch (error) {
    if (isTimeout(error)) throw new VerbatimError('REPORT_TIMEOUT', {}, { cause: error });
    throw error;
  }
}

async function sectionsOf(
  connection: Queryable,
  chosen: readonly NamedReport[],
  options: ReportOptions,
): Promise<ReportSection[]> {
  const source = options.source ?? null;
  if (!chosen.every(({ anyState }) => anyState)) await checkSource(connection, source);
  const rolledUp = await rollupAttributes(connection);
  const counted = chosen.some(({ parameters }) => parameters.includes('attribute'));
  const attribute = counted ? countedAttribute(rolledUp, options) : null;
  if (!counted) await checkAttributes(connection, options);
  await checkTheme(connection, options.theme ?? null);
  const attributes = options.attributes ?? rolledUp;
  const broken = chosen.some(({ parameters }) => parameters.includes('attributes'));
  const declared = attributes.length > 0 && attributes.every((name) => rolledUp.includes(name));
  if (options.countsOnly && broken && !declared) throw new VerbatimError('ATTRIBUTE_UNCOUNTED');
  const fresh = await freshRollups(connection);
  const sections: ReportSection[] = [];
  for (const named of chosen) {
    const values = {
      ...{ source, attribute, attributes: attributes.length > 0 ? attributes : null },
      ...{ first_day: options.period?.first ?? null, last_day: options.period?.last ?? null },
      ...{ theme: options.theme ?? null, grain: options.grain ?? null },
      limit: options.limit ?? named.defaultLimit ?? null,
    } satisfies Record<ReportParameter, unknown>;
    const { sql, parameters } = (fresh && rolledUpQuery(named.name, values, fresh.attributes)) ?? {
      sql: queryOf(named),
      parameters: named.parameters.map((parameter) => values[parameter]),
    };
    const found = await runReport(connection, sql, parameters);
    const rows = options.countsOnly ? withoutFew(named, found) : found;
    if (rows.length === 0 && named.optional && options.name === undefined) continue;
    sections.push(await sectionOf(connection, named, rows, options));
  }
  if (chosen.every(({ anyState, ofNight }) => anyState || ofNight)) return sections;
  const last = sections.at(-1);
  if (!last) return sections;
  const rejected = rejectedNote(await readRows(connection, source));
  const footer = [
    ...(await scaleNotes(connection, sections, source)),
    ...(rejected === null ? [] : [rejected]),
    ...(await languageNotes(connection, source, fresh !== null)),
  ];
  return [...sections.slice(0, -1), { ...last, notes: [...last.notes, ...footer] }];
}

async function sectionOf(
  connection: Queryable,
  named: NamedReport,
  rows: readonly Record<string, Cell>[],
  options: ReportOptions,
): Promise<ReportSection> {
  const { name, title, description, columns, record = false } = named;
  const section = { name, title, description, columns, record, rows: rows.map(shown) };
  const limit = options.limit ?? named.defaultLimit ?? 0;
  if (!named.ofNight) return { ...section, notes: rowNotes(rows, limit) };
  const { notes, markers } = await nightNotes(connection, options.source ?? null, options.period ?? null);
  return { ...section, notes: [...rowNotes(rows, limit), ...notes], markers };
}

/** A mean of stars and of a scale of 0 to 10 is none. */
async function scaleNotes(
  database: Queryable,
  sections: readonly ReportSection[],
  source: string | null,
): Promise<string[]> {
  const means = sections.some(({ rows }) => rows.some(({ mean_rating: mean }) => mean != null));
  const scales = means ? await scalesOf(database, source) : [];
  if (scales.length < 2) return [];
  return [
    `Mean ratings mix sources of different scales (${scales.join(', ')}): take the report of one source.`,
  ];
}

async function languageNotes(
  database: Queryable,
  source: string | null,
  rolledUp: boolean,
): Promise<string[]> {
  const comments = (n: number) => `${n} ${n === 1 ? 'comment' : 'comments'}`;
  const translated = await countTranslated(database, source, rolledUp);
  const unserved = await countUnserved(database, source, rolledUp);
  const empty = await countNoAnswers(database, source, rolledUp);
  const asked = (['faults', 'praise'] as const)
    .filter((kind) => empty[kind] > 0)
    .map((kind) => `, ${empty[kind]} to a question that asks for ${kind}`)
    .join('');
  return [
    ...(empty.n > 0 ? [`Not counted: ${comments(empty.n)} without an answer ("N/A", "none")${asked}.`] : []),
    ...(translated > 0 ? [`Judged in translation: ${comments(translated)}.`] : []),
    ...(unserved > 0
      ? [`Not counted: ${comments(unserved)} in a language that the model does not serve.`]
      : []),
  ];
}

// A literal's quotes belong to the value, hence doubled inside psql's own.
const PSQL_NOTE = String.raw`-- parameters: a number, NULL or a literal, e.g. \set source '''shop''' or \set attributes 'ARRAY[''Region'']'`;

/** The queries, ready for psql: parameters are variables that `\set` changes. @throws VerbatimError REPORT_UNKNOWN */
export function reportSql(name?: string): string {
  const chosen = name === undefined ? WHOLE_REPORT : [findReport(name)];
  return chosen.map(psqlQuery).join('\n\n');
}

function psqlQuery(named: NamedReport): string {
  const settings = named.parameters.map((parameter) => {
    const value = parameter === 'limit' ? String(named.defaultLimit ?? 'NULL') : 'NULL';
    return `\\set ${parameter} ${value}`;
  });
  const query = queryOf(named).replace(/\$(\d)/g, (_, at: string) => `:${named.parameters[Number(at) - 1]}`);
  const note = settings.length > 0 ? `${PSQL_NOTE}\n${settings.join('\n')}\n` : '';
  return `-- report: ${named.name}\n${note}${query};`;
}

/** @throws VerbatimError REPORT_UNKNOWN */
export function findReport(name: string): NamedReport {
  const found = REPORTS.find((named) => named.name === name);
  if (found) return found;
  const known = REPORTS.map((named) => named.name);
  throw new VerbatimError('REPORT_UNKNOWN', {
    ...{ name: printable(name).slice(0, 60), known: known.join(', ') },
    hint: didYouMean(suggestion(name, known)),
  });
}

/** What each parameter is called where it is given. */
const GIVEN: readonly (readonly [keyof ReportOptions, string, readonly ReportParameter[]])[] = [
  ['source', 'source', ['source']],
  ['period', 'period', ['first_day']],
  ['attributes', 'attribute', ['attribute', 'attributes']],
  ['theme', 'theme', ['theme']],
  ['grain', 'grain', ['grain']],
  ['limit', 'limit', ['limit']],
];

/** A parameter that a report does not know is not passed over: the answer would look like what was asked for. */
function oneReport(name: string, options: ReportOptions): NamedReport {
  const named = findReport(name);
  for (const [option, called, parameters] of GIVEN) {
    const open = option === 'period' && !options.period?.first && !options.period?.last;
    if (options[option] == null || open || parameters.some((it) => named.parameters.includes(it))) continue;
    const known = GIVEN.filter(([, , its]) => its.some((it) => named.parameters.includes(it)));
    const takes = known.map(([, its]) => its).join(', ') || 'none';
    throw new VerbatimError('REPORT_PARAMETER', { name: named.name, parameter: called, takes });
  }
  return named;
}

/** The whole report; of a period those parts that can be narrowed to it. */
function inWhole(options: ReportOptions): readonly NamedReport[] {
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

async function checkSource(database: Queryable, source: string | null): Promise<void> {
  if (await hasFeedback(database, source)) return;
  if (source === null) throw new VerbatimError('REPORT_NO_DATA', { detail: 'no feedback is stored' });
  const hint = didYouMean(suggestion(source, await feedbackSources(database)));
  const detail = `no feedback has the source ${printable(source).slice(0, 100)}${hint.replace(/\?$/, '')}`;
  throw new VerbatimError('REPORT_NO_DATA', { detail });
}

/** The attribute of reports that take one: as given, or the first that nights count by. @param known those */
function countedAttribute(known: readonly string[], { attributes }: ReportOptions): string | null {
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

async function checkAttributes(
  database: Queryable,
  { attributes, source = null }: ReportOptions,
): Promise<void> {
  for (const name of attributes ?? []) {
    if (await hasAttribute(database, source, name)) continue;
    // Read from all rows, only to say what there is. There may be thousands: the likeliest first.
    const known = await attributeNames(database, source);
    const likely = suggestion(name, known);
    const names = likely === null ? known : [likely, ...known.filter((other) => other !== likely)];
    throw new VerbatimError('ATTRIBUTE_UNKNOWN', {
      attribute: printable(name).slice(0, 100),
      known: names.slice(0, 40).map(printable).join(', ') || 'none',
    });
  }
}

async function checkTheme(database: Queryable, theme: string | null): Promise<void> {
  if (theme === null || (await rollupTheme(database, theme))) return;
  const known = await themeNames(database);
  throw new VerbatimError('THEME_UNKNOWN', {
    theme: printable(theme).slice(0, 100),
    hint: didYouMean(suggestion(theme, known)),
  });
}

const didYouMean = (name: string | null) => (name === null ? '' : ` Did you mean ${printable(name)}?`);

/** `total` and `together` are for the notes. */
function shown({ total: _, together: __, ...row }: Record<string, Cell>): Record<string, Cell> {
  return row;
}
