// The form for the key that the server asks for.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { giveKey, keyWanted } from './server.js';

export function KeyForm() {
  const [asked, setAsked] = useState(null);
  const input = useRef(null);
  useEffect(() => {
    keyWanted.ask = (refused) => setAsked({ refused });
  }, []);
  useEffect(() => input.current?.focus(), [asked]);
  if (!asked) return null;
  const submit = (event) => {
    event.preventDefault();
    setAsked(null);
    giveKey(input.current.value.trim());
  };
  return html`<form id="key-form" class="card" onSubmit=${submit}>
    <h2>API key</h2>
    <p id="key-hint" class="sub">This server asks for its key. It is kept until you close this tab.</p>
    <label for="key">Key</label>
    <div class="controls">
      <input id="key" ref=${input} type="password" autocomplete="off" spellcheck="false" required aria-describedby="key-hint" />
      <button type="submit" class="primary">Continue</button>
    </div>
    ${asked.refused && html`<p class="alert" role="alert">The server does not accept this key.</p>`}
  </form>`;
}
