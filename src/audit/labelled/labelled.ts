import { POLARITIES } from '../../domain/analysis.ts';
import { equalWidthEdges } from '../../statistics/bins.ts';
import { normalTwoSidedP } from '../../statistics/distributions/distributions.ts';
import { cohensKappa } from '../../statistics/effects/agreement.ts';
import { auc, biasAucSummary, identityAucs, scoresByLabel } from '../../statistics/effects/auc.ts';
import {
  calibrationError,
  calibrationInTheLarge,
  reliabilityTable,
} from '../../statistics/effects/calibration.ts';
import { type Confusion, confusionOf } from '../../statistics/effects/confusion.ts';
import { equalizedOddsDifference } from '../../statistics/effects/group-gaps.ts';
import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { criticalZ, type Proportion } from '../../statistics/intervals/proportion-intervals.ts';
import { onlyBelow, pendingGap, RANKING, type TestedGap } from '../observed/gap-rules.ts';
import { ERROR_RATE, ratesAgainstTheRest } from '../observed/rate-rules.ts';
import { rateFields } from '../observed/rates.ts';
import { agreementGap, calibrationLevelGap, rankingGap, type ScoredRows } from '../observed/score-gaps.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import { type Rule, within } from '../verdict/status.ts';
import { calibrationGap } from './calibration-gap.ts';
import { type BinaryTask, byLevel, type LabelledRow, majorityLabel } from './rows.ts';

/** Calibration bins of equal width over 0..1. */
export const CALIBRATION_EDGES = equalWidthEdges(0, 1, 10);

export interface GroupsOf {
  readonly attribute: string;
  readonly levelOf: (row: LabelledRow) => string;
}

type TaskRow = BinaryTask['rows'][number];

/** More rows need fewer resamples: their number times rows stays below half a million, where 299 allow it. */
export function resamplesFor(rows: number, { resamples }: Policy): number {
  return Math.max(Math.min(299, resamples), Math.min(resamples, Math.floor(500_000 / Math.max(1, rows))));
}

/**
 * A p by counting is never below two in the number of resamples, which no large family survives. Where no resample lies on
 * the other side, the p is that of a normal law with the width of the interval, and at most the counted one.
 */
export function beyondCounting(gap: Measured<TestedGap>, resamples: number): Measured<TestedGap> {
  if (isInsufficient(gap)) return gap;
  const least = 2 / (resamples + 1);
  const standardError = (gap.high - gap.low) / (2 * criticalZ(0.95));
  if (gap.p > least * 1.001 || !(standardError > 0)) return gap;
  return { ...gap, p: Math.min(gap.p, normalTwoSidedP(gap.value / standardError)) };
}

const sideOf = (rows: readonly TaskRow[]): ScoredRows => ({
  labels: rows.map(({ label }) => label),
  scores: rows.map(({ score }) => score!),
});

/** Differences up to these sizes, with the rows and the level that the policy asks for. */
function ruleOf({ warn, fail }: { warn: number; fail: number }, policy: Policy, base: Rule): Rule {
  const limits = { warn: within(warn), fail: within(fail) };
  return { ...base, limits, leastRows: policy.leastRows, alpha: policy.q };
}

/** L1: error rates of each level against the rest, by human labels. */
export function errorRates(task: BinaryTask, { attribute, levelOf }: GroupsOf, policy: Policy): Draft[] {
  const groups = [...byLevel(task.rows, ({ row }) => levelOf(row), policy.k)].map(([key, rows]) => {
    const confusion = confusionOf(
      rows.map(({ label }) => label),
      rows.map(({ decision }) => decision),
    );
    return { key, rows: rows.length, confusion };
  });
  const all = groups.reduce((total, { rows }) => total + rows, 0);
  const rule = { ...ERROR_RATE, ...policy.limits.L1, leastRows: policy.leastRows, alpha: policy.q };
  const rates: [string, (c: Confusion) => { successes: number; rows: number }][] = [
    ['tpr', (c) => ({ successes: c.truePositives, rows: c.truePositives + c.falseNegatives })],
    ['fpr', (c) => ({ successes: c.falsePositives, rows: c.falsePositives + c.trueNegatives })],
    ['precision', (c) => ({ successes: c.truePositives, rows: c.truePositives + c.falsePositives })],
  ];
  return rates.flatMap(([name, read]) => {
    const counted = groups.map(({ key, rows, confusion }) => ({ key, groupRows: rows, ...read(confusion) }));
    if (counted.every(({ rows }) => rows === 0)) return [];
    return ratesAgainstTheRest(counted, rule).map((rate, i): Draft => {
      const { rows, confusion } = groups[i]!;
      const fields = rateFields(rate, rule);
      const rest = restOf(groups, i);
      const odds = equalizedOddsDifference([
        { key: 'group', confusion },
        { key: 'rest', confusion: rest },
      ]);
      // FNR is 1 − TPR: its gap is the same, and tested with it.
      const more = name === 'tpr' && typeof odds === 'number' ? { equalisedOddsGap: odds } : {};
      return {
        check: 'L1',
        metric: `${name}_difference`,
        task: task.name,
        attribute,
        scale: 'difference',
        groupRows: rows,
        referenceRows: all - rows,
        successes: counted[i]!.successes,
        ...fields,
        method: { ...fields.method, ...more, ...baseRates(labelsIn(confusion), labelsIn(rest), policy) },
      };
    });
  });
}

