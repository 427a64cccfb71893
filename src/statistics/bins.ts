import { requireAtMost, requireFinite, requirePositive } from './input.ts';
import { insufficient, isInsufficient, type Measured } from './insufficient.ts';
import { quantile, sorted } from './moments.ts';

/**
 * Edges from low to high, one more than bins. A value on an inner edge belongs to the lower bin; the outer bins
 * are open, so that every value has a bin. Edges are made once, from the reference alone, and kept: bins that
 * move every night cannot be compared.
 */
export type Edges = readonly number[];

/** Bins of equal width from low to high. */
export function equalWidthEdges(low: number, high: number, bins: number): Edges {
  requirePositive('bins', 'a number of bins of', bins);
  requireAtMost('bins', 'as the low end', low, high);
  const width = (high - low) / bins;
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + i * width));
}

/** Bins with as many reference rows each as ties allow: its quantiles, by linear interpolation. */
export function quantileEdges(reference: ArrayLike<number>, bins: number): Measured<Edges> {
  requirePositive('bins', 'a number of bins of', bins);
  const ascending = sorted(reference);
  const edges: number[] = [];
  for (let i = 0; i <= bins; i++) {
    const edge = quantile(ascending, i / bins);
    if (isInsufficient(edge)) return edge;
    edges.push(edge);
  }
  return edges;
}

/**
 * The edges to freeze in a baseline: quantiles without repetition, for a bin between equal edges never holds a
 * row yet costs a degree of freedom. Fewer than two bins left: `zero_variance`.
 */
export function baselineEdges(reference: ArrayLike<number>, bins = 10): Measured<Edges> {
  const edges = quantileEdges(reference, bins);
  if (isInsufficient(edges)) return edges;
  const inner = [...new Set(edges.slice(1, -1))].filter((edge) => edge < edges.at(-1)!);
  return inner.length === 0 ? insufficient('zero_variance') : [edges[0]!, ...inner, edges.at(-1)!];
}

/** The bin of a value, from 0: how many inner edges lie below it. */
export function binOf(value: number, edges: Edges): number {
  let low = 1;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** How many values fall into each bin. */
export function binCounts(values: ArrayLike<number>, edges: Edges): number[] {
  requireFinite('bins', values);
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (let i = 0; i < values.length; i++) counts[binOf(values[i]!, edges)]!++;
  return counts;
}

/** Counts by category of both sides over the categories of either, in the order of their names. */
export function alignedCounts(
  reference: Iterable<string>,
  current: Iterable<string>,
): { levels: string[]; reference: number[]; current: number[] } {
  const counts = new Map<string, [number, number]>();
  const add = (values: Iterable<string>, side: 0 | 1) => {
    for (const level of values) {
      const pair = counts.get(level) ?? [0, 0];
      pair[side]++;
      counts.set(level, pair);
    }
  };
  add(reference, 0);
  add(current, 1);
  const levels = [...counts.keys()].sort();
  return {
    levels,
    reference: levels.map((level) => counts.get(level)![0]),
    current: levels.map((level) => counts.get(level)![1]),
  };
}
