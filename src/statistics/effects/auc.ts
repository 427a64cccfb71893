import { requireSameLength } from '../input.ts';
import { insufficient, isInsufficient, type Measured, whenMeasured } from '../insufficient.ts';
import { superiority } from './effect-sizes.ts';

/**
 * Area under the ROC curve, 0..1: the probability that a row labelled 1 scores above one labelled 0 (Hanley and
 * McNeil 1982). Only one class: `one_class_only`.
 */
export function auc(labels: ArrayLike<number>, scores: ArrayLike<number>): Measured {
  requireSameLength('AUC', labels, scores);
  return separation(scoresWith(labels, scores, 1), scoresWith(labels, scores, 0));
}

function separation(positives: ArrayLike<number>, negatives: ArrayLike<number>): Measured {
  if (positives.length === 0 || negatives.length === 0) return insufficient('one_class_only');
  return superiority(positives, negatives);
}

function scoresWith(labels: ArrayLike<number>, scores: ArrayLike<number>, label: 0 | 1): Float64Array {
  const kept: number[] = [];
  for (let i = 0; i < labels.length; i++) if (labels[i] === label) kept.push(scores[i]!);
  return Float64Array.from(kept);
}

/** Average precision, 0..1: precision at each score, weighted by the recall it adds. */
export function averagePrecision(labels: ArrayLike<number>, scores: ArrayLike<number>): Measured {
  requireSameLength('average precision', labels, scores);
  const order = Int32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => scores[b]! - scores[a]!,
  );
  const positives = order.reduce((total, row) => total + labels[row]!, 0);
  if (positives === 0) return insufficient('one_class_only');
  let [hits, area, hitsBefore] = [0, 0, 0];
  for (const [i, row] of order.entries()) {
    hits += labels[row]!;
    const lastOfTie = scores[row] !== scores[order[i + 1] ?? -1];
    if (!lastOfTie) continue;
    area += ((hits - hitsBefore) / positives) * (hits / (i + 1));
    hitsBefore = hits;
  }
  return area;
}

/** Scores of one side of a comparison by label. */
export interface ScoresByLabel {
  readonly positives: ArrayLike<number>;
  readonly negatives: ArrayLike<number>;
}

export function scoresByLabel(labels: ArrayLike<number>, scores: ArrayLike<number>): ScoresByLabel {
  return { positives: scoresWith(labels, scores, 1), negatives: scoresWith(labels, scores, 0) };
}

export interface IdentityAucs {
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

/** The mean that leans to the worst group; all values ≥ 0, a 0 among them gives 0. */
export function powerMean(values: readonly number[], power = -5): Measured {
  if (values.length === 0) return insufficient('too_few_groups');
  return (values.reduce((total, value) => total + value ** power, 0) / values.length) ** (1 / power);
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
  const parts = [
    overall,
    powerMean(complete.map((group) => group.subgroup)),
    powerMean(complete.map((group) => group.bpsn)),
    powerMean(complete.map((group) => group.bnsp)),
  ];
  return whenMeasured(parts, (...values) => values.reduce((total, value) => total + value / 4, 0));
}
