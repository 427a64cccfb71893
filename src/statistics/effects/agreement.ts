import { requireSameLength } from '../input.ts';
import { insufficient, type Measured } from '../insufficient.ts';

/**
 * Cohen's κ of two raters over ordered classes 0, 1, …, with linear weights, at most 1; 0 is what their shares alone would
 * give (Cohen 1968). With two classes it is the unweighted κ. Both raters always give one and the same class:
 * `zero_variance`.
 */
export function cohensKappa(first: ArrayLike<number>, second: ArrayLike<number>): Measured {
  if (first.length === 0) return insufficient('no_rows');
  const counts = crossCounts(first, second);
  const rowTotals = counts.map((row) => row.reduce((total, count) => total + count, 0));
  const columnTotals = counts.map((_, j) => counts.reduce((total, row) => total + row[j]!, 0));
  let seen = 0;
  let expected = 0;
  for (const [i, row] of counts.entries()) {
    for (const [j, count] of row.entries()) {
      const weight = Math.abs(i - j);
      seen += weight * count;
      expected += (weight * rowTotals[i]! * columnTotals[j]!) / first.length;
    }
  }
  return expected === 0 ? insufficient('zero_variance') : 1 - seen / expected;
}

function crossCounts(first: ArrayLike<number>, second: ArrayLike<number>): number[][] {
  requireSameLength('agreement', first, second);
  let classes = 0;
  for (let i = 0; i < first.length; i++) classes = Math.max(classes, first[i]! + 1, second[i]! + 1);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < first.length; i++) counts[first[i]!]![second[i]!]!++;
  return counts;
}
