// The tree of topics that people define, with shares, sentiment, ratings and change.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { FEW, interval, percent, percentWithInterval, plural, whole } from '../shell/numbers.js';
import { Problem } from '../shell/problem.js';
import { addressWith, quotesOf } from './address.js';
import { axisOf, IntervalPlot } from './interval-plot.js';
import { Change } from './themes.js';

// A longer tree opens with its top level.
const UNFOLDED = 25;

export function Topics({ address, topics: { answer, error, busy } }) {
  return html`<section class="card" aria-labelledby="topics-title" aria-busy=${busy}>
    <h2 id="topics-title">${answer?.topics.length > 0 ? topicsTitle(answer.topics) : 'Topics'}</h2>
    ${error && html`<${Problem} error=${error} />`}
    ${answer && answer.topics.length === 0 && html`<${None} ...${answer} />`}
    ${answer && answer.topics.length > 0 && html`<${Tree} topics=${answer.topics} address=${address} />`}
  </section>`;
}

const None = ({ defined }) =>
  defined === 0
    ? html`<p class="empty">You have not defined topics: <code>npx verbatim topic suggest</code> finds some in a catalogue, and the page <a href="/topics">Topics</a> defines them.</p>`
    : html`<p class="empty">${plural(defined, 'topic')} ${defined === 1 ? 'is' : 'are'} defined, and no run has judged ${defined === 1 ? 'it' : 'them'} yet with the model of these figures: <code>npx verbatim topic update</code>.</p>`;

function topicsTitle(topics) {
  const largest = topics.filter(({ level, hidden }) => level === 0 && !hidden)[0];
  if (!largest?.share || largest.count === 0) return 'Topics';
  return `“${largest.name}” is the largest topic: ${percent(largest.share.value)}${largest.of < FEW ? ` ${interval(largest.share)}` : ''} of ${plural(largest.of, 'comment')}`;
}

function Tree({ topics, address }) {
  const parents = new Set(topics.map(({ parentId }) => parentId));
  const [folds, setFolds] = useState({});
  const above = ancestorsOf(topics, address.topic);
  const isOpen = ({ id }) => folds[id] ?? (topics.length <= UNFOLDED || above.has(id));
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const isShown = ({ parentId }) => {
    const parent = byId.get(parentId);
    return !parent || (isOpen(parent) && isShown(parent));
  };
  const shown = topics.filter(isShown);
  const axis = axisOf(shown.map(({ share }) => share));
  const tones = axisOf(shown.flatMap(({ negative, positive }) => [negative, positive]));
  const nested = topics.some(({ parentId }) => parentId !== null);
  const changes = topics.some(({ change }) => change);
  const only =
    address.sentiment === 'negative' || address.sentiment === 'positive' ? address.sentiment : null;
  return html`
    <p class="sub">Share of ${address.theme ? 'the comments about the theme' : 'all comments'} that ${only ? `have a ${only} sentence about a topic` : 'are about a topic'}, with those below it; a comment may be about several. Change is in points against the period before; negative and positive are shares of its comments. 95 % intervals. <a href="/topics">Edit topics</a></p>
    <table class="rows themes topics">
      <caption class="unseen">Topics</caption>
      <thead><tr>
        <th scope="col">Topic</th><th scope="col" class="number">Share</th>
        <th scope="col" class="number wide">Rating</th>
        ${changes && html`<th scope="col" class="number">Change</th>`}
        <th scope="col" class="number">Negative</th><th scope="col" class="number">Positive</th>
      </tr></thead>
      <tbody>${shown.map(
        (topic) => html`<${TopicRow} key=${topic.id} ...${{ topic, axis, tones, changes, nested }}
        chosen=${address.topic === topic.id} open=${parents.has(topic.id) ? isOpen(topic) : null}
        fold=${() => setFolds({ ...folds, [topic.id]: !isOpen(topic) })} />`,
      )}</tbody>
    </table>`;
}

function ancestorsOf(topics, id) {
  const above = new Set();
  for (let at = topics.find((topic) => topic.id === id); at; ) {
    const { parentId } = at;
    above.add(parentId);
    at = topics.find((topic) => topic.id === parentId);
  }
  return above;
}

/** @param open null: nothing is below it. @param nested whether anything is below any topic */
function TopicRow({ topic, axis, tones, changes, nested, chosen, open, fold }) {
  const { id, name, level, count, share, hidden, change, rating, rated } = topic;
  return html`<tr class=${chosen ? 'chosen' : ''}>
    <th scope="row" class=${`level-${level}`}><div class="branch">
      ${open === null ? nested && html`<span class="leaf"></span>` : html`<button type="button" class="fold" aria-expanded=${open} aria-label=${`Topics below ${name}`} onClick=${fold}><span aria-hidden="true">${open ? '▾' : '▸'}</span></button>`}
      <span>${hidden ? name : html`<a href=${addressWith({ topic: chosen ? null : id })} aria-current=${chosen ? 'true' : undefined}>${name}</a>`}
      <span class="note">${hidden ? 'hidden: few people' : html`<a href=${addressWith(quotesOf({ topic: id }))} aria-label=${`${plural(count, 'quote')} about ${name}`}>${plural(count, 'quote')}</a>`}</span></span>
    </div></th>
    <td class="number plotted"><${IntervalPlot} estimate=${share} axis=${axis} /><span>${share ? html`${percent(share.value)} <small>${interval(share)}</small>` : '–'}</span></td>
    <td class="number wide">${rating === null ? '–' : html`${rating.toFixed(2)} <small>of ${whole(rated)}</small>`}</td>
    ${changes && html`<td class="number change-cell"><${Change} change=${change} /></td>`}
    ${['negative', 'positive'].map(
      (
        tone,
      ) => html`<td class="number plotted"><${IntervalPlot} estimate=${topic[tone]} axis=${tones} name=${tone} />
      ${topic[tone] ? html`<a href=${addressWith(quotesOf({ topic: id, sentiment: tone }))} aria-label=${`${tone} quotes about ${name}: ${percentWithInterval(topic[tone])}`}>${percent(topic[tone].value)}</a>` : html`<span>–</span>`}</td>`,
    )}
  </tr>`;
}
