import { REST } from '../../domain/audit-record.ts';
import { isInsufficient } from '../../statistics/insufficient.ts';
import { moreThan, rowsToRankApart } from '../../statistics/tests/power.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import { gapRule } from '../verdict/gaps.ts';
import { cliffsDelta } from './cliffs-delta.ts';
import type { ExactScores } from './exact-scores.ts';
import { keyOf, type LevelSums, mergedLevels, SCORE_BUCKETS } from './level-sums.ts';

/**
 * O2 of one attribute: Cliff's δ of the scores of each level against the rest or the named level. Without labels the
 * customers may differ and not the model, so it warns at most.
 * @param exact the scores themselves, for a release; otherwise buckets, with the bound of the error that ties cause
 */
export function observedScores(
  levels: readonly LevelSums[],
  attribute: string,
  policy: Policy,
  exact?: ExactScores,
): Draft[] {
  if (!policy.checks.includes('O2') || levels.every(({ analysed }) => analysed === 0)) return [];
  const named = levels.find((level) => keyOf(level) === policy.references[attribute]);
  const { warn, fail } = policy.limits.O2;
  return levels.flatMap((level): Draft[] => {
    if (level === named) return [];
    const other =
      named ??
      mergedLevels(
        [REST],
        levels.filter((it) => it !== level),
      );
    const delta = cliffsDelta(
      exact
        ? exact.countsOf(keyOf(level), named ? keyOf(named) : null)
        : { group: level.scores, reference: other.scores },
    );
    const rows = Math.min(level.analysed, other.analysed);
    const value = isInsufficient(delta) ? delta : delta.value;
    return [
      {
        ...{ check: 'O2', metric: 'cliffs_delta', task: 'score', attribute, scale: 'difference' },
        ...{ group: keyOf(level), reference: named ? keyOf(named) : REST },
        ...(level.analysed > 0 ? { groupValue: meanScore(level) } : {}),
        ...(other.analysed > 0 ? { referenceValue: meanScore(other) } : {}),
        ...{ groupRows: level.rows, referenceRows: other.rows },
        ...{ groupDenominator: level.analysed, referenceDenominator: other.analysed },
        ...{ effect: value, effectName: "Cliff's delta", test: 'placements' },
        ...{ warnLimit: warn, failLimit: fail, counts: { scores: level.scores } },
        ...(named ? { referenceCounts: { scores: named.scores } } : {}),
        method: {
          ...(exact ? { exact: true, bucketBound: 0 } : { buckets: SCORE_BUCKETS }),
          ...(exact || isInsufficient(delta) ? {} : { bucketBound: delta.bound }),
        },
        pending: {
          evidence: {
            ...{ value, interval: delta, rows, denominator: rows },
            ...rowsNeeded(level.analysed, other.analysed, [fail, warn]),
          },
          p: isInsufficient(delta) ? delta : delta.p,
          rule: { ...gapRule({ warn, fail }, policy), cap: 'warn' },
        },
      },
    ];
  });
}

const meanScore = ({ scoreMillionths, analysed }: LevelSums) => scoreMillionths / 1e6 / analysed;

/** Rows of the level that show a δ as large as the first limit that it cannot show yet. */
function rowsNeeded(own: number, others: number, limits: readonly number[]) {
  if (own === 0 || others === 0) return {};
  const needed = moreThan(
    own,
    limits.map((delta) => rowsToRankApart(delta, others / own)),
  );
  return isInsufficient(needed) ? {} : { rowsNeeded: needed };
}
