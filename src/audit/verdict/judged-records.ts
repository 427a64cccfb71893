import { type AuditStatus, type MetricRecord, REST } from '../../domain/audit-record.ts';
import { type Insufficient, isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import type { Interval } from '../../statistics/intervals/proportion-intervals.ts';
import type { Adjustment } from '../../statistics/tests/multiplicity.ts';
import { judgeDrift } from '../drift/status.ts';
import { type SentenceLanguage, sentenceOf } from '../wording/sentences.ts';
import { metricFingerprint } from './conclusion.ts';
import type { Draft, HiddenOf, PendingDrift } from './draft.ts';
import { adjustMeasured, judgeFamily, type PendingMetric } from './family.ts';
import type { OverallTest } from './group-counts.ts';
import { overallTests } from './overall-test.ts';
import type { Verdict } from './status.ts';

export interface Judging {
  readonly adjustment: Adjustment;
  readonly hiddenOf: HiddenOf;
  /** Of the sentences; English where nothing is said. */
  readonly language?: SentenceLanguage;
}

/** Judges one family and turns its drafts into records, in the order given. */
export function judgedRecords(
  drafts: readonly Draft[],
  family: string,
  { adjustment, hiddenOf, language = 'en' }: Judging,
): MetricRecord[] {
  const gaps = drafts.filter(({ pending }) => !isDrift(pending));
  const overall = overallTests(drafts, (draft) => hiddenOf(draft) === null);
  if (gaps.length === drafts.length) {
    const judged = judgeFamily(
      gaps.map(({ pending }) => pending as PendingMetric),
      adjustment,
    );
    return drafts.map((draft, i) => {
      const { adjustedP, verdict } = judged.metrics[i]!;
      return recordOf(draft, {
        ...{ family, size: judged.size, adjustedP, verdict, hidden: hiddenOf(draft) },
        ...{ overall: overall.get(draft), language },
      });
    });
  }
  const ps = drafts.map(({ pending }) => pending.p);
  const adjusted = adjustMeasured(ps, adjustment);
  const size = ps.filter((p) => !isInsufficient(p)).length;
  return drafts.map((draft, i) => {
    const pending = draft.pending as PendingDrift;
    const adjustedP = adjusted[i]!;
    const verdict = judgeDrift({ ...pending.drift, adjustedP }, pending.rule);
    return recordOf(draft, { family, size, adjustedP, verdict, hidden: hiddenOf(draft), language });
  });
}

export const isDrift = (pending: Draft['pending']): pending is PendingDrift => 'drift' in pending;

export const numberOf = (value: Measured | undefined) => (typeof value === 'number' ? value : null);

export const present = <T>(value: Measured<T> | undefined): T | null =>
  value === undefined || isInsufficient(value) ? null : value;

export function recordOf(draft: Draft, judged: Judged): MetricRecord {
  const { family, size, adjustedP, hidden } = judged;
  // That all or none of a few have the outcome: a verdict, or the name of a finding, would say which of the two.
  const verdict: Verdict =
    hidden === 'all_same' && !OF_SIZE.has(judged.verdict.reason)
      ? { status: 'insufficient', reason: 'all_same' }
      : judged.verdict;
  const { pending } = draft;
  const value = isDrift(pending) ? pending.drift.value : pending.evidence.value;
  const interval: Interval | Insufficient | undefined = isDrift(pending)
    ? undefined
    : pending.evidence.interval;
  const names = {
    check: draft.check,
    metric: draft.metric,
    task: draft.task,
    attribute: draft.attribute,
    group: draft.group,
    reference: draft.reference ?? REST,
    stratum: draft.stratum ?? null,
  };
  const neutral = draft.scale === 'ratio' ? 1 : 0;
  const lower = typeof value === 'number' && value < neutral && hidden !== 'all_same';
  const direction = lower ? 'lower' : 'higher';
  const difference = present(draft.difference);
  const record: Omit<MetricRecord, 'sentence'> = {
    ...names,
    scale: draft.scale,
    value: numberOf(value),
    low: present(interval)?.low ?? null,
    high: finite(present(interval)?.high ?? null),
    groupValue: numberOf(draft.groupValue),
    referenceValue: numberOf(draft.referenceValue),
    difference: difference && { value: difference.value, low: difference.low, high: difference.high },
    groupRows: draft.groupRows,
    referenceRows: draft.referenceRows,
    groupDenominator: draft.groupDenominator ?? draft.groupRows,
    referenceDenominator: draft.referenceDenominator ?? draft.referenceRows,
    effect: numberOf(draft.effect),
    effectName: draft.effectName ?? null,
    test: draft.test,
    statistic: numberOf(draft.statistic),
    p: numberOf(pending.p),
    adjustedP: numberOf(adjustedP),
    family,
    familySize: size,
    warnLimit: draft.warnLimit,
    failLimit: draft.failLimit,
    status: verdict.status as AuditStatus,
    reason: verdict.reason,
    rowsNeeded: verdict.rowsNeeded ?? null,
    direction,
    fingerprint: metricFingerprint(names, direction),
    hidden,
    method: { ...draft.method, ...(judged.overall ? { overall: judged.overall } : {}) },
    evidence: [],
  };
  return { ...record, sentence: sentenceOf(record, judged.language) };
}

export interface Judged {
  readonly family: string;
  readonly size: number;
  readonly adjustedP: Measured;
  readonly verdict: Verdict;
  readonly hidden: string | null;
  readonly overall?: OverallTest | undefined;
  readonly language: SentenceLanguage;
}

/** Reasons that the number of rows alone gives. */
export const OF_SIZE: ReadonlySet<string> = new Set(['too_few_rows', 'small_denominator']);

export function finite(value: number | null): number | null {
  return value === null || value === Number.MAX_VALUE ? null : value;
}
