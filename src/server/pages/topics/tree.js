// The topics, each before those below it, with how well their examples are found.
import { html } from 'htm/preact';
import { interval, percent, plural } from '../shell/numbers.js';

export function Tree({ topics, open }) {
  if (topics.length === 0) {
    return html`<p class="empty">Add one, import a codebook, or take suggestions of the catalogue.</p>`;
  }
  const [statements, subjects] = ['statement', 'subject'].map((kind) =>
    topics.filter((topic) => topic.kind === kind),
  );
  const checked = topics.some(({ check }) => check?.recall);
  return html`<table class="rows topics">
      <caption class="unseen">Topics</caption>
      <thead><tr><th scope="col">Topic</th><th scope="col" class="number">Examples</th>
        ${checked && html`<th scope="col" class="number">Precision</th><th scope="col" class="number">Recall</th>`}</tr></thead>
      <tbody>${[...subjects, ...statements].map((topic) => html`<${Row} key=${topic.id} ...${{ topic, checked, open, level: levelOf(topics, topic) }} />`)}</tbody>
    </table>
    ${checked && html`<p class="sub">Precision and recall by the examples, each judged without itself, as of the last run; 95 % intervals. Examples are more typical than comments.</p>`}`;
}

function Row({ topic, level, checked, open }) {
  const { name, description, exampleCount, check, retired, kind, bySentiment } = topic;
  return html`<tr class=${retired ? 'retired' : ''}>
    <th scope="row" class=${`level-${level}`}>
      <button type="button" class="name" onClick=${() => open(topic)}>${name}</button>
      ${retired && html` <span class="badge">retired</span>`}
      ${kind === 'statement' && html` <span class="badge">kind of statement</span>`}
      <span class="note">${description}</span>
    </th>
    <td class="number">${bySentiment ? html`<small>by sentiment</small>` : exampleCount} ${check?.method === 'head' && html`<small>head</small>`}${!check && !retired && html`<small>not judged yet</small>`}</td>
    ${checked && [check?.precision, check?.recall].map((share) => html`<td class="number"><${Share} share=${share} /></td>`)}
  </tr>`;
}

export const Share = ({ share }) =>
  share
    ? html`${percent(share.value)} <small>${interval(share)} of ${plural(share.n, 'text')}</small>`
    : html`<span class="quiet">–</span>`;

function levelOf(topics, { parentId }) {
  const parent = topics.find(({ id }) => id === parentId);
  return parent ? levelOf(topics, parent) + 1 : 0;
}