const labelsIn = ({ truePositives, falsePositives, falseNegatives, trueNegatives }: Confusion) => ({
  successes: truePositives + falseNegatives,
  rows: truePositives + falsePositives + falseNegatives + trueNegatives,
});

/**
 * The shares that people call so on both sides, in whole percents: precision and calibration follow them. A share of all
 * or none of few rows, which would tell about each of them, is null.
 */
function baseRates(group: Proportion, reference: Proportion, { k }: Policy) {
  const rate = ({ successes, rows }: Proportion) => {
    const all = successes === 0 || successes === rows;
    return rows === 0 || (all && rows < 3 * k) ? null : Math.round((100 * successes) / rows) / 100;
  };
  return { baseRates: { group: rate(group), reference: rate(reference) } };
}

function restOf(groups: readonly { confusion: Confusion }[], without: number): Confusion {
  const rest = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
  for (const [i, { confusion }] of groups.entries()) {
    if (i === without) continue;
    for (const key of Object.keys(rest) as (keyof Confusion)[]) rest[key] += confusion[key];
  }
  return rest;
}

/** L2 and L3: how well each level is ranked and calibrated, against everyone and against the rest. */
export function scoreQuality(task: BinaryTask, { attribute, levelOf }: GroupsOf, policy: Policy): Draft[] {
  const rows = task.rows.filter(({ score }) => score !== null);
  if (rows.length === 0) return [];
  const settings = { resamples: resamplesFor(rows.length, policy), seed: policy.seed };
  const everyone = sideOf(rows);
  const overall = auc(everyone.labels, everyone.scores);
  const groups = [...byLevel(rows, ({ row }) => levelOf(row), policy.k)].map(([group, members]) => {
    const inside = new Set(members);
    const own = sideOf(members);
    const rest = sideOf(rows.filter((row) => !inside.has(row)));
    const aucs = identityAucs(scoresByLabel(own.labels, own.scores), scoresByLabel(rest.labels, rest.scores));
    return { group, members, own, rest, aucs };
  });
  const summary = biasAucSummary(
    overall,
    groups.map(({ aucs }) => aucs),
  );
  return groups.flatMap(({ group, members, own, rest, aucs }) => {
    const counts = { groupRows: members.length, referenceRows: rest.labels.length };
    const positives = ({ labels }: ScoredRows) => ({
      successes: Array.from(labels).filter((label) => label === 1).length,
      rows: labels.length,
    });
    const rates = baseRates(positives(own), positives(rest), policy);
    const base = { task: task.name, attribute, group, ...counts, method: { ...settings, ...rates } } as const;
    const drafts: Draft[] = [];
    if (policy.checks.includes('L2')) {
      for (const kind of ['subgroup', 'bpsn', 'bnsp'] as const) {
        const rule = onlyBelow(ruleOf(policy.limits.L2, policy, RANKING));
        drafts.push({
          ...base,
          ...gapDraft(
            'L2',
            `${kind}_auc`,
            beyondCounting(rankingGap(own, rest, kind, settings), settings.resamples),
            own,
            rest,
            rule,
          ),
          groupValue: aucs[kind],
          referenceValue: overall,
          ...limitsOf(policy.limits.L2),
          method: {
            ...settings,
            ...(kind === 'subgroup'
              ? {
                  positiveAverageEqualityGap: aucs.positiveAverageEqualityGap,
                  negativeAverageEqualityGap: aucs.negativeAverageEqualityGap,
                  // Of all groups together (Borkan et al. 2019).
                  biasAucSummary: isInsufficient(summary) ? null : summary,
                }
              : {}),
          },
        });
      }
    }
    if (policy.checks.includes('L3')) {
      const rule = ruleOf(policy.limits.L3, policy, RANKING);
      const errorGap = calibrationGap(own, rest, CALIBRATION_EDGES, settings);
      drafts.push({
        ...base,
        ...gapDraft('L3', 'calibration_error', errorGap, own, rest, onlyAbove(rule)),
        groupValue: calibrationError(own.labels, own.scores, CALIBRATION_EDGES),
        referenceValue: calibrationError(rest.labels, rest.scores, CALIBRATION_EDGES),
        ...limitsOf(policy.limits.L3),
      });
      const levelGap = beyondCounting(calibrationLevelGap(own, rest, settings), settings.resamples);
      drafts.push({
        ...base,
        ...gapDraft('L3', 'mean_score_minus_base_rate', levelGap, own, rest, rule),
        groupValue: calibrationInTheLarge(own.labels, own.scores),
        referenceValue: calibrationInTheLarge(rest.labels, rest.scores),
        ...limitsOf(policy.limits.L3),
      });
    }
    return drafts;
  });
}

