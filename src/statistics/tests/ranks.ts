import { requireFinite } from '../input.ts';
/** Ranks from 1, equal values sharing the mean of theirs. */
export interface Ranking {
  readonly ranks: Float64Array;
  /** Σ (t³ − t) over the groups of t equal values: what ties take from the variance of rank sums. */
  readonly ties: number;
}

export function rank(values: ArrayLike<number>): Ranking {
  requireFinite('ranks', values);
  const order = Int32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[a]! - values[b]!,
  );
  const ranks = new Float64Array(values.length);
  let ties = 0;
  for (let first = 0; first < order.length; ) {
    let next = first + 1;
    while (next < order.length && values[order[next]!] === values[order[first]!]) next++;
    const shared = (first + next + 1) / 2;
    for (let i = first; i < next; i++) ranks[order[i]!] = shared;
    ties += (next - first) ** 3 - (next - first);
    first = next;
  }
  return { ranks, ties };
}
