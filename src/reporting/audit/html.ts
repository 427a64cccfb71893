import { groupText } from '../../audit/wording/output-names.ts';
import { reasonText } from '../../audit/wording/sentences.ts';
import { printable } from '../formats/cell-text.ts';
import { xml } from '../formats/svg.ts';
import { baseRates } from './base-rates.ts';
import { aucs, drift, forests, labelOf, reliability, swaps, trends } from './figures.ts';
import { type FindingPair, findingPairs } from './finding-pairs.ts';
import { overall } from './overall.ts';
import type { AuditReport } from './report-record.ts';
import { STYLE } from './style.ts';
import {
  insufficientCounts,
  lifeOf,
  MOST_WORDS,
  mirroredText,
  provenanceLines,
  toldOf,
  unitOf,
  VERDICTS,
  type Words,
  waiverText,
} from './text.ts';

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const text = (value: string) => xml(printable(value));
/** Findings that are seen without a click. */
const FINDINGS_OPEN = 8;

/** The report as one file: no script, no request to anywhere, light and dark. */
export function auditHtml(report: AuditReport, words: Words = new Map()): string {
  const sections = [
    header(report),
    findings(report, words),
    ...forests(report),
    baseRates(report),
    overall(report),
    aucs(report),
    reliability(report),
    swaps(report),
    drift(report),
    trends(report),
    groups(report),
    untold(report),
    provenance(report),
    SIGNATURE,
    footer(report),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Audit ${report.audit.id}: ${report.verdict}</title><style>${STYLE}</style></head>
<body><main>
${sections.filter(Boolean).join('\n')}
</main></body></html>
`;
}

function header(report: AuditReport): string {
  const { audit, model, counts } = report;
  const facts = [
    ['Looked at', `${WHOLE.format(audit.rows)} ${unitOf(report)}`],
    ['Model', `${model.name} ${model.version} · ${model.hash.slice(0, 16)}`],
    ['By', report.policy.document.attributes.join(', ')],
    ['Policy', report.policy.sha256.slice(0, 16)],
  ] as const;
  const tiles = (['fail', 'warn', 'pass', 'insufficient'] as const).map((status) => {
    const name = status === 'insufficient' ? 'not enough data' : status;
    return `<div class="tile"><b class="n ${status}">${counts[status]}</b><span>${name}</span></div>`;
  });
  return `<header><p class="kicker">Bias audit ${audit.id}</p><h1><span class="badge ${report.verdict}">${report.verdict}</span> ${text(VERDICTS[report.verdict]!.replace(/^[^:]*: /, ''))}</h1>
<div class="summary">${report.summary.map((sentence) => `<p>${text(sentence)}</p>`).join('')}</div>
<dl>${facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<div><dt>${name}</dt><dd>${text(value)}</dd></div>`)
    .join('')}</dl>
<div class="tiles">${tiles.join('')}</div>
<p class="note">“Pass” means that a gap was shown to be small. Where the data cannot show that, it says “not enough data”. ${hiddenText(audit.hiddenRows)}</p></header>`;
}

function hiddenText(rows: number): string {
  if (rows === 0) return 'No group is hidden.';
  return `${WHOLE.format(rows)} comments are in groups whose numbers are hidden, for they could give away single people.`;
}

function findings(report: AuditReport, words: Words): string {
  const pairs = findingPairs(report);
  if (pairs.length === 0) return '<section><h2>Findings</h2><p>None.</p></section>';
  const items = pairs.map((pair) => pairItem(pair, words));
  const rest = items.slice(FINDINGS_OPEN);
  const more =
    rest.length === 0
      ? ''
      : `<details><summary>${rest.length} more</summary><ul class="findings">${rest.join('')}</ul></details>`;
  return `<section><h2>Findings</h2><ul class="findings">${items.slice(0, FINDINGS_OPEN).join('')}</ul>${more}</section>`;
}

/** Two groups with everything that was found between them. */
function pairItem(pair: FindingPair, words: Words): string {
  const small = (told: string) => `<p class="small">${text(told)}</p>`;
  const told = pair.findings.map((finding) => {
    const swaps = finding.pairs.map(small).join('');
    const waiver = finding.waiver ? small(sentenceCase(waiverText(finding.waiver))) : '';
    const badge = finding.severity === pair.severity ? '' : ` · ${finding.severity}`;
    return `<p>${text(sentenceCase(toldOf(finding)))} <span class="small">finding ${finding.id}${badge} · ${text(lifeOf(finding))}</span></p>${swaps}${waiver}`;
  });
  const isBrief = pair.findings.some(({ brief }) => brief !== null);
  const quotes = pair.evidence
    .filter((id) => words.has(id))
    .slice(0, MOST_WORDS)
    .map((id) => `<blockquote>${text(words.get(id)!)} <span class="small">${id}</span></blockquote>`);
  const ids = pair.evidence.length > 0 ? small(`Feedback that shows it: ${pair.evidence.join(', ')}`) : '';
  const end = isBrief && pair.end !== '' ? `<p>${text(pair.end)}</p>` : '';
  const mirrored = pair.mirrored.length > 0 ? small(mirroredText(pair)) : '';
  return `<li class="${pair.severity}"><p><span class="badge ${pair.severity}">${pair.severity}</span> <b>${text(pair.title)}</b></p>${told.join('')}${end}${mirrored}${quotes.join('')}${ids}</li>`;
}

const sentenceCase = (told: string) => told.charAt(0).toUpperCase() + told.slice(1);

function provenance(report: AuditReport): string {
  const { audit, model, policy } = report;
  const facts = [
    ['Audit', `${audit.id}, ${audit.trigger}, Verbatim ${audit.codeVersion}`],
    ['Model', `${model.name} ${model.version}, SHA-256 ${model.hash}`],
    ['Policy', `SHA-256 ${policy.sha256}`],
    ['Input', `SHA-256 ${audit.inputSha256}`],
  ] as const;
  const rows = facts.map(([name, value]) => `<tr><td>${name}</td><td class="hash">${text(value)}</td></tr>`);
  const sources = provenanceLines(report).map((line) => `<li>${text(line)}</li>`);
  return `<section><h2>Where the data are from</h2>${sources.length > 0 ? `<ul>${sources.join('')}</ul>` : ''}<table><tbody>${rows.join('')}</tbody></table></section>`;
}

/** To be filled in by hand, on paper or in a PDF. */
const SIGNATURE = `<section class="sign"><h2>Decision and signature</h2><p>☐ accepted ☐ accepted with conditions ☐ refused</p><table><thead><tr><th>name</th><th>role</th><th>date</th><th>signature</th></tr></thead><tbody>${'<tr><td></td><td></td><td></td><td></td></tr>'.repeat(2)}</tbody></table></section>`;

function groups({ groups: all }: AuditReport): string {
  const shown = all.slice(0, 200);
  const cells = shown.map(({ attribute, group, rows, labelled, share, hidden }) => {
    if (rows === null) {
      return `<tr class="dim"><td>${text(attribute)}</td><td>${text(named(attribute, group))}</td><td colspan="3">hidden: ${text(hidden ?? '')}</td></tr>`;
    }
    return `<tr><td>${text(attribute)}</td><td>${text(named(attribute, group))}</td><td class="num">${WHOLE.format(rows)}</td><td class="num">${share === null ? '' : `${(share * 100).toFixed(1)} %`}</td><td class="num">${labelled || ''}</td></tr>`;
  });
  const more =
    all.length > shown.length
      ? `<p class="small">${shown.length} of ${all.length}; the JSON has all.</p>`
      : '';
  return `<section><h2>Groups</h2><details${all.length <= 30 ? ' open' : ''}><summary>${all.length} groups</summary><table><thead><tr><th>attribute</th><th>group</th><th>comments</th><th>share</th><th>labelled</th></tr></thead><tbody>${cells.join('')}</tbody></table>${more}</details></section>`;
}

/** A language by its name; every other level as it is. */
const named = (attribute: string, group: string) =>
  attribute === 'language' && !group.startsWith('(')
    ? groupText(attribute, group).replace(/^language /, '')
    : group;

function untold(report: AuditReport): string {
  const missing = insufficientCounts(report);
  const metrics = report.metrics.filter(({ status }) => status === 'insufficient');
  const reasons = missing.map(
    ({ reason, count }) => `<tr><td class="num">${count}</td><td>${text(reasonText(reason))}</td></tr>`,
  );
  const rows = metrics.slice(0, 300).map((metric) => {
    const size = metric.groupDenominator === null ? 'hidden' : WHOLE.format(metric.groupDenominator);
    const needed = metric.rowsNeeded === null ? '' : WHOLE.format(metric.rowsNeeded);
    return `<tr><td>${metric.check}</td><td>${text(labelOf(metric))}</td><td class="num">${size}</td><td class="num">${needed}</td><td>${text(reasonText(metric.reason))}</td></tr>`;
  });
  const notes = report.notes.map((note) => `<li>${text(note)}</li>`);
  return `<section><h2>What was not shown, and why</h2>${notes.length > 0 ? `<ul>${notes.join('')}</ul>` : ''}
${metrics.length > 0 ? `<table class="narrow"><tbody>${reasons.join('')}</tbody></table><details><summary>${metrics.length} metrics without enough data</summary><table><thead><tr><th></th><th>metric</th><th>comments</th><th>needed</th><th>why</th></tr></thead><tbody>${rows.join('')}</tbody></table></details>` : ''}</section>`;
}

function footer(report: AuditReport): string {
  const { audit, families, policy } = report;
  const tests = families.map(({ family, size }) => `${family} ${size}`).join(', ');
  return `<footer><p>Tests adjusted together (Benjamini and Hochberg, q ${policy.document.q}): ${text(tests)}. Groups under ${policy.document.k} comments are hidden. Seed ${audit.seed}. An audit sees only who is recorded; it is no legal advice.</p></footer>`;
}
