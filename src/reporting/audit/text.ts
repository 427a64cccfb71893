import { reasonText } from '../../audit/wording/sentences.ts';
import { printable } from '../formats/cell-text.ts';
import { xml } from '../formats/svg.ts';
import { wrap } from '../formats/wrap.ts';
import { type FindingPair, findingPairs } from './finding-pairs.ts';
import type { AuditReport, ReportedFinding } from './report-record.ts';

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

/** Comments behind findings by id, for a reader who may see them. */
export type Words = ReadonlyMap<number, string>;

/** Comments that are quoted for each pair of groups, at most. */
export const MOST_WORDS = 3;

/** The report for a terminal: summary, findings, missing data, sources. */
export function auditTable(report: AuditReport, width: number, words: Words = new Map()): string {
  const { audit, model, counts } = report;
  const lines = [
    `${MARKS[report.verdict]} ${VERDICTS[report.verdict]}`,
    '',
    ...report.summary.flatMap((sentence) => wrapText(printable(sentence), width, '  ', '  ')),
    '',
    `  audit     ${audit.id} (${audit.kinds.join(', ')}) of ${audit.rows} ${unitOf(report)}`,
    `  model     ${model.name} ${model.version}, ${model.hash.slice(0, 12)}`,
    `  policy    ${report.policy.sha256.slice(0, 12)}${byText(report)}`,
    `  metrics   ${counts.fail} fail, ${counts.warn} warn, ${counts.pass} pass, ${counts.insufficient} not enough data`,
    `  hidden    ${audit.hiddenRows} comments are in groups whose numbers are not shown`,
  ];
  const pairs = findingPairs(report);
  lines.push('', pairs.length > 0 ? 'Findings' : 'No findings.');
  for (const pair of pairs) lines.push(...pairLines(pair, width, words));
  const resolved = report.findings.filter(({ state }) => state === 'resolved').length;
  if (resolved > 0)
    lines.push('', `${resolved} earlier ${resolved === 1 ? 'finding is' : 'findings are'} resolved.`);
  const missing = insufficientCounts(report);
  if (missing.length > 0) {
    lines.push('', 'Not enough data');
    for (const { reason, count } of missing)
      lines.push(`  ${String(count).padStart(5)}  ${reasonText(reason)}`);
  }
  if (report.notes.length > 0) lines.push('', 'Notes');
  for (const note of report.notes) lines.push(...wrapText(printable(note), width, '  - ', '    '));
  const sources = provenanceLines(report);
  if (sources.length > 0) lines.push('', 'Where the comments are from');
  for (const source of sources) lines.push(...wrapText(printable(source), width, '  - ', '    '));
  return `${lines.join('\n')}\n`;
}

function pairLines(pair: FindingPair, width: number, words: Words): string[] {
  const indented = (text: string, first = '    ') => wrapText(printable(text), width, first, '    ');
  const lines = wrapText(printable(pair.title), width, `  ${MARKS[pair.severity]} `, '    ');
  for (const finding of pair.findings) {
    lines.push(...indented(`${finding.severity} ${finding.id} (${lifeOf(finding)}): ${textOf(finding)}`));
    for (const swap of finding.pairs.slice(0, 2))
      lines.push(...wrapText(printable(swap), width, '      ', '      '));
    if (finding.waiver) lines.push(...indented(waiverText(finding.waiver)));
  }
  if (pair.end !== '' && pair.findings.some(({ brief }) => brief !== null)) lines.push(...indented(pair.end));
  if (pair.mirrored.length > 0) lines.push(...indented(mirroredText(pair)));
  const read = pair.evidence.filter((id) => words.has(id)).slice(0, MOST_WORDS);
  for (const id of read)
    lines.push(...wrapText(printable(`${id}: ${words.get(id)}`), width, '      ', '        '));
  const { evidence } = pair;
  if (read.length === 0 && evidence.length > 0)
    lines.push(`    feedback ${evidence.slice(0, 5).join(', ')}${evidence.length > 5 ? ' …' : ''}`);
  return lines;
}

/** The text of one finding in its pair of groups. */
export const textOf = ({ brief, sentence }: ReportedFinding) => (brief === null ? sentence : `${brief}.`);

export const lifeOf = ({ state, auditsSeen, alert }: ReportedFinding) =>
  `${state}, ${auditsSeen} ${auditsSeen === 1 ? 'audit' : 'audits'}${alert ? ', alert' : ''}`;

export const mirroredText = ({ mirrored }: FindingPair) =>
  `The same from the other side: ${mirrored.length === 1 ? 'finding' : 'findings'} ${mirrored.join(', ')}.`;

export const waiverText = (waiver: NonNullable<ReportedFinding['waiver']>) =>
  `accepted until ${waiver.until.slice(0, 10)}${forWhom(waiver)} by ${waiver.byWhom}: ${waiver.reason}`;

/** One line per source: comments, days, imports, and the share of rejected rows. */
export function provenanceLines({ provenance }: AuditReport): string[] {
  if (!provenance) return [];
  const lines = provenance.sources.map(({ source, rows, from, to, undated, ...of }) => {
    const days = from === null ? '' : ` of ${from} to ${to}`;
    const without = undated > 0 ? `, ${undated === rows ? 'none' : `${rows - undated} of them`} dated` : '';
    const rejected = of.read === 0 ? 'unknown' : `${((100 * of.rejected) / of.read).toFixed(1)}%`;
    return `${source}: ${rows} comments${days}${without}; ${of.imports} ${of.imports === 1 ? 'import' : 'imports'}, the last on ${of.lastImport ?? 'an unknown day'}; ${of.read} rows read, ${of.rejected} rejected (${rejected}), ${of.withoutText} without a text.`;
  });
  const { otherRows } = provenance;
  return otherRows > 0 ? [...lines, `Further sources: ${otherRows} comments.`] : lines;
}

/** An acceptance is for the audited model only, unless its model is null. */
const forWhom = ({ model }: NonNullable<ReportedFinding['waiver']>) =>
  model === null ? ' for any model' : '';

const isOfSwaps = ({ audit }: AuditReport) => audit.kinds.every((kind) => kind === 'counterfactual');
/** The unit that the audit counts, and its days. */
export const unitOf = (report: AuditReport) =>
  isOfSwaps(report) ? 'sentences' : `comments, ${windowText(report)}`;
const byText = (report: AuditReport) => {
  const names = report.policy.document.attributes.map(printable).join(', ');
  return isOfSwaps(report) ? '' : `, by ${names}`;
};

function windowText({ audit }: AuditReport): string {
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
  lines.push(report.summary.map(escapedMarkdown).join(' '), '');
  const pairs = findingPairs(report);
  if (pairs.length > 0) {
    lines.push('| | finding | state | what |', '| --- | ---: | --- | --- |');
    for (const pair of pairs) {
      const ids = pair.findings.map(({ id }) => id).join(', ');
      const states = [...new Set(pair.findings.map(({ state }) => state))].join(', ');
      const gaps = pair.findings.map(textOf).join(' ');
      const isBrief = pair.findings.some(({ brief }) => brief !== null);
      const what = isBrief ? `${pair.title}: ${gaps} ${pair.end}` : gaps;
      lines.push(`| ${pair.severity} | ${ids} | ${states} | ${escapedMarkdown(what)} |`);
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
  for (const note of [...report.notes, ...provenanceLines(report)]) lines.push(`- ${escapedMarkdown(note)}`);
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
    const message = metric.status === 'insufficient' ? reasonText(metric.reason) : 'accepted until a date';
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
