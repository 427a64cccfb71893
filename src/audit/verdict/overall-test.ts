import { isInsufficient } from '../../statistics/insufficient.ts';
import { sum } from '../../statistics/moments.ts';
import { chiSquareTest } from '../../statistics/tests/contingency.ts';
import { generalAssociation } from '../../statistics/tests/general-association.ts';
import { kruskalWallisOfCounts } from '../../statistics/tests/rank-tests.ts';
import type { Draft, GroupCounts } from './draft.ts';

/** Do the groups differ at all? */
export interface OverallTest {
  readonly test: 'chi-square' | 'Cochran-Mantel-Haenszel' | 'Kruskal-Wallis';
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** Not adjusted: the test is not part of the family. */
  readonly p: number;
  /** Groups with rows. */
  readonly groups: number;
  /** The smallest count expected without an effect; below 5 the chi-square is only roughly right. */
  readonly leastExpected?: number;
}

/**
 * The test over all groups of each comparison, by draft. It leaves out groups whose numbers are hidden, because the
 * statistic would give them away. The status of each group does not depend on it (docs/decisions/audit-statistics.md).
 */
export function overallTests(
  drafts: readonly Draft[],
  isShown: (draft: Draft) => boolean,
): Map<Draft, OverallTest> {
  const tests = new Map<Draft, OverallTest>();
  const comparable = drafts.filter((draft) => draft.counts && isShown(draft));
  const tables = Map.groupBy(comparable, ({ check, metric, task, attribute, stratum }) =>
    JSON.stringify([check, metric, task, attribute, stratum ?? null]),
  );
  for (const members of tables.values()) {
    const { referenceCounts } = members[0]!;
    const counts = members.map((draft) => draft.counts!);
    const test = testOf(referenceCounts ? [...counts, referenceCounts] : counts);
    if (test) for (const draft of members) tests.set(draft, test);
  }
  return tests;
}

function testOf(groups: readonly GroupCounts[]): OverallTest | null {
  const scores = groups.flatMap((group) => ('scores' in group ? [group.scores] : []));
  const shares = groups.flatMap((group) => ('shares' in group ? [group.shares] : []));
  if (scores.length > 0) {
    const found = kruskalWallisOfCounts(scores);
    const groups = scores.filter((ofGroup) => sum(ofGroup) > 0).length;
    return isInsufficient(found) ? null : { test: 'Kruskal-Wallis', ...found, groups };
  }
  const filled = shares.filter((ofGroup) => ofGroup.some((cell) => cell !== null && cell.rows > 0)).length;
  const strata = (shares[0] ?? []).map((_, i) => shares.map((ofGroup) => ofGroup[i]!));
  if (strata.length === 1) {
    const table = strata[0]!.map((cell) => (cell ? [cell.successes, cell.rows - cell.successes] : [0, 0]));
    const found = chiSquareTest(table);
    if (isInsufficient(found)) return null;
    const { minExpected, ...test } = found;
    return { test: 'chi-square', ...test, groups: filled, leastExpected: minExpected };
  }
  const found = generalAssociation(strata);
  return isInsufficient(found) ? null : { test: 'Cochran-Mantel-Haenszel', ...found, groups: filled };
}
