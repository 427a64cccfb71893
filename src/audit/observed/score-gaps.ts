import { cohensKappa, type KappaWeights } from '../../statistics/effects/agreement.ts';
import { auc, identityAucs, scoresByLabel } from '../../statistics/effects/auc.ts';
import { calibrationInTheLarge } from '../../statistics/effects/calibration.ts';
import { cliffsDelta } from '../../statistics/effects/effect-sizes.ts';
import { requireSameLength } from '../../statistics/input.ts';
import { type Measured, whenMeasured } from '../../statistics/insufficient.ts';
import { mean } from '../../statistics/moments.ts';
import {
  type BootstrapResult,
  type BootstrapSettings,
  bootstrap,
} from '../../statistics/resampling/bootstrap.ts';

/** Rows of one side: labels 0 or 1, scores 0..1. */
export interface ScoredRows {
  readonly labels: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

function pick(values: ArrayLike<number>, drawn: Int32Array): Float64Array {
  const picked = new Float64Array(drawn.length);
  for (let i = 0; i < drawn.length; i++) picked[i] = values[drawn[i]!]!;
  return picked;
}

function pickRows({ labels, scores }: ScoredRows, drawn: Int32Array): ScoredRows {
  return { labels: pick(labels, drawn), scores: pick(scores, drawn) };
}

function joined(first: ArrayLike<number>, second: ArrayLike<number>): Float64Array {
  const all = new Float64Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** O2: Cliff's δ of the scores of a group against its reference, −1..1, with its interval. */
export function scoreLevelGap(
  group: ArrayLike<number>,
  reference: ArrayLike<number>,
  settings: BootstrapSettings,
): Measured<BootstrapResult> {
  const statistic = ([own, other]: readonly Int32Array[]) => {
    return cliffsDelta(pick(group, own!), pick(reference, other!));
  };
  return bootstrap([group.length, reference.length], statistic, settings);
}

/** The mean score of a group minus that of its reference, with its interval. */
export function meanScoreGap(
  group: ArrayLike<number>,
  reference: ArrayLike<number>,
  settings: BootstrapSettings,
): Measured<BootstrapResult> {
  const statistic = ([own, other]: readonly Int32Array[]) => {
    const means = [mean(pick(group, own!)), mean(pick(reference, other!))];
    return whenMeasured(means, (a, b) => a - b);
  };
  return bootstrap([group.length, reference.length], statistic, settings);
}

/** L2: subgroup, BPSN or BNSP AUC minus the AUC of all rows, −1..1: below 0 the group is ranked worse. */
export function rankingGap(
  group: ScoredRows,
  rest: ScoredRows,
  kind: 'subgroup' | 'bpsn' | 'bnsp',
  settings: BootstrapSettings,
): Measured<BootstrapResult> {
  const statistic = ([own, other]: readonly Int32Array[]) => {
    const g = pickRows(group, own!);
    const r = pickRows(rest, other!);
    const aucs = identityAucs(scoresByLabel(g.labels, g.scores), scoresByLabel(r.labels, r.scores));
    const overall = auc(joined(g.labels, r.labels), joined(g.scores, r.scores));
    return whenMeasured([aucs[kind], overall], (ownAuc, all) => ownAuc - all);
  };
  return bootstrap([group.labels.length, rest.labels.length], statistic, settings);
}

/** L3: mean score − base rate of a group, minus the same of the rest, −2..2. */
export function calibrationLevelGap(
  group: ScoredRows,
  rest: ScoredRows,
  settings: BootstrapSettings,
): Measured<BootstrapResult> {
  return gapOf(({ labels, scores }) => calibrationInTheLarge(labels, scores), group, rest, settings);
}

/** D4: the AUC of the current window minus that of the reference, −1..1. */
export function aucChange(
  current: ScoredRows,
  reference: ScoredRows,
  settings: BootstrapSettings,
): Measured<BootstrapResult> {
  return gapOf(({ labels, scores }) => auc(labels, scores), current, reference, settings);
}

function gapOf(
  metric: (rows: ScoredRows) => Measured,
  group: ScoredRows,
  rest: ScoredRows,
  settings: BootstrapSettings,
): Measured<BootstrapResult> {
  const statistic = ([own, other]: readonly Int32Array[]) => {
    const values = [metric(pickRows(group, own!)), metric(pickRows(rest, other!))];
    return whenMeasured(values, (a, b) => a - b);
  };
  return bootstrap([group.labels.length, rest.labels.length], statistic, settings);
}

/** Classes 0, 1, … that two people and the model gave to the same rows. */
export interface LabelledTwice {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
  readonly model: ArrayLike<number>;
}

/** L4: κ of model and first person minus κ of the two people, −2..2; the people are the measure of the task. */
export function agreementGap(
  { first, second, model }: LabelledTwice,
  weights: KappaWeights,
  settings: BootstrapSettings,
): Measured<BootstrapResult> {
  requireSameLength('agreement gap', first, second);
  requireSameLength('agreement gap', first, model);
  const statistic = ([drawn]: readonly Int32Array[]) => {
    const people = pick(first, drawn!);
    const kappas = [
      cohensKappa(people, pick(model, drawn!), weights),
      cohensKappa(people, pick(second, drawn!), weights),
    ];
    return whenMeasured(kappas, (ofModel, ofPeople) => ofModel - ofPeople);
  };
  return bootstrap([first.length], statistic, settings);
}
