// The keys, and the switch for those of one letter.
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

const KEYS = [
  ['1 2 3 4', 'negative, neutral, positive, mixed; then the next comment'],
  ['↓ ↑', 'select a sentence: the keys are then about it'],
  ['Esc', 'back to the whole comment'],
  ['x, Shift+X', 'toxic, not toxic'],
  ['u', 'undo the last label; again for the one before it'],
  ['n, Enter', 'next comment without a label'],
  ['b', 'back to the comment before'],
  ['w', 'write why, stored with the next label'],
  ['t', 'add a topic'],
  ['?', 'these keys'],
];

export function Help({ open, close, keys, setKeys }) {
  const dialog = useRef(null);
  useEffect(() => {
    if (open && !dialog.current.open) dialog.current.showModal();
    if (!open && dialog.current.open) dialog.current.close();
  }, [open]);
  return html`<dialog id="help" ref=${dialog} aria-labelledby="help-title" onClose=${close}>
    ${
      open &&
      html`<div class="inside">
      <header><h2 id="help-title">Keys</h2><button type="button" onClick=${close}>Close</button></header>
      <dl class="keys">${KEYS.map(([key, does]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${does}</dd></div>`)}</dl>
      <label class="check"><input type="checkbox" checked=${keys} onChange=${(event) => setKeys(event.target.checked)} /> Keys of one character work. Turn them off for speech input.</label>
    </div>`
    }
  </dialog>`;
}
