// The dashboard. Everything that comes from feedback goes in as text, never as HTML.
import { html, render } from 'htm/preact';
import { useState } from 'preact/hooks';
import { KeyForm } from '../shell/key-form.js';
import {
  ageText,
  daysText,
  FEW,
  interval,
  isClear,
  percent,
  points,
  timeText,
  whole,
} from '../shell/numbers.js';
import { Problem } from '../shell/problem.js';
import { useAnswer } from '../shell/server.js';
import { Top } from '../shell/top.js';
import { follow, useAddress } from './address.js';
import { Alerts } from './alerts.js';
import { Breakdown } from './breakdown.js';
import { Filters } from './filters.js';
import { KeyFigures } from './key-figures.js';
import { Nothing, Notices } from './notices.js';
import { Findings, Runs } from './operations.js';
import { breakdownQuestion, questionOf } from './question.js';
import { Quotes } from './quotes.js';
import { SearchBox, SearchResults } from './search.js';
import { Emerging, Themes } from './themes.js';
import { StepTable, TimeChart } from './time-chart.js';
import { Topics } from './topics.js';

function App() {
  const address = useAddress();
  // Counts of open comments change with each mark.
  const [marks, setMarks] = useState(0);
  const version = address.handled ? marks : 0;
  const figures = useAnswer('/dashboard/figures', questionOf(address), version);
  const topics = useAnswer('/dashboard/topics', questionOf(address), version);
  const breakdown = useAnswer('/dashboard/breakdown', breakdownQuestion(address), version);
  const marked = () => setMarks((before) => before + 1);
  const operations = useAnswer('/dashboard/operations', {});
  const error = figures.error ?? operations.error;
  return html`
    <${Top} page="/dashboard"><${Counted} state=${figures.answer?.state} /><//>
    <main id="main" tabindex="-1" aria-busy=${figures.busy} onClick=${follow}>
      <${KeyForm} />
      ${error && html`<${Problem} error=${error} /><p><a href="/dashboard">Start over</a></p>`}
      ${!error && !figures.answer && html`<p class="loading" role="status">Counting …</p>`}
      ${figures.answer && html`<${Page} ...${{ address, figures: figures.answer, topics, breakdown, operations: operations.answer, marked }} />`}
    </main>`;
}

const Counted = ({ state }) =>
  state?.asOf &&
  html`<p class="fresh">Counted by the nightly run of ${timeText(state.asOf)}, ${ageText(state.ageSeconds)} · model ${state.model}</p>`;

function Page({ address, figures, topics, breakdown, operations, marked }) {
  const noun = nounOf(address, figures);
  const short = address.theme || address.topic ? 'comments about it' : noun;
  const last = figures.period.last ?? figures.state.lastDay;
  const first = figures.period.first ?? figures.state.firstDay;
  const described = [
    figures.live && 'counted on request',
    first && daysText(first, last),
    address.source && `source ${address.source}`,
    address.attribute && address.value && `${address.attribute}: ${address.value}`,
    address.handled && `${address.handled} comments`,
  ].filter(Boolean);
  const found = { address, figures, topics: topics.answer?.topics ?? [], marked };
  if (!figures.state.rolledUp) {
    return html`<${Nothing} state=${figures.state} />${operations && html`<${Runs} operations=${operations} />`}`;
  }
  return html`
    <h1>${headline(figures, noun)}</h1>
    <p class="sub lead">${described.join(' · ')}</p>
    ${figures.search && html`<${SearchBox} address=${address} />`}
    <${Filters} ...${found} />
    ${figures.search && html`<${SearchResults} ...${found} />`}
    <${Notices} figures=${figures} />
    <${Alerts} />
    <${KeyFigures} figures=${figures} noun=${short} within=${address.topic && address.theme} />
    <${OverTime} figures=${figures} noun=${short} models=${modelChanges(operations)} />
    <${Topics} ...${{ address, topics }} />
    <${Themes} figures=${figures} address=${address} />
    <${Breakdown} ...${{ figures, address, breakdown, noun: short }} />
    <div class="side-by-side cards">
      <${Emerging} figures=${figures} />
      ${operations && html`<${Findings} operations=${operations} />`}
    </div>
    ${operations && html`<${Runs} operations=${operations} />`}
    <${Quotes} ...${found} />`;
}

