import { html } from 'htm/preact';
import { REPORTS } from '../named-reports.ts';
import type { ReportSection } from '../report.ts';
import { cellText, isNumeric, printable } from './cell-text.ts';
import type { Part } from './markup.d.ts';
import { page } from './page.ts';
import { reportPlot } from './plots.ts';

const STYLE = `
:root{--neg:#d55e00;--bar:#0072b2}
@media (prefers-color-scheme:dark){:root{--neg:#f07a2a;--bar:#56b4e9}}
.bar{fill:var(--bar)}.neg{fill:var(--neg)}.whisker{stroke:var(--ink);stroke-width:1.6}
.c0{stroke:var(--neg);fill:var(--neg)}.c1{stroke:var(--bar);fill:var(--bar)}
.curve{fill:none}.area{stroke:none;opacity:.14}.mark{stroke:var(--card);stroke-width:1}
.d1{stroke-dasharray:7 3}.d2{stroke-dasharray:2 3}.d3{stroke-dasharray:9 3 2 3}.d4{stroke-dasharray:12 4}.d5{stroke-dasharray:4 4}
.change{stroke:var(--ink);stroke-dasharray:3 3}
.wide{overflow-x:auto}td.quote{min-width:260px}th.num{text-align:right}td.day{white-space:nowrap}
`.trim();

/** Most rows of a table; the others are in the other formats. */
const MOST_ROWS = 2_000;

/** Sections as one page, every number of the plots in a table. */
export function reportHtml(sections: readonly ReportSection[]): string {
  const title = printable(sections.length === 1 ? sections[0]!.title : 'Verbatim report');
  const content = html`
    <header><p class="kicker">Verbatim report</p><h1>${title}</h1><p class="note">Intervals are of 95 % (Wilson). “n” is what a share is of, or how many there are.</p></header>
    ${sections.map((section) => sectionHtml(section, sections.length > 1))}`;
  return page(title, STYLE, content);
}

function sectionHtml(section: ReportSection, titled: boolean): Part {
  const plot = REPORTS.find(({ name }) => name === section.name)?.plot;
  const drawn = plot && section.rows.length > 0 && reportPlot(section, plot);
  const left = section.rows.length - MOST_ROWS;
  const notes = [...(left > 0 ? [`${left} more rows are in the other formats.`] : []), ...section.notes];
  return html`<section>
    ${titled && html`<h2>${printable(section.title)}</h2>`}
    <p class="note">${printable(capital(section.description))}.</p>
    ${drawn && html`<figure>${drawn}</figure>`}
    ${section.record ? record(section) : table(section)}
    ${notes.map((note) => html`<p class="small">${printable(note)}</p>`)}
  </section>`;
}

const capital = (words: string) => words.slice(0, 1).toUpperCase() + words.slice(1);

function record({ columns, rows }: ReportSection): Part {
  const row = rows[0];
  return (
    row &&
    html`<dl>${columns
      .filter(({ name }) => row[name] != null)
      .map((column) => html`<div><dt>${column.label}</dt><dd>${cellText(column, row)}</dd></div>`)}</dl>`
  );
}

function table({ columns, rows, title }: ReportSection): Part {
  if (rows.length === 0) return null;
  const kinds = columns.map((column) =>
    isNumeric(column) ? 'num' : column.kind === 'text' ? undefined : column.kind,
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label=${printable(title)}><table>
    <thead><tr>${columns.map(({ label }, i) => html`<th scope="col" class=${kinds[i]}>${label}</th>`)}</tr></thead>
    <tbody>${rows
      .slice(0, MOST_ROWS)
      .map(
        (row) =>
          html`<tr>${columns.map((column, i) => html`<td class=${kinds[i]}>${cellText(column, row)}</td>`)}</tr>`,
      )}</tbody>
  </table></div>`;
}
