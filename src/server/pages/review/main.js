// Review: one comment at a time, one key a label. Texts and names go in as text, never as HTML.
import { html, render } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { KeyForm } from '../shell/key-form.js';
import { plural } from '../shell/numbers.js';
import { Problem } from '../shell/problem.js';
import { call } from '../shell/server.js';
import { Top } from '../shell/top.js';
import { Answers, SENTIMENTS, Topics } from './answers.js';
import { Comment } from './comment.js';
import { Help } from './help.js';
import { openSession } from './session.js';

const NAME = 'verbatim-labeller';
const KEYS = 'verbatim-review-keys';
// Callers whose name says nothing of the person.
const NAMELESS = ['local', 'VERBATIM_API_KEY'];
const wanted = new URLSearchParams(location.search).get('comment');

function App() {
  const [labeller, setLabeller] = useState(localStorage.getItem(NAME));
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState(null);
  useEffect(() => {
    if (labeller !== null) return;
    call('/review/progress', {}).then((it) => {
      if (NAMELESS.includes(it.labeller)) setAsking(true);
      else setLabeller(it.labeller);
    }, setError);
  }, [labeller]);
  const named = (name) => {
    localStorage.setItem(NAME, name);
    setLabeller(name);
    setAsking(false);
  };
  return html`
    <${Top} page="/review" />
    <main id="main" tabindex="-1">
      <${KeyForm} />
      <h1 class="unseen">Review</h1>
      ${error && html`<${Problem} error=${error} />`}
      ${asking && html`<${NameForm} ...${{ labeller, named }} />`}
      ${labeller !== null && !asking && html`<${Review} key=${labeller} labeller=${labeller} rename=${() => setAsking(true)} />`}
    </main>`;
}

function NameForm({ labeller, named }) {
  const input = useRef(null);
  useEffect(() => input.current.focus(), []);
  const submit = (event) => {
    event.preventDefault();
    const name = input.current.value.trim();
    if (name) named(name);
  };
  return html`<form id="name-form" class="card" onSubmit=${submit}>
    <h2>Who labels?</h2>
    <p id="name-hint" class="sub">Labels are stored under this name, so that two people can be compared. A pseudonym will do.</p>
    <div class="controls">
      <label>Your name <input id="name" ref=${input} required maxlength="100" autocomplete="nickname" defaultValue=${labeller ?? ''} aria-describedby="name-hint" /></label>
      <button type="submit" class="primary">Start</button>
    </div>
  </form>`;
}

function Review({ labeller, rename }) {
  const [state, setState] = useState({ current: null, said: null });
  const [help, setHelp] = useState(false);
  const [keys, setKeys] = useState(localStorage.getItem(KEYS) !== 'off');
  const [topics, setTopics] = useState([]);
  const session = useRef(null);
  const reason = useRef(null);
  session.current ??= openSession(labeller, setState);
  const label = (task, value) => {
    session.current.label(task, value, reason.current?.value.trim());
    if (reason.current) reason.current.value = '';
  };
  useEffect(() => {
    session.current.start(wanted);
    addEventListener('pagehide', session.current.leave);
    // Adding topics needs the scope read; without it the rest works.
    call('/topics', {}).then(
      (answer) => setTopics(answer.topics),
      () => {},
    );
  }, []);
  useEffect(() => {
    const listen = (event) => press(event, session.current, { keys, label, help: () => setHelp(true) });
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [keys]);
  const { current, sentence, progress, ended, error, unread, said, waiting, lost } = state;
  return html`
    <${Progress} ...${{ progress, labeller, rename, help: () => setHelp(true) }} />
    <p class="notice said" role="status">${said?.text ?? 'One key a label: 1 negative, 2 neutral, 3 positive, 4 mixed. ? shows all keys.'}</p>
    ${waiting > 0 && html`<p class="notice stale" role="alert">${plural(waiting, 'label')} not stored yet: ${lost.code ? lost.message : 'the server does not answer.'} They are kept in this browser and sent again.</p>`}
    ${[error, unread].map((it) => it && html`<${Problem} error=${it} />`)}
    ${!current && !unread && html`<p class=${ended ? 'empty' : 'loading'} role="status">${ended ? 'Nothing waits for your review. A nightly run draws a sample every week; “Label” at a comment of the dashboard opens it here.' : 'Reading …'}</p>`}
    ${
      current &&
      html`<${Comment} ...${{ comment: current, sentence, choose: session.current.choose }} />
      <${Answers} ...${{ comment: current, sentence, session: session.current, label }} />
      <label class="why" key=${current.feedbackId}>Why (optional) <input id="why" ref=${reason} maxlength="2000" autocomplete="off" aria-keyshortcuts="w" /></label>
      <${Topics} ...${{ comment: current, sentence, topics, label }} />`
    }
    <${Help} open=${help} close=${() => setHelp(false)} keys=${keys} setKeys=${(on) => {
      localStorage.setItem(KEYS, on ? 'on' : 'off');
      setKeys(on);
    }} />`;
}

function Progress({ progress, labeller, rename, help }) {
  const [sample, queue] = progress?.draws ?? [];
  return html`<div class="progress">
    <p class="sub">${
      progress &&
      [
        `Random sample: ${sample.open} left, ${sample.done} done`,
        `Worth a look: ${queue.open} left, ${queue.done} done`,
        `${plural(progress.today, 'comment')} by you today`,
      ].join(' · ')
    }</p>
    <p class="sub">You label as <b>${labeller}</b>
      <button type="button" class="link" onClick=${rename}>Change</button>
      <button type="button" class="link" aria-keyshortcuts="?" onClick=${help}>Keys</button></p>
  </div>`;
}

/** What a key does. Held down, it does it once. */
function press(event, session, { keys, label, help }) {
  const { target, key, code } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (document.querySelector('dialog[open]')) return;
  if (target.closest('input, select, textarea')) {
    if (target.id === 'why' && (key === 'Enter' || key === 'Escape')) {
      event.preventDefault();
      document.getElementById('comment').focus();
    }
    return;
  }
  const does = (work) => {
    event.preventDefault();
    work();
  };
  if (key === 'ArrowDown') return does(() => session.select(1));
  if (key === 'ArrowUp') return does(() => session.select(-1));
  if (key === 'Escape') return does(() => session.select(0));
  if (!keys) return;
  const say = (task, value) => does(() => label(task, value));
  // By its place: on some keyboards digits need Shift.
  const [, digit] = /^(?:Digit|Numpad)([1-4])$/.exec(code) ?? [];
  if (digit) return say('sentiment', SENTIMENTS[digit - 1]);
  if (key === 'x') return say('toxicity', 'yes');
  if (key === 'X') return say('toxicity', 'no');
  if (key === 'u') return does(session.undo);
  if (key === 'b') return does(session.back);
  if (key === 'n') return does(session.next);
  if (key === 'Enter' && !target.closest('button, a, summary, [role=button]')) return does(session.next);
  if (key === 'w') return does(() => document.getElementById('why')?.focus());
  if (key === 't') return does(() => document.getElementById('add-topic')?.focus());
  if (key === '?') return does(help);
}

render(html`<${App} />`, document.getElementById('app'));
