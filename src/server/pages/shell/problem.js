// What went wrong, and what to do about it.
import { html } from 'htm/preact';

export const Problem = ({ error }) => html`<p class="alert" role="alert">${error.message} ${error.fix}</p>`;
