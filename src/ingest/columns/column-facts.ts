import { type DecimalSign, decimalVote, parseRating, type Rating, readRating } from './ratings.ts';
import { dateVote, isClock, isRelativeTime } from './times.ts';

/** What the cells of one column look like. */
export interface ColumnFacts {
  /** Cells that are not blank, and what they hold. */
  filled: number;
  words: number;
  numeric: number;
  dated: number;
  /** Times of day without their day. */
  clocked: number;
  /** Cells that are nothing but an identifier, such as an e-mail address; counted until they cannot be {@link NEARLY_ALL}. */
  identifiers: number;
  /** Cells with six digits or more, or an @. */
  numbers: number;
  /** Hashes of the different values, up to {@link DISTINCT_LIMIT}. */
  readonly distinct: Set<number>;
}

export type DateVotes = Record<
  'plain' | 'day-first' | 'month-first' | 'either' | 'serial' | 'relative' | 'other',
  number
> & {
  /** Physical line of the first cell that both orders make a date. */
  firstEither: number;
  /** The first different cells that are no time, cut. */
  readonly examples: string[];
};
type DateVote = Exclude<keyof DateVotes, 'firstEither' | 'examples'>;
export type DecimalVotes = Record<DecimalSign, number> & { grouped: number };

/** Share of identifiers from which on a column is nothing but such. */
export const NEARLY_ALL = 0.9;

/** Rows whose cells are surveyed one by one: enough to know what a column holds, fewer in a wide file. */
const ROWS = { least: 200, most: 5000 };
const CELLS = 500_000;
const DISTINCT_LIMIT = 1000;
const VOTES_KEPT = 2000;

/**
 * Facts about columns: the look of each by the first rows, date order and decimal sign by the whole file. Its memory
 * does not grow with the file.
 */
export class ColumnSurvey {
  readonly columns: ColumnFacts[];
  /** By position, of those columns that may be the time or the rating. */
  readonly dates: ReadonlyMap<number, DateVotes>;
  readonly decimals: ReadonlyMap<number, DecimalVotes>;
  readonly ratings: ReadonlyMap<number, RatingVotes>;
  rows = 0;
  readonly #lookedAt: number;
  readonly #votes = new Map<string, DateVote>();
  readonly #isOne: (cell: string, column: ColumnFacts) => boolean;

  constructor(
    width: number,
    candidates: { times: readonly number[]; ratings: readonly number[] },
    isIdentifier: (cell: string) => boolean = () => false,
  ) {
    this.#lookedAt = Math.max(ROWS.least, Math.min(ROWS.most, Math.floor(CELLS / Math.max(1, width))));
    const others = this.#lookedAt * (1 - NEARLY_ALL) + 2;
    this.#isOne = (cell, { filled, identifiers }) => filled - identifiers <= others && isIdentifier(cell);
    this.columns = Array.from({ length: width }, () => ({
      ...{ filled: 0, words: 0, numeric: 0, dated: 0, clocked: 0, identifiers: 0, numbers: 0 },
      distinct: new Set<number>(),
    }));
    this.dates = new Map(
      candidates.times.map((at) => [
        at,
        {
          ...{ plain: 0, 'day-first': 0, 'month-first': 0, either: 0, serial: 0, relative: 0, other: 0 },
          ...{ firstEither: 0, examples: [] },
        },
      ]),
    );
    this.decimals = new Map(candidates.ratings.map((at) => [at, { point: 0, comma: 0, grouped: 0 }]));
    this.ratings = new Map(candidates.ratings.map((at) => [at, new RatingVotes()]));
  }

  /** True when more rows change nothing. */
  get complete(): boolean {
    return this.rows >= this.#lookedAt && this.dates.size === 0 && this.decimals.size === 0;
  }

