import { html } from 'htm/preact';
import { printable } from '../formats/cell-text.ts';
import { page } from '../formats/page.ts';
import { wrap } from '../formats/wrap.ts';
import type { Notice } from './notice.ts';

const WIDTH = 76;

/** An e-mail as text and as HTML; its subject is one line. */
export function mailMessage({ heading, items, more }: Notice): {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
} {
  const subject = printable(heading).slice(0, 200).toWellFormed();
  const lines = items.flatMap(({ title, text, quotes, link }) => [
    ...wrap(printable(title), WIDTH),
    ...wrap(text, WIDTH).map((line) => `  ${line}`),
    ...quotes.flatMap((quote) => wrap(quote, WIDTH - 4).map((line) => `  > ${line}`)),
    ...(link === null ? [] : [`  ${link}`]),
    '',
  ]);
  const content = html`
    <h1>${subject}</h1>
    ${items.map(
      ({ title, text, quotes, link }) => html`
        <h2>${printable(title)}</h2>
        <p>${text}</p>
        ${quotes.map((quote) => html`<blockquote>${quote}</blockquote>`)}
        ${link === null ? null : html`<p><a href=${link}>Look at the comments</a></p>`}`,
    )}
    ${more === null ? null : html`<p>${more}</p>`}`;
  return {
    subject,
    text: [...lines, ...(more === null ? [] : [more])].join('\n').trimEnd().toWellFormed(),
    html: page(subject, '', content),
  };
}
