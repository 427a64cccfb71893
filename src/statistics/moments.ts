import { requireFinite } from './input.ts';
import { insufficient, type Measured } from './insufficient.ts';

/** The arithmetic mean; of nothing: `no_rows`. */
export function mean(values: ArrayLike<number>): Measured {
  if (values.length === 0) return insufficient('no_rows');
  requireFinite('mean', values);
  return sum(values) / values.length;
}

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/**
 * The variance around the mean. The `lost` degrees of freedom are 1 for a sample and 0 for a whole population; not more
 * values than that: `too_few_rows`.
 */
export function variance(values: ArrayLike<number>, lost: 0 | 1 = 1): Measured {
  if (values.length <= lost) return insufficient('too_few_rows');
  const centre = sum(values) / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre) ** 2;
  return squares / (values.length - lost);
}

/** Standard deviation of a whole population, in the unit of the values. */
export function standardDeviation(values: ArrayLike<number>): Measured {
  const squared = variance(values, 0);
  return typeof squared === 'number' ? Math.sqrt(squared) : squared;
}

/** Ascending copy. */
export function sorted(values: ArrayLike<number>): Float64Array {
  requireFinite('order', values);
  return Float64Array.from(values).sort();
}

/**
 * The value below which the share p of the ascending values lies, 0 ≤ p ≤ 1, by linear interpolation
 * (Hyndman and Fan 1996, definition 7; numpy's default).
 */
export function quantile(ascending: ArrayLike<number>, p: number): Measured {
  if (ascending.length === 0) return insufficient('no_rows');
  const position = (ascending.length - 1) * p;
  const below = Math.floor(position);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  const part = position - below;
  // Computed from the nearer end, so that the result stays within low..high.
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

/** The middle value. */
export function median(values: ArrayLike<number>): Measured {
  return quantile(sorted(values), 0.5);
}
