import { requireSameLength } from './input.ts';
import { OTHER } from './level-sums.ts';
import type { ScoreCounts } from './score-histogram.ts';

/** The scores of judged rows and, for one attribute, the level of each, as a place in `keys`. */
export interface ScoredLevels {
  readonly scores: Float64Array;
  readonly levelAt: Uint32Array;
  readonly keys: readonly string[];
}

/** Rows of each level by distinct score: what the buckets of a cube stand for, without their ties. */
export class ExactScores {
  private readonly placeOf: Uint32Array;
  private readonly distinct: number;
  private readonly all: Uint32Array;
  private readonly rows: ScoredLevels;
  private readonly pooled: ReadonlySet<string>;

  /** @param pooled levels that are audited together as (other) */
  constructor(rows: ScoredLevels, pooled: ReadonlySet<string>) {
    requireSameLength('exact scores', rows.scores, rows.levelAt);
    this.rows = rows;
    this.pooled = pooled;
    const ascending = Float64Array.from(rows.scores).sort();
    const values = ascending.filter((value, i) => i === 0 || value !== ascending[i - 1]);
    this.distinct = values.length;
    this.placeOf = Uint32Array.from(rows.scores, (score) => placeIn(values, score));
    this.all = new Uint32Array(this.distinct);
    for (const place of this.placeOf) this.all[place]!++;
  }

  /** A level against everyone else, or against the level that is the reference. */
  countsOf(key: string, reference: string | null): ScoreCounts {
    const group = this.rowsOf(key);
    return {
      group,
      reference: reference === null ? this.all.map((n, i) => n - group[i]!) : this.rowsOf(reference),
    };
  }

  private rowsOf(key: string): Uint32Array {
    const counts = new Uint32Array(this.distinct);
    const wanted = this.rows.keys.map((own) => (this.pooled.has(own) ? OTHER : own) === key);
    for (const [i, level] of this.rows.levelAt.entries()) {
      if (wanted[level]) counts[this.placeOf[i]!]!++;
    }
    return counts;
  }
}

function placeIn(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
