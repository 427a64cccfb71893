import { insufficient, isInsufficient } from '../../statistics/insufficient.ts';
import { chiSquareTest, type Table } from '../../statistics/tests/contingency.ts';
import type { Draft } from '../verdict/draft.ts';
import type { LevelSums } from './level-sums.ts';

/** From this Cramér's V on an attribute is an outcome: 1 is a copy of the rating, groups of people are below 0.3. */
export const OUTCOME_TIE = 0.7;

/**
 * How closely an attribute is tied to the customers' ratings, as Cramér's V, 0..1: near 1 for the rating under another
 * name, or "complaint: yes". Null if fewer than half of the judged comments have a low or high rating. The model's own
 * labels are no evidence here: an audit looks for a model that labels two groups differently.
 */
export function outcomeTie(levels: readonly LevelSums[]): number | null {
  const total = (read: (level: LevelSums) => number) => levels.reduce((sum, level) => sum + read(level), 0);
  const judged = total(({ analysed }) => analysed);
  const rated = total(({ lowRated, highRated }) => lowRated + highRated);
  if (rated === 0 || rated < judged / 2) return null;
  return correctedV(
    levels.map(({ analysed, lowRated, highRated }) => [lowRated, highRated, analysed - lowRated - highRated]),
  );
}

/** Cramér's V without the part that chance gives a table of this size (Bergsma 2013), 0..1; null for one group or outcome. */
function correctedV(table: Table): number | null {
  const test = chiSquareTest(table);
  if (isInsufficient(test)) return null;
  const n = table.flat().reduce((total, count) => total + count, 0);
  const r = table.filter((row) => row.some((count) => count > 0)).length;
  const c = table[0]!.filter((_, j) => table.some((row) => row[j]! > 0)).length;
  const phi = Math.max(0, test.statistic / n - ((r - 1) * (c - 1)) / (n - 1));
  const least = Math.min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1;
  return least <= 0 ? null : Math.min(1, Math.sqrt(phi / least));
}

/** Takes a gap out of judgement and of its family: its numbers stay, but it is no finding. Drift stays judged. */
export function unjudged(draft: Draft): Draft {
  if ('drift' in draft.pending) return draft;
  const reason = insufficient('near_outcome');
  const { pending } = draft;
  return {
    ...draft,
    pending: { ...pending, p: reason, evidence: { ...pending.evidence, value: reason, interval: reason } },
  };
}
