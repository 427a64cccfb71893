// Light, dark, or as the system has it.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

const NAME = 'verbatim-appearance';
const kept = () => localStorage.getItem(NAME) ?? 'system';
const show = (choice) => {
  if (choice === 'system') delete document.documentElement.dataset.appearance;
  else document.documentElement.dataset.appearance = choice;
};
show(kept());

export function AppearanceSwitch() {
  const [choice, setChoice] = useState(kept);
  const change = (event) => {
    localStorage.setItem(NAME, event.target.value);
    show(event.target.value);
    setChoice(event.target.value);
  };
  return html`<label class="appearance">
    <span>Appearance</span>
    <select id="appearance" value=${choice} onChange=${change}>
      <option value="system">System</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  </label>`;
}
