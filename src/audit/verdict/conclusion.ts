import { createHash } from 'node:crypto';
import type {
  AuditConclusion,
  FindingRecord,
  MetricRecord,
  WaiverRecord,
} from '../../domain/audit-record.ts';
import { type GateOutcome, type GatePolicy, gate, overallStatus } from './gate.ts';

/** Exit codes of an audit: 2 is wrong use, 4 is "could not run". */
const EXIT_OF: Record<GateOutcome, number> = { pass: 0, fail: 1, insufficient: 3 };

/** What earlier audits found, and which findings are accepted. */
interface Before {
  readonly auditId: number;
  readonly known: readonly FindingRecord[];
  readonly waivers: readonly WaiverRecord[];
}

/** The findings and the gate of an audit. */
export function conclusionOf(
  metrics: readonly MetricRecord[],
  before: Before,
  policy: GatePolicy,
  at: Date,
): AuditConclusion {
  const findings = findingsAfter(metrics, before, at);
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

/**
 * Findings after an audit, in the order of their fingerprints.
 * - Found and unknown, or found again after it was resolved: new. Found and known: ongoing.
 * - Known and now passed, or found in the other direction: resolved.
 * - Known, but this audit had not enough data or did not look: unchanged.
 * - Found under a waiver that still holds: accepted; when the waiver ends, ongoing again.
 */
function findingsAfter(
  metrics: readonly MetricRecord[],
  { auditId, known, waivers }: Before,
  at: Date,
): FindingRecord[] {
  const waived = new Set(waivers.filter(({ until }) => at <= until).map(({ fingerprint }) => fingerprint));
  const after = new Map(
    known.map((finding): [string, FindingRecord] => {
      const expired = finding.state === 'accepted' && !waived.has(finding.fingerprint);
      return [finding.fingerprint, expired ? { ...finding, state: 'ongoing' } : finding];
    }),
  );
  for (const [metricOrdinal, metric] of metrics.entries()) {
    if (metric.status === 'insufficient') continue;
    for (const direction of ['higher', 'lower'] as const) {
      const key = metricFingerprint(metric, direction);
      const before = after.get(key);
      if (metric.status !== 'pass' && metric.direction === direction) {
        const isAgain = before?.lastAuditId === auditId;
        const isNew = !before || before.state === 'resolved' || (before.state === 'new' && isAgain);
        after.set(key, {
          fingerprint: key,
          firstAuditId: before?.firstAuditId ?? auditId,
          lastAuditId: auditId,
          // An audit that is repeated counts once.
          auditsSeen: (before?.auditsSeen ?? 0) + (isAgain ? 0 : 1),
          state: waived.has(key) ? 'accepted' : isNew ? 'new' : 'ongoing',
          severity: metric.status,
          metricOrdinal,
          sentence: metric.sentence,
        });
      } else if (before) after.set(key, { ...before, state: 'resolved' });
    }
  }
  return [...after.values()].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

type ProblemNames = Pick<
  MetricRecord,
  'check' | 'metric' | 'task' | 'attribute' | 'group' | 'reference' | 'stratum'
>;

/**
 * The name of the problem that a metric would be, for {@link MetricRecord.fingerprint}: 32 hexadecimal digits of a SHA-256
 * over everything but its values, the same on every machine.
 */
export function metricFingerprint(names: ProblemNames, direction: MetricRecord['direction']): string {
  const { check, metric, task, attribute, group, reference, stratum } = names;
  const problem = [task, metric, stratum ?? ''].join(' ');
  const text = JSON.stringify([check, problem, attribute, group, reference, direction]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
