// Search in comments: the box, and the sentences that were found, each in its comment.
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { daysText, plural, timeText, whole } from '../shell/numbers.js';
import { Problem } from '../shell/problem.js';
import { useAnswer } from '../shell/server.js';
import { addressWith, go } from './address.js';
import { HandleAll, Handled, useMarks } from './handled.js';
import { marked } from './quotes.js';
import { Mark } from './time-chart.js';

const LONGEST = 2_000;
const [FIRST, MOST] = [10, 100];
const NO_SEARCH = { q: null, like: null };
/** Comments of which more were asked for: the address has only their numbers. */
const asked = new Map();
const ASKED_CHARACTERS = 120;
/** Whether the user asked for the results, not the address. */
let wanted = false;

export function SearchBox({ address }) {
  const [typed, setTyped] = useState(address.q ?? '');
  useEffect(() => setTyped(address.q ?? ''), [address.q]);
  const submit = (event) => {
    event.preventDefault();
    const q = typed.trim();
    wanted = q !== '';
    go({ q: q || null, like: null });
  };
  return html`<form class="search-box" role="search" aria-label="Comments" onSubmit=${submit}>
    <label for="q">Search in what customers wrote</label>
    <div>
      <input id="q" type="search" enterkeyhint="search" autocomplete="off" maxlength=${LONGEST} value=${typed}
        placeholder="A question or a few words, in any language" onInput=${(event) => setTyped(event.target.value)} />
      <button type="submit" class="primary">Search</button>
    </div>
  </form>`;
}

export function SearchResults({ address, figures, topics, marked: noteMark }) {
  const { q, like } = address;
  if (!q && !like) return null;
  const question = { ...(like ? { like } : { question: q }), ...filterOf(address, figures) };
  return html`<${Results} key=${JSON.stringify([q, like])} ...${{ address, figures, topics, question, noteMark }} />`;
}

function Results({ address, figures, topics, question, noteMark }) {
  const { q, like } = address;
  const [limit, setLimit] = useState(FIRST);
  const { answer, error, busy } = useAnswer('/search', { ...question, limit });
  const { stateOf, changed } = useMarks(noteMark);
  const [said, setSaid] = useState('');
  const title = useRef(null);
  useEffect(() => {
    if (busy) return setSaid('Searching …');
    // Who has asked is led to the results; a reader of the screen reads their number there.
    setSaid(wanted || !answer ? '' : `${foundText(answer)}.`);
    if (wanted) title.current?.focus();
    wanted = false;
  }, [busy]);
  const sentences = answer?.sentences ?? [];
  const open = sentences.filter((it) => stateOf(it.feedbackId, handledOf(it)) === null);
  const ids = [...new Set(open.flatMap(saying))];
  return html`<section class="card search-results" aria-labelledby="found-title" aria-busy=${busy}>
    <header>
      <h2 id="found-title" ref=${title} tabindex="-1">${answer ? foundText(answer) : 'Search'}${like ? html` like those of comment ${like}${asked.has(like) && html`: “${asked.get(like)}”`}` : html` for “${q}”`}</h2>
      <a href=${addressWith(NO_SEARCH)}>Close</a>
    </header>
    <p class="unseen" role="status">${said}</p>
    ${error && html`<${Problem} error=${error} />`}
    ${!answer && !error && html`<p class="loading">Searching …</p>`}
    ${
      answer &&
      html`<p class="sub">${describe(address, figures, topics, answer)}</p>
      ${answer.notes.map((note) => html`<p class="notice" role="status">${note}</p>`)}
      ${sentences.length === 0 && html`<p class="empty">No comment of this selection says anything like it.</p>`}
      ${figures.labels && sentences.length > 1 && html`<${HandleAll} ...${{ ids, say: setSaid, changed }} />`}
      <div class="quotes">${sentences.map((found) => html`<${Found} key=${`${found.documentId} ${found.ordinal}`} ...${{ found, stateOf, may: figures.labels, say: setSaid, changed }} />`)}</div>
      ${sentences.length === limit && limit < MOST && html`<p class="more"><button type="button" onClick=${() => setLimit(Math.min(MOST, 3 * limit))}>Show more</button></p>`}`
    }
  </section>`;
}

