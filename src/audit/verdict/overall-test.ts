import { isInsufficient } from '../../statistics/insufficient.ts';
import { sum } from '../../statistics/moments.ts';
import { chiSquareTest } from '../../statistics/tests/contingency.ts';
import { generalAssociation } from '../../statistics/tests/general-association.ts';
import { kruskalWallisOfCounts } from '../../statistics/tests/rank-tests.ts';
import type { Draft } from './draft.ts';
import type { GroupCounts, OverallTest } from './group-counts.ts';

/**
 * The test over all groups of each comparison, by draft. Groups whose numbers are hidden are left out of it: with them,
 * the statistic would give them away. It says whether groups differ; which one does, and by how much, is the status of
 * each, which does not depend on it (docs/decisions/audit-statistics.md).
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
