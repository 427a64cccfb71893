import { reasonText } from '../audit/sentences.ts';
import { aucs, drift, forests, labelOf, reliability, swaps, trends } from './audit-figures.ts';
import { overall } from './audit-overall.ts';
import type { AuditReport } from './audit-report.ts';
import { STYLE } from './audit-style.ts';
import { forWhom, insufficientCounts, unitOf, VERDICTS } from './audit-text.ts';
import { printable } from './cell-text.ts';
import { xml } from './svg.ts';

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const text = (value: string) => xml(printable(value));
/** Findings that are seen without a click. */
const FINDINGS_OPEN = 8;

/** The report as one file: no script, no request to anywhere, light and dark. */
export function auditHtml(report: AuditReport): string {
  const sections = [
    header(report),
    findings(report),
    ...forests(report),
    overall(report),
    aucs(report),
    reliability(report),
    swaps(report),
    drift(report),
    trends(report),
    groups(report),
    untold(report),
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

function findings({ findings: all }: AuditReport): string {
  const open = all.filter(({ state }) => state !== 'resolved');
  if (open.length === 0) return '<section><h2>Findings</h2><p>None.</p></section>';
  const items = open.map((finding) => {
    const evidence =
      finding.evidence.length > 0
        ? `<p class="small">Feedback that shows it: ${finding.evidence.join(', ')}</p>`
        : '';
    const pairs = finding.pairs.map((pair) => `<p class="small">${text(printable(pair))}</p>`).join('');
    const waiver = finding.waiver
      ? `<p class="small">Accepted until ${finding.waiver.until.slice(0, 10)}${forWhom(finding.waiver)} by ${text(finding.waiver.byWhom)}: ${text(finding.waiver.reason)}</p>`
      : '';
    const times = finding.auditsSeen === 1 ? 'seen once' : `seen in ${finding.auditsSeen} audits`;
    const seen = finding.alert ? `${times}, alert` : times;
    return `<li class="${finding.severity}"><p><span class="badge ${finding.severity}">${finding.severity}</span> finding <b>${finding.id}</b> · ${finding.state}, ${seen}</p><p>${text(finding.sentence)}</p>${evidence}${pairs}${waiver}</li>`;
  });
  const rest = items.slice(FINDINGS_OPEN);
  const more =
    rest.length === 0
      ? ''
      : `<details><summary>${rest.length} more</summary><ul class="findings">${rest.join('')}</ul></details>`;
  return `<section><h2>Findings</h2><ul class="findings">${items.slice(0, FINDINGS_OPEN).join('')}</ul>${more}</section>`;
}

function groups({ groups: all }: AuditReport): string {
  const shown = all.slice(0, 200);
  const cells = shown.map(({ attribute, group, rows, labelled, share, hidden }) => {
    if (rows === null) {
      return `<tr class="dim"><td>${text(attribute)}</td><td>${text(group)}</td><td colspan="3">hidden: ${text(hidden ?? '')}</td></tr>`;
    }
    return `<tr><td>${text(attribute)}</td><td>${text(group)}</td><td class="num">${WHOLE.format(rows)}</td><td class="num">${share === null ? '' : `${(share * 100).toFixed(1)} %`}</td><td class="num">${labelled || ''}</td></tr>`;
  });
  const more =
    all.length > shown.length
      ? `<p class="small">${shown.length} of ${all.length}; the JSON has all.</p>`
      : '';
  return `<section><h2>Groups</h2><details${all.length <= 30 ? ' open' : ''}><summary>${all.length} groups</summary><table><thead><tr><th>attribute</th><th>group</th><th>comments</th><th>share</th><th>labelled</th></tr></thead><tbody>${cells.join('')}</tbody></table>${more}</details></section>`;
}

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
  return `<footer><p>Tests adjusted together (Benjamini and Hochberg, q ${policy.document.q}): ${text(tests)}. Groups under ${policy.document.k} comments are hidden. Seed ${audit.seed}; input ${audit.inputSha256.slice(0, 16)}; Verbatim ${text(audit.codeVersion)}. An audit sees only who is recorded; it is no legal advice.</p></footer>`;
}
