import { type MetricRecord, REST } from '../../domain/audit-record.ts';
import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import type { Adjustment } from '../../statistics/tests/multiplicity.ts';
import { type SentenceLanguage, sentenceOf } from '../wording/sentences.ts';
import { metricFingerprint } from './conclusion.ts';
import type { Draft } from './draft.ts';
import { isDrift, judgeFamily } from './family.ts';
import { overallTests } from './overall-test.ts';
import type { Verdict } from './status.ts';

interface Judging {
  readonly adjustment: Adjustment;
  /** Why the numbers of a draft may not be shown; null if they may. */
  readonly hiddenOf: (draft: Draft) => string | null;
  /** Of the sentences; English by default. */
  readonly language?: SentenceLanguage;
}

/** Judges one family and turns its drafts into records, in the given order. */
export function judgedRecords(
  drafts: readonly Draft[],
  family: string,
  { adjustment, hiddenOf, language = 'en' }: Judging,
): MetricRecord[] {
  const overall = overallTests(drafts, (draft) => hiddenOf(draft) === null);
  const judged = judgeFamily(
    drafts.map(({ pending }) => pending),
    adjustment,
  );
  return drafts.map((draft, i) => {
    const { adjustedP, verdict } = judged.metrics[i]!;
    const hidden = hiddenOf(draft);
    const test = overall.get(draft);
    const record = {
      ...recordOf(draft, verdictShown(verdict, hidden), hidden),
      ...{ adjustedP: numberOf(adjustedP), family, familySize: judged.size },
      method: { ...draft.method, ...(test ? { overall: test } : {}) },
    };
    return { ...record, sentence: sentenceOf(record, language) };
  });
}

/** Reasons that depend on the number of rows alone. */
const OF_SIZE: ReadonlySet<string> = new Set(['too_few_rows', 'small_denominator']);

/** If all or none of a few rows have the outcome, a verdict or the name of a finding would reveal which of the two. */
function verdictShown(verdict: Verdict, hidden: string | null): Verdict {
  if (hidden !== 'all_same' || OF_SIZE.has(verdict.reason)) return verdict;
  return { status: 'insufficient', reason: 'all_same' };
}

const numberOf = (value: Measured | undefined) => (typeof value === 'number' ? value : null);

const present = <T>(value: Measured<T> | undefined): T | null =>
  value === undefined || isInsufficient(value) ? null : value;

function recordOf(draft: Draft, verdict: Verdict, hidden: string | null) {
  const { pending } = draft;
  const value = isDrift(pending) ? pending.drift.value : pending.evidence.value;
  const interval = isDrift(pending) ? null : present(pending.evidence.interval);
  const { check, metric, task, attribute, group, reference = REST, stratum = null } = draft;
  const names = { check, metric, task, attribute, group, reference, stratum };
  const neutral = draft.scale === 'ratio' ? 1 : 0;
  const isLower = typeof value === 'number' && value < neutral && hidden !== 'all_same';
  const direction = isLower ? ('lower' as const) : ('higher' as const);
  const difference = present(draft.difference);
  return {
    ...names,
    scale: draft.scale,
    value: numberOf(value),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
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
    warnLimit: draft.warnLimit,
    failLimit: draft.failLimit,
    status: verdict.status,
    reason: verdict.reason,
    rowsNeeded: verdict.rowsNeeded ?? null,
    direction,
    fingerprint: metricFingerprint(names, direction),
    hidden,
    evidence: [],
  };
}
