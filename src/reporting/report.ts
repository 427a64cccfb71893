import { DEFAULT_K } from '../audit/verdict/hiding.ts';
import type { Database, Queryable } from '../db/client.ts';
import { scalesOf } from '../db/imports/rating-scales.ts';
import { readRows } from '../db/imports/read-rows.ts';
import { queryNamed } from '../db/named-parameters.ts';
import type { ReportCell } from '../db/reports/report-queries.ts';
import { shownAccuracy } from '../db/review/accuracy.ts';
import { COMMENTS, ROLL_UPS } from '../db/rollups/count-sources.ts';
import { countLatest, type FreshRollups, freshRollups } from '../db/rollups/rollup-freshness.ts';
import { rollupAttributes } from '../db/rollups/rollups.ts';
import { inSnapshot, isTimeout } from '../db/snapshot.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { accuracyNote } from './accuracy-note.ts';
import { assertNotFew, type FoundRow, withoutFew } from './hidden-rows.ts';
import { rejectedNote } from './rejected-rows.ts';
import { languageNotes, nightlyNotes, type ReportMarker, rowNotes } from './report-notes.ts';
import {
  checkAttributes,
  checkSource,
  checkTheme,
  chosenReports,
  countedAttribute,
  type ReportOptions,
} from './report-options.ts';
import type { ReportColumn } from './reports/columns.ts';
import type { NamedReport, ReportParameter } from './reports/named-report.ts';

/** One report with its rows. */
export interface ReportSection {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly columns: readonly ReportColumn[];
  /** A single row, shown as a list. */
  readonly record: boolean;
  readonly rows: readonly Readonly<Record<string, ReportCell>>[];
  readonly notes: readonly string[];
  /** Comments that it quotes, by number. */
  readonly quoted?: readonly number[];
  /** Days on which something changed that makes numbers before and after differ. */
  readonly markers?: readonly ReportMarker[];
}

/**
 * All sections are of one moment.
 * @throws VerbatimError REPORT_UNKNOWN, REPORT_NO_DATA, REPORT_PARAMETER, REPORT_TIMEOUT, ATTRIBUTE_UNKNOWN,
 *   ATTRIBUTE_UNCOUNTED, THEME_UNKNOWN, CELL_HIDDEN
 */
export async function report(database: Database, options: ReportOptions): Promise<ReportSection[]> {
  const chosen = chosenReports(options);
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
  const counting = !chosen.every(({ anyState }) => anyState);
  if (counting) await checkSource(connection, source);
  if (counting && options.countsOnly) await assertNotFew(connection, options);
  const rolledUp = await rollupAttributes(connection);
  const counted = chosen.some(({ parameters }) => parameters.includes('attribute'));
  const attribute = counted ? countedAttribute(rolledUp, options) : null;
  if (!counted) await checkAttributes(connection, options);
  await checkTheme(connection, options.theme ?? null);
  const attributes = options.attributes ?? rolledUp;
  const broken = chosen.some(({ parameters }) => parameters.includes('attributes'));
  const declared = attributes.length > 0 && attributes.every((name) => rolledUp.includes(name));
  const asked = options.attributes?.length ? options.attributes : null;
  const undeclared = asked?.some((name) => !rolledUp.includes(name)) ?? false;
  const splits = chosen.some(({ parameters }) => parameters.includes('by')) && undeclared;
  if (options.countsOnly && ((broken && !declared) || splits)) throw new VerbatimError('ATTRIBUTE_UNCOUNTED');
  const fresh = await freshRollups(connection);
  const sections: ReportSection[] = [];
  for (const named of chosen) {
    const values = {
      ...{ source, attribute, attributes: attributes.length > 0 ? attributes : null, by: asked },
      ...{ first_day: options.period?.first ?? null, last_day: options.period?.last ?? null },
      ...{ theme: options.theme ?? null, grain: options.grain ?? null },
      limit: options.limit ?? named.defaultLimit ?? null,
    } satisfies Record<ReportParameter, unknown>;
    const held = fresh !== null && holds(fresh, named, values);
    const sql = named.sql({ ...(held ? ROLL_UPS : COMMENTS), people: options.countsOnly === true });
    const found = await queryNamed<FoundRow>(connection, sql, values);
    const rows = options.countsOnly ? await withoutFew(connection, named, found, options) : found;
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
    ...[accuracyNote(await shownAccuracy(connection, null, source))].filter((it) => it !== null),
    ...(await languageNotes(connection, source, fresh ? ROLL_UPS : COMMENTS, leastNoted(options))),
  ];
  return [...sections.slice(0, -1), { ...last, notes: [...last.notes, ...footer] }];
}

/** Fewer comments than this are not noted. */
const leastNoted = ({ countsOnly }: ReportOptions): number => (countsOnly ? DEFAULT_K : 1);

/** Comments that sections quote. */
export const quotesOf = (sections: readonly ReportSection[]): number[] =>
  sections.flatMap(({ quoted = [] }) => quoted);

/** Whether roll-ups have what a report counts. */
function holds(
  { attributes, topics }: FreshRollups,
  named: NamedReport,
  values: Readonly<Record<'attributes' | 'by', readonly string[] | null>>,
): boolean {
  const has = (names: readonly string[] | null) => names?.every((it) => attributes.includes(it));
  if (named.byTopic && !topics) return false;
  // Without names the query chooses from the attributes of comments.
  if (named.parameters.includes('attributes') && !has(values.attributes)) return false;
  return !named.parameters.includes('by') || values.by === null || has(values.by) === true;
}

async function sectionOf(
  connection: Queryable,
  named: NamedReport,
  rows: readonly FoundRow[],
  options: ReportOptions,
): Promise<ReportSection> {
  const { name, title, description, columns, record = false } = named;
  const section = { name, title, description, columns, record, rows: rows.map(shown) };
  const quoted = rows.flatMap(({ quoted: id }) => (typeof id === 'number' ? [id] : []));
  const limit = options.limit ?? named.defaultLimit ?? 0;
  if (!named.ofNight)
    return { ...section, notes: rowNotes(rows, limit), ...(quoted.length > 0 && { quoted }) };
  const { source = null, period = null } = options;
  const { notes, markers } = await nightlyNotes(connection, source, period, leastNoted(options));
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

/** `total` and `together` are for the notes, `people` for what is hidden, `quoted` for the access log. */
function shown({
  total: _,
  together: __,
  people: ___,
  quoted: ____,
  ...row
}: FoundRow): Record<string, ReportCell> {
  return row;
}
