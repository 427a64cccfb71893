import type { EvidenceRecord, MetricRecord } from '../../domain/audit-record.ts';
import type { Measured } from '../../statistics/insufficient.ts';
import type { Estimate, Proportion } from '../../statistics/intervals/intervals.ts';
import type { PendingDrift, PendingMetric } from './family.ts';

/**
 * The part of a group in the test over all groups: its share in each stratum (one without strata; null without rows in it),
 * or its rows by score.
 */
export type GroupCounts =
  | { readonly shares: readonly (Proportion | null)[] }
  | { readonly scores: readonly number[] };

/** A computed metric that waits for its family. */
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
  readonly difference?: Measured<Estimate>;
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
  /** Its level of each attribute, if two are crossed. */
  readonly levels?: readonly string[];
  /** Rows with the outcome, for shares that hiding must check. */
  readonly successes?: number;
  /** The group's part in the test over all groups, and that of the named reference. */
  readonly counts?: GroupCounts;
  readonly referenceCounts?: GroupCounts;
  readonly pending: PendingMetric | PendingDrift;
}

/** A metric with the evidence behind it, unless its numbers are hidden. */
export function withEvidence(record: MetricRecord, evidence: readonly EvidenceRecord[]): MetricRecord {
  return { ...record, evidence: record.hidden === null ? evidence : [] };
}
