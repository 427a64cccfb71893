import { reasonText } from '../audit/sentences.ts';
import type { AuditReport, ReportedFinding } from './audit-report.ts';
import { printable } from './cell-text.ts';
import { xml } from './svg.ts';
import { wrap } from './wrap.ts';

const MARKS: Readonly<Record<string, string>> = { fail: '✗', warn: '!', pass: '✓', insufficient: '?' };

export const VERDICTS: Readonly<Record<string, string>> = {
  pass: 'Pass: no gap was found beyond the limits',
  warn: 'Warning: a gap was found that chance does not explain',
  fail: 'Fail: a gap was found wholly beyond the limit',
  insufficient: 'Not enough data to tell',
};

const wrapText = (text: string, width: number, first: string, further: string) => {
  return wrap(text, width - further.length).map((line, i) => (i === 0 ? first : further) + line);
};

/** The report for a terminal: verdict, findings, what could not be told. */
export function auditTable(report: AuditReport, width: number): string {
  const { audit, model, counts } = report;
  const lines = [
    `${MARKS[report.verdict]} ${VERDICTS[report.verdict]}`,
    '',
    `  audit     ${audit.id} (${audit.kinds.join(', ')}) of ${audit.rows} ${unitOf(report)}`,
    `  model     ${model.name} ${model.version}, ${model.hash.slice(0, 12)}`,
    `  policy    ${report.policy.sha256.slice(0, 12)}${byText(report)}`,
    `  metrics   ${counts.fail} fail, ${counts.warn} warn, ${counts.pass} pass, ${counts.insufficient} not enough data`,
    `  hidden    ${audit.hiddenRows} comments are in groups whose numbers are not shown`,
  ];
  const open = report.findings.filter(({ state }) => state !== 'resolved');
  lines.push('', open.length > 0 ? 'Findings' : 'No findings.');
  for (const finding of open) lines.push(...findingLines(finding, width));
  const resolved = report.findings.filter(({ state }) => state === 'resolved').length;
  if (resolved > 0)
    lines.push('', `${resolved} earlier ${resolved === 1 ? 'finding is' : 'findings are'} resolved.`);
  const missing = insufficientCounts(report);
  if (missing.length > 0) {
    lines.push('', 'Not enough data');
    for (const { reason, count } of missing)
      lines.push(`  ${String(count).padStart(5)}  ${reasonText(reason)}`);
  }
  if (report.notes.length > 0) lines.push('', 'Not looked at');
  for (const note of report.notes) lines.push(...wrapText(printable(note), width, '  - ', '    '));
  return `${lines.join('\n')}\n`;
}

function findingLines(finding: ReportedFinding, width: number): string[] {
  const head = `${finding.severity} ${finding.id} (${finding.state}, ${finding.auditsSeen} ${finding.auditsSeen === 1 ? 'audit' : 'audits'})`;
  const lines = [
    `  ${MARKS[finding.severity]} ${head}`,
    ...wrapText(printable(finding.sentence), width, '    ', '    '),
  ];
  if (finding.evidence.length > 0) {
    lines.push(
      `    feedback ${finding.evidence.slice(0, 5).join(', ')}${finding.evidence.length > 5 ? ' …' : ''}`,
    );
  }
  for (const pair of finding.pairs.slice(0, 2))
    lines.push(...wrapText(printable(pair), width, '    ', '      '));
  const { waiver } = finding;
  if (waiver) {
    lines.push(
      ...wrapText(
        printable(
          `accepted until ${waiver.until.slice(0, 10)}${forWhom(waiver)} by ${waiver.byWhom}: ${waiver.reason}`,
        ),
        width,
        '    ',
        '    ',
      ),
    );
  }
  return lines;
}

/** An acceptance is for the model that is audited, unless it says more. */
export const forWhom = ({ model }: NonNullable<ReportedFinding['waiver']>) =>
  model === null ? ' for any model' : '';

