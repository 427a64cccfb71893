const AGAINST = '{own} of the time, against {other} for {against} ({sizes}){far}{adjusted}.';

type Names = Readonly<Record<string, string>>;

/** Fixed sentences with braces to fill. All languages have the same keys and the same braces. */
export const ENGLISH = {
  /** BCP 47, for numbers. */
  locale: 'en',
  /** The sign after a percentage. */
  percent: '%',
  decimalSign: '.',
  and: 'and',
  comment: ['comment', 'comments'] as [one: string, many: string],
  sentence: ['sentence', 'sentences'] as [one: string, many: string],
  /** The plural of both after "of". */
  of: { comment: 'comments', sentence: 'sentences' },
  rest: 'everyone else',
  /** Whose comments: of a level, in a language, or without a language. */
  whose: { group: 'of {who}', language: 'in {who}', noLanguage: 'without a known language' },
  /** Emotions have a prefix, because sentiment has a "neutral", too. */
  emotion: 'emotion: {name}',
  hidden: 'Comments {whose}: the numbers are hidden to protect few people ({reason}).',
  insufficient: 'Not enough data: {what}, comments {whose} ({rows}): {reason}.',
  needed: ' About {n} are needed to tell.',
  /** The subject of "not enough data". */
  what: {
    coverage: 'share that is {task}',
    given: 'share {task} at {stratum}',
    other: '{metric}, {task}',
  },
  drift: {
    moved: '{what} has changed since the baseline: {metric} {value} (limits {warn} and {fail}, {rows}).',
    still:
      '{what} has not moved much since the baseline: {metric} {value} (limits {warn} and {fail}, {rows}).',
    of: '{task} {whose}',
  },
  labelled:
    'Error gap by human labels, {task}, {metric}: {own} for comments {whose}, against {other} for {against} (gap {gap}, {low} to {high}; {rows}){base}.',
  /** Base rates by people, after gaps that depend on them: precision and calibration. */
  baseRates: ', where people call {own} so, against {other}',
  swap: {
    flips:
      "'{term}' for '{baseline}' ({axis}): the model changes its mind on {share} of {ofPairs} ({low} to {high}).",
    toxic:
      "'{term}' is called toxic in {share} of {ofPairs} that are harmless, against {other} with '{baseline}' ({axis}).",
    raises: "'{term}' for '{baseline}' ({axis}) raises {task} by {size} ({low} to {high}; {pairs}).",
    lowers: "'{term}' for '{baseline}' ({axis}) lowers {task} by {size} ({low} to {high}; {pairs}).",
  },
  score:
    "Comments {whose} score {own} on average, against {other} for {against} ({sizes}): Cliff's delta {value} ({low} to {high}).",
  /** The share of a group against that of its reference. */
  share: {
    marked: `Comments {whose} are labelled {task} ${AGAINST}`,
    coverage: `Comments {whose} are {task} ${AGAINST}`,
    lowRating: `Comments {whose} that came with a low rating are labelled {task} ${AGAINST}`,
    highRating: `Comments {whose} that came with a high rating are labelled {task} ${AGAINST}`,
    rated: `For comments {whose} the model follows the customers' own rating ${AGAINST}`,
  },
  /** A gap without its two groups: one line of several about the same two. */
  brief: {
    share: '{task} {own} against {other}{far}{adjusted}',
    lowRating: '{task} where the rating is low {own} against {other}{far}',
    highRating: '{task} where the rating is high {own} against {other}{far}',
    rated: "follows the customers' own rating {own} against {other}{far}",
    score: "mean score {own} against {other}, Cliff's delta {value} ({low} to {high})",
    labelled: '{task}, {metric}: {own} against {other}, gap {gap} ({low} to {high}){base}',
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
    // Chance does not explain it: customers or model, as far as labels and ratings tell.
    unlabelled:
      ' Chance does not explain it. Without labels by people this may be the customers and not the model: label {n} of them.',
    fewLabels:
      ' Chance does not explain it. The labels by people are too few to tell customers from model: label {n} more.',
    allLabelled:
      ' Chance does not explain it. People have labelled all of them, and they are too few to tell customers from model.',
    labelsSame:
      ' Chance does not explain it. By the labels of people the model errs no more here (L1): the comments differ.',
    labelsGap:
      ' Chance does not explain it. By the labels of people the model errs differently here, see L1.',
    ratingsSame:
      ' Chance does not explain it. At the same rating the model labels these comments as all others (O4): the customers differ.',
  },
  /** Outputs of the model and columns, by their name in metrics; others keep that name. */
  tasks: {
    negative: 'sentiment: negative',
    positive: 'sentiment: positive',
    'low confidence': 'of low confidence',
    'unknown language': 'of unknown language',
  } as Names,
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
    share_ratio: 'ratio of shares',
    share_difference: 'difference of shares',
    pooled_share_ratio: 'ratio of shares over the strata',
    standardised_difference: 'standardised difference',
    cliffs_delta: "Cliff's delta",
  } as Names,
  strata: {
    'low rating': 'a low rating',
    'high rating': 'a high rating',
    'both ratings': 'low and high ratings',
    pooled: 'all strata',
  } as Names,
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
    near_outcome: 'the attribute is close to being the outcome itself',
    chance_exceeds_limit: 'chance alone moves it this far at this size',
  } as Names,
};

export type SentenceTable = typeof ENGLISH;
