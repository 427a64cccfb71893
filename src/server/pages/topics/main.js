// Topics: define, change, move, merge, retire; codebooks; suggestions. Names of people go in as text, never as HTML.
import { html, render } from 'htm/preact';
import { useState } from 'preact/hooks';
import { KeyForm } from '../shell/key-form.js';
import { Problem } from '../shell/problem.js';
import { useAnswer } from '../shell/server.js';
import { Top } from '../shell/top.js';
import { Codebook } from './codebook.js';
import { TopicForm } from './form.js';
import { Suggestions } from './suggestions.js';
import { Tree } from './tree.js';

const NEXT_RUN = 'Sentences are judged by the next run, or by verbatim topic update.';

function App() {
  const [all, setAll] = useState(false);
  const [edits, setEdits] = useState(0);
  const [open, setOpen] = useState(null);
  const [said, setSaid] = useState('');
  const { answer, error } = useAnswer('/topics', { all: String(all) }, edits);
  const changed = (text) => {
    setOpen(null);
    setSaid(`${text} ${NEXT_RUN}`);
    setEdits(edits + 1);
  };
  const topics = answer?.topics ?? [];
  return html`
    <${Top} page="/topics" />
    <main id="main" tabindex="-1">
      <${KeyForm} />
      <h1>Topics</h1>
      <p class="sub lead">Subjects that you define. A sentence is about a topic by its name, description and examples. A comment has the topics of its sentences.</p>
      <p class=${said ? 'notice' : 'unseen'} role="status">${said}</p>
      ${error && html`<${Problem} error=${error} />`}
      ${!error && !answer && html`<p class="loading" role="status">Reading …</p>`}
      ${answer && !answer.edits && html`<p class="notice">The key of this tab may read topics. Edits need the scope <b>admin</b>: <code>npx verbatim key create NAME --scope read,quotes,admin</code>.</p>`}
      ${
        answer &&
        html`<section class="card" aria-labelledby="tree-title">
        <h2 id="tree-title">${topics.length === 0 ? 'No topic is defined yet' : 'The tree'}</h2>
        <div class="controls">
          ${answer.edits && html`<button type="button" id="add" class="primary" onClick=${() => setOpen({ topic: null })}>Add a topic</button>`}
          <label class="check"><input type="checkbox" checked=${all} onChange=${(event) => setAll(event.target.checked)} /> Show retired topics</label>
        </div>
        <${Tree} topics=${topics} open=${(topic) => setOpen({ topic })} />
      </section>
      <${Codebook} edits=${answer.edits} changed=${changed} />
      <${Suggestions} ...${{ edits: answer.edits, changed }} />
      <${TopicForm} ...${{ open, topics, edits: answer.edits, changed }} close=${() => setOpen(null)} />`
      }
    </main>`;
}

render(html`<${App} />`, document.getElementById('app'));
