import { cohensKappa } from '../../statistics/effects/agreement.ts';
import { auc, identityAucs, scoresByLabel } from '../../statistics/effects/auc.ts';
import { calibrationInTheLarge } from '../../statistics/effects/calibration.ts';
import { requireSameLength } from '../../statistics/input.ts';
import { type Measured, whenMeasured } from '../../statistics/insufficient.ts';
import { type BootstrapResult, bootstrap } from '../../statistics/resampling/bootstrap.ts';
import type { Resampling } from '../../statistics/resampling/permutation.ts';

/** Rows of one side: labels 0 or 1, scores 0..1. */
export interface ScoredRows {
  readonly labels: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

/** L2: subgroup, BPSN or BNSP AUC minus the AUC of all rows, −1..1; below 0 the group is ranked worse. */
export function rankingGap(
  group: ScoredRows,
  rest: ScoredRows,
  kind: 'subgroup' | 'bpsn' | 'bnsp',
  settings: Resampling,
): Measured<BootstrapResult> {
  return gapOf(group, rest, settings, (own, other) => {
    const sides = [own, other].map(({ labels, scores }) => scoresByLabel(labels, scores));
    const all = auc(
      [...Array.from(own.labels), ...Array.from(other.labels)],
      [...Array.from(own.scores), ...Array.from(other.scores)],
    );
    return [identityAucs(sides[0]!, sides[1]!)[kind], all];
  });
}

/** L3: mean score − base rate of a group, minus the same of the rest, −2..2. */
export function calibrationLevelGap(
  group: ScoredRows,
  rest: ScoredRows,
  settings: Resampling,
): Measured<BootstrapResult> {
  return gapOf(group, rest, settings, (...sides) =>
    sides.map(({ labels, scores }) => calibrationInTheLarge(labels, scores)),
  );
}

/** D4: the AUC of the current window minus that of the reference, −1..1. */
export function aucChange(
  current: ScoredRows,
  reference: ScoredRows,
  settings: Resampling,
): Measured<BootstrapResult> {
  return gapOf(current, reference, settings, (...sides) =>
    sides.map(({ labels, scores }) => auc(labels, scores)),
  );
}

/** The first value minus the second, of rows that are drawn on each side. */
function gapOf(
  group: ScoredRows,
  rest: ScoredRows,
  settings: Resampling,
  valuesOf: (group: ScoredRows, rest: ScoredRows) => readonly Measured[],
): Measured<BootstrapResult> {
  const statistic = ([own, other]: readonly Int32Array[]) =>
    whenMeasured(valuesOf(pickRows(group, own!), pickRows(rest, other!)), (first, second) => first - second);
  return bootstrap([group.labels.length, rest.labels.length], statistic, settings);
}

/** Classes 0, 1, … that two people and the model gave to the same rows. */
interface LabelledTwice {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
  readonly model: ArrayLike<number>;
}

/** L4: κ of model and first person minus κ of the two people, −2..2; people are the measure of the task. */
export function agreementGap(
  { first, second, model }: LabelledTwice,
  settings: Resampling,
): Measured<BootstrapResult> {
  requireSameLength('agreement gap', first, second);
  requireSameLength('agreement gap', first, model);
  const statistic = ([drawn]: readonly Int32Array[]) => {
    const people = pick(first, drawn!);
    const kappas = [model, second].map((other) => cohensKappa(people, pick(other, drawn!)));
    return whenMeasured(kappas, (ofModel, ofPeople) => ofModel - ofPeople);
  };
  return bootstrap([first.length], statistic, settings);
}

function pick(values: ArrayLike<number>, drawn: Int32Array): Float64Array {
  const picked = new Float64Array(drawn.length);
  for (let i = 0; i < drawn.length; i++) picked[i] = values[drawn[i]!]!;
  return picked;
}

function pickRows({ labels, scores }: ScoredRows, drawn: Int32Array): ScoredRows {
  return { labels: pick(labels, drawn), scores: pick(scores, drawn) };
}
