import type { EvidenceRecord, MetricRecord } from '../../domain/audit-record.ts';
import type { Measured } from '../../statistics/insufficient.ts';
import type { Interval } from '../../statistics/intervals/proportion-intervals.ts';
import type { DriftEvidence, DriftRule } from '../drift/status.ts';
import type { PendingMetric } from './family.ts';
import type { GroupCounts } from './group-counts.ts';

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

/** The same record with what stands behind it. */
export function withEvidence(record: MetricRecord, evidence: readonly EvidenceRecord[]): MetricRecord {
  return { ...record, evidence: record.hidden === null ? evidence : [] };
}
