import type { Accuracy } from '../../audit/labelled/accuracy.ts';
import type { Policy } from '../../audit/policy.ts';
import type { TrendPoint } from '../../db/audits/audit-history.ts';
import type { Provenance } from '../../db/audits/audit-provenance.ts';
import type { AuditStatus, MetricRecord } from '../../domain/audit-record.ts';

/** What every format of an audit's report is made of. Numbers of hidden groups are not in it. */
export interface AuditReport {
  readonly schema: 'verbatim-audit/1';
  readonly audit: {
    readonly id: number;
    readonly kinds: readonly string[];
    readonly trigger: string;
    readonly source: string | null;
    readonly window: { readonly from: string | null; readonly to: string | null };
    readonly rows: number;
    readonly pending: number;
    readonly hiddenRows: number;
    readonly seed: number;
    readonly codeVersion: string;
    readonly inputSha256: string;
  };
  readonly model: { readonly name: string; readonly version: string; readonly hash: string };
  readonly policy: { readonly sha256: string; readonly document: Policy };
  /** Five sentences for who decides: what was looked at, what was found, how sure, how right the model is, what to do. */
  readonly summary: readonly string[];
  /** Where the comments come from; null for swaps of sentences. */
  readonly provenance: Provenance | null;
  /** Of the model's sentiment by labels of people; null without labels. */
  readonly accuracy: Accuracy | null;
  readonly verdict: AuditStatus;
  readonly exitCode: number;
  readonly counts: Readonly<Record<AuditStatus, number>>;
  readonly families: readonly { readonly family: string; readonly size: number }[];
  /** What this audit found, and what it has resolved. */
  readonly findings: readonly ReportedFinding[];
  /** Findings of earlier audits that are open: this one did not look at them, or could not tell. */
  readonly openFromEarlier: number;
  readonly groups: readonly {
    readonly attribute: string;
    readonly group: string;
    readonly rows: number | null;
    readonly labelled: number | null;
    readonly share: number | null;
    readonly hidden: string | null;
  }[];
  readonly metrics: readonly ReportedMetric[];
  /** How far shares lie apart over the groups that are shown; for display, since over many groups it is never 0 by chance. */
  readonly spreads: readonly {
    readonly attribute: string;
    readonly task: string;
    readonly smallest: number;
    readonly largest: number;
    /** Of the test over all these groups; its own interval would never cover 0. */
    readonly p: number | null;
  }[];
  readonly notes: readonly string[];
  readonly trends: readonly { readonly metric: string; readonly points: readonly TrendPoint[] }[];
  readonly charts: Readonly<Record<string, unknown>>;
}

export type Sizes = 'groupRows' | 'groupDenominator' | 'referenceRows' | 'referenceDenominator';

export type ReportedMetric = Omit<MetricRecord, 'evidence' | 'direction' | Sizes> & {
  readonly [size in Sizes]: number | null;
} & { readonly direction: MetricRecord['direction'] | null };

export interface ReportedFinding {
  readonly id: number;
  readonly fingerprint: string;
  readonly state: string;
  readonly severity: string;
  readonly sentence: string;
  /** The gap alone, without its groups; null where only the whole sentence says it. */
  readonly brief: string | null;
  /** How sure it is, and what would tell whose it is. */
  readonly end: string;
  readonly check: string | null;
  readonly attribute: string | null;
  readonly group: string | null;
  readonly firstAudit: number;
  readonly lastAudit: number;
  readonly auditsSeen: number;
  /** Found now and by one of the two audits before: once is often chance. */
  readonly alert: boolean;
  /** Feedback, by id. */
  readonly evidence: readonly number[];
  /** Templates that were swapped, with the sentence. */
  readonly pairs: readonly string[];
  /** `model` is the one it is accepted for; null: whatever model has it. */
  readonly waiver: {
    readonly reason: string;
    readonly byWhom: string;
    readonly until: string;
    readonly model: string | null;
  } | null;
}

export interface ReportedFinding {
  readonly id: number;
  readonly fingerprint: string;
  readonly state: string;
  readonly severity: string;
  readonly sentence: string;
  /** The gap alone, without its groups; null where only the whole sentence says it. */
  readonly brief: string | null;
  /** How sure it is, and what would tell whose it is. */
  readonly end: string;
  readonly check: string | null;
  readonly attribute: string | null;
  readonly group: string | null;
  readonly firstAudit: number;
  readonly lastAudit: number;
  readonly auditsSeen: number;
  /** Found now and by one of the two audits before: once is often chance. */
  readonly alert: boolean;
  /** Feedback, by id. */
  readonly evidence: readonly number[];
  /** Templates that were swapped, with the sentence. */
  readonly pairs: readonly string[];
  /** `model` is the one it is accepted for; null: whatever model has it. */
  readonly waiver: {
    readonly reason: string;
    readonly byWhom: string;
    readonly until: string;
    readonly model: string | null;
  } | null;
}
