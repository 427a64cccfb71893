import type { Accuracy } from '../../audit/labelled/accuracy.ts';
import type { Policy } from '../../audit/policy.ts';
import type { TrendPoint } from '../../db/audits/audit-history.ts';
import type { Provenance } from '../../db/audits/audit-provenance.ts';
import type { AuditStatus, MetricRecord } from '../../domain/audit-record.ts';

/** The content of every format of the report. It has no numbers of hidden groups. */
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
  /** Five sentences for decision makers: scope, findings, certainty, accuracy of the model, what to do. */
  readonly summary: readonly string[];
  /** The sources of the comments; null for swaps of sentences. */
  readonly provenance: Provenance | null;
  /** Of the model's sentiment by labels of people; null without labels. */
  readonly accuracy: Accuracy | null;
  readonly verdict: AuditStatus;
  readonly exitCode: number;
  readonly counts: Readonly<Record<AuditStatus, number>>;
  readonly families: readonly { readonly family: string; readonly size: number }[];
  /** Findings of this audit, and those that it resolved. */
  readonly findings: readonly ReportedFinding[];
  /** Open findings of earlier audits that this one did not look at, or had not enough data for. */
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
  /** The smallest and largest share over the shown groups; for display, because over many groups the gap is never 0. */
  readonly spreads: readonly {
    readonly attribute: string;
    readonly task: string;
    readonly smallest: number;
    readonly largest: number;
    /** Of the test over all these groups; the interval of the gap would never contain 0. */
    readonly p: number | null;
  }[];
  readonly notes: readonly string[];
  readonly trends: readonly { readonly metric: string; readonly points: readonly TrendPoint[] }[];
  readonly charts: Readonly<Record<string, unknown>>;
}

type Sizes = 'groupRows' | 'groupDenominator' | 'referenceRows' | 'referenceDenominator';

export type ReportedMetric = Omit<MetricRecord, 'evidence' | 'direction' | Sizes> & {
  readonly [size in Sizes]: number | null;
} & { readonly direction: MetricRecord['direction'] | null };

export interface ReportedFinding {
  readonly id: number;
  readonly fingerprint: string;
  readonly state: string;
  readonly severity: string;
  readonly sentence: string;
  /** The gap without its two groups; null for a finding that only has a whole sentence. */
  readonly brief: string | null;
  /** The status, and how to find out whether the customers or the model differ. */
  readonly end: string;
  readonly check: string | null;
  readonly attribute: string | null;
  readonly group: string | null;
  readonly firstAudit: number;
  readonly lastAudit: number;
  readonly auditsSeen: number;
  /** Found by this audit and by one of the two before: once is often chance. */
  readonly alert: boolean;
  /** Ids of comments. */
  readonly evidence: readonly number[];
  /** Templates that were swapped, with the sentence. */
  readonly pairs: readonly string[];
  /** `model` is the model that it is accepted for; null is any model. */
  readonly waiver: {
    readonly reason: string;
    readonly byWhom: string;
    readonly until: string;
    readonly model: string | null;
  } | null;
}
