import { html } from 'htm/preact';
import type { Digest, DigestSummary, DigestTheme } from '../../analysis/digest/digest.ts';
import type { Estimate } from '../../statistics/intervals/intervals.ts';
import { printable } from '../formats/cell-text.ts';
import type { Part } from '../formats/markup.d.ts';
import { page } from '../formats/page.ts';
import { whole } from '../formats/quantities.ts';
import { changePlot, themePlot, volumePlot } from './plots.ts';
import {
  changeText,
  comments,
  headline,
  isClear,
  leftOut,
  periodText,
  quoteText,
  ratingText,
  shareText,
  sourceText,
  standingText,
  subjectSections,
  writerText,
  writtenText,
} from './words.ts';

const STYLE = `
:root{--neg:#d55e00;--rest:#c3c9d1;--pos:#0072b2;--dot:#fff}
@media (prefers-color-scheme:dark){:root{--neg:#f07a2a;--rest:#4a515a;--pos:#56b4e9;--dot:#16181b}}
.neg{fill:var(--neg)}.rest{fill:var(--rest)}.pos{fill:var(--pos)}.dot{fill:var(--dot);opacity:.65}
.whisker{stroke:var(--ink);stroke-width:1.6}.whisker.unclear{stroke:var(--none)}circle.clear{fill:var(--passm)}circle.unclear{fill:var(--card);stroke:var(--none);stroke-width:1.6}
.lead{font-size:17px}blockquote{margin:0 0 8px;padding:2px 0 2px 16px;border-left:3px solid var(--line);max-width:76ch}
blockquote p{margin:0 0 6px;overflow-wrap:anywhere}cite{font-style:normal;color:var(--dim);font-size:12.5px;white-space:nowrap}
.written{max-width:72ch;overflow-wrap:anywhere}
h3{font-size:15.5px;margin:20px 0 2px;font-weight:650;overflow-wrap:anywhere}.up{color:var(--fail)}.chip{display:inline-block;border:1.5px solid var(--warn);color:var(--warn);border-radius:5px;padding:0 6px;font-size:12px;margin-left:6px;vertical-align:1px}
`.trim();

/** The digest as one page, which needs no other file. */
export function digestHtml(digest: Digest): string {
  const { counts, model, themes, groups, days } = digest;
  const title = printable(`What customers said: ${periodText(digest.period)}`);
  const rating = ratingText(counts);
  const writer = writerText(digest);
  return page(
    title,
    STYLE,
    html`
    <header><p class="kicker">Verbatim digest</p><h1>${title}</h1><p class="lead">${printable(headline(digest))}</p>
      ${rating && html`<p class="small">${rating[0]!.toUpperCase()}${rating.slice(1)}.</p>`}${opening(digest)}</header>
    ${days.length > 1 && html`<section><h2>Over time</h2><figure>${volumePlot(days)}</figure></section>`}
    ${sentiment(digest)}
    ${
      themes.length > 0 &&
      html`<section><h2>Themes</h2><p class="note">Share of comments about each theme; the dotted part is negative about it. Lines are 95 % intervals.</p>
      <figure>${themePlot(themes.slice(0, 15))}</figure></section>`
    }
    ${
      themes.some(({ change }) => change) &&
      html`<section><h2>Since the period before</h2><p class="note">Change of each theme's share. Filled: more than chance.</p>
      <figure>${changePlot(themes.slice(0, 15))}</figure></section>`
    }
    ${themesInWords(themes)}
    ${groups.map(group)}
    <footer><p>${leftOut(digest)}</p>
      <p>Model ${printable(model.name)} ${printable(model.version)} · ${model.hash.slice(0, 16)}. Every quote is a literal part of one comment; the number identifies the comment.</p>
      ${writer && html`<p>${printable(writer)}</p>`}</footer>`,
  );
}

/** The lists; quotes alone where too few comments are about anything. */
function opening(digest: Digest): Part {
  const sections = subjectSections(digest);
  if (sections.length === 0) return words(digest.summary);
  const written = writtenText(digest.summary);
  return html`${written && html`<p class="written">${printable(written)}</p>`}
    ${sections.map(
      ({ title, lines }) =>
        html`<h2>${title}</h2>${lines.map(
          ({ name, facts, quotes }) => html`<h3>${printable(name)}</h3><p class="small">${facts}</p>
        ${quotes.length > 0 && html`<blockquote>${quotes.map((quote) => html`<p>“${printable(quoteText(quote.text))}” <cite>${quote.feedbackId}</cite></p>`)}</blockquote>`}`,
        )}`,
    )}`;
}

function words(summary: DigestSummary): Part {
  if (summary.quotes.length === 0) return null;
  const written = writtenText(summary);
  return html`${written && html`<p class="written">${printable(written)}</p>`}
    <blockquote>${summary.quotes.map((quote) => html`<p>“${printable(quoteText(quote.text))}” <cite>${sourceText(quote)}</cite></p>`)}</blockquote>
    <p class="small">${standingText(summary)}</p>`;
}

/** A change, bold where it is more than chance. */
const changeCell = (change: Estimate | null): Part => {
  const text = changeText(change) ?? '–';
  return html`<td>${isClear(change) ? html`<b>${text}</b>` : text}</td>`;
};

const head = (...names: string[]): Part =>
  html`<thead><tr>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>`;

const sentiment = ({
  sentiment: rows,
}: Digest): Part => html`<section><h2>Sentiment</h2><table class="narrow">
  ${head('sentiment', 'n', 'share (95 %)', 'change')}
  <tbody>${rows.map(
    ({ label, n, share, change }) =>
      html`<tr><td>${label}</td><td class="num">${whole(n)}</td><td class="num">${shareText(share)}</td>${changeCell(change)}</tr>`,
  )}</tbody></table></section>`;

function themesInWords(themes: readonly DigestTheme[]): Part {
  const parts = themes
    .filter(({ summary }) => summary && summary.quotes.length > 0)
    .map(({ name, keywords, comments: n, share, negativeShare, summary, emerging }) => {
      const facts = `${comments(n)}, ${shareText(share)} of all; ${shareText(negativeShare)} negative about it`;
      return html`<h3>${printable(name)}${emerging && html`<span class="chip">▲ emerging</span>`}</h3>
        <p class="small">${facts} · ${printable(keywords.slice(0, 6).join(', '))}</p>${words(summary!)}`;
    });
  return parts.length > 0 && html`<section><h2>In their words</h2>${parts}</section>`;
}

function group({ by, values }: Digest['groups'][number]): Part {
  const name = printable(by);
  return html`<section><h2>By ${name}</h2><figure><table>
    ${head(name, 'comments', 'negative', 'positive', 'change of negative')}
    <tbody>${values.map(
      ({ value, counts, negativeShare, positiveShare, negativeChange }) => html`<tr>
        <td>${value === null ? html`<i>none</i>` : printable(value)}</td><td class="num">${whole(counts.analysed)}</td>
        <td class="num">${shareText(negativeShare)}</td><td class="num">${shareText(positiveShare)}</td>${changeCell(negativeChange)}</tr>`,
    )}</tbody></table></figure></section>`;
}
