import { requireSameLength } from '../input.ts';
import { insufficient, isInsufficient, type Measured, whenMeasured } from '../insufficient.ts';
import { sorted } from '../moments.ts';

/** Scores of one side of a comparison by label. */
interface ScoresByLabel {
  readonly positives: ArrayLike<number>;
  readonly negatives: ArrayLike<number>;
}

/** @throws VerbatimError AUDIT_NUMBERS_INVALID when the two differ in length */
export function scoresByLabel(labels: ArrayLike<number>, scores: ArrayLike<number>): ScoresByLabel {
  requireSameLength('AUC', labels, scores);
  const sides = { positives: [] as number[], negatives: [] as number[] };
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) sides.positives.push(scores[i]!);
    else sides.negatives.push(scores[i]!);
  }
  return sides;
}

/**
 * Area under the ROC curve, 0..1: the probability that a row labelled 1 scores above one labelled 0 (Hanley and
 * McNeil 1982). Only one class: `one_class_only`.
 */
export function auc(labels: ArrayLike<number>, scores: ArrayLike<number>): Measured {
  const { positives, negatives } = scoresByLabel(labels, scores);
  return separation(positives, negatives);
}

function separation(positives: ArrayLike<number>, negatives: ArrayLike<number>): Measured {
  const share = superiority(positives, negatives);
  return isInsufficient(share) ? insufficient('one_class_only') : share;
}

/** P(group above reference) + ½ P(equal), 0..1 (Mann and Whitney 1947); a side without rows: `no_rows`. */
function superiority(group: ArrayLike<number>, reference: ArrayLike<number>): Measured {
  const pairs = group.length * reference.length;
  if (pairs === 0) return insufficient('no_rows');
  const [own, others] = [sorted(group), sorted(reference)];
  let [wins, below, upTo] = [0, 0, 0];
  for (const value of own) {
    while (others[below]! < value) below++;
    while (others[upTo]! <= value) upTo++;
    wins += (below + upTo) / 2;
  }
  return wins / pairs;
}

interface IdentityAucs {
  /** Inside the group: can the model tell its classes apart? */
  readonly subgroup: Measured;
  /** Background positive, subgroup negative: low where the group's negatives score too high. */
  readonly bpsn: Measured;
  /** Background negative, subgroup positive: low where the group's positives score too low. */
  readonly bnsp: Measured;
  /** −0.5..0.5: above 0 where the group's positives score lower than the rest's. */
  readonly positiveAverageEqualityGap: Measured;
  /** −0.5..0.5: above 0 where the group's negatives score lower than the rest's. */
  readonly negativeAverageEqualityGap: Measured;
}

/** Ranking of a group against everyone else (Borkan, Dixon et al. 2019, "Nuanced metrics"). */
export function identityAucs(group: ScoresByLabel, rest: ScoresByLabel): IdentityAucs {
  const gap = (own: ArrayLike<number>, other: ArrayLike<number>) => {
    return whenMeasured([superiority(own, other)], (share) => 0.5 - share);
  };
  return {
    subgroup: separation(group.positives, group.negatives),
    bpsn: separation(rest.positives, group.negatives),
    bnsp: separation(group.positives, rest.negatives),
    positiveAverageEqualityGap: gap(group.positives, rest.positives),
    negativeAverageEqualityGap: gap(group.negatives, rest.negatives),
  };
}

/** The mean of order −5: it leans to the worst group. All values ≥ 0; one 0 gives 0. */
function powerMean(values: readonly number[]): number {
  return (values.reduce((total, value) => total + value ** -5, 0) / values.length) ** (-1 / 5);
}

/**
 * One number for all groups, 0..1: a quarter the overall AUC, a quarter each of the power means of the three
 * AUCs over the groups that have all three (Borkan et al. 2019). Fewer than two such groups:
 * `too_few_groups`.
 */
export function biasAucSummary(overall: Measured, groups: readonly IdentityAucs[]): Measured {
  const complete = groups.flatMap(({ subgroup, bpsn, bnsp }) => {
    if (isInsufficient(subgroup) || isInsufficient(bpsn) || isInsufficient(bnsp)) return [];
    return [{ subgroup, bpsn, bnsp }];
  });
  if (complete.length < 2) return insufficient('too_few_groups');
  const means = (['subgroup', 'bpsn', 'bnsp'] as const).map((kind) =>
    powerMean(complete.map((it) => it[kind])),
  );
  return whenMeasured([overall, ...means], (...values) =>
    values.reduce((total, value) => total + value / 4, 0),
  );
}
