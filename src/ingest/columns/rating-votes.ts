import { type Rating, readRating } from './ratings.ts';

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

  /** A mark stands in many rows. */
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
