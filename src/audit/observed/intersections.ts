import { VerbatimError } from '../../errors/verbatim-error.ts';
import { insufficient, type Measured } from '../../statistics/insufficient.ts';
import type { Proportion } from '../../statistics/intervals/proportion-intervals.ts';

/** More crossed cells than this make a family in which nothing small is ever found. */
export const MOST_CELLS = 200;

/** Where the feedback does not say, the missing value is a group of its own. */
export const MISSING = '(missing)';

/** The key of a crossed cell: its levels, in the order of the attributes. */
export function crossKey(levels: readonly (string | null)[]): string {
  return levels.map((level) => level ?? MISSING).join(' & ');
}

/** Rows grouped by the key of their crossed levels; more than 200 cells are refused, for the policy is wrong. */
export function crossCells(rows: Iterable<readonly (string | null)[]>): Map<string, number[]> {
  const cells = new Map<string, number[]>();
  let row = 0;
  for (const levels of rows) {
    const key = crossKey(levels);
    const members = cells.get(key);
    if (members) members.push(row);
    else cells.set(key, [row]);
    if (cells.size > MOST_CELLS) {
      const detail = `more than ${MOST_CELLS} crossed groups`;
      throw new VerbatimError('AUDIT_NUMBERS_INVALID', { statistic: 'intersections', detail });
    }
    row++;
  }
  return cells;
}

/**
 * A share drawn towards that of all rows as if `priorRows` of them were the group's own (empirical Bayes with a
 * fixed weight), 0..1. For ranking groups, where the smallest would else lead; tests use raw counts.
 */
export function shrunkenShare(group: Proportion, overall: Proportion, priorRows = 20): Measured {
  if (overall.rows === 0) return insufficient('no_rows');
  const prior = priorRows * (overall.successes / overall.rows);
  return (group.successes + prior) / (group.rows + priorRows);
}

/** Groups by shrunken share, highest first; equal ones by key. */
export function rankByShrunkenShare<G extends Proportion & { readonly key: string }>(
  groups: readonly G[],
  priorRows = 20,
): { group: G; share: number }[] {
  const overall = groups.reduce(
    (total, { successes, rows }) => ({ successes: total.successes + successes, rows: total.rows + rows }),
    { successes: 0, rows: 0 },
  );
  return groups
    .flatMap((group) => {
      const share = shrunkenShare(group, overall, priorRows);
      return typeof share === 'number' ? [{ group, share }] : [];
    })
    .sort((a, b) => b.share - a.share || (a.group.key < b.group.key ? -1 : 1));
}

/**
 * Smoothed empirical differential fairness, 0 upwards: the largest |log ratio| between two groups of the smoothed
 * share of an outcome, or of its opposite (Foulds et al. 2020). Each outcome gets concentration/2 rows, so that
 * a group with one outcome only stays finite. Fewer than two groups: `too_few_groups`.
 */
export function differentialFairness(groups: readonly Proportion[], concentration = 1): Measured {
  if (groups.length < 2) return insufficient('too_few_groups');
  const shares = groups.map(({ successes, rows }) => {
    return (successes + concentration / 2) / (rows + concentration);
  });
  const widest = (values: readonly number[]) => Math.log(Math.max(...values) / Math.min(...values));
  return Math.max(widest(shares), widest(shares.map((share) => 1 - share)));
}