/** What is counted: comments, negative comments, comments about a theme or a topic. */
function nounOf({ sentiment, theme, topic, handled }, { themeName, topicName }) {
  const about = [topic && (topicName ?? 'an unknown topic'), theme && (themeName ?? `theme ${theme}`)];
  const names = about.filter(Boolean).map((name) => `“${name}”`);
  if (names.length > 0) return `comments about ${names.join(' and ')}`;
  const [kind] = [sentiment, handled].filter(Boolean);
  return kind ? `${kind} comments` : 'comments';
}

/** What the page says, in one sentence. */
function headline({ totals, period }, noun) {
  // The first that changed for sure; else the first.
  const shares = Object.entries(totals.shares);
  const [name, share] = shares.find(([, { change }]) => isClear(change)) ?? shares[0];
  if (!share.share) return `No ${noun} in this selection`;
  const of = noun.startsWith(`${name} `) ? 'comments' : noun;
  // A share of few comments has its count and interval, and no comparison.
  if (share.of < FEW)
    return `${whole(share.count)} of ${whole(share.of)} ${of} ${share.count === 1 ? 'is' : 'are'} ${name}: ${percent(share.share.value)} ${interval(share.share)}`;
  const headline = `${percent(share.share.value)} of ${whole(share.of)} ${of} are ${name}`;
  if (!share.change || totals.before.analysed < FEW) return headline;
  if (!isClear(share.change)) return `${headline}, about as in the ${lengthText(period)} before`;
  const more = share.change.value > 0 ? 'more' : 'fewer';
  return `${headline}, ${points(Math.abs(share.change.value)).slice(1)} points ${more} than in the ${lengthText(period)} before`;
}

function lengthText({ name, before }) {
  const [, count, unit] = /^(\d+)([wm])$/.exec(name) ?? [];
  if (count) return `${count} ${unit === 'w' ? 'weeks' : 'months'}`;
  return `${Math.round((Date.parse(before.last) - Date.parse(before.first)) / 86_400_000) + 1} days`;
}

/** The first model is not a change. */
const modelChanges = (operations) => (operations?.models ?? []).slice(0, -1);

function OverTime({ figures, noun, models }) {
  const { steps, totals, undated, state } = figures;
  const name = Object.keys(totals.shares)[0];
  return html`<section class="card" aria-labelledby="time-title">
    <h2 id="time-title">${steps.length > 0 ? timeTitle(steps, name, figures.period.unit) : 'Over time'}</h2>
    ${!state.lastDay && html`<p class="empty">None of the feedback has a date, so there is nothing to draw over time. A column with dates is taken as the time: <code>npx verbatim import FILE --map time=COLUMN</code>.</p>`}
    ${steps.length > 0 && html`<${TimeChart} ...${{ figures, noun, models }} /><${StepTable} figures=${figures} noun=${noun} />`}
    ${state.lastDay && undated > 0 && html`<p class="sub">${undated.toLocaleString('en')} without a date are counted above and not drawn.</p>`}
    ${models.length > 0 && html`<p class="sub">Everything here is counted with ${state.model}, also comments from before it became active. ${models.map(({ day, name: model }) => `${model} since ${day}`).join('; ')}.</p>`}
  </section>`;
}

/** The last whole step against the one before it, in words. */
function timeTitle(steps, name, unit) {
  const full = steps.filter(({ partial, of }) => !partial && of >= FEW);
  const [before, last] = full.slice(-2);
  if (!last?.shares[name]) return `Comments by ${unit}`;
  const now = last.shares[name];
  const text = `${percent(now.value)} of ${whole(last.of)} ${name} in the last whole ${unit}`;
  const was = before.shares[name];
  if (now.low > was.high) return `${text}, up from ${percent(was.value)}`;
  if (now.high < was.low) return `${text}, down from ${percent(was.value)}`;
  return text;
}

render(html`<${App} />`, document.getElementById('app'));
