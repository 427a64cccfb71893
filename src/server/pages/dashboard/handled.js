// Who has seen to a comment, and the buttons that mark it and open it again.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { plural, timeText, whole } from '../shell/numbers.js';
import { Problem } from '../shell/problem.js';
import { send } from '../shell/server.js';

/** Comments of one request. */
export const MOST_AT_ONCE = 1_000;

/**
 * The state of a comment, and of all others that say the same.
 * @param ids their numbers
 * @param handled null: it is open
 * @param may whether the key may mark comments
 * @param of id of the element with the words, by which a button is told from those of other comments
 * @param say is called with what happened, for those who do not see it
 */
export function Handled({ ids, handled, may, of, say, changed }) {
  const { problem, busy, edit } = useEdit(changed);
  const button = useRef(null);
  // Focus goes along: the button that was pressed is gone.
  const pressed = useRef(false);
  useEffect(() => {
    if (pressed.current) button.current?.focus();
    pressed.current = false;
  }, [handled]);
  const mark = async (note) => {
    pressed.current = true;
    const asked = ids.slice(0, MOST_AT_ONCE);
    if (!(await edit('/handled', { comments: asked, note }))) return;
    say(asked.length > 1 ? `${plural(asked.length, 'comment')} marked as handled.` : 'Marked as handled.');
  };
  const open = async () => {
    pressed.current = true;
    if (await edit('/handled/remove', { comments: ids.slice(0, MOST_AT_ONCE) })) say('Open again.');
  };
  if (!handled && !may) return null;
  return html`<div class="handled">
    ${problem && html`<${Problem} error=${problem} />`}
    ${
      handled
        ? html`<p><b>✓ ${ids.length > 1 ? `All ${ids.length} handled` : 'Handled'}</b> by ${handled.by}, ${timeText(handled.at)}${handled.note && html`: <span class="said">${handled.note}</span>`}</p>
      ${may && html`<button type="button" class="small" ref=${button} aria-describedby=${of} aria-disabled=${busy} onClick=${open}>Open again</button>`}`
        : html`<${Mark} ...${{ text: markText(ids, 'these'), of, busy, mark, button }} />`
    }
  </div>`;
}

/** @param these 'all' of a list, or 'these' of one result */
const markText = ({ length }, these) => {
  if (length === 1) return 'Mark as handled';
  const which =
    length > MOST_AT_ONCE ? `the first ${whole(MOST_AT_ONCE)} of ${whole(length)}` : `${these} ${length}`;
  return `Mark ${which} comments as handled`;
};

/** Marks all comments of a result. @param ids of those that are open */
export function HandleAll({ ids, say, changed }) {
  const { problem, busy, edit } = useEdit(changed);
  const [done, setDone] = useState(null);
  const button = useRef(null);
  useEffect(() => {
    if (done) button.current?.focus();
  }, [done]);
  const mark = async (note) => {
    const asked = ids.slice(0, MOST_AT_ONCE);
    const answer = await edit('/handled', { comments: asked, note });
    if (!answer) return;
    setDone(asked);
    say(`${plural(asked.length, 'comment')} marked as handled.`);
  };
  const open = async () => {
    const answer = await edit('/handled/remove', { comments: done });
    if (!answer) return;
    say(`${plural(done.length, 'comment')} open again.`);
    setDone(null);
  };
  return html`<div class="handled">
    ${problem && html`<${Problem} error=${problem} />`}
    ${
      done
        ? html`<p><b>✓ ${plural(done.length, 'comment')}</b> marked as handled.</p>
      <button type="button" class="small" ref=${button} aria-disabled=${busy} onClick=${open}>Open them again</button>`
        : ids.length > 1 && html`<${Mark} ...${{ text: markText(ids, 'all'), busy, mark, button }} />`
    }
  </div>`;
}

/** A button, and after it a form for the note. */
function Mark({ text, of, busy, mark, button }) {
  const [asked, setAsked] = useState(false);
  const [closed, setClosed] = useState(false);
  const note = useRef(null);
  useEffect(() => {
    if (asked) note.current.focus();
    else if (closed) button.current?.focus();
  }, [asked]);
  const close = () => {
    setAsked(false);
    setClosed(true);
  };
  if (!asked) {
    return html`<button type="button" class="small" ref=${button} aria-describedby=${of} onClick=${() => setAsked(true)}>${text}</button>`;
  }
  const submit = (event) => {
    event.preventDefault();
    if (!busy) mark(note.current.value);
  };
  const key = (event) => {
    if (event.key !== 'Escape') return;
    // It is not for the dialog around it.
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  return html`<form class="note-form" onSubmit=${submit} onKeyDown=${key}>
    <label>Note, for all who may read comments (optional)
      <input ref=${note} maxlength="2000" autocomplete="off" aria-describedby=${of} /></label>
    <button type="submit" class="small primary" aria-disabled=${busy}>${text}</button>
    <button type="button" class="small" onClick=${close}>Cancel</button>
  </form>`;
}

/** Sends an edit, and tells how the comments are then: by id, null for open ones. */
function useEdit(changed) {
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const edit = async (path, body) => {
    if (busy) return null;
    setBusy(true);
    setProblem(null);
    try {
      const answer = await send('POST', path, body);
      const now = new Map(body.comments.map((id) => [id, null]));
      for (const { feedbackId, handledBy: by, handledAt: at, note } of answer.comments)
        now.set(feedbackId, { by, at, note });
      changed(now);
      return answer;
    } catch (error) {
      setProblem(error);
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { problem, busy, edit };
}

/** States of comments that were marked or opened on this page: they overrule what was answered before. */
export function useMarks(listener) {
  const [marks, setMarks] = useState(new Map());
  const changed = (now) => {
    setMarks((before) => new Map([...before, ...now]));
    listener?.();
  };
  const stateOf = (id, answered) => (marks.has(id) ? marks.get(id) : answered);
  return { stateOf, changed };
}
