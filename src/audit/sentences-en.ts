import type { SentenceTable } from './sentence-table.ts';

const AGAINST = '{own} of the time, against {other} for {against} ({sizes}){far}{adjusted}.';

export const ENGLISH: SentenceTable = {
  locale: 'en',
  percent: '%',
  decimalSign: '.',
  and: 'and',
  comment: ['comment', 'comments'],
  sentence: ['sentence', 'sentences'],
  of: { comment: 'comments', sentence: 'sentences' },
  rest: 'everyone else',
  hidden: '{who}: its numbers are hidden to protect few people ({reason}).',
  insufficient: 'Not enough data: {what} of {who} ({rows}): {reason}.',
  needed: ' About {n} are needed to tell.',
  what: {
    coverage: 'the share that is {task}',
    given: 'the share {task} at {stratum}',
    other: 'the {metric} {task}',
  },
  drift: {
    moved: '{what} has changed since the baseline: {metric} {value} (limits {warn} and {fail}, {rows}).',
    still:
      '{what} has not moved much since the baseline: {metric} {value} (limits {warn} and {fail}, {rows}).',
    of: '{task} of {who}',
  },
  labelled:
    'Error gap by human labels, {task}, {metric}: {own} for {who}, against {other} for {against} (gap {gap}, {low} to {high}; {rows}).',
  swap: {
    flips:
      "'{term}' for '{baseline}' ({axis}): the model changes its mind on {share} of {ofPairs} ({low} to {high}).",
    toxic:
      "'{term}' is called toxic in {share} of {ofPairs} that are harmless, against {other} with '{baseline}' ({axis}).",
    raises: "'{term}' for '{baseline}' ({axis}) raises {task} by {size} ({low} to {high}; {pairs}).",
    lowers: "'{term}' for '{baseline}' ({axis}) lowers {task} by {size} ({low} to {high}; {pairs}).",
  },
  score:
    "Comments of {who} score {own} on average, against {other} for {against} ({sizes}): Cliff's delta {value} ({low} to {high}).",
  share: {
    marked: `Comments of {who} are marked {task} ${AGAINST}`,
    coverage: `Comments of {who} are {task} ${AGAINST}`,
    lowRating: `Where customers of {who} gave a low rating, the model sees {task} feeling ${AGAINST}`,
    highRating: `Where customers of {who} gave a high rating, the model sees {task} feeling ${AGAINST}`,
    rated: `The model follows the customers' own rating for {who} ${AGAINST}`,
  },
  far: {
    lower: ': {points} points lower ({low} to {high})',
    higher: ': {points} points higher ({low} to {high})',
  },
  adjusted: ', with the mix of strata held fixed',
  ends: {
    small: ' Shown small.',
    noise: ' No more than a word without meaning does.',
    notTiny: ' Small, though not shown tiny.',
    fail: ' FAIL.',
    warn: ' Warning.',
    unlabelled:
      ' Chance does not explain it. Without labels by people this may be the customers and not the model: label at least {n} of them.',
  },
  tasks: {},
  metrics: {
    tpr_difference: 'share that is found (TPR)',
    fpr_difference: 'share of others called so wrongly (FPR)',
    precision_difference: 'share that is right when called so (precision)',
    subgroup_auc: 'ranking within the group (AUC)',
    bpsn_auc: 'ranking of others with it above the group without it (BPSN AUC)',
    bnsp_auc: 'ranking of the group with it above others without it (BNSP AUC)',
    calibration_error: 'calibration error',
    mean_score_minus_base_rate: 'mean probability less the share that people call so',
    kappa_model_minus_people: 'agreement (kappa)',
  },
  strata: {},
  reasons: {
    no_rows: 'there are no rows',
    too_few_rows: 'too few rows',
    too_few_groups: 'too few groups to compare',
    zero_denominator: 'it would be a share of nothing',
    small_denominator: 'too few rows below the share',
    one_class_only: 'only one class is there',
    zero_variance: 'all values are equal',
    resamples_undefined: 'too many resamples have no value',
    interval_straddles_limit: 'the interval reaches over a limit',
    not_frozen: 'the baseline was frozen without the values',
    all_same: 'all or none of few rows have it: that would tell about every member',
    chance_exceeds_limit: 'chance alone moves it this far at this size',
  },
};
