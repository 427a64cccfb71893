// Topics of the catalogue, with how often and in which words the comments have them.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { interval, percent, plural } from '../shell/numbers.js';
import { Problem } from '../shell/problem.js';
import { call, send } from '../shell/server.js';

const SHOWN = 20;

export function Suggestions({ edits, changed }) {
  const [state, setState] = useState({ answer: null, error: null, busy: false });
  const look = () => {
    setState({ answer: null, error: null, busy: true });
    call('/codebook/suggestions', {}).then(
      (answer) => setState({ answer, error: null, busy: false }),
      (error) => setState({ answer: null, error, busy: false }),
    );
  };
  const { answer, error, busy } = state;
  return html`<section class="card" aria-labelledby="suggestions-title" aria-busy=${busy}>
    <h2 id="suggestions-title">Suggestions</h2>
    <p class="sub">Topics of the catalogue that your comments are about. Looking reads all sentences and stores nothing.</p>
    <div class="controls"><button type="button" id="look" disabled=${busy} onClick=${look}>${busy ? 'Looking …' : 'Look for topics'}</button></div>
    ${error && html`<${Problem} error=${error} />`}
    ${answer && html`<${Found} ...${{ answer, edits, changed }} />`}
  </section>`;
}

function Found({ answer, edits, changed }) {
  const { topics, documents, sentences, uncovered } = answer;
  const [taken, setTaken] = useState(new Set());
  const [problem, setProblem] = useState(null);
  const take = ({ name, key, description, examples }) =>
    send('POST', '/topics', { name, key, description, examples }).then(() => {
      setTaken(new Set([...taken, name]));
      changed(`“${name}” is defined.`);
    }, setProblem);
  return html`
    <p role="status">${plural(topics.length, 'topic')} in ${plural(documents, 'text')}. No topic covers ${plural(uncovered.sentences, 'sentence')} of ${sentences.toLocaleString('en')}.</p>
    ${problem && html`<${Problem} error=${problem} />`}
    <ul class="plain">${topics.slice(0, SHOWN).map(
      (topic) => html`<li key=${topic.name}>
      <div class="suggestion">
        <b>${topic.name}</b>
        <span class="quiet">${plural(topic.documents, 'text')}, ${percent(topic.share.value)} <small>${interval(topic.share)}</small></span>
        ${topic.defined || taken.has(topic.name) ? html`<span class="badge">defined</span>` : edits && html`<button type="button" aria-label=${`Define ${topic.name}`} onClick=${() => take(topic)}>Define</button>`}
      </div>
      ${topic.quotes.map((quote) => html`<blockquote>“${quote}”</blockquote>`)}
    </li>`,
    )}</ul>
    ${uncovered.quotes.length > 0 && html`<details class="numbers"><summary>Sentences without a topic</summary>${uncovered.quotes.map((quote) => html`<blockquote>“${quote}”</blockquote>`)}</details>`}`;
}
