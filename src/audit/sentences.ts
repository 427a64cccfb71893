import { type MetricRecord, REST } from '../domain/audit-record.ts';
import { ERROR_RATE } from './rate-audit.ts';

/** Fixed sentences, one for each kind of check: who, what, how much against whom, how sure, what to do. */

type Judged = Omit<MetricRecord, 'sentence'>;

const percent = (share: number | null) =>
  share === null ? '?' : `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)}%`;
const points = (gap: number) => (Math.abs(gap) * 100).toFixed(Math.abs(gap) < 0.0995 ? 1 : 0);
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const rows = (n: number) => `${whole.format(n)} ${n === 1 ? 'comment' : 'comments'}`;
const decimals = (value: number | null) => (value === null ? '?' : value.toFixed(2));

const REASONS: Readonly<Record<string, string>> = {
  no_rows: 'there are no rows',
  too_few_rows: 'too few rows',
  too_few_groups: 'too few groups to compare',
  zero_denominator: 'it would be a share of nothing',
  small_denominator: 'too few rows below the share',
  one_class_only: 'only one class is there',
  zero_variance: 'all values are equal',
  resamples_undefined: 'too many resamples have no value',
  interval_straddles_limit: 'the interval reaches over a limit',
  all_same: 'all or none of few rows have it: that would tell about every member',
  chance_exceeds_limit: 'chance alone moves it this far at this size',
};

/** A reason as words; unknown ones stay codes. */
export function reasonText(reason: string): string {
  return REASONS[reason] ?? reason.replaceAll('_', ' ');
}

/** What a metric says. Never "biased" for a gap without labels, never "fair"; no number of a hidden group. */
export function sentenceOf(metric: Judged): string {
  const crossed = metric.attribute.includes(' & ');
  const who = crossed ? `${metric.group} (${metric.attribute})` : `${metric.attribute} ${metric.group}`;
  if (metric.hidden !== null)
    return `${who}: its numbers are hidden to protect few people (${metric.hidden}).`;
  if (metric.status === 'insufficient') return insufficientSentence(metric, who);
  const ends = conclusion(metric);
  const ofLabels = metric.check === 'X1' && metric.method.parent === 'L1';
  switch (ofLabels ? 'L' : metric.check[0]) {
    case 'D':
      return `${driftSubject(metric)} ${metric.status === 'pass' ? 'has not moved much' : 'has changed'} since the baseline: ${metric.metric.replaceAll('_', ' ')} ${decimals(metric.value)} (limits ${metric.warnLimit} and ${metric.failLimit}, ${rows(metric.groupRows)}).${ends}`;
    case 'L':
      return `${labelledSentence(metric, who)}${ends}`;
    case 'C':
      return `${swapSentence(metric)}${ends}`;
    default:
      return `${observedSentence(metric, who)}${ends}`;
  }
}

function swapSentence({ metric, group, reference, attribute, ...it }: Judged): string {
  const pairs = `${whole.format(it.groupRows)} ${it.check === 'C4' ? 'comments' : 'sentences'}`;
  const swap = `'${group}' for '${reference}' (${attribute})`;
  if (metric === 'flip_rate') {
    return `${swap}: the model changes its mind on ${percent(it.value)} of ${pairs} (${percent(it.low)} to ${percent(it.high)}).`;
  }
  if (metric === 'false_alarm_gap') {
    return `'${group}' is called toxic in ${percent(it.groupValue)} of ${pairs} that are harmless, against ${percent(it.referenceValue)} with '${reference}' (${attribute}).`;
  }
  const size = (value: number | null) => decimals(value === null ? null : Math.abs(value));
  const ends = [it.low, it.high].sort((a, b) => Math.abs(a ?? 0) - Math.abs(b ?? 0));
  const crosses = (it.low ?? 0) < 0 && (it.high ?? 0) > 0;
  const between = crosses
    ? `${decimals(it.low)} to ${decimals(it.high)}`
    : `${size(ends[0]!)} to ${size(ends[1]!)}`;
  return `${swap} ${(it.value ?? 0) < 0 ? 'lowers' : 'raises'} ${it.task} by ${size(it.value)} (${between}; ${pairs}).`;
}

function insufficientSentence(metric: Judged, who: string): string {
  const needed =
    metric.rowsNeeded === null ? '' : ` About ${whole.format(metric.rowsNeeded)} are needed to tell.`;
  return `Not enough data: ${what(metric)} of ${who} (${rows(metric.groupDenominator)}): ${reasonText(metric.reason)}.${needed}`;
}