const isOfSwaps = ({ audit }: AuditReport) => audit.kinds.every((kind) => kind === 'counterfactual');
/** What is counted, and of which days. */
export const unitOf = (report: AuditReport) =>
  isOfSwaps(report) ? 'sentences' : `comments, ${windowText(report)}`;
const byText = (report: AuditReport) => {
  const names = report.policy.document.attributes.map(printable).join(', ');
  return isOfSwaps(report) ? '' : `, by ${names}`;
};

export function windowText({ audit }: AuditReport): string {
  const { from, to } = audit.window;
  if (from === null && to === null) return 'all days';
  return `${from ?? 'the beginning'} to before ${to ?? 'now'}`;
}

export function insufficientCounts(report: AuditReport): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { status, reason } of report.metrics) {
    if (status === 'insufficient') counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

/** One JSON document, keys in the order of the type; the same report has the same bytes. */
export function auditJson(report: AuditReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Markdown for a pull request: verdict, findings, the gaps that were judged. */
export function auditMarkdown(report: AuditReport): string {
  const { audit, model, counts } = report;
  const lines = [
    `## Audit ${audit.id}: ${report.verdict}`,
    '',
    `${counts.fail} fail, ${counts.warn} warn, ${counts.pass} pass, ${counts.insufficient} not enough data; ${audit.rows} ${unitOf(report)}; model ${escapedMarkdown(model.name)} ${escapedMarkdown(model.version)} \`${model.hash.slice(0, 12)}\`, policy \`${report.policy.sha256.slice(0, 12)}\`.`,
    '',
  ];
  const open = report.findings.filter(({ state }) => state !== 'resolved');
  if (open.length > 0) {
    lines.push('| | finding | state | what |', '| --- | ---: | --- | --- |');
    for (const { severity, id, state, sentence } of open) {
      lines.push(`| ${severity} | ${id} | ${state} | ${escapedMarkdown(sentence)} |`);
    }
    lines.push('');
  }
  const missing = insufficientCounts(report);
  if (missing.length > 0) {
    lines.push(
      `Not enough data: ${missing.map(({ reason, count }) => `${count} × ${reasonText(reason)}`).join(', ')}.`,
      '',
    );
  }
  for (const note of report.notes) lines.push(`- ${escapedMarkdown(note)}`);
  return `${lines.join('\n').trimEnd()}\n`;
}

export function escapedMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\s+/g, ' ');
}

/** JUnit XML: one case for each metric; not enough data is skipped with its reason, a waived failure too. */
export function auditJunit(report: AuditReport): string {
  const accepted = new Set(
    report.findings.filter(({ state }) => state === 'accepted').map(({ fingerprint }) => fingerprint),
  );
  const lifts = report.policy.document.failOn === 'warn';
  const stops = (status: string) => status === 'fail' || (lifts && status === 'warn');
  const cases = report.metrics.map((metric) => {
    const name = [metric.check, metric.metric, metric.task, metric.stratum, metric.group]
      .filter(Boolean)
      .join(' ');
    const head = `    <testcase classname="${xml(`audit.${metric.attribute}`)}" name="${xml(name)}"`;
    if (stops(metric.status) && !accepted.has(metric.fingerprint)) {
      return {
        failed: true,
        skipped: false,
        text: `${head}>\n      <failure type="${metric.status}" message="${xml(metric.sentence)}"/>\n    </testcase>`,
      };
    }
    const skipped = metric.status === 'insufficient' || accepted.has(metric.fingerprint);
    if (!skipped) return { failed: false, skipped, text: `${head}/>` };
    const message = metric.status === 'insufficient' ? reasonText(metric.reason) : 'accepted for a while';
    return {
      failed: false,
      skipped,
      text: `${head}>\n      <skipped message="${xml(message)}"/>\n    </testcase>`,
    };
  });
  const count = (pick: (it: (typeof cases)[number]) => boolean) => cases.filter(pick).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="verbatim audit ${report.audit.id}" tests="${cases.length}" failures="${count((it) => it.failed)}" skipped="${count((it) => it.skipped)}">`,
    ...cases.map(({ text }) => text),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
