import { html } from 'htm/preact';
import type { Part } from '../formats/markup.d.ts';

/** Parts of the report page. Preact escapes every text and attribute. */

export const section = (title: string, body: Part) => html`<section><h2>${title}</h2>${body}</section>`;

/** @param heads column heads; empty ones are empty cells */
export const table = (heads: Part[], rows: Part) =>
  html`<table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`;

/** A cell with a number. */
export const number = (value: Part) => html`<td class="num">${value}</td>`;

/** A note that a table or plot is cut; nothing if it shows all. */
export const shownOf = (shown: number, all: number, rest = '; the JSON has all.') =>
  all > shown && html`<p class="small">${shown} of ${all}${rest}</p>`;

/** A p value with three digits. */
export const pText = (p: number) => (p < 0.001 ? '< 0.001' : p.toFixed(3));
