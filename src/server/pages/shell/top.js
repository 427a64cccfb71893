// The bar at the top of each page.
import { html } from 'htm/preact';
import { AppearanceSwitch } from './appearance.js';

const PAGES = {
  '/dashboard': 'Dashboard',
  '/topics': 'Topics',
  '/review': 'Review',
  '/upload': 'Upload',
  '/queues': 'Queue',
};

export const Top = ({ page, children }) => html`<header class="top">
  <div class="bar">
    <p class="brand">Verbatim</p>
    <nav aria-label="Pages">${Object.entries(PAGES).map(
      ([path, name]) => html`<a href=${path} aria-current=${path === page ? 'page' : undefined}>${name}</a>`,
    )}</nav>
    <${AppearanceSwitch} />
  </div>
  ${children}
</header>`;
