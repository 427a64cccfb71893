import { VerbatimError } from '../../errors/verbatim-error.ts';

/** How p values of one family are adjusted for their number. */
export type Adjustment =
  /** False discovery rate, independent or positively dependent tests (Benjamini and Hochberg 1995). */
  | 'benjamini-hochberg'
  /** False discovery rate under any dependence (Benjamini and Yekutieli 2001). */
  | 'benjamini-yekutieli'
  /** Family-wise error, step down (Holm 1979). */
  | 'holm'
  /** Family-wise error (Bonferroni 1936; Dunn 1961). */
  | 'bonferroni';

/**
 * Adjusted p values, 0..1, in the order given: each at or below q is what the adjustment calls significant at q.
 * A family is everything that one run tests together; leaving tests out of it afterwards makes it wrong.
 */
export function adjustedP(ps: readonly number[], adjustment: Adjustment = 'benjamini-hochberg'): number[] {
  for (const p of ps) {
    if (!(p >= 0 && p <= 1)) {
      throw new VerbatimError('AUDIT_NUMBERS_INVALID', { statistic: adjustment, detail: `a p of ${p}` });
    }
  }
  const m = ps.length;
  const ascending = Array.from(ps, (_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = new Array<number>(m);
  if (adjustment === 'bonferroni') return ps.map((p) => Math.min(1, p * m));
  if (adjustment === 'holm') {
    let largest = 0;
    for (const [i, at] of ascending.entries()) {
      largest = Math.max(largest, Math.min(1, ps[at]! * (m - i)));
      adjusted[at] = largest;
    }
    return adjusted;
  }
  const dependence =
    adjustment === 'benjamini-yekutieli' ? ps.reduce((total, _, i) => total + 1 / (i + 1), 0) : 1;
  let smallest = 1;
  for (let i = m - 1; i >= 0; i--) {
    smallest = Math.min(smallest, ps[ascending[i]!]! * ((m * dependence) / (i + 1)));
    adjusted[ascending[i]!] = smallest;
  }
  return adjusted;
}
