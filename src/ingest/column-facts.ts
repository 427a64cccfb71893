import { type DecimalSign, decimalVote, parseRating } from './ratings.ts';
import { dateVote } from './times.ts';

/** What the cells of one column look like. */
export interface ColumnFacts {
  /** Cells that are not blank, and what they hold. */
  filled: number;
  words: number;
  numeric: number;
  dated: number;
  /** Different values, up to {@link DISTINCT_LIMIT}. */
  readonly distinct: Set<string>;
}

export type DateVotes = Record<
  'plain' | 'day-first' | 'month-first' | 'either' | 'serial' | 'other',
  number
> & {
  /** Physical line of the first cell that both orders make a date. */
  firstEither: number;
};
export type DecimalVotes = Record<DecimalSign, number> & { grouped: number };

/** Rows whose cells are looked at one by one; enough to tell what a column holds. */
const LOOKED_AT = 5000;
const DISTINCT_LIMIT = 1000;

/**
 * What the rows tell about their columns: the look of each by the first rows, date order and decimal sign by the
 * whole file. Its memory does not grow with the file.
 */
export class ColumnSurvey {
  readonly columns: ColumnFacts[];
  /** By position, of those columns that may be the time or the rating. */
  readonly dates: ReadonlyMap<number, DateVotes>;
  readonly decimals: ReadonlyMap<number, DecimalVotes>;
  rows = 0;

  constructor(width: number, candidates: { times: readonly number[]; ratings: readonly number[] }) {
    this.columns = Array.from({ length: width }, () => ({
      ...{ filled: 0, words: 0, numeric: 0, dated: 0, distinct: new Set<string>() },
    }));
    this.dates = new Map(
      candidates.times.map((at) => [
        at,
        { plain: 0, 'day-first': 0, 'month-first': 0, either: 0, serial: 0, other: 0, firstEither: 0 },
      ]),
    );
    this.decimals = new Map(candidates.ratings.map((at) => [at, { point: 0, comma: 0, grouped: 0 }]));
  }

  /** True when more rows would tell nothing more. */
  get complete(): boolean {
    return this.rows >= LOOKED_AT && this.dates.size === 0 && this.decimals.size === 0;
  }

  add(cells: readonly string[], line: number): void {
    if (this.rows++ < LOOKED_AT) for (const [at, column] of this.columns.entries()) look(column, cells[at]!);
    for (const [at, votes] of this.dates) {
      if (cells[at]!.trim() === '') continue;
      const vote = dateVote(cells[at]!) ?? 'other';
      if (vote === 'either' && votes.either === 0) votes.firstEither = line;
      votes[vote]++;
    }
    for (const [at, votes] of this.decimals) {
      const cell = cells[at]!;
      if (parseRating(cell, 'point') === null && parseRating(cell, 'comma') === null) continue;
      const vote = decimalVote(cell);
      if (vote) votes[vote]++;
      else if (/[.,]/.test(cell)) votes.grouped++;
    }
  }
}

function look(column: ColumnFacts, cell: string): void {
  const text = cell.trim();
  if (text === '') return;
  column.filled++;
  column.words += text.length > 2000 ? 300 : text.split(/\s+/).length;
  if (column.distinct.size < DISTINCT_LIMIT) column.distinct.add(text.slice(0, 100));
  if (text.length > 60) return;
  if (parseRating(text) !== null) column.numeric++;
  else if (dateVote(text) !== null) column.dated++;
}
