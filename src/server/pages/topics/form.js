// One topic, to define or to change.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../shell/problem.js';
import { send } from '../shell/server.js';
import { Share } from './tree.js';

/** @param open null: closed; `topic` null: a new one */
export function TopicForm({ open, topics, edits, changed, close }) {
  const dialog = useRef(null);
  const isOpen = open !== null;
  useEffect(() => {
    if (isOpen && !dialog.current.open) dialog.current.showModal();
    if (!isOpen && dialog.current.open) dialog.current.close();
  }, [isOpen]);
  return html`<dialog id="topic" ref=${dialog} aria-labelledby="topic-title" onClose=${close}>
    ${
      open &&
      html`<div class="inside">
      <header>
        <h2 id="topic-title">${open.topic?.name ?? 'A new topic'}</h2>
        <button type="button" onClick=${close}>Close</button>
      </header>
      <${Fields} key=${open.topic?.id} ...${{ topic: open.topic, topics, edits, changed }} />
    </div>`
    }
  </dialog>`;
}

function Fields({ topic, topics, edits, changed }) {
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const form = useRef(null);
  const locked = !edits || topic?.retired;
  const edit = async (method, path, body, text) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await send(method, path, body);
      changed(text);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  const path = topic && `/topics/${topic.id}`;
  const submit = (event) => {
    event.preventDefault();
    const body = bodyOf(form.current.elements, topic);
    if (topic) edit('PATCH', path, body, `“${body.name}” is changed.`);
    else edit('POST', '/topics', body, `“${body.name}” is defined.`);
  };
  const others = topics.filter((other) => !other.retired && !isBelow(topics, other, topic));
  return html`<form ref=${form} onSubmit=${submit}>
      ${problem && html`<${Problem} error=${problem} />`}
      ${topic && html`<p class="sub">${topic.retired ? 'Retired: neither judged nor shown.' : html`<a href=${`/dashboard?period=all&topic=${topic.id}`}>Comments about it</a>`}</p>`}
      <fieldset disabled=${locked}>
        <label>Name <input name="name" required maxlength="200" defaultValue=${topic?.name ?? ''} /></label>
        <label>Description <textarea name="description" required maxlength="2000" rows="3" aria-describedby="description-hint">${topic?.description ?? ''}</textarea></label>
        <p id="description-hint" class="sub">What comments about it say, in a sentence or two. Phrases between commas count as well as the whole.</p>
        <div class="pair">
          <label>Below <select name="parent">
            <option value="">No topic: at the top</option>
            ${others.map(({ id, name }) => html`<option value=${id} selected=${id === topic?.parentId}>${name}</option>`)}
          </select></label>
          <label>Key in codebooks <input name="key" maxlength="100" defaultValue=${topic?.key ?? ''} /></label>
          <label>Threshold <input name="threshold" type="number" min="0.3" max="1" step="any" required defaultValue=${topic?.threshold ?? 0.35} aria-describedby="threshold-hint" /></label>
        </div>
        <p id="threshold-hint" class="sub">A sentence counts from this probability on, 0.3 to 1. Higher: fewer sentences, and surer ones.</p>
        ${topic?.bySentiment ? html`<p class="notice">The sentiment of a sentence decides this kind. Its examples (${topic.exampleCount}) are kept, and not used.</p>` : topic && !topic.examples ? html`<p class="notice">Examples (${topic.exampleCount}) may be words of customers: reading them needs the scope <b>quotes</b>. They stay as they are.</p>` : html`<${Examples} topic=${topic} />`}
        ${edits && !topic?.retired && html`<button type="submit" class="primary">${topic ? 'Save' : 'Define'}</button>`}
      </fieldset>
    </form>
    ${topic?.check?.recall && html`<p class="figures-line">By its examples: precision <${Share} share=${topic.check.precision} />, recall <${Share} share=${topic.check.recall} />.</p>`}
    ${topic && edits && html`<${Others} ...${{ topic, topics, others, edit, path }} />`}`;
}

const Examples = ({ topic }) => html`
  <label>Examples, one a line <textarea name="examples" rows="6">${linesOf(topic, false)}</textarea></label>
  <label>Counter-examples, one a line <textarea name="counters" rows="3" aria-describedby="counters-hint">${linesOf(topic, true)}</textarea></label>
  <p id="counters-hint" class="sub">Sentences that look as if they were about it, and are not. From eight examples on, the topic gets a head of its own.</p>`;

/** Merge, retire, or take up again. */
function Others({ topic, topics, others, edit, path }) {
  const [into, setInto] = useState('');
  const [asked, setAsked] = useState(false);
  const sure = useRef(null);
  useEffect(() => {
    if (asked) sure.current?.focus();
  }, [asked]);
  if (topic.retired) {
    return html`<p><button type="button" onClick=${() => edit('POST', `${path}/revive`, null, `“${topic.name}” is in use again.`)}>Take into use again</button></p>`;
  }
  const below = topics.filter(
    (other) => other.id !== topic.id && !other.retired && isBelow(topics, other, topic),
  ).length;
  const targets = others.filter(({ id }) => id !== topic.id);
  const target = targets.find(({ id }) => id === into);
  return html`<section class="others" aria-labelledby="others-title">
    <h3 id="others-title">Merge or retire</h3>
    ${
      targets.length > 0 &&
      html`<div class="controls">
      <label>Merge into <select id="into" value=${into} onChange=${(event) => setInto(event.target.value)}>
        <option value="">Choose a topic</option>
        ${targets.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
      </select></label>
      <button type="button" disabled=${!target} onClick=${() => edit('POST', `${path}/merge`, { into }, `“${topic.name}” is a part of “${target.name}”.`)}>Merge</button>
    </div>
    <p class="sub">Its examples and the topics below it move there, and it is retired.</p>`
    }
    <div class="controls">
      ${
        asked
          ? html`<span>Retire it${below > 0 ? ` and the ${below} below it` : ''}?</span>
        <button type="button" ref=${sure} onClick=${() => edit('POST', `${path}/retire`, null, `“${topic.name}” is retired.`)}>Yes, retire</button>
        <button type="button" onClick=${() => setAsked(false)}>No</button>`
          : html`<button type="button" onClick=${() => setAsked(true)}>Retire</button>`
      }
    </div>
  </section>`;
}

const isBelow = (topics, topic, above) =>
  topic !== undefined &&
  above !== null &&
  (topic.id === above.id ||
    isBelow(
      topics,
      topics.find(({ id }) => id === topic.parentId),
      above,
    ));

const inOneLine = (text) => text.replace(/\s+/g, ' ').trim();
const linesOf = (topic, counter) =>
  (topic?.examples ?? [])
    .filter((example) => example.counter === counter)
    .map(({ text }) => inOneLine(text))
    .join('\n');

/** What is sent: examples that stay keep their language and form. */
function bodyOf(fields, topic) {
  const stored = new Map((topic?.examples ?? []).map((example) => [inOneLine(example.text), example]));
  const examples = (field, counter) =>
    field.value
      .split('\n')
      .map(inOneLine)
      .filter(Boolean)
      .map((text) => ({ language: null, text, ...stored.get(text), counter }));
  return {
    name: fields.name.value,
    description: fields.description.value,
    parent: fields.parent.value || null,
    key: fields.key.value.trim() || null,
    threshold: Number(fields.threshold.value),
    ...(fields.examples
      ? { examples: [...examples(fields.examples, false), ...examples(fields.counters, true)] }
      : {}),
  };
}
