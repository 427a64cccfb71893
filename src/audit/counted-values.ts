import type { CountedValues } from '../domain/counted-values.ts';
import { requireSameLength } from './input.ts';
import { insufficient, isInsufficient, type Measured, whenMeasured } from './insufficient.ts';
import { kolmogorovSmirnovP } from './kolmogorov-smirnov.ts';
import { sum } from './moments.ts';
import type { TestResult } from './proportion-tests.ts';

/** Two columns over the values of either, ascending, with the share of rows up to each value. */
function cumulated(reference: CountedValues, current: CountedValues) {
  const steps: { value: number; reference: number; current: number }[] = [];
  const [n, m] = [sum(reference.rows), sum(current.rows)];
  let [i, j, below, belowNow] = [0, 0, 0, 0];
  while (i < reference.values.length || j < current.values.length) {
    const value = Math.min(reference.values[i] ?? Infinity, current.values[j] ?? Infinity);
    if (reference.values[i] === value) below += reference.rows[i++]!;
    if (current.values[j] === value) belowNow += current.rows[j++]!;
    steps.push({ value, reference: below / n, current: belowNow / m });
  }
  return steps;
}

function isEmpty({ values, rows }: CountedValues): boolean {
  requireSameLength('counted values', values, rows);
  return sum(rows) === 0;
}

/**
 * Two-sample Kolmogorov–Smirnov test of counted values, two-sided: distance 0..1 and p. With ties p is too large
 * rather than too small.
 */
export function kolmogorovSmirnovOfCounts(
  reference: CountedValues,
  current: CountedValues,
): Measured<TestResult> {
  if (isEmpty(reference) || isEmpty(current)) return insufficient('no_rows');
  const apart = cumulated(reference, current).map((step) => Math.abs(step.reference - step.current));
  const statistic = apart.reduce((most, distance) => Math.max(most, distance), 0);
  return { statistic, p: kolmogorovSmirnovP(statistic, sum(reference.rows), sum(current.rows)) };
}

/** Wasserstein-1 distance in standard deviations of the reference, 0 upwards (Vallender 1974); a constant reference: `zero_variance`. */
export function normedWassersteinOfCounts(reference: CountedValues, current: CountedValues): Measured {
  if (isEmpty(reference) || isEmpty(current)) return insufficient('no_rows');
  const steps = cumulated(reference, current);
  const distance = steps.reduce((total, step, i) => {
    const next = steps[i + 1]?.value ?? step.value;
    return total + Math.abs(step.reference - step.current) * (next - step.value);
  }, 0);
  return whenMeasured([deviationOf(reference)], (spread) => {
    return spread === 0 ? insufficient('zero_variance') : distance / spread;
  });
}

/** Mean over rows; no rows: `no_rows`. */
export function meanOfCounts({ values, rows }: CountedValues): Measured {
  const all = sum(rows);
  return all === 0 ? insufficient('no_rows') : sum(values.map((value, i) => value * rows[i]!)) / all;
}

function deviationOf(column: CountedValues): Measured {
  const mean = meanOfCounts(column);
  if (isInsufficient(mean)) return mean;
  const { values, rows } = column;
  return Math.sqrt(sum(values.map((value, i) => (value - mean) ** 2 * rows[i]!)) / sum(rows));
}
