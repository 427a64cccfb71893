import { parameterNames } from '../db/named-parameters.ts';
import { COMMENTS } from '../db/rollups/count-sources.ts';
import { suggestion } from '../domain/suggestion.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { printable } from './formats/cell-text.ts';
import type { NamedReport, ReportParameter } from './reports/named-report.ts';
import { OPERATION_REPORTS } from './reports/operations.ts';
import { OVER_TIME_REPORTS } from './reports/over-time.ts';
import { OVERVIEW } from './reports/overview.ts';
import { OWN_MODEL_REPORTS } from './reports/own-models.ts';
import { DISAGREEMENT, STRONGEST_QUOTES } from './reports/quotes.ts';
import { ATTRIBUTES, EMOTIONS, RATINGS, SENTIMENT } from './reports/sentiment.ts';
import { THEME_QUOTES, THEMES } from './reports/themes.ts';
import { DRIVERS, STATEMENTS, TOPIC_CHANGES, TOPICS } from './reports/topics.ts';

/** All reports: those of the whole report first, in its order. */
export const REPORTS: readonly NamedReport[] = [
  ...[
    OVERVIEW,
    SENTIMENT,
    ATTRIBUTES,
    RATINGS,
    EMOTIONS,
    TOPICS,
    STATEMENTS,
    THEMES,
    THEME_QUOTES,
    STRONGEST_QUOTES,
    DISAGREEMENT,
  ],
  ...[...OWN_MODEL_REPORTS, ...OVER_TIME_REPORTS, DRIVERS, TOPIC_CHANGES, ...OPERATION_REPORTS],
];

/** The whole report. */
export const WHOLE_REPORT = REPORTS.filter(({ alone }) => !alone);

/** Whether it shows words of customers, or names out of them. */
export const quotes = ({ name, columns }: NamedReport): boolean =>
  name === 'entities' || columns.some(({ kind }) => kind === 'quote');

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

export const didYouMean = (name: string | null) => (name === null ? '' : ` Did you mean ${printable(name)}?`);

const PARAMETER_NOTES: Readonly<Record<ReportParameter, string>> = {
  source: 'text: source, or null for all',
  attributes: 'text[]: names of attributes, or null',
  by: 'text[]: names of attributes, or null for none',
  attribute: 'text: attribute, or null for the first that nightly runs count by',
  theme: 'text: name or number of a theme, or null',
  first_day: 'date: first day, UTC, or null',
  last_day: 'date: last day, or null',
  grain: 'text: day, week or month, or null: by the length of the period',
  limit: 'integer: rows of each list, or null for all',
};
// A literal's quotes belong to the value, hence doubled inside psql's own.
const PSQL_NOTE = String.raw`-- parameters: a number, NULL or a literal, e.g. \set source '''shop''' or \set attributes 'ARRAY[''Region'']'`;

/**
 * The queries, ready for psql: parameters are variables that `\set` changes. They count comments, not roll-ups.
 * @throws VerbatimError REPORT_UNKNOWN
 */
export function reportSql(name?: string): string {
  const chosen = name === undefined ? WHOLE_REPORT : [findReport(name)];
  return chosen.map(psqlQuery).join('\n\n');
}

function psqlQuery(named: NamedReport): string {
  const sql = named.sql(COMMENTS).trim();
  const used = named.parameters.filter((parameter) => parameterNames(sql).includes(parameter));
  const settings = used.flatMap((parameter) => [
    `-- :${parameter} ${PARAMETER_NOTES[parameter]}`,
    `\\set ${parameter} ${parameter === 'limit' ? (named.defaultLimit ?? 'NULL') : 'NULL'}`,
  ]);
  return [`-- report: ${named.name}`, ...(used.length > 0 ? [PSQL_NOTE, ...settings] : []), `${sql};`].join(
    '\n',
  );
}
