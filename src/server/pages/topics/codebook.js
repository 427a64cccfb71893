// Export and import of codebooks.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { plural } from '../shell/numbers.js';
import { Problem } from '../shell/problem.js';
import { fileOf, send } from '../shell/server.js';

export function Codebook({ edits, changed }) {
  const [file, setFile] = useState(null);
  const [problem, setProblem] = useState(null);
  const attempt = (work) => {
    setProblem(null);
    return work.catch(setProblem);
  };
  const save = (format) =>
    attempt(
      fileOf(`/codebook?format=${format}`).then((blob) => {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(blob);
        link.download = `topics.${format}`;
        link.click();
        URL.revokeObjectURL(link.href);
      }),
    );
  const choose = (event) => {
    const [chosen] = event.target.files;
    setFile(null);
    if (!chosen) return;
    attempt(
      chosen
        .arrayBuffer()
        .then(async (content) =>
          setFile({ name: chosen.name, content, found: await sendBook(chosen.name, content, true) }),
        ),
    );
  };
  const take = () =>
    attempt(
      sendBook(file.name, file.content, false).then((done) => {
        setFile(null);
        changed(`${capitalised(textOf(done))}.`);
      }),
    );
  return html`<section class="card" aria-labelledby="book-title">
    <h2 id="book-title">Codebook</h2>
    <p class="sub">All topics in use as a file, to keep with your own code or to edit elsewhere.</p>
    <div class="controls">
      <button type="button" onClick=${() => save('yaml')}>Export YAML</button>
      <button type="button" onClick=${() => save('csv')}>Export CSV</button>
      ${edits && html`<label>Import YAML or CSV <input id="book" type="file" accept=".yaml,.yml,.csv" onChange=${choose} /></label>`}
    </div>
    ${problem && html`<${Problem} error=${problem} />`}
    ${
      file &&
      html`<p class="notice" role="status">${file.name}: ${textOf(file.found)}. Topics that it does not have stay.</p>
    <div class="controls">
      <button type="button" class="primary" onClick=${take}>Import</button>
      <button type="button" onClick=${() => setFile(null)}>Leave it</button>
    </div>`
    }
  </section>`;
}

const sendBook = (name, content, dryRun) =>
  send(
    'POST',
    `/codebook?${new URLSearchParams({ name: name.slice(0, 200), dryRun: String(dryRun) })}`,
    content,
    /\.csv$/i.test(name) ? 'text/csv' : 'application/yaml',
  );

const textOf = ({ added, changed, unchanged }) =>
  `${plural(added.length, 'new topic')}, ${changed.length} changed, ${unchanged} as before`;
const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);
