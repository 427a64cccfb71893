// The figures at the top, each with what it was before.
import { html } from 'htm/preact';
import {
  capital,
  interval,
  isClear,
  percent,
  plural,
  points,
  pointsInterval,
  score,
  whole,
} from '../shell/numbers.js';
import { addressWith, quotesOf } from './address.js';
import { Mark } from './time-chart.js';

/** @param within whether all comments are about a topic, and those counted about a theme */
export function KeyFigures({ figures, noun, within }) {
  const { totals, period } = figures;
  return html`<section class="key-figures" aria-label="Key figures">
    <${Figure} title=${noun} value=${whole(totals.comments)}>
      ${totals.commentsBefore === null ? '' : `${whole(totals.commentsBefore)} in the period before`}
    <//>
    ${totals.aboutShare && html`<${Share} title=${within ? 'of those about the topic' : 'of all comments'} share=${totals.aboutShare} period=${period} />`}
    ${Object.entries(totals.shares).map(([name, share]) => html`<${Share} title=${name} name=${name} share=${share} period=${period} />`)}
    ${
      totals.rating !== null &&
      html`<${Figure} title="mean rating" value=${totals.rating.toFixed(2)}>
      of ${plural(totals.rated, 'rated comment')}${period.name === 'all' ? '' : ' of this period'}, in the unit of the file<//>`
    }
    ${
      totals.rating === null &&
      totals.score &&
      html`<${Figure} title="sentiment score" value=${score(totals.score.value)}>
      ${`(${score(totals.score.low)} to ${score(totals.score.high)}), from −1 to +1`}<//>`
    }
  </section>`;
}

const Figure = ({ title, value, children }) => html`<div class="figure">
  <h3>${capital(title)}</h3><p class="value">${value}</p><p class="note">${children}</p>
</div>`;

function Share({ title, name, share, period }) {
  const value = share.share;
  return html`<div class=${`figure ${name ?? ''}`}>
    <h3>${name && html`<svg width="12" height="12" aria-hidden="true"><${Mark} name=${name} x=${6} y=${6} /></svg>`} ${capital(title)}</h3>
    <p class="value">${value ? html`${percent(value.value)} <small>${interval(value)}</small>` : '–'}</p>
    <p class="note">${whole(share.count)} of ${plural(share.of, 'comment')}${(share.change || period.before) && html` · <${Change} change=${share.change} before=${period.before} />`}
      ${name && share.count > 0 && html` <a href=${addressWith(quotesOf({ sentiment: name }))}>Quotes</a>`}</p>
  </div>`;
}

/** Points more or less than before; "about the same" when the change may be chance. */
export function Change({ change, before = true }) {
  if (!change) return before ? 'nothing before' : '';
  const clear = isClear(change);
  const sign = !clear ? '≈' : change.value > 0 ? '▲' : '▼';
  return html`<span class=${clear ? 'clear-change' : 'quiet'}><span aria-hidden="true">${sign} </span>${points(change.value)} points</span>
    ${' '}<span class="quiet">${clear ? pointsInterval(change) : 'within chance'}</span>`;
}
