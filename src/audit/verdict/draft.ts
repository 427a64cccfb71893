import { type AuditStatus, type EvidenceRecord, type MetricRecord, REST } from '../../domain/audit-record.ts';
import { metricFingerprint } from './conclusion.ts';
import { type DriftEvidence, type DriftRule, judgeDrift } from '../drift/drift-status.ts';
import { adjustMeasured, judgeFamily, type PendingMetric } from './family.ts';
import { type Insufficient, isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import type { Adjustment } from '../../statistics/tests/multiplicity.ts';
import { type GroupCounts, type OverallTest, overallTests } from './overall-test.ts';
import type { Interval } from '../../statistics/intervals/proportion-intervals.ts';
import { type SentenceLanguage, sentenceOf } from '../wording/sentences.ts';
import type { Verdict } from './status.ts';

/** A metric that is computed and waits for its family. */
export interface Draft {
  readonly check: string;
  readonly metric: string;
  readonly task: string;
  readonly attribute: string;
  readonly group: string;
  readonly reference?: string;
  readonly stratum?: string;
  readonly scale: MetricRecord['scale'];
  readonly groupValue?: Measured;
  readonly referenceValue?: Measured;
  readonly difference?: Measured<Interval & { readonly value: number }>;
  readonly groupRows: number;
  readonly referenceRows: number;
  readonly groupDenominator?: number;
  readonly referenceDenominator?: number;
  readonly effect?: Measured;
  readonly effectName?: string;
  readonly test: string;
  readonly statistic?: Measured;
  readonly warnLimit: number;
  readonly failLimit: number;
  readonly method?: Readonly<Record<string, unknown>>;
  /** Its level of each attribute, where two are crossed. */
  readonly levels?: readonly string[];
  /** Rows with the outcome, where the share is one that hiding must look at. */
  readonly successes?: number;
  /** The group's part in the test over all groups, and that of the level that is the reference of all of them. */
  readonly counts?: GroupCounts;
  readonly referenceCounts?: GroupCounts;
  /** A gap to be judged by its interval, or a drift to be judged by its null. */
  readonly pending: PendingMetric | PendingDrift;
}

export interface PendingDrift {
  readonly drift: Omit<DriftEvidence, 'adjustedP'>;
  readonly p: Measured;
  readonly rule: DriftRule;
}

/** Why a draft's numbers may not be shown; null where they may. */
export type HiddenOf = (draft: Draft) => string | null;

const isDrift = (pending: Draft['pending']): pending is PendingDrift => 'drift' in pending;
const numberOf = (value: Measured | undefined) => (typeof value === 'number' ? value : null);
const present = <T>(value: Measured<T> | undefined): T | null =>
  value === undefined || isInsufficient(value) ? null : value;

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

interface Judged {
  readonly family: string;
  readonly size: number;
  readonly adjustedP: Measured;
  readonly verdict: Verdict;
  readonly hidden: string | null;
  readonly overall?: OverallTest | undefined;
  readonly language: SentenceLanguage;
}

/** Reasons that the number of rows alone gives. */
const OF_SIZE: ReadonlySet<string> = new Set(['too_few_rows', 'small_denominator']);

function recordOf(draft: Draft, judged: Judged): MetricRecord {
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

function finite(value: number | null): number | null {
  return value === null || value === Number.MAX_VALUE ? null : value;
}

/** The same record with what stands behind it. */
export function withEvidence(record: MetricRecord, evidence: readonly EvidenceRecord[]): MetricRecord {
  return { ...record, evidence: record.hidden === null ? evidence : [] };
}
