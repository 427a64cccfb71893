import { DEFAULT_K, hideCells } from '../audit/verdict/hiding.ts';
import type { Queryable } from '../db/client.ts';
import type { ReportCell } from '../db/reports/report-queries.ts';
import { areOfFew, mostCommentsOf } from '../db/rollups/people.ts';
import { type Crowd, strangers } from '../domain/crowd.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import type { ReportOptions } from './report-options.ts';
import { allColumns } from './reports/columns.ts';
import type { NamedReport } from './reports/named-report.ts';

/** A row as its query has it, with who wrote the comments of its number; null: it is a rest, of whom nobody knows. */
export type FoundRow = Readonly<Record<string, ReportCell>> & { readonly people?: Crowd | null };

/** Reports whose rows are outcomes of all comments, not groups of comments: nothing is hidden, if all are enough. */
const OUTCOMES = ['sentiment', 'ratings', 'emotions', 'labels', 'numbers'];

/** @throws VerbatimError CELL_HIDDEN if all comments of a report together are of few people */
export async function assertNotFew(
  connection: Queryable,
  { source = null, period }: ReportOptions,
): Promise<void> {
  const days = { first: period?.first ?? null, last: period?.last ?? null };
  if (await areOfFew(connection, DEFAULT_K, { source, period: days }))
    throw new VerbatimError('CELL_HIDDEN', { least: DEFAULT_K });
}

/**
 * Rows of a report for callers without the right to read comments. Numbers of fewer than ten people are null, and those
 * of the next smallest row when subtraction from the total would reveal a hidden one.
 */
export async function withoutFew(
  connection: Queryable,
  { name, columns }: NamedReport,
  rows: readonly FoundRow[],
  { source = null, period }: ReportOptions,
): Promise<readonly FoundRow[]> {
  const keys = columns.filter(({ kind }) => kind === 'text' || kind === 'day').map((column) => column.name);
  const size = columns.find((column) => column.name === 'n' || column.name === 'said')?.name;
  if (name === 'overview') return rows.map(withoutFewRated);
  if (size === undefined || keys.length === 0) return rows;
  const numbers = allColumns(columns).filter((column) => !keys.includes(column));
  const none = Object.fromEntries(numbers.map((column) => [column, null]));
  if (OUTCOMES.includes(name)) {
    const all = rows.reduce((sum, row) => sum + Number(row[size] ?? 0), 0);
    return all >= DEFAULT_K ? rows : rows.map((row) => ({ ...row, ...none }));
  }
  const days = { first: period?.first ?? null, last: period?.last ?? null };
  const rest = rows.some((row) => row.people === null || row.rest !== undefined);
  const most = rest ? await mostCommentsOf(connection, DEFAULT_K - 1, { source, period: days }) : 0;
  const cells = rows.map((row) => ({
    row: JSON.stringify((keys.length === 1 ? keys : keys.slice(0, -1)).map((key) => row[key])),
    column: keys.length === 1 ? '' : String(row[keys.at(-1)!]),
    rows: Number(row[size] ?? 0),
    people: peopleOf(row, Number(row[size] ?? 0), most),
  }));
  const hidden = hideCells(cells);
  return rows.map((row, at) => (hidden[at] === null ? row : { ...row, ...none }));
}

/** A mean of few ratings tells them. */
const withoutFewRated = (row: FoundRow): FoundRow =>
  Number(row.rated) < DEFAULT_K ? ({ ...row, mean_rating: null, rated: null } as FoundRow) : row;

/** Who wrote the comments of a row; nobody where what is left beside it may be of few people. */
function peopleOf({ people, rest }: FoundRow, n: number, most: number): Crowd {
  if (rest != null && Number(rest) <= most) return strangers(0);
  // With so many comments of nine people at most each comment is of another.
  if (people === null && most >= DEFAULT_K) return strangers(n > most ? DEFAULT_K : 0);
  return people ?? strangers(n);
}
