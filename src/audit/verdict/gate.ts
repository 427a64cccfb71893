import type { AuditStatus } from '../../domain/audit-record.ts';

/** A metric as the gate sees it. */
interface GatedMetric {
  readonly check: string;
  readonly status: AuditStatus;
  /** Accepted until a date that has not passed. */
  readonly waived: boolean;
}

export interface GatePolicy {
  readonly failOn: 'fail' | 'warn';
  /** Checks that must have enough data. */
  readonly require: readonly string[];
}

/** What an audit means for a release; the command line has an exit code for each. */
export type GateOutcome = 'pass' | 'fail' | 'insufficient';

/**
 * A failure without a waiver stops a release; so does a warning under `failOn: 'warn'`. Otherwise a required check without
 * any metric that had enough data makes the outcome insufficient: to pass, a small gap must be shown.
 */
export function gate(metrics: readonly GatedMetric[], policy: GatePolicy): GateOutcome {
  const stops = (status: AuditStatus) => status === 'fail' || (status === 'warn' && policy.failOn === 'warn');
  if (metrics.some(({ status, waived }) => stops(status) && !waived)) return 'fail';
  const unable = policy.require.some((required) => {
    return metrics.every(({ check, status }) => check !== required || status === 'insufficient');
  });
  return unable ? 'insufficient' : 'pass';
}

/** The worst status of an audit: fail, then warn; insufficient only if nothing passed. */
export function overallStatus(statuses: readonly AuditStatus[]): AuditStatus {
  if (statuses.includes('fail')) return 'fail';
  if (statuses.includes('warn')) return 'warn';
  return statuses.includes('pass') ? 'pass' : 'insufficient';
}

/**
 * Whether a finding alerts: found by the last audit and by one of the two before. One audit in twenty finds something by
 * chance; two of three rarely do. A release gate looks at its own audit only.
 * @param found whether each audit found it, oldest first
 */
export function alertsAfter(found: readonly boolean[]): boolean {
  const recent = found.slice(-3);
  return recent.at(-1) === true && recent.filter(Boolean).length >= 2;
}
