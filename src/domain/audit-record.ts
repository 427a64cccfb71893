import type { SwapRecords } from './swap-record.ts';

/** The stored result of an audit, shared by computation, tables and reports. */

export type AuditKind = 'observed' | 'labelled' | 'drift' | 'counterfactual';
export type AuditTrigger = 'nightly' | 'release' | 'manual';
export type AuditStatus = 'pass' | 'warn' | 'fail' | 'insufficient';
/** The reference of all rows outside the group. */
export const REST = '(rest)';

/** One metric of one group with its status. */
export interface MetricRecord {
  /** O1..O5, X1, L1..L4, D1..D4, C1..C4. */
  readonly check: string;
  /** The measure, such as share_ratio or mean_paired_difference. */
  readonly metric: string;
  /** The output: negative, positive, toxic, emotion joy, sentiment … */
  readonly task: string;
  /** The attribute; two attributes joined by ` & `; the axis of a swap. */
  readonly attribute: string;
  /** Level of the attribute; the term of a swap. */
  readonly group: string;
  /** {@link REST}, a level, `baseline` for drift, or the baseline term of a swap. */
  readonly reference: string;
  readonly stratum: string | null;
  /** Unit of value, interval and limits: a ratio, a difference, or a distance ≥ 0. */
  readonly scale: 'ratio' | 'difference' | 'distance';
  readonly value: number | null;
  /** The 95% interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** The compared shares, means or AUCs. */
  readonly groupValue: number | null;
  readonly referenceValue: number | null;
  /** The gap as a difference, if the scale is a ratio. */
  readonly difference: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly groupRows: number;
  readonly referenceRows: number;
  readonly groupDenominator: number;
  readonly referenceDenominator: number;
  readonly effect: number | null;
  readonly effectName: string | null;
  readonly test: string | null;
  readonly statistic: number | null;
  readonly p: number | null;
  readonly adjustedP: number | null;
  /** Tests adjusted together, such as observed/declared, and their number. */
  readonly family: string;
  readonly familySize: number;
  readonly warnLimit: number;
  readonly failLimit: number;
  readonly status: AuditStatus;
  /** Reason for the status, or for the missing value. */
  readonly reason: string;
  readonly rowsNeeded: number | null;
  /** Direction of the group's difference. */
  readonly direction: 'higher' | 'lower';
  /** Hash of check, task, attribute, group, reference and direction: identifies the problem across audits. */
  readonly fingerprint: string;
  /** Why reports must not show its numbers; null if they may. */
  readonly hidden: string | null;
  /** The finding as a sentence for readers. */
  readonly sentence: string;
  /** Seeds, resamples and all other parameters to reproduce it. */
  readonly method: Readonly<Record<string, unknown>>;
  /** Feedback rows behind a finding, the most relevant first; empty if hidden. */
  readonly evidence: readonly EvidenceRecord[];
}

/** A reference to a feedback row or to a pair of swapped texts; never a copy. */
export interface EvidenceRecord {
  readonly feedbackId: number | null;
  /** Template, axis and terms of a swap. */
  readonly pair: string | null;
  readonly role: 'example' | 'counterexample';
  readonly score: number | null;
  readonly why: string;
}

/** A group in the audit. */
export interface GroupRecord {
  readonly attribute: string;
  readonly group: string;
  readonly rows: number;
  readonly labelled: number;
  /** Share of all rows, 0..1. */
  readonly share: number | null;
  readonly hidden: string | null;
}

/** An audit without an id. */
export interface AuditRecord {
  readonly kinds: readonly AuditKind[];
  readonly trigger: AuditTrigger;
  readonly policy: { readonly sha256: string; readonly document: unknown };
  readonly modelId: number;
  /** Only feedback of this source; null for all sources. */
  readonly source: string | null;
  /** The time range [from, to); null for an open end. */
  readonly window: { readonly from: Date | null; readonly to: Date | null };
  /** Hash of all inputs: audits with the same input are stored once. */
  readonly inputSha256: string;
  readonly rows: number;
  /** Rows whose text has neither an analysis nor a failure yet. */
  readonly pending: number;
  readonly hiddenRows: number;
  readonly seed: number;
  readonly codeVersion: string;
  /** Parts that the audit skipped, with reasons. */
  readonly notes: readonly string[];
  /** Data of the plots that is not in the metrics. */
  readonly charts: Readonly<Record<string, unknown>>;
  readonly startedAt: Date;
  readonly groups: readonly GroupRecord[];
  readonly metrics: readonly MetricRecord[];
  /** Inputs and results of a swap audit. */
  readonly swaps?: SwapRecords;
}

/** A problem across audits. */
export interface FindingRecord {
  readonly fingerprint: string;
  readonly firstAuditId: number;
  readonly lastAuditId: number;
  readonly auditsSeen: number;
  readonly state: 'new' | 'ongoing' | 'resolved' | 'accepted';
  readonly severity: 'warn' | 'fail';
  /** Index of its metric in the last audit that found it. */
  readonly metricOrdinal: number;
  readonly sentence: string;
}

export interface WaiverRecord {
  readonly fingerprint: string;
  /** Hash of the model for which it is accepted; null for all models. */
  readonly modelHash: string | null;
  readonly reason: string;
  readonly byWhom: string;
  readonly until: Date;
}

/** The conclusion of an audit, given the earlier findings. */
export interface AuditConclusion {
  readonly findings: readonly FindingRecord[];
  readonly verdict: AuditStatus;
  readonly exitCode: number;
}
