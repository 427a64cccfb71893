// Nightly runs, imports and findings of bias audits.
import { html } from 'htm/preact';
import { durationText, plural, timeText, whole } from '../shell/numbers.js';

export function Findings({ operations }) {
  const { findings, audit } = operations;
  const fails = findings.filter(({ severity }) => severity === 'fail').length;
  const title =
    findings.length === 0
      ? 'Bias findings'
      : `${plural(findings.length, 'open bias finding')}${fails ? `, ${fails} beyond the limit` : ''}`;
  return html`<section class="card" aria-labelledby="findings-title">
    <h2 id="findings-title">${title}</h2>
    ${!audit && html`<p class="empty">No audit yet: <code>npx verbatim audit --by ATTRIBUTE</code></p>`}
    ${audit && findings.length === 0 && html`<p class="empty">The last audit left no finding open.</p>`}
    ${
      findings.length > 0 &&
      html`<ul class="plain">${findings.map(
        ({ severity, state, sentence, audits }) => html`<li>
      <span class=${`badge ${severity}`}>${severity === 'fail' ? '✕ fail' : '! warn'}</span> ${sentence}
      <span class="note">${state}, seen by ${plural(audits, 'audit')}</span>
    </li>`,
      )}</ul>`
    }
    ${audit && html`<p class="sub">Last audit ${timeText(audit.at)}: ${audit.verdict}.</p>`}
  </section>`;
}

const STATES = { done: '✓ done', running: '… running', failed: '✕ failed', interrupted: '✕ interrupted' };
const State = ({ status, code }) =>
  html`<span class=${`state ${status}`}>${STATES[status] ?? status}</span>${code ? html` <small>${code}</small>` : ''}`;

export function Runs({ operations }) {
  const { nights, imports } = operations;
  return html`<section class="card" aria-labelledby="runs-title">
    <h2 id="runs-title">Runs</h2>
    <div class="side-by-side">
      <table class="rows"><caption>Nightly runs</caption>
        <thead><tr><th scope="col">Started</th><th scope="col">State</th><th scope="col" class="number">Analysed</th><th scope="col" class="number">Took</th></tr></thead>
        <tbody>${nights.length === 0 && html`<tr><td colspan="4" class="quiet">none yet</td></tr>`}
        ${nights.map(
          (
            night,
          ) => html`<tr key=${night.id}><th scope="row">${timeText(night.startedAt)}</th><td><${State} status=${night.status} code=${night.errorCode} /></td>
          <td class="number">${whole(night.analysed)}${night.failed > 0 ? html` <small>${whole(night.failed)} set aside</small>` : ''}</td><td class="number">${durationText(night.seconds)}</td></tr>`,
        )}</tbody>
      </table>
      <table class="rows"><caption>Imports</caption>
        <thead><tr><th scope="col">File</th><th scope="col">State</th><th scope="col" class="number">New</th><th scope="col" class="number">Rejected</th></tr></thead>
        <tbody>${imports.length === 0 && html`<tr><td colspan="4" class="quiet">none yet</td></tr>`}
        ${imports.map(
          (
            file,
          ) => html`<tr key=${file.id}><th scope="row">${file.file} <span class="note">${timeText(file.startedAt)}</span></th><td><${State} status=${file.status} /></td>
          <td class="number">${whole(file.accepted)}</td><td class="number">${whole(file.rejected)}</td></tr>`,
        )}</tbody>
      </table>
    </div>
  </section>`;
}