/** For gaps where only a larger value harms: a group that is calibrated better than the rest is no finding. */
export function onlyAbove({ limits: { warn, fail }, ...rule }: Rule): Rule {
  const open = ({ high }: { high: number }) => ({ low: -Number.MAX_VALUE, high });
  return { ...rule, limits: { warn: open(warn), fail: open(fail) } };
}

const limitsOf = ({ warn, fail }: { warn: number; fail: number }) => ({ warnLimit: warn, failLimit: fail });

function gapDraft(
  check: string,
  metric: string,
  gap: Measured<TestedGap>,
  own: ScoredRows,
  rest: ScoredRows,
  rule: Rule,
) {
  const rows = Math.min(own.labels.length, rest.labels.length);
  // A class that hardly occurs gives a ranking of a handful of rows.
  const least = Math.min(...[own, rest].flatMap((side) => classSizes(side)));
  const denominator = check === 'L2' ? least : rows;
  return {
    check,
    metric,
    scale: 'difference' as const,
    test: check === 'L3' && metric === 'calibration_error' ? 'permutation' : 'bootstrap',
    pending: pendingGap(gap, { rows, denominator }, rule),
  };
}

function classSizes({ labels }: ScoredRows): number[] {
  const positives = Array.from(labels).filter((label) => label === 1).length;
  return [positives, labels.length - positives];
}

/** L4: does the model agree with people as well as people do with each other? Rows with two or more labellers. */
export function agreement(
  rows: readonly LabelledRow[],
  { attribute, levelOf }: GroupsOf,
  policy: Policy,
): Draft[] {
  const judged = rows.flatMap((row) => {
    const values = row.labels.filter(({ task }) => task === 'sentiment').map(({ value }) => CLASS.get(value));
    const [first, second] = values;
    const model = CLASS.get(row.sentiment);
    return first === undefined || second === undefined || model === undefined
      ? []
      : [{ row, first, second, model }];
  });
  if (judged.length === 0) return [];
  const settings = { resamples: resamplesFor(judged.length, policy), seed: policy.seed };
  return [...byLevel(judged, ({ row }) => levelOf(row), policy.k)].map(([group, members]): Draft => {
    const classes = {
      first: members.map(({ first }) => first),
      second: members.map(({ second }) => second),
      model: members.map(({ model }) => model),
    };
    const rule = onlyBelow(ruleOf(policy.limits.L4, policy, RANKING));
    const sizes = { rows: members.length, denominator: members.length };
    return {
      check: 'L4',
      metric: 'kappa_model_minus_people',
      task: 'sentiment',
      attribute,
      group,
      reference: 'two people',
      scale: 'difference',
      groupValue: cohensKappa(classes.first, classes.model, 'linear'),
      referenceValue: cohensKappa(classes.first, classes.second, 'linear'),
      groupRows: members.length,
      referenceRows: members.length,
      test: 'bootstrap',
      ...limitsOf(policy.limits.L4),
      method: settings,
      pending: pendingGap(
        beyondCounting(agreementGap(classes, 'linear', settings), settings.resamples),
        sizes,
        rule,
      ),
    };
  });
}

/** Polarity as an ordered scale; a mixed text lies in the middle. */
const CLASS = new Map<string, number>([...POLARITIES.map((it, i) => [it, i] as const), ['mixed', 1]]);

export interface ReliabilityCurve {
  readonly attribute: string;
  readonly group: string;
  readonly task: string;
  readonly bins: readonly { readonly rows: number; readonly meanScore: number; readonly observed: number }[];
}

/** Reliability curves by group for the report; bins of fewer than k rows are left out, for they are small cells. */
export function reliabilityCurves(
  task: BinaryTask,
  { attribute, levelOf }: GroupsOf,
  policy: Policy,
): ReliabilityCurve[] {
  const rows = task.rows.filter(({ score }) => score !== null);
  return [...byLevel(rows, ({ row }) => levelOf(row), policy.k)].map(([group, members]) => {
    const { labels, scores } = sideOf(members);
    const bins = reliabilityTable(labels, scores, CALIBRATION_EDGES);
    const shown = bins.filter((bin) => {
      const same = bin.observed === 0 || bin.observed === 1;
      return bin.rows >= (same ? 3 * policy.k : policy.k);
    });
    return { attribute, group, task: task.name, bins: shown };
  });
}

/** Rows whose labellers are divided: they take no part in L1 to L3. */
export function dividedRows(rows: readonly LabelledRow[]): number {
  return rows.filter((row) => row.labels.length > 1 && majorityLabel(row, 'sentiment') === null).length;
}
