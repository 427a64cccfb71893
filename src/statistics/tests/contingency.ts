import { chiSquareSf } from '../distributions/distributions.ts';
import { insufficient, type Measured } from '../insufficient.ts';

/** A row of counts for each group, a column for each outcome. */
export type Table = readonly (readonly number[])[];

interface TableTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
  /** The smallest count expected without an effect; below 5 the p is only roughly right. */
  readonly minExpected: number;
}

/**
 * Pearson's chi-square test of independence, without continuity correction (Pearson 1900). Outcomes without any row and
 * groups without rows are left out. Fewer than two groups: `too_few_groups`; one outcome only: `zero_variance`.
 */
export function chiSquareTest(table: Table): Measured<TableTest> {
  const rowTotals = table.map((row) => row.reduce((total, count) => total + count, 0));
  const columnTotals = (table[0] ?? []).map((_, j) => table.reduce((total, row) => total + row[j]!, 0));
  const all = rowTotals.reduce((total, count) => total + count, 0);
  if (all === 0) return insufficient('no_rows');
  const rows = rowTotals.filter((count) => count > 0).length;
  const columns = columnTotals.filter((count) => count > 0).length;
  if (rows < 2) return insufficient('too_few_groups');
  if (columns < 2) return insufficient('zero_variance');
  let statistic = 0;
  let minExpected = Infinity;
  for (const [i, row] of table.entries()) {
    for (const [j, seen] of row.entries()) {
      const expected = (rowTotals[i]! * columnTotals[j]!) / all;
      if (expected === 0) continue;
      minExpected = Math.min(minExpected, expected);
      statistic += (seen - expected) ** 2 / expected;
    }
  }
  const degreesOfFreedom = (rows - 1) * (columns - 1);
  return { statistic, degreesOfFreedom, p: chiSquareSf(statistic, degreesOfFreedom), minExpected };
}