function what({ check, task, stratum, metric }: Judged): string {
  if (check === 'O5' || (check === 'X1' && COVERAGE_TASKS.has(task))) return `the share that is ${task}`;
  if (stratum !== null && metric.includes('share')) return `the share ${task} at ${stratum}`;
  return `the ${metric.replaceAll('_', ' ')} ${task}`;
}

const COVERAGE_TASKS = new Set(['failed', 'truncated', 'low confidence', 'unknown language']);

function observedSentence(metric: Judged, who: string): string {
  const against = metric.reference === REST ? 'everyone else' : metric.reference;
  const sizes = `(${rows(metric.groupDenominator)} and ${whole.format(metric.referenceDenominator)})`;
  if (metric.metric === 'cliffs_delta') {
    return `Comments of ${who} score ${decimals(metric.groupValue)} on average, against ${decimals(metric.referenceValue)} for ${against} ${sizes}: Cliff's delta ${decimals(metric.value)} (${decimals(metric.low)} to ${decimals(metric.high)}).`;
  }
  const gap = metric.difference;
  const far = gap
    ? `: ${points(gap.value)} points ${gap.value < 0 ? 'lower' : 'higher'} (${signedPoints(gap.low)} to ${signedPoints(gap.high)})`
    : '';
  const adjusted = metric.stratum === 'pooled' ? ', with the mix of strata held fixed' : '';
  return `${subject(metric, who)} ${percent(metric.groupValue)} of the time, against ${percent(metric.referenceValue)} for ${against} ${sizes}${far}${adjusted}.`;
}

const signedPoints = (gap: number) => `${gap < 0 ? '−' : '+'}${points(gap)}`;

function subject({ task, stratum, metric }: Judged, who: string): string {
  if (task === 'as rated') return `The model follows the customers' own rating for ${who}`;
  if (stratum === 'low rating' || stratum === 'high rating') {
    return `Where customers of ${who} gave a ${stratum}, the model sees ${task === 'negative' ? 'negative' : 'positive'} feeling`;
  }
  if (COVERAGE_TASKS.has(task)) return `Comments of ${who} are ${task}`;
  if (task.startsWith('emotion ')) return `Comments of ${who} are marked ${task.slice(8)}`;
  return `Comments of ${who} are marked ${metric.startsWith('tpr') ? 'rightly ' : ''}${task}`;
}

const LABELLED: Readonly<Record<string, string>> = {
  tpr_difference: 'share that is found (TPR)',
  fpr_difference: 'share of others called so wrongly (FPR)',
  precision_difference: 'share that is right when called so (precision)',
  subgroup_auc: 'ranking within the group (AUC)',
  bpsn_auc: 'ranking of others with it above the group without it (BPSN AUC)',
  bnsp_auc: 'ranking of the group with it above others without it (BNSP AUC)',
  calibration_error: 'calibration error',
  mean_score_minus_base_rate: 'mean probability less the share that people call so',
  kappa_model_minus_people: 'agreement (kappa)',
};

function labelledSentence(metric: Judged, who: string): string {
  const against = metric.reference === REST ? 'everyone else' : metric.reference;
  const name = LABELLED[metric.metric] ?? metric.metric.replaceAll('_', ' ');
  return `Error gap by human labels, ${metric.task}, ${name}: ${decimals(metric.groupValue)} for ${who}, against ${decimals(metric.referenceValue)} for ${against} (gap ${decimals(metric.value)}, ${decimals(metric.low)} to ${decimals(metric.high)}; ${rows(metric.groupDenominator)}).`;
}

function driftSubject({ task, attribute, group }: Judged): string {
  return group === '' || group === '(all)' ? task : `${task} of ${attribute} ${group}`;
}

/** So many labels of a class are the least that L1 judges. */
const LABELS_NEEDED = ERROR_RATE.leastDenominator;

function conclusion({ status, check, reason, method }: Judged): string {
  if (status === 'pass') {
    if (reason === 'shown_small') return ' Shown small.';
    return reason === 'within_noise'
      ? ' No more than a word without meaning does.'
      : ' Small, though not shown tiny.';
  }
  const word = status === 'fail' ? ' FAIL.' : ' Warning.';
  const unlabelled =
    check === 'O1' || check === 'O2' || check === 'O3' || (check === 'X1' && method.parent === 'O1');
  return unlabelled
    ? `${word} Chance does not explain it. Without labels by people this may be the customers and not the model: label at least ${LABELS_NEEDED} of them.`
    : word;
}
