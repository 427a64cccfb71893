// Comments by source or by any attribute.
import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { interval, percent, percentWithInterval, plural, whole } from '../shell/numbers.js';
import { Problem } from '../shell/problem.js';
import { addressWith, go, quotesOf } from './address.js';
import { Attributes } from './filters.js';
import { axisOf, IntervalPlot } from './interval-plot.js';

export function Breakdown({ figures, address, breakdown, noun }) {
  const { state, totals } = figures;
  const { answer, error, busy } = breakdown;
  const by = address.by ?? '';
  const name = by || 'source';
  return html`<section class="card" aria-labelledby="breakdown-title" aria-busy=${busy}>
    <h2 id="breakdown-title">${answer ? title(answer, totals, name) : 'Breakdown'}</h2>
    <div class="controls">
      <label>By
        <select id="by" value=${by} onChange=${(event) => go({ by: event.target.value || null, search: null })}>
          <option value="">source</option>
          <${Attributes} state=${state} chosen=${by || null} />
        </select>
      </label>
      ${(address.search || (answer && answer.known > 10)) && html`<${Search} address=${address} key=${by} />`}
    </div>
    ${error && html`<${Problem} error=${error} />`}
    ${answer?.live && html`<p class="sub">Counted on request. With <code>npx verbatim nightly --by "${name}"</code> each nightly run counts it, for any period.</p>`}
    ${answer && answer.values.length === 0 && html`<p class="empty">No ${name} has comments in this selection.</p>`}
    ${answer && answer.values.length > 0 && html`<${Values} ...${{ answer, address, name, totals, noun }} />`}
  </section>`;
}

/** Title with the most negative value whose whole interval lies above the overall share. */
function title({ values }, { shares }, name) {
  const overall = shares.negative?.share?.value;
  if (overall === undefined) return `By ${name}`;
  const high = values
    .filter(({ value, negativeShare }) => value !== null && negativeShare && negativeShare.low > overall)
    .sort((a, b) => b.negativeShare.value - a.negativeShare.value)[0];
  if (!high) return `By ${name}: none is clearly more negative than all together`;
  return `${high.value}: ${percent(high.negativeShare.value)} negative, above the ${percent(overall)} of all`;
}

function Search({ address }) {
  const [typed, setTyped] = useState(address.search ?? '');
  useEffect(() => {
    const timer = setTimeout(() => go({ search: typed.slice(0, 100) || null }, { replace: true }), 300);
    return () => clearTimeout(timer);
  }, [typed]);
  return html`<label>Find a value <input id="search" type="search" value=${typed} onInput=${(event) => setTyped(event.target.value)} /></label>`;
}

function Values({ answer, address, name, totals, noun }) {
  const { values, others, known } = answer;
  const rows = others ? [...values, { ...others, others: true }] : values;
  const tones = axisOf(rows.flatMap(({ negativeShare, positiveShare }) => [negativeShare, positiveShare]));
  const most = Math.max(1, ...values.map(({ comments }) => comments));
  const rated = rows.some((row) => row.rated > 0) && !address.theme && !address.topic;
  return html`<table class="rows values">
    <caption class="unseen">${noun} by ${name}</caption>
    <thead><tr>
      <th scope="col">${name}</th><th scope="col" class="number">${noun}</th>
      <th scope="col" class="number">Negative</th><th scope="col" class="number">Positive</th>
      ${rated && html`<th scope="col" class="number wide">Rating</th>`}
    </tr></thead>
    <tbody>${rows.map(
      (row) => html`<tr key=${row.others ? 'others' : `v${row.value}`}>
      <th scope="row"><${ValueName} ...${{ row, address, left: known - values.length }} /></th>
      <td class="number plotted"><svg class="amount" width="90" height="14" viewBox="0 0 90 14" aria-hidden="true" preserveAspectRatio="none">
        <rect class=${row.others ? 'bar partial' : 'bar'} width=${Math.min(90, (90 * row.comments) / most)} height="12" y="1" /></svg><span>${whole(row.comments)}</span></td>
      ${['negative', 'positive'].map(
        (tone) => html`<td class="number plotted">
        <${IntervalPlot} estimate=${row[`${tone}Share`]} axis=${tones} name=${tone} reference=${totals.shares[tone]?.share?.value ?? null} />
        <${ToneLink} ...${{ row, tone, address }} /></td>`,
      )}
      ${rated && html`<td class="number wide">${row.rated > 0 ? (row.ratingSum / row.rated).toFixed(2) : '–'}</td>`}
    </tr>`,
    )}</tbody>
  </table>
  <p class="sub">Dotted line: all comments of this selection.</p>`;
}

/** Names that the filters can take: values of the attribute, or a source. */
const only = (row, { by }) => (by ? { attribute: by, value: row.value } : { source: row.value });

function ValueName({ row, address, left }) {
  if (row.others) return html`<span class="quiet">${plural(left, 'other')} together</span>`;
  if (row.value === null) return html`<span class="quiet">without it</span>`;
  if (row.value === '') return html`<span class="quiet">(empty)</span>`;
  return html`<a href=${addressWith(only(row, address))}>${row.value}</a>`;
}

function ToneLink({ row, tone, address }) {
  const estimate = row[`${tone}Share`];
  if (!estimate) return '–';
  const text = html`${percent(estimate.value)} <small>${interval(estimate)}</small>`;
  if (row.others || !row.value) return html`<span>${text}</span>`;
  const to = addressWith(quotesOf({ ...only(row, address), sentiment: tone }));
  return html`<a href=${to} aria-label=${`${tone} quotes of ${row.value}: ${percentWithInterval(estimate)}`}>${text}</a>`;
}