  /** @param cells may be fewer or more than the columns */
  add(cells: readonly string[], line: number): void {
    if (this.rows++ < this.#lookedAt)
      for (const [at, column] of this.columns.entries()) look(column, cells[at] ?? '', this.#isOne);
    for (const [at, votes] of this.dates) {
      const cell = cells[at] ?? '';
      if (cell.trim() === '') continue;
      const vote = this.#dateVote(cell);
      if (vote === 'either' && votes.either === 0) votes.firstEither = line;
      votes[vote]++;
      if (vote === 'other' || vote === 'relative') addExample(votes.examples, cell);
    }
    for (const [at, votes] of this.decimals) {
      const cell = cells[at] ?? '';
      this.ratings.get(at)!.add(cell);
      if (parseRating(cell, 'point') === null && parseRating(cell, 'comma') === null) continue;
      const vote = decimalVote(cell);
      if (vote) votes[vote]++;
      else if (/[.,]/.test(cell)) votes.grouped++;
    }
  }

  /** Many rows have the same day. */
  #dateVote(cell: string): DateVote {
    const known = this.#votes.get(cell);
    if (known) return known;
    if (this.#votes.size === VOTES_KEPT) this.#votes.clear();
    const vote = dateVote(cell) ?? (isRelativeTime(cell) ? 'relative' : 'other');
    this.#votes.set(cell, vote);
    return vote;
  }
}

const EXAMPLES = { most: 3, characters: 40 };

/** Keeps the first different cells, cut, to be shown to who imports the file. */
export function addExample(examples: string[], cell: string): void {
  if (examples.length === EXAMPLES.most) return;
  const text = cell.trim();
  const cut =
    text.length > EXAMPLES.characters ? `${text.slice(0, EXAMPLES.characters).toWellFormed()}…` : text;
  if (!examples.includes(cut)) examples.push(cut);
}

function look(
  column: ColumnFacts,
  cell: string,
  isOne: (cell: string, column: ColumnFacts) => boolean,
): void {
  const text = cell.trim();
  if (text === '') return;
  column.filled++;
  column.words += text.length > 2000 ? 300 : text.split(/\s+/).length;
  if (column.distinct.size < DISTINCT_LIMIT) column.distinct.add(hashOf(text));
  // The longest dates name a weekday, a month and a zone.
  if (text.length > 100) return;
  if (NUMBERS.test(text)) {
    column.numbers++;
    if (isOne(text, column)) column.identifiers++;
  }
  if (parseRating(text) !== null) column.numeric++;
  else if (dateVote(text) !== null) column.dated++;
  else if (isClock(text)) column.clocked++;
}

/** What an identifier of a person has, as far as it can fill a cell. */
const NUMBERS = /@|(?:\p{Nd}[^\p{Nd}]{0,4}){6}/u;

/** FNV-1a over the beginning: a set of strings would keep whole cells in memory. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  const end = Math.min(text.length, 100);
  for (let at = 0; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

const MOST_VALUES = 1000;
const MOST_LABELS = 50;
const MOST_CELLS = 2000;

/** What the cells of a rating column hold, over the whole file. Its memory does not grow with the file. */
export class RatingVotes {
  /** How often each value comes; of more than {@link MOST_VALUES} different ones, the first. */
  readonly values = new Map<number, number>();
  /** How often each highest mark is written, as in `4 out of 5`. */
  readonly highest = new Map<number, number>();
  /** Words beside a number, as in `5 - Very satisfied`. */
  readonly labels = new Map<string, number>();
  /** Cells that hold a rating. */
  read = 0;
  /** Numbers with decimals. */
  fractions = 0;
  readonly #known = new Map<string, Rating | null>();

  add(cell: string): void {
    const rating = this.#rating(cell);
    if (rating === null) return;
    const { value, of, label } = rating;
    this.read++;
    if (!Number.isInteger(value)) this.fractions++;
    if (this.values.has(value) || this.values.size < MOST_VALUES) bump(this.values, value);
    if (of !== null) bump(this.highest, of);
    if (label !== null && this.labels.size < MOST_LABELS) this.labels.set(label, value);
  }

  /** Cells that hold a value of this range. */
  within(low: number, high: number): number {
    let count = 0;
    for (const [value, times] of this.values) if (value >= low && value <= high) count += times;
    return count;
  }

  /** Many rows have the same mark. */
  #rating(cell: string): Rating | null {
    const known = this.#known.get(cell);
    if (known !== undefined) return known;
    if (this.#known.size === MOST_CELLS) this.#known.clear();
    const rating = readRating(cell) ?? readRating(cell, 'comma') ?? readRating(cell, 'point');
    this.#known.set(cell, rating);
    return rating;
  }
}

function bump(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
