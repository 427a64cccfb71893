import type { SwapRecords } from './swap-record.ts';

/** What an audit stores: shared by the pure core that judges, the tables that keep it and the reports that show it. */

export const AUDIT_KINDS = ['observed', 'labelled', 'drift', 'counterfactual'] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];
export type AuditTrigger = 'nightly' | 'release' | 'manual';
export type AuditStatus = 'pass' | 'warn' | 'fail' | 'insufficient';
/** What sets a group apart from the rest: its own rows are never in the reference. */
export const REST = '(rest)';

/** One metric of one group, judged. */
export interface MetricRecord {
  /** O1..O5, X1, L1..L4, D1..D4, C1..C4. */
  readonly check: string;
  /** What was measured, such as share_ratio or mean_paired_difference. */
  readonly metric: string;
  /** Which output: negative, positive, toxic, emotion joy, sentiment … */
  readonly task: string;
  /** The attribute; of a crossed pair both with ` & ` between; for swaps the axis. */
  readonly attribute: string;
  /** Its level; for swaps the term. */
  readonly group: string;
  /** {@link REST}, a named level, `baseline` for drift, the baseline term for swaps. */
  readonly reference: string;
  readonly stratum: string | null;
  /** The unit of value, interval and limits: a ratio, a difference, or a distance that is 0 upwards. */
  readonly scale: 'ratio' | 'difference' | 'distance';
  readonly value: number | null;
  /** The 95% interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** What value compares: a share, a mean or an AUC of either side. */
  readonly groupValue: number | null;
  readonly referenceValue: number | null;
  /** The same gap as a difference, where the scale is a ratio. */
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
  /** What was adjusted together, such as observed/declared, and how many tests that were. */
  readonly family: string;
  readonly familySize: number;
  readonly warnLimit: number;
  readonly failLimit: number;
  readonly status: AuditStatus;
  /** Why that status; also why there is no value. */
  readonly reason: string;
  readonly rowsNeeded: number | null;
  /** Which way the group differs. */
  readonly direction: 'higher' | 'lower';
  /** Of check, task, attribute, group, reference and direction: the name of the problem, each night the same. */
  readonly fingerprint: string;
  /** Why no report may show its numbers; null where it may. */
  readonly hidden: string | null;
  /** What it says, for a reader. */
  readonly sentence: string;
  /** Seeds, resamples and everything else that computes it again. */
  readonly method: Readonly<Record<string, unknown>>;
  /** Feedback behind it, most telling first; only kept for findings, and none where it is hidden. */
  readonly evidence: readonly EvidenceRecord[];
}

/** Points at feedback or at a pair of swapped texts; never a copy of it. */
export interface EvidenceRecord {
  readonly feedbackId: number | null;
  /** Template, axis and terms of a swap. */
  readonly pair: string | null;
  readonly role: 'example' | 'counterexample';
  readonly score: number | null;
  readonly why: string;
}

/** A group that the audit looked at. */
export interface GroupRecord {
  readonly attribute: string;
  readonly group: string;
  readonly rows: number;
  readonly labelled: number;
  /** Of all rows, 0..1. */
  readonly share: number | null;
  readonly hidden: string | null;
}

/** One audit before it has an id. */
export interface AuditRecord {
  readonly kinds: readonly AuditKind[];
  readonly trigger: AuditTrigger;
  readonly policy: { readonly sha256: string; readonly document: unknown };
  readonly modelId: number;
  /** Only feedback of this source; null is all. */
  readonly source: string | null;
  /** First moment inside, and first moment after; null is open. */
  readonly window: { readonly from: Date | null; readonly to: Date | null };
  /** Over everything that the result depends on: the same input is the same audit, stored once. */
  readonly inputSha256: string;
  readonly rows: number;
  /** Rows whose text has neither analysis nor failure yet. */
  readonly pending: number;
  readonly hiddenRows: number;
  readonly seed: number;
  readonly codeVersion: string;
  /** What was not looked at, and why. */
  readonly notes: readonly string[];
  /** What the plots show and the metrics do not hold. */
  readonly charts: Readonly<Record<string, unknown>>;
  readonly startedAt: Date;
  readonly groups: readonly GroupRecord[];
  readonly metrics: readonly MetricRecord[];
  /** Of an audit of swaps: what it has asked, and every answer. */
  readonly swaps?: SwapRecords;
}

/** A problem with its life. */
export interface FindingRecord {
  readonly fingerprint: string;
  readonly firstAuditId: number;
  readonly lastAuditId: number;
  readonly auditsSeen: number;
  readonly state: 'new' | 'ongoing' | 'resolved' | 'accepted';
  readonly severity: 'warn' | 'fail';
  /** Place of its metric in the last audit that found it. */
  readonly metricOrdinal: number;
  readonly sentence: string;
}

export interface WaiverRecord {
  readonly fingerprint: string;
  /** The model it is accepted for, by the hash of its files; null: whatever model has it. */
  readonly modelHash: string | null;
  readonly reason: string;
  readonly byWhom: string;
  readonly until: Date;
}

/** What follows from an audit once it is known what was found before. */
export interface AuditConclusion {
  readonly findings: readonly FindingRecord[];
  readonly verdict: AuditStatus;
  readonly exitCode: number;
}
