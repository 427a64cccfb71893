import type { Database } from '../db/client.ts';
import {
  attributeNames,
  type Cell,
  countTranslated,
  countUnserved,
  hasAttribute,
  hasFeedback,
  runReport,
} from '../db/report-queries.ts';
import { countLatest, freshRollups } from '../db/rollup-freshness.ts';
import { rollupAttributes } from '../db/rollups.ts';
import { VerbatimError } from '../errors.ts';
import { printable } from './cell-text.ts';
import {
  type NamedReport,
  queryOf,
  REPORTS,
  type ReportColumn,
  type ReportParameter,
} from './named-reports.ts';
import { rolledUpQuery } from './rolled-up.ts';

export interface ReportOptions {
  /** One report; all of them when left out. */
  readonly name?: string;
  /** Only feedback of this source; null: all. */
  readonly source?: string | null;
  /** Attributes to break down by; null: those of roll-ups, or chosen by the rule in sql/attributes.sql. */
  readonly attributes?: readonly string[] | null;
  /** Rows of lists such as quotes. */
  readonly limit?: number;
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
}

/**
 * @throws VerbatimError REPORT_UNKNOWN, REPORT_NO_DATA, ATTRIBUTE_UNKNOWN
 */
export async function report(database: Database, options: ReportOptions): Promise<ReportSection[]> {
  const chosen = options.name === undefined ? REPORTS : [findReport(options.name)];
  const source = options.source ?? null;
  if (!(await hasFeedback(database, source))) {
    const detail = source === null ? 'no feedback is stored' : `no feedback has the source ${source}`;
    throw new VerbatimError('REPORT_NO_DATA', { detail });
  }
  await checkAttributes(database, source, options.attributes ?? null);
  const named = options.attributes ?? (await rollupAttributes(database));
  const attributes = named.length > 0 ? named : null;
  await countLatest(database);
  const fresh = await freshRollups(database);
  const sections: ReportSection[] = [];
  for (const named of chosen) {
    const limit = options.limit ?? named.defaultLimit ?? null;
    const values: Record<ReportParameter, unknown> = { source, attributes, limit };
    const narrowed = { source, attributes, limit, first_day: null, last_day: null };
    const { sql, parameters } = (fresh && rolledUpQuery(named.name, narrowed, fresh.attributes)) ?? {
      sql: queryOf(named),
      parameters: named.parameters.map((parameter) => values[parameter]),
    };
    const rows = await runReport(database, sql, parameters);
    if (rows.length === 0 && named.optional && options.name === undefined) continue;
    const { name, title, description, columns, record = false } = named;
    sections.push({
      name,
      title,
      description,
      columns,
      record,
      rows: rows.map(shown),
      notes: notesOf(rows),
    });
  }
  const last = sections.at(-1);
  if (!last) return sections;
  const footer = await languageNotes(database, source, fresh !== null);
  return [...sections.slice(0, -1), { ...last, notes: [...last.notes, ...footer] }];
}

async function languageNotes(database: Database, source: string | null, rolledUp: boolean): Promise<string[]> {
  const comments = (n: number) => `${n} ${n === 1 ? 'comment' : 'comments'}`;
  const translated = await countTranslated(database, source);
  const unserved = await countUnserved(database, source, rolledUp);
  return [
    ...(translated > 0 ? [`Judged in translation: ${comments(translated)}.`] : []),
    ...(unserved > 0
      ? [`Not counted: ${comments(unserved)} in a language that the model does not serve.`]
      : []),
  ];
}

// A literal's quotes belong to the value, hence doubled inside psql's own.
const PSQL_NOTE = String.raw`-- parameters: a number, NULL or a literal, e.g. \set source '''shop''' or \set attributes 'ARRAY[''Region'']'`;

/** The queries, ready for psql: parameters are variables that `\set` changes. */
export function reportSql(name?: string): string {
  const chosen = name === undefined ? REPORTS : [findReport(name)];
  return chosen.map(psqlQuery).join('\n\n');
}

function psqlQuery(named: NamedReport): string {
  const values = { source: 'NULL', attributes: 'NULL', limit: String(named.defaultLimit ?? 'NULL') };
  const settings = named.parameters.map((parameter) => `\\set ${parameter} ${values[parameter]}`);
  const query = queryOf(named).replace(/\$(\d)/g, (_, at: string) => `:${named.parameters[Number(at) - 1]}`);
  return `-- report: ${named.name}\n${PSQL_NOTE}\n${settings.join('\n')}\n${query};`;
}

function findReport(name: string): NamedReport {
  const found = REPORTS.find((named) => named.name === name);
  if (found) return found;
  throw new VerbatimError('REPORT_UNKNOWN', { name, known: REPORTS.map((named) => named.name).join(', ') });
}

async function checkAttributes(
  database: Database,
  source: string | null,
  attributes: readonly string[] | null,
): Promise<void> {
  if (attributes === null) return;
  let attribute: string | undefined;
  for (const name of attributes) {
    if (!(await hasAttribute(database, source, name))) attribute ??= name;
  }
  if (attribute === undefined) return;
  const known = await attributeNames(database, source);
  const shownNames = known.slice(0, 40).map(printable).join(', ');
  throw new VerbatimError('ATTRIBUTE_UNKNOWN', { attribute, known: shownNames || 'none' });
}

/** `total` and `together` are for the notes. */
function shown({ total: _, together: __, ...row }: Record<string, Cell>): Record<string, Cell> {
  return row;
}

function notesOf(rows: readonly Record<string, Cell>[]): string[] {
  if (rows.length === 0) return ['Nothing to show.'];
  const total = Number(rows[0]?.total ?? rows.length);
  return total > rows.length ? [`The ${rows.length} clearest of ${total}; --limit shows more.`] : [];
}
