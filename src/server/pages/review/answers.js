// The labels that can be given: a key or a button each.
import { html } from 'htm/preact';
import { capital } from '../shell/numbers.js';
import { labelAt } from './comment.js';

export const SENTIMENTS = ['negative', 'neutral', 'positive', 'mixed'];

export function Answers({ comment, sentence, session, label }) {
  const start = sentence === null ? null : comment.sentences[sentence].start;
  const button = (task, value, key, name) =>
    html`<button type="button" class=${`label ${value}`} aria-pressed=${labelAt(comment, task, start)?.value === value}
      aria-keyshortcuts=${key} onClick=${() => label(task, value)}>${name} <kbd aria-hidden="true">${key}</kbd></button>`;
  return html`<section class="answers" aria-label="Labels">
    <p class="what" id="what">${sentence === null ? 'The whole comment is' : `Sentence ${sentence + 1} of ${comment.sentences.length} is`}</p>
    <div class="buttons" role="group" aria-labelledby="what">
      ${SENTIMENTS.map((value, at) => button('sentiment', value, String(at + 1), capital(value)))}
    </div>
    <div class="buttons more">
      ${button('toxicity', 'yes', 'x', 'Toxic')}
      ${button('toxicity', 'no', 'Shift+X', 'Not toxic')}
      <button type="button" aria-keyshortcuts="u" onClick=${session.undo}>Undo <kbd aria-hidden="true">u</kbd></button>
      <button type="button" aria-keyshortcuts="b" onClick=${session.back}>Back <kbd aria-hidden="true">b</kbd></button>
      <button type="button" aria-keyshortcuts="n" onClick=${session.next}>Next, without a label <kbd aria-hidden="true">n</kbd></button>
    </div>
  </section>`;
}

/** The topics of the comment or the selected sentence: those that the model found, and those that a person adds. */
export function Topics({ comment, sentence, topics, label }) {
  const part = sentence === null ? null : comment.sentences[sentence];
  const start = part?.start ?? null;
  const found = (part ? part.topics : comment.answer?.topics) ?? [];
  const ids = new Set(found.map(({ id }) => id));
  for (const own of comment.labels) {
    if (own.task.startsWith('topic ') && own.start === start) ids.add(own.task.slice('topic '.length));
  }
  const names = new Map([...topics, ...found].map(({ id, name }) => [id, name]));
  const say = (id, value) => label(`topic ${id}`, value);
  const rest = topics.filter(({ id }) => !ids.has(id));
  if (ids.size === 0 && rest.length === 0) return null;
  return html`<section class="card" aria-labelledby="topics-title">
    <h2 id="topics-title">Topics of ${part ? 'the sentence' : 'the comment'}</h2>
    ${comment.hidden && html`<p class="sub">Those that the model found are shown after your label.</p>`}
    <ul class="plain">${[...ids].map(
      (id) => html`<li key=${id} class="topic"><span>${names.get(id) ?? 'a topic that is gone'}</span>
      ${['yes', 'no'].map((value) => html`<button type="button" aria-label=${`${names.get(id)}: ${value}`} aria-pressed=${labelAt(comment, `topic ${id}`, start)?.value === value} onClick=${() => say(id, value)}>${capital(value)}</button>`)}</li>`,
    )}</ul>
    ${
      rest.length > 0 &&
      html`<div class="controls"><label>Add a topic <select id="add-topic" aria-keyshortcuts="t" value="" onChange=${(
        event,
      ) => {
        if (event.target.value) say(event.target.value, 'yes');
        event.target.value = '';
      }}>
      <option value="">Choose a topic</option>
      ${rest.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
    </select></label></div>`
    }
  </section>`;
}
