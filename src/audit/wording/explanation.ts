import type { MetricRecord } from '../../domain/audit-record.ts';
import { LEAST_LABELS } from '../verdict/status.ts';
import { type Explanation, type SentenceLanguage, sentenceOf } from './sentences.ts';

const SENTIMENTS = ['negative', 'positive'];

/**
 * Adds to each gap in the labels of the model whether labels and ratings of people explain it, and how many more labels it
 * needs. L1 needs 30 of either class: a random sample of 30 over the share of the rarer class, less the existing labels.
 */
export function explained(
  metrics: readonly MetricRecord[],
  language: SentenceLanguage = 'en',
): MetricRecord[] {
  const byGroup = Map.groupBy(metrics, groupOf);
  return metrics.map((metric) => {
    const parent = metric.method.parent ?? metric.check;
    if (!['O1', 'O2', 'O3'].includes(String(parent)) || !/warn|fail/.test(metric.status)) return metric;
    const method = { ...metric.method, explanation: explanationOf(metric, byGroup.get(groupOf(metric))!) };
    const record = { ...metric, method };
    return { ...record, sentence: sentenceOf(record, language) };
  });
}

const groupOf = ({ attribute, group }: MetricRecord) => JSON.stringify([attribute, group]);

function explanationOf(metric: MetricRecord, ofGroup: readonly MetricRecord[]): Explanation {
  const tasks = metric.task === 'score' ? SENTIMENTS : [metric.task];
  const shown = ofGroup.filter(({ hidden }) => hidden === null);
  const errors = shown.filter(
    ({ check, method, metric: name, task }) =>
      (check === 'L1' || method.parent === 'L1') && /^[tf]pr_/.test(name) && tasks.includes(task),
  );
  const ratings = tasks.some((task) => SENTIMENTS.includes(task))
    ? shown.filter(({ check, method, stratum }) => {
        return (check === 'O4' || method.parent === 'O4') && stratum === 'both ratings';
      })
    : [];
  const labelled = Math.max(0, ...errors.map(({ groupRows }) => groupRows));
  const share = metric.task === 'score' ? 0.5 : (metric.groupValue ?? 0.5);
  const rarer = Math.min(share, 1 - share);
  const wanted = rarer > 0 ? Math.ceil(LEAST_LABELS / rarer - 1e-9) : Number.POSITIVE_INFINITY;
  return {
    byLabels: verdictOf(errors),
    byRatings: verdictOf(ratings),
    someLabels: labelled > 0,
    labelsNeeded: Math.max(0, Math.min(wanted, metric.groupDenominator) - labelled),
  };
}

/** One gap is enough; "same" needs enough data in all. */
function verdictOf(metrics: readonly MetricRecord[]): 'same' | 'gap' | null {
  if (metrics.some(({ status }) => status === 'warn' || status === 'fail')) return 'gap';
  return metrics.length > 0 && metrics.every(({ status }) => status === 'pass') ? 'same' : null;
}
