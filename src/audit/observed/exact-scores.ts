import { requireSameLength } from '../../statistics/input.ts';
import type { ScoreCounts } from './cliffs-delta.ts';
import { OTHER } from './level-sums.ts';

/** The scores of judged rows and, for one attribute, the level of each, as a place in `keys`. */
interface ScoredLevels {
  readonly scores: Float64Array;
  readonly levelAt: Uint32Array;
  readonly keys: readonly string[];
}

/**
 * Rows of each level by distinct score: as the buckets of a cube, but without their ties. The cost of a level grows with its
 * own rows only, because all other rows between two of its scores can share one bucket.
 */
export class ExactScores {
  /** Scores of each level, and of all rows, ascending. */
  private readonly byLevel: ReadonlyMap<string, Float64Array>;
  private readonly all: Float64Array;

  /** @param pooled levels that are audited as (other) */
  constructor({ scores, levelAt, keys }: ScoredLevels, pooled: ReadonlySet<string>) {
    requireSameLength('exact scores', scores, levelAt);
    const names = keys.map((key) => (pooled.has(key) ? OTHER : key));
    const parts = new Map<string, number[]>(names.map((name) => [name, []]));
    const partAt = names.map((name) => parts.get(name)!);
    for (const [i, level] of levelAt.entries()) partAt[level]!.push(scores[i]!);
    this.byLevel = new Map([...parts].map(([name, own]) => [name, Float64Array.from(own).sort()]));
    this.all = Float64Array.from(scores).sort();
  }

  /** A level against everyone else, or against the level that is the reference. */
  countsOf(key: string, reference: string | null): ScoreCounts {
    const own = this.scoresOf(key);
    const others = reference === null ? this.all : this.scoresOf(reference);
    const counts = { group: [] as number[], reference: [] as number[] };
    let [at, below] = [0, 0];
    while (at < own.length) {
      const score = own[at]!;
      const first = at;
      while (own[at] === score) at++;
      const group = at - first;
      const upTo = countBelow(others, score, below);
      const after = countUpTo(others, score, upTo);
      // `all` contains the level's own rows: subtract those with this score.
      const tied = after - upTo - (reference === null ? group : 0);
      counts.group.push(0, group);
      counts.reference.push(upTo - below, tied);
      below = after;
    }
    counts.group.push(0);
    counts.reference.push(others.length - below);
    return counts;
  }

  private scoresOf(key: string): Float64Array {
    return this.byLevel.get(key) ?? new Float64Array();
  }
}

/** How many of ascending values are below, or up to, a score; none before `from` is above it. */
const countBelow = (values: Float64Array, score: number, from: number) =>
  search(values, from, (value) => value < score);
const countUpTo = (values: Float64Array, score: number, from: number) =>
  search(values, from, (value) => value <= score);

function search(values: Float64Array, from: number, isBefore: (value: number) => boolean): number {
  let [low, high] = [from, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(values[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
