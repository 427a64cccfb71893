// The comments behind a figure, each with its file and line.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { daysText, timeText } from '../shell/numbers.js';
import { Problem } from '../shell/problem.js';
import { call, useAnswer } from '../shell/server.js';
import { closeQuotes, quotesQuestion } from './address.js';
import { Handled, useMarks } from './handled.js';
import { Mark } from './time-chart.js';

export function Quotes({ address, figures, topics, marked: noteMark }) {
  const question = quotesQuestion(address);
  const dialog = useRef(null);
  const open = question !== null;
  useEffect(() => {
    if (open && !dialog.current.open) dialog.current.showModal();
    if (!open && dialog.current.open) dialog.current.close();
  }, [open]);
  const aside = (event) => event.target === dialog.current && closeQuotes();
  return html`<dialog id="quotes" ref=${dialog} aria-labelledby="quotes-title" onCancel=${(event) => {
    event.preventDefault();
    closeQuotes();
  }} onClick=${aside}>
    ${
      question &&
      html`<div class="inside">
      <header>
        <h2 id="quotes-title" tabindex="-1">In their words</h2>
        <button type="button" onClick=${closeQuotes}>Close</button>
      </header>
      <p class="sub">${describe(question, figures, topics)}</p>
      ${
        figures.quotes
          ? html`<${List} ...${{ question, may: figures.labels, noteMark }} key=${JSON.stringify(question)} />`
          : html`<p class="notice" role="status">
        The key of this tab may see counts, and not what customers wrote: that needs the scope <b>quotes</b>
        (<code>npx verbatim key create NAME --scope read,quotes</code>).</p>`
      }
    </div>`
    }
  </dialog>`;
}

/** What the quotes are of, in words. */
function describe({ period, source, attribute, value, theme, topic, sentiment, handled }, figures, topics) {
  const [first, last] = (period ?? '').includes('..')
    ? period.split('..')
    : [figures.period.first, figures.period.last];
  const name = theme && (figures.themes.find(({ id }) => String(id) === theme)?.name ?? `theme ${theme}`);
  const subject =
    topic && (topics.find(({ id }) => id === topic)?.name ?? figures.topicName ?? 'unknown topic');
  const parts = [
    sentiment && `${sentiment}${theme || topic ? ' about it' : ''}`,
    subject && `“${subject}”`,
    name && `“${name}”`,
    first ? daysText(first, last) : 'all comments, the newest first',
    source && `source ${source}`,
    attribute && value && `${attribute}: ${value}`,
    handled && `${handled} comments`,
  ];
  return parts.filter(Boolean).join(' · ');
}

function List({ question, may, noteMark }) {
  const { stateOf, changed } = useMarks(noteMark);
  const [said, setSaid] = useState('');
  const first = useAnswer('/dashboard/quotes', question);
  const [more, setMore] = useState({ quotes: [], next: undefined, error: null });
  const next = more.next === undefined ? first.answer?.next : more.next;
  const load = () =>
    call('/dashboard/quotes', { ...question, after: next }).then(
      (answer) => setMore({ quotes: [...more.quotes, ...answer.quotes], next: answer.next, error: null }),
      (error) => setMore({ ...more, error }),
    );
  if (first.error) return html`<${Problem} error=${first.error} />`;
  if (!first.answer) return html`<p role="status">Looking …</p>`;
  const quotes = [...first.answer.quotes, ...more.quotes];
  if (quotes.length === 0) return html`<p class="empty" role="status">No comment is stored that fits.</p>`;
  return html`<div class="quotes">
    <p class="unseen" role="status">${said}</p>
    ${quotes.map((quote) => html`<${Quote} key=${quote.id} ...${{ quote, stateOf, may, say: setSaid, changed }} />`)}
    ${more.error && html`<${Problem} error=${more.error} />`}
    ${next && html`<button type="button" onClick=${load}>Show more</button>`}
  </div>`;
}

function Quote({ quote, stateOf, may, say, changed }) {
  const { id, sentiment, rating, source, at, file, line, importId, externalId, cut } = quote;
  return html`<article class="quote">
    <p class=${`tone ${sentiment}`}><svg width="12" height="12" aria-hidden="true"><${Mark} name=${sentiment} x=${6} y=${6} /></svg> ${sentiment}${rating === null ? '' : html`<span class="quiet"> · rating ${rating}</span>`}</p>
    <blockquote id=${`quote-${id}`}>${marked(quote)}${cut ? ' …' : ''}</blockquote>
    <p class="where"><b>${file}</b>, line <b>${line}</b> · ${at ? timeText(at) : 'no date'} · source ${source}${externalId === null ? '' : ` · id ${externalId}`} · import ${importId}${placesText(quote)} · <a href=${`/review?comment=${id}`}>Label</a></p>
    <${Handled} ...${{ ids: [id], handled: stateOf(id, quote.handled), may, of: `quote-${id}`, say, changed }} />
  </article>`;
}

/** Where the marked sentences are in the text, as SQL has them. */
const placesText = ({ sentences }) =>
  sentences.length === 0
    ? ''
    : ` · ${sentences.length === 1 ? 'sentence' : 'sentences'} at characters ${sentences.map(([from, to]) => `${from}–${to}`).join(', ')}`;

/** The text with the sentences about the theme or topic marked. Offsets count code points. */
export function marked({ text, sentences }) {
  if (sentences.length === 0) return text;
  const signs = Array.from(text);
  const parts = [];
  let end = 0;
  for (const [from, to] of sentences) {
    if (from < end || from >= signs.length) continue;
    parts.push(signs.slice(end, from).join(''), html`<mark>${signs.slice(from, to).join('')}</mark>`);
    end = to;
  }
  return [...parts, signs.slice(end).join('')];
}
