import type { Accuracy } from '../../audit/labelled/accuracy.ts';
import type { Policy } from '../../audit/policy.ts';
import { metricFingerprint } from '../../audit/verdict/conclusion.ts';
import { alertsAfter } from '../../audit/verdict/gate.ts';
import type { OverallTest } from '../../audit/verdict/overall-test.ts';
import { briefOf, statusSentence } from '../../audit/wording/sentences.ts';
import { findingNumbers, latestFindings, type TrendPoint, trendOf } from '../../db/audits/audit-history.ts';
import { provenanceOf } from '../../db/audits/audit-provenance.ts';
import { waivers } from '../../db/audits/audits.ts';
import type { Database } from '../../db/client.ts';
import type {
  AuditConclusion,
  AuditRecord,
  AuditStatus,
  FindingRecord,
  MetricRecord,
} from '../../domain/audit-record.ts';
import type { AuditReport, ReportedFinding, ReportedMetric } from './report-record.ts';
import { summaryOf } from './summary.ts';

const STATUSES: readonly AuditStatus[] = ['fail', 'warn', 'pass', 'insufficient'];
/** Findings with a plot of their history, at most. */
const MOST_TRENDS = 6;

/** A stored audit as a report: the same audit gives the same report. */
export async function auditReport(
  database: Database,
  audit: AuditConclusion & { readonly auditId: number; readonly record: AuditRecord },
  model: { readonly name: string; readonly version: string; readonly hash: string },
): Promise<AuditReport> {
  const { record, auditId } = audit;
  const { sentences: language, k } = record.policy.document as Policy;
  const numbers = await findingNumbers(database, record.modelId, record.source);
  const found = await latestFindings(database, record.modelId, record.source, record.kinds);
  const waiverOf = new Map((await waivers(database, record.modelId)).map((it) => [it.fingerprint, it]));
  const looked = new Set(record.metrics.flatMap((metric) => printsOf(metric)));
  const isOfThis = ({ state, lastAuditId, fingerprint }: FindingRecord) =>
    state === 'resolved' ? looked.has(fingerprint) : lastAuditId === auditId;
  const open = audit.findings.filter((finding) => finding.state !== 'resolved' && isOfThis(finding));
  const findings = audit.findings.filter(isOfThis).map((finding): ReportedFinding => {
    const metric = finding.lastAuditId === auditId ? record.metrics[finding.metricOrdinal] : undefined;
    const waiver = finding.state === 'accepted' ? waiverOf.get(finding.fingerprint) : undefined;
    return {
      id: numbers.get(finding.fingerprint)!.id,
      fingerprint: finding.fingerprint,
      state: finding.state,
      severity: finding.severity,
      sentence: finding.sentence,
      brief: metric ? briefOf(metric, language) : null,
      end:
        metric && metric.hidden === null && metric.status !== 'insufficient'
          ? statusSentence(metric, language)
          : '',
      check: metric?.check ?? null,
      attribute: metric?.attribute ?? null,
      group: metric?.group ?? null,
      firstAudit: finding.firstAuditId,
      lastAudit: finding.lastAuditId,
      auditsSeen: finding.auditsSeen,
      alert: alertsAfter(found.get(finding.fingerprint) ?? []),
      evidence: numbers.get(finding.fingerprint)!.evidence,
      pairs: numbers.get(finding.fingerprint)!.pairs,
      waiver: waiver
        ? {
            ...{ reason: waiver.reason, byWhom: waiver.byWhom, until: waiver.until.toISOString() },
            model: waiver.modelHash,
          }
        : null,
    };
  });
  const order = ['fail', 'warn'];
  findings.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || a.id - b.id);
  const trends: { metric: string; points: TrendPoint[] }[] = [];
  for (const finding of open.slice(0, MOST_TRENDS)) {
    const metric = finding.lastAuditId === auditId ? record.metrics[finding.metricOrdinal] : undefined;
    if (!metric || metric.hidden !== null) continue;
    const points = await trendOf(database, record.modelId, record.source, metric);
    if (points.length > 1) trends.push({ metric: metric.fingerprint, points });
  }
  const families = [...new Map(record.metrics.map((it) => [it.family, it.familySize]))];
  const provenance = record.kinds.includes('observed') ? await provenanceOf(database, record, k) : null;
  const accuracy = (record.charts.accuracy ?? null) as Accuracy | null;
  const report: Omit<AuditReport, 'summary'> = {
    schema: 'verbatim-audit/1',
    audit: {
      id: auditId,
      kinds: record.kinds,
      trigger: record.trigger,
      source: record.source,
      window: {
        from: record.window.from?.toISOString().slice(0, 10) ?? null,
        to: record.window.to?.toISOString().slice(0, 10) ?? null,
      },
      rows: record.rows,
      pending: record.pending,
      hiddenRows: record.hiddenRows,
      seed: record.seed,
      codeVersion: record.codeVersion,
      inputSha256: record.inputSha256,
    },
    model: { name: model.name, version: model.version, hash: model.hash },
    policy: { sha256: record.policy.sha256, document: record.policy.document as Policy },
    ...{ provenance, accuracy },
    verdict: audit.verdict,
    exitCode: audit.exitCode,
    counts: Object.fromEntries(
      STATUSES.map((status) => [status, record.metrics.filter((it) => it.status === status).length]),
    ) as Record<AuditStatus, number>,
    families: families.map(([family, size]) => ({ family, size })),
    findings,
    openFromEarlier: audit.findings.filter((it) => it.state !== 'resolved' && !isOfThis(it)).length,
    // Languages come before attributes of customers.
    groups: [...record.groups]
      .sort((a, b) => languageFirst(a) - languageFirst(b))
      .map(({ attribute, group, rows, labelled, share, hidden }) => {
        const shown = hidden === null;
        return {
          attribute,
          group,
          rows: shown ? rows : null,
          labelled: shown ? labelled : null,
          share: shown ? share : null,
          hidden,
        };
      }),
    metrics: record.metrics.map(reported),
    spreads: spreadsOf(record.metrics),
    notes: record.notes,
    trends,
    charts: withoutHidden(record),
  };
  const { schema, audit: facts, model: judge, policy, ...rest } = report;
  return { schema, audit: facts, model: judge, policy, summary: summaryOf(report), ...rest };
}

