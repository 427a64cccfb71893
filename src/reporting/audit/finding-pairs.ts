import { groupText } from '../../audit/wording/names.ts';
import { REST } from '../../domain/audit-record.ts';
import { whole } from '../formats/quantities.ts';
import type { AuditReport, ReportedFinding, ReportedMetric } from './report-record.ts';

/** All findings between two groups: one entry of a report. */
export interface FindingPair {
  readonly title: string;
  readonly severity: string;
  /** Most severe first; one side of findings that exist on both sides. */
  readonly findings: readonly ReportedFinding[];
  /** Ids of the same findings from the other side. */
  readonly mirrored: readonly number[];
  /** Shown once: the status, and how to find out whether the customers or the model differ. */
  readonly end: string;
  /** Ids of comments that show it. */
  readonly evidence: readonly number[];
}

const MOST_EVIDENCE = 10;

/** Open findings by their two groups, in the order of the first finding. */
export function findingPairs(report: Pick<AuditReport, 'findings' | 'metrics'>): FindingPair[] {
  const metricOf = new Map(report.metrics.map((metric) => [metric.fingerprint, metric]));
  const onlyOther = otherOfTwo(report.metrics);
  const open = report.findings.filter(({ state }) => state !== 'resolved');
  const pairs = Map.groupBy(open, ({ fingerprint }) => {
    const metric = metricOf.get(fingerprint)!;
    const other = onlyOther(metric) ?? metric.reference;
    const kind = /^[CD]/.exec(metric.check)?.[0] ?? '';
    return JSON.stringify([kind, metric.attribute, kind ? metric.task : '', ...[metric.group, other].sort()]);
  });
  return [...pairs.values()].map((members) => {
    const first = metricOf.get(members[0]!.fingerprint)!;
    const isThisSide = ({ fingerprint }: ReportedFinding) => metricOf.get(fingerprint)!.group === first.group;
    const findings = members.filter(isThisSide);
    const shown = new Set(findings.map((it) => problemOf(metricOf.get(it.fingerprint)!)));
    const others = members.filter((it) => !isThisSide(it));
    const mirrored = others.filter((it) => shown.has(problemOf(metricOf.get(it.fingerprint)!)));
    findings.push(...others.filter((it) => !mirrored.includes(it)));
    return {
      title: titleOf(first, onlyOther(first)),
      severity: members[0]!.severity,
      findings,
      mirrored: mirrored.map(({ id }) => id),
      end: findings.map(({ end }) => end).sort((a, b) => b.length - a.length)[0]!,
      evidence: [...new Set(findings.flatMap(({ evidence }) => evidence))].slice(0, MOST_EVIDENCE),
    };
  });
}

const problemOf = ({ check, metric, task, stratum }: ReportedMetric) =>
  JSON.stringify([check, metric, task, stratum]);

/** The other group of an attribute with two groups, where the reference is everyone else; null with more groups. */
function otherOfTwo(metrics: readonly ReportedMetric[]): (metric: ReportedMetric) => string | null {
  const groups = new Map<string, Set<string>>();
  for (const { check, attribute, group, reference } of metrics) {
    if (reference !== REST || /^[CD]/.test(check)) continue;
    const known = groups.get(attribute);
    if (known) known.add(group);
    else groups.set(attribute, new Set([group]));
  }
  return ({ attribute, group, reference }) => {
    const all = groups.get(attribute);
    if (reference !== REST || all?.size !== 2) return null;
    return [...all].find((it) => it !== group) ?? null;
  };
}

function titleOf(metric: ReportedMetric, other: string | null): string {
  const { check, attribute, group, reference, groupDenominator, referenceDenominator } = metric;
  if (check.startsWith('C')) return `“${group}” for “${reference}” (${attribute})`;
  const who = groupText(attribute, group);
  if (check.startsWith('D')) return group === '(all)' ? metric.task : who;
  const named = reference === REST ? 'everyone else' : groupText(attribute, reference);
  const against = other === null ? named : groupText(attribute, other);
  const sizes =
    groupDenominator === null || check.startsWith('L')
      ? ''
      : ` (${whole(groupDenominator)} and ${whole(referenceDenominator!)} comments)`;
  return `${who} against ${against}${sizes}`;
}
