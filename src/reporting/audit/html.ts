import { html } from 'htm/preact';
import { render } from 'preact-render-to-string';
import { groupText } from '../../audit/wording/names.ts';
import { reasonText } from '../../audit/wording/sentences.ts';
import { printable } from '../formats/cell-text.ts';
import { whole } from '../formats/quantities.ts';
import { number, section, shownOf, table } from './elements.ts';
import { aucs, drift, reliability, swaps, trends } from './figures.ts';
import { type FindingPair, findingPairs } from './finding-pairs.ts';
import { forests, labelOf } from './forests.ts';
import { baseRates, overall } from './overall.ts';
import type { AuditReport } from './report-record.ts';
import { STYLE } from './style.ts';
import {
  insufficientCounts,
  lifeOf,
  MOST_WORDS,
  mirroredText,
  provenanceLines,
  textOf,
  unitOf,
  VERDICTS,
  type Words,
  waiverText,
} from './text.ts';

/** Findings that are open without a click. */
const FINDINGS_OPEN = 8;
/** Rows of the tables of groups and of metrics without enough data, at most. */
const MOST_GROUPS = 200;
const MOST_METRICS = 300;

/** The report as one file: no script, no request, light and dark. */
export function auditHtml(report: AuditReport, words: Words = new Map()): string {
  const main = html`<main>
    ${header(report)}${findings(report, words)}${forests(report)}${baseRates(report)}${overall(report)}
    ${aucs(report)}${reliability(report)}${swaps(report)}${drift(report)}${trends(report)}
    ${groups(report)}${insufficient(report)}${provenance(report)}${SIGNATURE}${footer(report)}
  </main>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Audit ${report.audit.id}: ${report.verdict}</title><style>${STYLE}</style></head>
<body>${render(main)}</body></html>
`;
}

const badge = (status: string) => html`<span class="badge ${status}">${status}</span>`;
const small = (text: string) => html`<p class="small">${printable(text)}</p>`;

function header(report: AuditReport) {
  const { audit, model, counts, verdict, policy } = report;
  const facts = [
    ['Looked at', `${whole(audit.rows)} ${unitOf(report)}`],
    ['Model', `${model.name} ${model.version} · ${model.hash.slice(0, 16)}`],
    ['By', policy.document.attributes.join(', ')],
    ['Policy', policy.sha256.slice(0, 16)],
  ] as const;
  const tiles = (['fail', 'warn', 'pass', 'insufficient'] as const).map(
    (status) =>
      html`<div class="tile"><b class="n ${status}">${counts[status]}</b><span>${status === 'insufficient' ? 'not enough data' : status}</span></div>`,
  );
  return html`<header>
    <p class="kicker">Bias audit ${audit.id}</p>
    <h1>${badge(verdict)} ${VERDICTS[verdict]!.replace(/^[^:]*: /, '')}</h1>
    <div class="summary">${report.summary.map((sentence) => html`<p>${printable(sentence)}</p>`)}</div>
    <dl>${facts.map(([name, value]) => value !== '' && html`<div><dt>${name}</dt><dd>${printable(value)}</dd></div>`)}</dl>
    <div class="tiles">${tiles}</div>
    <p class="note">“Pass” means that the data show a small gap. If they cannot show it, the status is “not enough data”. ${hiddenText(audit.hiddenRows)}</p>
  </header>`;
}

function hiddenText(rows: number): string {
  if (rows === 0) return 'No group is hidden.';
  return `${whole(rows)} comments are in groups whose numbers are hidden, because they could identify single people.`;
}

function findings(report: AuditReport, words: Words) {
  const pairs = findingPairs(report);
  if (pairs.length === 0) return section('Findings', html`<p>None.</p>`);
  const items = pairs.map((pair) => pairItem(pair, words));
  const rest = items.slice(FINDINGS_OPEN);
  return section(
    'Findings',
    html`
      <ul class="findings">${items.slice(0, FINDINGS_OPEN)}</ul>
      ${rest.length > 0 && html`<details><summary>${rest.length} more</summary><ul class="findings">${rest}</ul></details>`}`,
  );
}

