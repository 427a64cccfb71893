import { equalWidthEdges } from '../../statistics/bins.ts';
import { auc, biasAucSummary, identityAucs, scoresByLabel } from '../../statistics/effects/auc.ts';
import {
  calibrationError,
  calibrationInTheLarge,
  reliabilityTable,
} from '../../statistics/effects/calibration.ts';
import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { sum } from '../../statistics/moments.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import {
  beyondCounting,
  gapRule,
  onlyAbove,
  onlyBelow,
  pendingGap,
  resamplesFor,
  type TestedGap,
} from '../verdict/gaps.ts';
import type { Rule } from '../verdict/status.ts';
import { calibrationGap } from './calibration-gap.ts';
import { baseRatesOf, byLevel, type GroupsOf } from './groups.ts';
import type { BinaryTask } from './rows.ts';
import { calibrationLevelGap, rankingGap, type ScoredRows } from './score-gaps.ts';

/** Calibration bins of equal width over 0..1. */
export const CALIBRATION_EDGES = equalWidthEdges(0, 1, 10);

type TaskRow = BinaryTask['rows'][number];

const sideOf = (rows: readonly TaskRow[]): ScoredRows => ({
  labels: rows.map(({ label }) => label),
  scores: rows.map(({ score }) => score!),
});

/** L2 and L3: ranking and calibration of each level, against everyone and against the rest. */
export function scoreQuality(task: BinaryTask, { attribute, levelOf }: GroupsOf, policy: Policy): Draft[] {
  const rows = task.rows.filter(({ score }) => score !== null);
  if (rows.length === 0) return [];
  const { checks, limits, seed } = policy;
  const settings = { resamples: resamplesFor(rows.length, policy), seed };
  const everyone = sideOf(rows);
  const overall = auc(everyone.labels, everyone.scores);
  const groups = [...byLevel(rows, ({ row }) => levelOf(row), policy.k)].map(([group, members]) => {
    const inside = new Set(members);
    const [own, rest] = [sideOf(members), sideOf(rows.filter((row) => !inside.has(row)))];
    const aucs = identityAucs(scoresByLabel(own.labels, own.scores), scoresByLabel(rest.labels, rest.scores));
    return { group, own, rest, aucs };
  });
  const summary = biasAucSummary(
    overall,
    groups.map(({ aucs }) => aucs),
  );
  return groups.flatMap(({ group, own, rest, aucs }) => {
    const sizes = [own, rest].map(({ labels }) => ({ successes: sum(labels), rows: labels.length }));
    const [groupRows, referenceRows] = [own.labels.length, rest.labels.length];
    const fewest = Math.min(groupRows, referenceRows);
    // A class that hardly occurs gives a ranking of a handful of rows.
    const rarest = Math.min(...sizes.flatMap(({ successes, rows: n }) => [successes, n - successes]));
    const draft = (
      check: 'L2' | 'L3',
      metric: string,
      test: string,
      gap: Measured<TestedGap>,
      rule: Rule,
    ) => ({
      ...{ check, metric, test, task: task.name, attribute, group, scale: 'difference' as const },
      ...{ groupRows, referenceRows, warnLimit: limits[check].warn, failLimit: limits[check].fail },
      pending: pendingGap(gap, { rows: fewest, denominator: check === 'L2' ? rarest : fewest }, rule),
    });
    const ranking = (kind: 'subgroup' | 'bpsn' | 'bnsp'): Draft => {
      const gap = beyondCounting(rankingGap(own, rest, kind, settings), settings.resamples);
      const { positiveAverageEqualityGap, negativeAverageEqualityGap } = aucs;
      return {
        ...draft('L2', `${kind}_auc`, 'bootstrap', gap, onlyBelow(gapRule(limits.L2, policy))),
        ...{ groupValue: aucs[kind], referenceValue: overall },
        method: {
          ...settings,
          ...(kind === 'subgroup' ? { positiveAverageEqualityGap, negativeAverageEqualityGap } : {}),
          // Of all groups together (Borkan et al. 2019).
          ...(kind === 'subgroup' ? { biasAucSummary: isInsufficient(summary) ? null : summary } : {}),
        },
      };
    };
    const calibration = (): Draft[] => {
      const rule = gapRule(limits.L3, policy);
      const method = { ...settings, ...baseRatesOf(sizes[0]!, sizes[1]!, policy) };
      const errorGap = calibrationGap(own, rest, CALIBRATION_EDGES, settings);
      const levelGap = beyondCounting(calibrationLevelGap(own, rest, settings), settings.resamples);
      return [
        {
          ...draft('L3', 'calibration_error', 'permutation', errorGap, onlyAbove(rule)),
          groupValue: calibrationError(own.labels, own.scores, CALIBRATION_EDGES),
          referenceValue: calibrationError(rest.labels, rest.scores, CALIBRATION_EDGES),
          method,
        },
        {
          ...draft('L3', 'mean_score_minus_base_rate', 'bootstrap', levelGap, rule),
          groupValue: calibrationInTheLarge(own.labels, own.scores),
          referenceValue: calibrationInTheLarge(rest.labels, rest.scores),
          method,
        },
      ];
    };
    return [
      ...(checks.includes('L2') ? (['subgroup', 'bpsn', 'bnsp'] as const).map(ranking) : []),
      ...(checks.includes('L3') ? calibration() : []),
    ];
  });
}

export interface ReliabilityCurve {
  readonly attribute: string;
  readonly group: string;
  readonly task: string;
  readonly bins: readonly { readonly rows: number; readonly meanScore: number; readonly observed: number }[];
}

/** Reliability curves by group for the report, without bins of fewer than k rows, which are small cells. */
export function reliabilityCurves(
  task: BinaryTask,
  { attribute, levelOf }: GroupsOf,
  policy: Policy,
): ReliabilityCurve[] {
  const rows = task.rows.filter(({ score }) => score !== null);
  return [...byLevel(rows, ({ row }) => levelOf(row), policy.k)].map(([group, members]) => {
    const { labels, scores } = sideOf(members);
    const bins = reliabilityTable(labels, scores, CALIBRATION_EDGES).filter((bin) => {
      const same = bin.observed === 0 || bin.observed === 1;
      return bin.rows >= (same ? 3 * policy.k : policy.k);
    });
    return { attribute, group, task: task.name, bins };
  });
}
