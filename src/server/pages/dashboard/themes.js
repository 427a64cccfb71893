// Themes by share, with their change and sentiment, and emerging themes.
import { html } from 'htm/preact';
import {
  FEW,
  interval,
  isClear,
  percent,
  percentWithInterval,
  plural,
  points,
  pointsInterval,
  whole,
} from '../shell/numbers.js';
import { addressWith, quotesOf } from './address.js';
import { axisOf, IntervalPlot, Sparkline } from './interval-plot.js';

const SHOWN = 12;
const ORDERS = {
  share: ['Comments', (theme) => theme.count],
  change: ['Change', (theme) => theme.change?.value ?? Number.NEGATIVE_INFINITY],
  negative: ['Negative', (theme) => theme.negative?.value ?? -1],
  positive: ['Positive', (theme) => theme.positive?.value ?? -1],
};

export function Themes({ figures, address }) {
  const { themes, state } = figures;
  if (themes.length === 0) {
    return html`<section class="card" aria-labelledby="themes-title">
      <h2 id="themes-title">Themes</h2>
      <p class="empty">${state.themes ? 'No comment of this selection is about a theme.' : html`There are no themes yet: <code>npx verbatim nightly</code> finds them. They need 30 sentences, of two texts or more.`}</p>
    </section>`;
  }
  const order = ORDERS[address.sort] ?? ORDERS.share;
  const sorted = themes.filter(({ talk }) => !talk).toSorted((a, b) => order[1](b) - order[1](a));
  // Talk without a subject is no theme to compare: it comes last in any order, and is never left out.
  const talk = themes.filter((theme) => theme.talk);
  const shown = [...(address.all ? sorted : sorted.slice(0, SHOWN)), ...talk];
  const axis = axisOf(shown.map(({ share }) => share));
  const tones = axisOf(shown.flatMap(({ negative, positive }) => [negative, positive]));
  const only = address.sentiment;
  const changes = themes.some(({ change }) => change);
  return html`<section class="card" aria-labelledby="themes-title">
    <h2 id="themes-title">${themesTitle(themes, address)}</h2>
    <p class="sub">Share of ${address.topic ? 'the comments about the topic' : 'all comments'} that ${only === 'negative' || only === 'positive' ? `have a ${only} sentence about a theme` : 'are about a theme'}; change is in points against the period before; negative and positive are shares of its comments. 95 % intervals.
      ${only === 'neutral' || only === 'mixed' ? ` Sentences about a theme count as negative or positive: themes are not filtered by “${only}”, their quotes are.` : ''}</p>
    <table class="rows themes">
      <caption class="unseen">Themes</caption>
      <thead><tr>
        <th scope="col">Theme</th>
        <${Head} sort="share" address=${address} text="Share" />
        <th scope="col" class="wide">Over time</th>
        ${changes && html`<${Head} sort="change" address=${address} text="Change" />`}
        <${Head} sort="negative" address=${address} text="Negative" />
        <${Head} sort="positive" address=${address} text="Positive" />
      </tr></thead>
      <tbody>${shown.map((theme) => html`<${ThemeRow} key=${theme.id} ...${{ theme, axis, tones, changes, chosen: address.theme === String(theme.id) }} />`)}</tbody>
    </table>
    ${sorted.length > SHOWN && html`<p class="more"><a href=${addressWith({ all: address.all ? null : '1' })}>${address.all ? `Show the first ${SHOWN}` : `Show all ${themes.length} themes`}</a></p>`}
  </section>`;
}

function themesTitle(themes, { topic }) {
  const moved = themes
    .filter(({ change, of, talk }) => !talk && isClear(change) && of >= FEW)
    .sort((a, b) => Math.abs(b.change.value) - Math.abs(a.change.value))[0];
  if (moved)
    return `“${moved.name}” ${moved.change.value > 0 ? 'grew' : 'shrank'} most: ${points(moved.change.value)} points`;
  const largest = themes[0];
  return largest.share && !largest.talk
    ? `“${largest.name}” is the largest theme: ${percent(largest.share.value)}${largest.of < FEW ? ` ${interval(largest.share)}` : ''} of ${plural(largest.of, 'comment')}${topic ? ' about the topic' : ''}`
    : 'Themes';
}

const Head = ({ sort, address, text }) => {
  const chosen = (address.sort ?? 'share') === sort;
  return html`<th scope="col" class="number" aria-sort=${chosen ? 'descending' : undefined}>
    <a href=${addressWith({ sort: sort === 'share' ? null : sort })}>${text}${chosen ? ' ↓' : ''}</a></th>`;
};

function ThemeRow({ theme, axis, tones, changes, chosen }) {
  const id = String(theme.id);
  const { change } = theme;
  return html`<tr class=${chosen ? 'chosen' : ''}>
    <th scope="row">
      <a href=${addressWith({ theme: chosen ? null : id })} aria-current=${chosen ? 'true' : undefined}>${theme.name}</a>
      ${theme.emergence && html` <span class="badge">emerging</span>`}
      <span class="note"><a href=${addressWith(quotesOf({ theme: id }))} aria-label=${`${plural(theme.count, 'quote')} about ${theme.name}`}>${plural(theme.count, 'quote')}</a></span>
    </th>
    <td class="number plotted"><${IntervalPlot} estimate=${theme.share} axis=${axis} /><span>${theme.share ? html`${percent(theme.share.value)} <small>${interval(theme.share)}</small>` : '–'}</span></td>
    <td class="wide"><${Sparkline} steps=${theme.steps} /></td>
    ${changes && html`<td class="number change-cell"><${Change} change=${change} /></td>`}
    ${['negative', 'positive'].map(
      (
        name,
      ) => html`<td class="number plotted"><${IntervalPlot} estimate=${theme[name]} axis=${tones} name=${name} />
      <a href=${addressWith(quotesOf({ theme: id, sentiment: name }))} aria-label=${`${name} quotes about ${theme.name}: ${percentWithInterval(theme[name])}`}>${theme[name] ? percent(theme[name].value) : '–'}</a></td>`,
    )}
  </tr>`;
}

/** A change in points with its interval. */
export const Change = ({ change }) =>
  change
    ? html`<span class=${isClear(change) ? 'clear-change' : 'quiet'}>${isClear(change) ? html`<span aria-hidden="true">${change.value > 0 ? '▲' : '▼'} </span>` : ''}${points(change.value)}</span> <small>${pointsInterval(change)}</small>`
    : '–';

export function Emerging({ figures }) {
  const { state } = figures;
  const emerging = figures.themes.filter(({ emergence }) => emergence);
  return html`<section class="card" aria-labelledby="emerging-title">
    <h2 id="emerging-title">${emerging.length > 0 ? `${plural(emerging.length, 'theme')} ${emerging.length === 1 ? 'is' : 'are'} emerging` : 'Emerging themes'}</h2>
    ${!state.lastDay && html`<p class="empty">Without dates no theme can be detected as emerging.</p>`}
    ${state.lastDay && emerging.length === 0 && html`<p class="empty">None: in the last seven days of feedback no theme has more comments than expected from its past.</p>`}
    ${
      emerging.length > 0 &&
      html`<ul class="plain">${emerging.map(
        ({ id, name, emergence }) => html`<li>
      <a href=${addressWith({ theme: String(id) })}>${name}</a>
      <span class="note">${plural(emergence.observed, 'comment')} in the last seven days, ${whole(emergence.expected)} were expected</span>
    </li>`,
      )}</ul>`
    }
    <p class="sub">All feedback of the last twelve weeks, whatever the filters; false alarms are held to 5 %.</p>
  </section>`;
}