const languageFirst = ({ attribute }: { attribute: string }) => (attribute === 'language' ? 0 : 1);

/** The findings that a metric may be, either way. */
const printsOf = (metric: MetricRecord) =>
  (['higher', 'lower'] as const).map((direction) => metricFingerprint(metric, direction));

/** Charts of groups whose size is shown. */
function withoutHidden({ charts, groups }: AuditRecord): AuditRecord['charts'] {
  const shown = new Set(
    groups.filter(({ hidden }) => hidden === null).map((it) => JSON.stringify([it.attribute, it.group])),
  );
  const curves = (charts.reliability ?? []) as readonly { attribute: string; group: string }[];
  const reliability = curves.filter(({ attribute, group }) => shown.has(JSON.stringify([attribute, group])));
  return { ...charts, reliability };
}

function spreadsOf(metrics: readonly MetricRecord[]): AuditReport['spreads'] {
  const shares = new Map<string, number[]>();
  const tests = new Map<string, number>();
  for (const { check, attribute, task, groupValue, hidden, method } of metrics) {
    if (check !== 'O1' || hidden !== null || groupValue === null) continue;
    const key = JSON.stringify([attribute, task]);
    shares.set(key, [...(shares.get(key) ?? []), groupValue]);
    const overall = method.overall as OverallTest | undefined;
    if (overall) tests.set(key, overall.p);
  }
  return [...shares]
    .filter(([, values]) => values.length > 1)
    .map(([key, values]) => {
      const [attribute, task] = JSON.parse(key) as [string, string];
      const [smallest, largest] = [Math.min(...values), Math.max(...values)];
      return { attribute, task, smallest, largest, p: tests.get(key) ?? null };
    });
}

/** A metric without its evidence and, where it is hidden, without its numbers. */
function reported({ evidence: _, ...metric }: MetricRecord): ReportedMetric {
  if (metric.hidden === null) return metric;
  return {
    ...metric,
    value: null,
    low: null,
    high: null,
    groupValue: null,
    referenceValue: null,
    difference: null,
    groupRows: null,
    groupDenominator: null,
    // The rest is all rows less the group, so it would reveal the size of the group.
    referenceRows: null,
    referenceDenominator: null,
    effect: null,
    statistic: null,
    p: null,
    adjustedP: null,
    rowsNeeded: null,
    direction: null,
    method: {},
  };
}
