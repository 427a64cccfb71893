import { REST } from '../../domain/audit-record.ts';
import { isInsufficient } from '../../statistics/insufficient.ts';
import { moreThan, rowsToRankApart } from '../../statistics/tests/power.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import { within } from '../verdict/status.ts';
import type { ExactScores } from './exact-scores.ts';
import { SCORE_LEVEL } from './gap-rules.ts';
import { keyOf, type LevelSums, SCORE_BUCKETS } from './level-sums.ts';
import { cliffsDeltaOf, superiorityOf } from './score-histogram.ts';

/**
 * O2 of one attribute: Cliff's δ of each level's scores against the rest, from buckets of scores, with the bound of the
 * error that their ties make; from the scores themselves where they are given, as for a release.
 */
export function observedScores(
  levels: readonly LevelSums[],
  attribute: string,
  policy: Policy,
  exact?: ExactScores,
): Draft[] {
  if (!policy.checks.includes('O2') || levels.every(({ analysed }) => analysed === 0)) return [];
  const named = levels.findIndex((level) => keyOf(level) === policy.references[attribute]);
  const { warn, fail } = policy.limits.O2;
  const rule = {
    ...SCORE_LEVEL,
    limits: { warn: within(warn), fail: within(fail) },
    leastRows: policy.leastRows,
    alpha: policy.q,
  };
  const total = sums(levels);
  return levels.flatMap((level, at) => {
    if (at === named) return [];
    const other = named < 0 ? without(total, level) : sums([levels[named]!]);
    const counts = exact
      ? exact.countsOf(keyOf(level), named < 0 ? null : keyOf(levels[named]!))
      : { group: level.scores, reference: other.scores };
    const delta = cliffsDeltaOf(counts);
    const superiority = superiorityOf(counts);
    const rows = Math.min(level.analysed, other.rows);
    const draft: Draft = {
      check: 'O2',
      metric: 'cliffs_delta',
      task: 'score',
      attribute,
      group: keyOf(level),
      reference: named < 0 ? REST : keyOf(levels[named]!),
      scale: 'difference',
      ...(level.analysed > 0 ? { groupValue: level.scoreMillionths / 1e6 / level.analysed } : {}),
      ...(other.rows > 0 ? { referenceValue: other.millionths / 1e6 / other.rows } : {}),
      groupRows: level.rows,
      referenceRows: named < 0 ? total.feedback - level.rows : levels[named]!.rows,
      groupDenominator: level.analysed,
      referenceDenominator: other.rows,
      effect: isInsufficient(delta) ? delta : delta.value,
      effectName: "Cliff's delta",
      test: 'placements',
      warnLimit: warn,
      failLimit: fail,
      counts: { scores: level.scores },
      ...(named < 0 ? {} : { referenceCounts: { scores: levels[named]!.scores } }),
      method: {
        ...(exact ? { exact: true, bucketBound: 0 } : { buckets: SCORE_BUCKETS }),
        ...(exact || isInsufficient(superiority) ? {} : { bucketBound: 2 * superiority.bound }),
      },
      pending: {
        evidence: {
          value: isInsufficient(delta) ? delta : delta.value,
          interval: delta,
          rows,
          denominator: rows,
          ...rowsNeeded(level.analysed, other.rows, { warn, fail }),
        },
        p: isInsufficient(delta) ? delta : delta.p,
        rule,
      },
    };
    return [draft];
  });
}

/** Rows of the level that would show a δ as large as the fail limit; where it has those, as the warn limit. */
function rowsNeeded(own: number, others: number, { warn, fail }: { warn: number; fail: number }) {
  if (own === 0 || others === 0) return {};
  const needed = moreThan(
    own,
    [fail, warn].map((delta) => rowsToRankApart(delta, others / own)),
  );
  return isInsufficient(needed) ? {} : { rowsNeeded: needed };
}

interface Scores {
  readonly feedback: number;
  readonly rows: number;
  readonly millionths: number;
  readonly scores: readonly number[];
}

function sums(levels: readonly LevelSums[]): Scores {
  const scores = new Array<number>(SCORE_BUCKETS).fill(0);
  for (const level of levels) for (const [bucket, n] of level.scores.entries()) scores[bucket]! += n;
  return {
    feedback: levels.reduce((total, { rows }) => total + rows, 0),
    rows: levels.reduce((total, { analysed }) => total + analysed, 0),
    millionths: levels.reduce((total, { scoreMillionths }) => total + scoreMillionths, 0),
    scores,
  };
}

function without(total: Scores, level: LevelSums): Scores {
  return {
    feedback: total.feedback - level.rows,
    rows: total.rows - level.analysed,
    millionths: total.millionths - level.scoreMillionths,
    scores: total.scores.map((n, bucket) => n - level.scores[bucket]!),
  };
}
