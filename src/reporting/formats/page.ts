import { html } from 'htm/preact';
import { render } from 'preact-render-to-string';
import { STYLE } from '../audit/style.ts';
import type { Part } from './markup.d.ts';
import { round } from './svg.ts';

/**
 * One page: no script, no request to anywhere, light and dark. The style of audits is its base.
 * @param style CSS besides it
 */
export const page = (title: string, style: string, content: Part): string =>
  `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
${render(html`<title>${title}</title>`)}<style>${STYLE}
${style}</style></head>
<body>${render(html`<main>${content}</main>`)}</body></html>
`.toWellFormed();

/** A plot with an accessible name. */
export const drawing = (width: number, height: number, title: string, body: Part): Part => html`
  <svg viewBox=${`0 0 ${width} ${round(height)}`} role="img" aria-label=${title}><title>${title}</title>${body}</svg>`;
