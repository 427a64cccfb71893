import type {
  AuditConclusion,
  FindingRecord,
  MetricRecord,
  WaiverRecord,
} from '../../domain/audit-record.ts';
import { advanceFindings, type Finding, fingerprint, type Observation } from './findings.ts';
import { type GateOutcome, type GatePolicy, gate, overallStatus } from './gate.ts';

/** Exit codes of an audit: 2 is wrong use, 4 is "could not run". */
const EXIT_OF: Record<GateOutcome, number> = { pass: 0, fail: 1, insufficient: 3 };

/** The findings and the gate of an audit, from what was found before. */
export function conclusionOf(
  metrics: readonly MetricRecord[],
  before: {
    readonly auditId: number;
    readonly known: readonly FindingRecord[];
    readonly waivers: readonly WaiverRecord[];
  },
  policy: GatePolicy,
  at: Date,
): AuditConclusion {
  const { auditId, known, waivers } = before;
  const findings = advanceFindings(known.map(asFinding), observationsOf(metrics), waivers, {
    id: String(auditId),
    at,
  }).map((finding) => asRecord(finding, known, metrics, auditId));
  const accepted = new Set(findings.filter(({ state }) => state === 'accepted').map((it) => it.fingerprint));
  const gated = metrics.map(({ check, status, fingerprint }) => {
    return { check, status, waived: accepted.has(fingerprint) };
  });
  return {
    findings,
    verdict: overallStatus(metrics.map(({ status }) => status)),
    exitCode: EXIT_OF[gate(gated, policy)],
  };
}

/** Different metrics of one check are different problems: the metric and its stratum are part of the task. */
function identityOf({ check, metric, task, attribute, group, reference, stratum }: ProblemNames) {
  return { check, task: [task, metric, stratum ?? ''].join(' '), attribute, group, reference };
}

type ProblemNames = Pick<
  MetricRecord,
  'check' | 'metric' | 'task' | 'attribute' | 'group' | 'reference' | 'stratum'
>;

/** The name of the problem that a metric would be, for {@link MetricRecord.fingerprint}. */
export function metricFingerprint(names: ProblemNames, direction: MetricRecord['direction']): string {
  return fingerprint(identityOf(names), direction);
}

function observationsOf(metrics: readonly MetricRecord[]): Observation[] {
  return metrics.map((metric, ordinal) => ({
    identity: identityOf(metric),
    status: metric.status,
    direction: metric.direction,
    metricId: String(ordinal),
  }));
}

function asFinding(record: FindingRecord): Finding {
  return {
    fingerprint: record.fingerprint,
    firstRunId: String(record.firstAuditId),
    lastRunId: String(record.lastAuditId),
    runsSeen: record.auditsSeen,
    state: record.state,
    severity: record.severity,
    metricId: String(record.metricOrdinal),
  };
}

function asRecord(
  finding: Finding,
  known: readonly FindingRecord[],
  metrics: readonly MetricRecord[],
  auditId: number,
): FindingRecord {
  const ordinal = Number(finding.metricId);
  const isOfThisAudit = finding.lastRunId === String(auditId);
  const before = known.find(({ fingerprint }) => fingerprint === finding.fingerprint);
  return {
    fingerprint: finding.fingerprint,
    firstAuditId: Number(finding.firstRunId),
    lastAuditId: Number(finding.lastRunId),
    auditsSeen: finding.runsSeen,
    state: finding.state,
    severity: finding.severity,
    metricOrdinal: ordinal,
    sentence: isOfThisAudit ? metrics[ordinal]!.sentence : (before?.sentence ?? ''),
  };
}
