import { STYLE } from '../audit/style.ts';
import { REPORTS } from '../named-reports.ts';
import type { ReportSection } from '../report.ts';
import { cellText, isNumeric, printable } from './cell-text.ts';
import { reportPlot } from './report-plots.ts';
import { xml } from './svg.ts';

const text = (value: string) => xml(printable(value));

const OWN = `
:root{--neg:#d55e00;--bar:#0072b2}
@media (prefers-color-scheme:dark){:root{--neg:#f07a2a;--bar:#56b4e9}}
.bar{fill:var(--bar)}.neg{fill:var(--neg)}.whisker{stroke:var(--ink);stroke-width:1.6}
.c0{stroke:var(--neg);fill:var(--neg)}.c1{stroke:var(--bar);fill:var(--bar)}
.curve{fill:none}.area{stroke:none;opacity:.14}.mark{stroke:var(--card);stroke-width:1}
.d1{stroke-dasharray:7 3}.d2{stroke-dasharray:2 3}.d3{stroke-dasharray:9 3 2 3}.d4{stroke-dasharray:12 4}.d5{stroke-dasharray:4 4}
.change{stroke:var(--ink);stroke-dasharray:3 3}
.wide{overflow-x:auto}td.quote{min-width:260px}th.num{text-align:right}td.day{white-space:nowrap}
`.trim();

/** Rows of a page; the others are in the other formats. */
const MOST_ROWS = 2_000;

/** Sections as one page: no script, no request to anywhere, light and dark, every number of the plots in a table. */
export function reportHtml(sections: readonly ReportSection[]): string {
  const title = sections.length === 1 ? sections[0]!.title : 'Verbatim report';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title><style>${STYLE}
${OWN}</style></head>
<body><main>
<header><p class="kicker">Verbatim report</p><h1>${text(title)}</h1><p class="note">Intervals are of 95 % (Wilson). “n” is what a share is of, or how many there are.</p></header>
${sections.map((section) => sectionHtml(section, sections.length > 1)).join('\n')}
</main></body></html>
`;
}

function sectionHtml(section: ReportSection, titled: boolean): string {
  const plot = REPORTS.find(({ name }) => name === section.name)?.plot;
  const drawn = plot && section.rows.length > 0 ? reportPlot(section, plot) : null;
  const notes = section.notes.map((note) => `<p class="small">${text(note)}</p>`).join('');
  const left = section.rows.length - MOST_ROWS;
  const cut = left > 0 ? `<p class="small">${left} more rows are in the other formats.</p>` : '';
  return `<section>${titled ? `<h2>${text(section.title)}</h2>` : ''}<p class="note">${text(capital(section.description))}.</p>${drawn ? `<figure>${drawn}</figure>` : ''}${section.record ? record(section) : table(section)}${cut}${notes}</section>`;
}

const capital = (words: string) => words.slice(0, 1).toUpperCase() + words.slice(1);

function record({ columns, rows }: ReportSection): string {
  const row = rows[0];
  if (!row) return '';
  const facts = columns
    .filter(({ name }) => row[name] != null)
    .map((column) => `<div><dt>${text(column.label)}</dt><dd>${xml(cellText(column, row))}</dd></div>`);
  return `<dl>${facts.join('')}</dl>`;
}

function table({ columns, rows, title }: ReportSection): string {
  if (rows.length === 0) return '';
  const kind = (column: ReportSection['columns'][number]) =>
    isNumeric(column) ? ' class="num"' : column.kind === 'text' ? '' : ` class="${column.kind}"`;
  const head = columns.map((column) => `<th scope="col"${kind(column)}>${text(column.label)}</th>`);
  const body = rows.slice(0, MOST_ROWS).map((row) => {
    const cells = columns.map((column) => `<td${kind(column)}>${xml(cellText(column, row))}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="wide" role="region" tabindex="0" aria-label="${text(title)}"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
