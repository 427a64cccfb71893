import { requireAtMost, requirePositive } from './input.ts';
import { insufficient, isInsufficient, type Measured } from './insufficient.ts';
import { quantile, sorted } from './moments.ts';

/** Bins of a baseline: deciles. */
const BINS = 10;

/**
 * Edges from low to high, one more than bins. A value on an inner edge belongs to the lower bin. The outer bins are open,
 * so that every value has a bin. Edges are computed once, from the reference, and then frozen: bins that change with
 * every nightly run cannot be compared.
 */
export type Edges = readonly number[];

/** Bins of equal width from low to high. */
export function equalWidthEdges(low: number, high: number, bins: number): Edges {
  requirePositive('bins', 'a number of bins of', bins);
  requireAtMost('bins', 'as the low end', low, high);
  const width = (high - low) / bins;
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + i * width));
}

/**
 * The edges to freeze in a baseline: quantiles of the reference (by linear interpolation) without repetition, because a
 * bin between equal edges never holds a row but costs a degree of freedom. Fewer than two bins left: `zero_variance`.
 */
export function baselineEdges(reference: ArrayLike<number>): Measured<Edges> {
  const ascending = sorted(reference);
  const edges = Array.from({ length: BINS + 1 }, (_, i) => quantile(ascending, i / BINS));
  const missing = edges.find(isInsufficient);
  if (missing) return missing;
  const [low, ...others] = edges as number[];
  const high = others.pop()!;
  const inner = [...new Set(others)].filter((edge) => edge < high);
  return inner.length === 0 ? insufficient('zero_variance') : [low!, ...inner, high];
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
