// Notices above the figures: no data, incomplete data, old data.
import { html } from 'htm/preact';
import { ageText, plural } from '../shell/numbers.js';

/** Shown before the first nightly run. */
export function Nothing({ state }) {
  return state.feedback
    ? html`<h1>Feedback is stored, but no nightly run has counted it yet</h1>
      <p class="notice">Run <code>npx verbatim nightly</code>: it analyses what is new, counts, and finds themes. Name the attributes to break down by: <code>--by "Department Name"</code>.</p>`
    : html`<h1>No feedback yet</h1>
      <p class="notice">Run <code>npx verbatim run FILE.csv</code> and <code>npx verbatim nightly</code>, or <code>npx verbatim demo</code> for an example; or <a href="/upload">upload a file</a>.</p>`;
}

// A nightly run each day, and half a day of tolerance.
const STALE_SECONDS = 36 * 3_600;

export function Notices({ figures }) {
  const { state, totals, period } = figures;
  const { noAnswer, pending, setAside, unsupported, withoutText } = totals.sums;
  const stale = state.asOf === null || state.ageSeconds > STALE_SECONDS;
  const left = [
    pending > 0 && `${plural(pending, 'comment')} wait${pending === 1 ? 's' : ''} for analysis`,
    unsupported > 0 && `${plural(unsupported, 'comment')} in a language that the model does not serve`,
    noAnswer > 0 && `${plural(noAnswer, 'comment')} without an answer (“N/A”, “no comment”)`,
    setAside > 0 && `${plural(setAside, 'comment')} set aside after a fault`,
    withoutText > 0 && `${plural(withoutText, 'row')} without text`,
  ].filter(Boolean);
  return html`
    ${stale && html`<p class="notice stale" role="status">⚠ ${state.asOf === null ? 'No nightly run has succeeded yet.' : `The last successful nightly run was ${ageText(state.ageSeconds)}.`} Feedback stored since is not counted. Run <code>npx verbatim nightly</code>.</p>`}
    ${!stale && state.touched && html`<p class="notice" role="status">The next nightly run will count feedback stored since the last one.</p>`}
    ${left.length > 0 && html`<p class="notice quiet">Not in the shares: ${left.join('; ')}.</p>`}
    ${figures.accuracy && html`<p class="notice quiet">${figures.accuracy}</p>`}
    ${figures.rejected && html`<p class="notice quiet">${figures.rejected}</p>`}
    ${period.name !== 'all' && totals.sums.analysed === 0 && html`<p class="notice" role="status">No comment was written in this period. <a href="/dashboard?period=all">Show all</a>.</p>`}`;
}
