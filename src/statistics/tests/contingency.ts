import { chiSquareSf } from '../distributions/distributions.ts';
import { insufficient, isInsufficient, type Measured } from '../insufficient.ts';

/** A row of counts for each group, a column for each outcome. */
export type Table = readonly (readonly number[])[];

export interface TableTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
  /** The smallest count expected without an effect: below 5 the p is only roughly right. */
  readonly minExpected: number;
}

/** Pearson's chi-square test of independence, without continuity correction (Pearson 1900). */
export function chiSquareTest(table: Table): Measured<TableTest> {
  return tableTest(table, (seen, expected) => (seen - expected) ** 2 / expected);
}

/** G, the likelihood-ratio test of independence (Wilks 1938; Sokal and Rohlf 1981). */
export function gTest(table: Table): Measured<TableTest> {
  return tableTest(table, (seen, expected) => (seen === 0 ? 0 : 2 * seen * Math.log(seen / expected)));
}

/** Outcomes that nobody has say nothing, and a group without rows has no share: both are left out. */
function tableTest(table: Table, term: (seen: number, expected: number) => number): Measured<TableTest> {
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
      statistic += term(seen, expected);
    }
  }
  const degreesOfFreedom = (rows - 1) * (columns - 1);
  return { statistic, degreesOfFreedom, p: chiSquareSf(statistic, degreesOfFreedom), minExpected };
}

/** Cramér's V, 0..1: how closely group and outcome are tied (Cramér 1946). */
export function cramersV(table: Table): Measured {
  const test = chiSquareTest(table);
  if (isInsufficient(test)) return test;
  const all = table.flat().reduce((total, count) => total + count, 0);
  const rows = table.filter((row) => row.some((count) => count > 0)).length;
  const columns = table[0]!.filter((_, j) => table.some((row) => row[j]! > 0)).length;
  return Math.sqrt(test.statistic / all / (Math.min(rows, columns) - 1));
}