/** The comments that say a sentence, the newest first. */
const saying = ({ feedbackId, alike }) => [feedbackId, ...alike];

/** Who has seen to the newest; null while one of the others is open. */
const handledOf = ({ handled, comment }) => (handled ? comment.handled : null);

const foundText = ({ sentences }) =>
  sentences.length === 0 ? 'Nothing was found' : `${plural(sentences.length, 'sentence')} found`;

function Found({ found, stateOf, may, say, changed }) {
  const { feedbackId, sentiment, rating, source, at, start, end, comments } = found;
  const { text, from, cut, externalId } = found.comment;
  const words = `found-${found.documentId}-${found.ordinal}`;
  const more = ({ ctrlKey, metaKey, shiftKey }) => {
    const signs = Array.from(text);
    const begun = signs.slice(0, ASKED_CHARACTERS).join('');
    asked.set(String(feedbackId), signs.length > ASKED_CHARACTERS ? `${begun} …` : begun);
    wanted = !(ctrlKey || metaKey || shiftKey);
  };
  return html`<article class="quote">
    <p class=${`tone ${sentiment}`}><svg width="12" height="12" aria-hidden="true"><${Mark} name=${sentiment} x=${6} y=${6} /></svg> ${sentiment}<span class="quiet">${rating === null ? '' : ` · rating ${rating}`}${comments > 1 ? ` · ${whole(comments)} comments say this, the newest is shown` : ''}</span></p>
    <blockquote id=${words}>${from > 0 ? '… ' : ''}${marked({ text, sentences: [[start - from, end - from]] })}${cut ? ' …' : ''}</blockquote>
    <p class="where">${at ? timeText(at) : 'no date'} · source ${source}${externalId ? ` · id ${externalId}` : ''} · comment ${feedbackId}${may && html` · <a href=${`/review?comment=${feedbackId}`}>Label</a>`}</p>
    <div class="actions">
      <a href=${addressWith({ q: null, like: String(feedbackId) })} aria-describedby=${words} onClick=${more}>More like this</a>
      <${Handled} ...${{ ids: saying(found), handled: stateOf(feedbackId, handledOf(found)), may, of: words, say, changed }} />
    </div>
  </article>`;
}

/** The filters of the page as those of a search. It knows neither themes nor mixed sentences. */
function filterOf({ source, attribute, value, topic, sentiment, handled }, { period }) {
  const filter = {
    period: period.first && `${period.first}..${period.last}`,
    ...{ source, topic },
    attribute: attribute && value && `${attribute}=${value}`,
    sentiment: sentiment === 'mixed' ? null : sentiment,
    handled: handled && (handled === 'handled' ? 'yes' : 'no'),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, it]) => it));
}

/** What was searched, in words. */
function describe({ source, attribute, value, theme, topic, sentiment, handled }, figures, topics, answer) {
  const { first, last } = figures.period;
  const subject = topic && (topics.find(({ id }) => id === topic)?.name ?? figures.topicName);
  const parts = [
    first ? daysText(first, last) : 'all comments',
    source && `source ${source}`,
    attribute && value && `${attribute}: ${value}`,
    subject && `“${subject}”`,
    sentiment && sentiment !== 'mixed' && `${sentiment} sentences`,
    handled && `${handled} comments`,
    (theme || sentiment === 'mixed') &&
      `not filtered by ${[theme && 'theme', sentiment === 'mixed' && '“mixed”'].filter(Boolean).join(' or ')}`,
    answer.searched > 0 && `${plural(answer.searched, 'sentence')} compared by meaning`,
  ];
  return parts.filter(Boolean).join(' · ');
}
