import type { CountedValues } from '../domain/counted-values.ts';
import { requireSameLength } from './input.ts';
import { insufficient, isInsufficient, type Measured } from './insufficient.ts';
import { sum } from './moments.ts';

/** The shares of two columns at or below one value. */
interface CumulatedShares {
  readonly value: number;
  readonly reference: number;
  readonly current: number;
}

/** Both cumulated over the values of either column, ascending; a side without rows: `no_rows`. */
export function cumulatedShares(
  reference: CountedValues,
  current: CountedValues,
): Measured<CumulatedShares[]> {
  requireSameLength('counted values', reference.values, reference.rows);
  requireSameLength('counted values', current.values, current.rows);
  const [n, m] = [sum(reference.rows), sum(current.rows)];
  if (n === 0 || m === 0) return insufficient('no_rows');
  const steps: CumulatedShares[] = [];
  let [i, j, below, belowNow] = [0, 0, 0, 0];
  while (i < reference.values.length || j < current.values.length) {
    const value = Math.min(reference.values[i] ?? Infinity, current.values[j] ?? Infinity);
    if (reference.values[i] === value) below += reference.rows[i++]!;
    if (current.values[j] === value) belowNow += current.rows[j++]!;
    steps.push({ value, reference: below / n, current: belowNow / m });
  }
  return steps;
}

/** Mean over rows; no rows: `no_rows`. */
export function meanOfCounts({ values, rows }: CountedValues): Measured {
  const all = sum(rows);
  return all === 0 ? insufficient('no_rows') : sum(values.map((value, i) => value * rows[i]!)) / all;
}

/** Standard deviation of a whole population; no rows: `no_rows`. */
export function deviationOfCounts(column: CountedValues): Measured {
  const mean = meanOfCounts(column);
  if (isInsufficient(mean)) return mean;
  const { values, rows } = column;
  return Math.sqrt(sum(values.map((value, i) => (value - mean) ** 2 * rows[i]!)) / sum(rows));
}
