import { VerbatimError } from '../../errors/verbatim-error.ts';

/** How the p values of one family are adjusted for their number. */
export type Adjustment =
  /** False discovery rate, independent or positively dependent tests (Benjamini and Hochberg 1995). */
  | 'benjamini-hochberg'
  /** False discovery rate under any dependence (Benjamini and Yekutieli 2001). */
  | 'benjamini-yekutieli';

/**
 * Adjusted p values, 0..1, in the given order: a test is significant at q if its adjusted p is at most q. A family is
 * everything that one run tests together; to leave tests out afterwards makes it wrong.
 * @throws VerbatimError AUDIT_NUMBERS_INVALID for a p outside 0..1
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
  const dependence =
    adjustment === 'benjamini-yekutieli' ? ps.reduce((total, _, i) => total + 1 / (i + 1), 0) : 1;
  let smallest = 1;
  for (let i = m - 1; i >= 0; i--) {
    smallest = Math.min(smallest, ps[ascending[i]!]! * ((m * dependence) / (i + 1)));
    adjusted[ascending[i]!] = smallest;
  }
  return adjusted;
}