/** Two groups with all findings between them. */
function pairItem(pair: FindingPair, words: Words) {
  const { severity, evidence, mirrored } = pair;
  const all = pair.findings.map((finding) => {
    const own = finding.severity === severity ? '' : ` · ${finding.severity}`;
    return html`
      <p>${printable(sentenceCase(textOf(finding)))} <span class="small">finding ${finding.id}${own} · ${printable(lifeOf(finding))}</span></p>
      ${finding.pairs.map(small)}${finding.waiver && small(sentenceCase(waiverText(finding.waiver)))}`;
  });
  const isBrief = pair.findings.some(({ brief }) => brief !== null);
  const quotes = evidence.filter((id) => words.has(id)).slice(0, MOST_WORDS);
  return html`<li class=${severity}>
    <p>${badge(severity)} <b>${printable(pair.title)}</b></p>${all}
    ${isBrief && pair.end !== '' && html`<p>${printable(pair.end)}</p>`}
    ${mirrored.length > 0 && small(mirroredText(pair))}
    ${quotes.map((id) => html`<blockquote>${printable(words.get(id)!)} <span class="small">${id}</span></blockquote>`)}
    ${evidence.length > 0 && small(`Comments that show it: ${evidence.join(', ')}`)}
  </li>`;
}

const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const list = (lines: readonly string[]) =>
  lines.length > 0 && html`<ul>${lines.map((line) => html`<li>${printable(line)}</li>`)}</ul>`;

function provenance(report: AuditReport) {
  const { audit, model, policy } = report;
  const facts = [
    ['Audit', `${audit.id}, ${audit.trigger}, Verbatim ${audit.codeVersion}`],
    ['Model', `${model.name} ${model.version}, SHA-256 ${model.hash}`],
    ['Policy', `SHA-256 ${policy.sha256}`],
    ['Input', `SHA-256 ${audit.inputSha256}`],
  ] as const;
  const rows = facts.map(
    ([name, value]) => html`<tr><td>${name}</td><td class="hash">${printable(value)}</td></tr>`,
  );
  return section(
    'Where the data are from',
    html`${list(provenanceLines(report))}<table><tbody>${rows}</tbody></table>`,
  );
}

/** To be filled in by hand, on paper or in a PDF. */
const SIGNATURE = html`<section class="sign">
  <h2>Decision and signature</h2><p>☐ accepted ☐ accepted with conditions ☐ refused</p>
  ${table(
    ['name', 'role', 'date', 'signature'],
    [1, 2].map(() => html`<tr><td /><td /><td /><td /></tr>`),
  )}
</section>`;

function groups({ groups: all }: AuditReport) {
  const shown = all.slice(0, MOST_GROUPS);
  const rows = shown.map(({ attribute, group, rows: n, labelled, share, hidden }) => {
    const names = html`<td>${printable(attribute)}</td><td>${printable(named(attribute, group))}</td>`;
    if (n === null)
      return html`<tr class="dim">${names}<td colspan="3">hidden: ${printable(hidden ?? '')}</td></tr>`;
    const percent = share === null ? '' : `${(share * 100).toFixed(1)} %`;
    return html`<tr>${names}${number(whole(n))}${number(percent)}${number(labelled || '')}</tr>`;
  });
  return section(
    'Groups',
    html`<details open=${all.length <= 30}>
      <summary>${all.length} groups</summary>
      ${table(['attribute', 'group', 'comments', 'share', 'labelled'], rows)}${shownOf(shown.length, all.length)}
    </details>`,
  );
}

/** A language by its name; other levels unchanged. */
const named = (attribute: string, group: string) =>
  attribute === 'language' && !group.startsWith('(')
    ? groupText(attribute, group).replace(/^language /, '')
    : group;

function insufficient(report: AuditReport) {
  const metrics = report.metrics.filter(({ status }) => status === 'insufficient');
  const reasons = insufficientCounts(report).map(
    ({ reason, count }) => html`<tr>${number(count)}<td>${reasonText(reason)}</td></tr>`,
  );
  const rows = metrics.slice(0, MOST_METRICS).map((metric) => {
    const { check, groupDenominator: size, rowsNeeded: needed, reason } = metric;
    return html`<tr>
      <td>${check}</td><td>${labelOf(metric)}</td>${number(size === null ? 'hidden' : whole(size))}
      ${number(needed === null ? '' : whole(needed))}<td>${reasonText(reason)}</td>
    </tr>`;
  });
  const tables = html`
    <table class="narrow"><tbody>${reasons}</tbody></table>
    <details>
      <summary>${metrics.length} metrics without enough data</summary>
      ${table(['', 'metric', 'comments', 'needed', 'why'], rows)}
    </details>`;
  return section('What was not shown, and why', html`${list(report.notes)}${metrics.length > 0 && tables}`);
}

function footer({ audit, families, policy }: AuditReport) {
  const tests = families.map(({ family, size }) => `${family} ${size}`).join(', ');
  return html`<footer><p>Tests adjusted together (Benjamini and Hochberg, q ${policy.document.q}): ${printable(tests)}. Groups under ${policy.document.k} comments are hidden. Seed ${audit.seed}. An audit sees only who is recorded; it is no legal advice.</p></footer>`;
}
