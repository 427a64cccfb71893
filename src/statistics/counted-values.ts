import type { CountedValues } from '../domain/counted-values.ts';
import { requireSameLength } from './input.ts';
import { insufficient, isInsufficient, type Measured } from './insufficient.ts';
import { sorted, sum } from './moments.ts';

/** The different values of some rows, ascending, and the rows of each. */
export function countedValues(rows: ArrayLike<number>): CountedValues {
  const counted = { values: [] as number[], rows: [] as number[] };
  for (const value of sorted(rows)) {
    if (counted.values.at(-1) === value) counted.rows[counted.rows.length - 1]!++;
    else {
      counted.values.push(value);
      counted.rows.push(1);
    }
  }
  return counted;
}

/** Shares of two columns up to and with one value. */
export interface CumulatedShares {
  readonly value: number;
  readonly reference: number;
  readonly current: number;
}

/** Two columns over the values of either, ascending; no rows on a side: `no_rows`. */
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
