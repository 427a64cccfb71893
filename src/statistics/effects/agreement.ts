import { requireSameLength } from '../input.ts';
import { insufficient, type Measured, quotient } from '../insufficient.ts';

/** How much two disagreeing classes weigh: all the same, by their distance, or by its square. */
export type KappaWeights = 'none' | 'linear' | 'quadratic';

/**
 * Cohen's κ of two raters over classes 0, 1, …, at most 1; 0 is what their shares alone would give (Cohen 1960,
 * weighted 1968). Both always the same class: `zero_variance`.
 */
export function cohensKappa(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  weights: KappaWeights = 'none',
): Measured {
  if (first.length === 0) return insufficient('no_rows');
  const counts = crossCounts(first, second);
  const rowTotals = counts.map((row) => row.reduce((total, count) => total + count, 0));
  const columnTotals = counts.map((_, j) => counts.reduce((total, row) => total + row[j]!, 0));
  let seen = 0;
  let expected = 0;
  for (const [i, row] of counts.entries()) {
    for (const [j, count] of row.entries()) {
      const weight = disagreement(i, j, weights);
      seen += weight * count;
      expected += (weight * rowTotals[i]! * columnTotals[j]!) / first.length;
    }
  }
  return expected === 0 ? insufficient('zero_variance') : 1 - seen / expected;
}

function disagreement(i: number, j: number, weights: KappaWeights): number {
  if (weights === 'none') return i === j ? 0 : 1;
  return weights === 'linear' ? Math.abs(i - j) : (i - j) ** 2;
}

function crossCounts(first: ArrayLike<number>, second: ArrayLike<number>): number[][] {
  requireSameLength('agreement', first, second);
  let classes = 0;
  for (let i = 0; i < first.length; i++) classes = Math.max(classes, first[i]! + 1, second[i]! + 1);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < first.length; i++) counts[first[i]!]![second[i]!]!++;
  return counts;
}

/** Mean F1 over the classes that occur, 0..1; a class that is only labelled or only predicted has F1 0. */
export function macroF1(labels: ArrayLike<number>, predictions: ArrayLike<number>): Measured {
  const counts = crossCounts(labels, predictions);
  const scores: number[] = [];
  for (const [i, row] of counts.entries()) {
    const labelled = row.reduce((total, count) => total + count, 0);
    const predicted = counts.reduce((total, other) => total + other[i]!, 0);
    if (labelled + predicted > 0) scores.push((2 * row[i]!) / (labelled + predicted));
  }
  return quotient(
    scores.reduce((total, score) => total + score, 0),
    scores.length,
  );
}
