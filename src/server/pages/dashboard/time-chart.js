// Comments and shares over time: bars above lines on one axis. Every step is a link to its quotes.
import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, line } from 'd3-shape';
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { daysText, interval, percent, percentWithInterval, whole } from '../shell/numbers.js';
import { addressWith, quotesOf } from './address.js';

const BARS = { top: 22, height: 84 };
const LINES = { top: 142, height: 150 };
const HEIGHT = 322;
const day = (text) => new Date(`${text}T00:00:00Z`);
const dayAfter = (text) => new Date(day(text).getTime() + 86_400_000);
/** Where a step is drawn: its middle. */
const middle = ({ first, last }) => new Date((day(first).getTime() + dayAfter(last).getTime()) / 2);

/** How wide an element is. */
function useWidth() {
  const ref = useRef(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

export function TimeChart({ figures, models, noun }) {
  const [box, width] = useWidth();
  const [at, setAt] = useState(null);
  const { steps } = figures;
  const shown = at !== null && at < steps.length ? at : null;
  return html`<div class="time-chart" ref=${box}>
    <${Legend} step=${shown === null ? null : steps[shown]} names=${Object.keys(figures.totals.shares)} noun=${noun} />
    ${width > 0 && html`<${Drawing} ...${{ figures, models, noun, width, at: shown, setAt }} />`}
  </div>`;
}

/** What the colours and shapes mean; of the step under the pointer, its numbers. */
function Legend({ step, names, noun }) {
  return html`<p class="legend" aria-hidden="true">
    <span><svg width="14" height="14"><rect class="bar" x="2" y="3" width="10" height="11" /></svg>
      ${step ? html`<b>${whole(step.comments)}</b> ${noun}` : noun}</span>
    ${names.map(
      (name) => html`<span class=${`${name} legend-line`}>
      <svg width="26" height="14"><path class="curve" d="M1 7H25" /><${Mark} name=${name} x=${13} y=${7} /></svg>
      ${step ? html`<b>${step.shares[name] ? percent(step.shares[name].value) : '–'}</b> ${name} ${step.shares[name] ? interval(step.shares[name]) : ''}` : `share ${name}, band: 95 % interval`}
    </span>`,
    )}
    <span class="step-name">${step ? `${daysText(step.first, step.last)}${step.partial ? ', not whole' : ''}` : ''}</span>
  </p>`;
}

/** Shapes distinguish sentiments without colours. */
export function Mark({ name, x, y }) {
  if (name === 'negative') return html`<path class="mark" d=${`M${x - 4} ${y - 3.5}h8l-4 7.5z`} />`;
  if (name === 'positive') return html`<path class="mark" d=${`M${x - 4} ${y + 3.5}h8l-4 -7.5z`} />`;
  if (name === 'mixed')
    return html`<path class="mark" d=${`M${x} ${y - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z`} />`;
  return html`<circle class="mark" cx=${x} cy=${y} r="3.5" />`;
}

function Drawing({ figures, models, noun, width, at, setAt }) {
  const { steps, totals, period } = figures;
  const names = Object.keys(totals.shares);
  // Room for “negative 92.3 %”, in bold.
  const right = width < 480 ? 14 : 128;
  const x = scaleUtc([day(steps[0].first), dayAfter(steps.at(-1).last)], [44, width - right]);
  const most = Math.max(1, ...steps.map(({ comments }) => comments));
  const bars = scaleLinear([0, most], [BARS.top + BARS.height, BARS.top]).nice(2);
  const highest = Math.max(
    0.05,
    ...steps.flatMap(({ shares }) => names.map((name) => shares[name]?.value ?? 0)),
    ...steps.flatMap(({ of, shares }) => names.map((name) => (of >= 10 ? (shares[name]?.high ?? 0) : 0))),
  );
  const shares = scaleLinear([0, Math.min(1, highest)], [LINES.top + LINES.height, LINES.top]).nice(4);
  const top = Math.min(1, shares.domain()[1]);
  shares.domain([0, top]);
  const changes = models.filter(({ day: on }) => day(on) >= x.domain()[0] && day(on) < x.domain()[1]);
  return html`<svg width=${width} height=${HEIGHT} viewBox=${`0 0 ${width} ${HEIGHT}`} role="group"
      aria-label=${`${noun} and shares by ${period.unit}; arrow keys move, Enter opens the quotes`} onMouseLeave=${() => setAt(null)}>
    <g aria-hidden="true">
      ${at !== null && html`<rect class="under" x=${x(day(steps[at].first))} y="8" height=${HEIGHT - 36} width=${x(dayAfter(steps[at].last)) - x(day(steps[at].first))} />`}
      <text class="panel" x="0" y="12">${noun} per ${period.unit}</text>
      ${bars.ticks(2).map((tick) => html`<${Tick} y=${bars(tick)} x2=${width - right} text=${whole(tick)} />`)}
      ${steps.map((step) => html`<${Bar} step=${step} x=${x} y=${bars} />`)}
      <text class="panel" x="0" y=${LINES.top - 12}>share of ${noun}</text>
      ${shares.ticks(4).map((tick) => html`<${Tick} y=${shares(tick)} x2=${width - right} text=${`${Math.round(tick * 1000) / 10} %`} />`)}
      ${names.map((name) => html`<${Curve} ...${{ name, steps, x, y: shares }} />`)}
      <${EndLabels} ...${{ names, steps, x, y: shares, show: right > 50 }} />
      ${labelled(steps, width).map((step) => html`<text class="tick" text-anchor="middle" x=${Math.min(x(middle(step)), width - HALF_LABEL)} y=${HEIGHT - 8}>${tickText(day(step.first), period.unit)}</text>`)}
      ${changes.map((change) => html`<${ModelChange} change=${change} x=${x(day(change.day))} far=${x(day(change.day)) > width - 200} />`)}
    </g>
    <${Links} ...${{ steps, names, x, noun, at, setAt }} />
  </svg>`;
}

/** Half the width of the widest label of a day. */
const HALF_LABEL = 24;

const Tick = ({ y, x2, text }) => html`<line class="grid" x1="44" x2=${x2} y1=${y} y2=${y} />
  <text class="tick" text-anchor="end" x="38" y=${y + 4}>${text}</text>`;

/** Every so many steps, as far apart as their labels need. */
function labelled(steps, width) {
  const every = Math.ceil(steps.length / Math.max(2, Math.floor(width / 78)));
  return steps.filter((_, i) => (steps.length - 1 - i) % every === 0);
}

const MONTH = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' });
function tickText(tick, unit) {
  const [month, year] = [MONTH.format(tick), tick.getUTCFullYear()];
  if (unit === 'year') return String(year);
  return unit === 'month' ? `${month} ${String(year).slice(-2)}` : `${tick.getUTCDate()} ${month}`;
}

function Bar({ step, x, y }) {
  const [left, right] = [x(day(step.first)), x(dayAfter(step.last))];
  const gap = Math.min(3, (right - left) / 5);
  const top = y(step.comments);
  return html`<rect class=${step.partial ? 'bar partial' : 'bar'} x=${left + gap} width=${Math.max(1, right - left - 2 * gap)}
    y=${top} height=${BARS.top + BARS.height - top} />`;
}

function Curve({ name, steps, x, y }) {
  const has = ({ shares }) => Boolean(shares[name]);
  const band = area()
    .defined(has)
    .x((step) => x(middle(step)))
    .y0(({ shares }) => y(shares[name].low))
    .y1(({ shares }) => Math.max(LINES.top - 6, y(shares[name].high)));
  const path = line()
    .defined(has)
    .x((step) => x(middle(step)))
    .y(({ shares }) => y(shares[name].value));
  const marks = steps.length <= 60 ? steps.filter(has) : [];
  return html`<g class=${name}>
    <path class="band" d=${band(steps)} /><path class="curve" d=${path(steps)} />
    ${marks.map((step) => html`<${Mark} name=${name} x=${x(middle(step))} y=${y(step.shares[name].value)} />`)}
  </g>`;
}

/** Names at the ends of lines, kept apart. */
function EndLabels({ names, steps, x, y, show }) {
  if (!show) return null;
  const ends = names
    .map((name) => ({ name, step: steps.findLast(({ shares }) => shares[name]) }))
    .filter(({ step }) => step)
    .map(({ name, step }) => ({
      name,
      x: x(middle(step)),
      y: y(step.shares[name].value),
      share: step.shares[name].value,
    }))
    .sort((a, b) => a.y - b.y);
  for (let i = 1; i < ends.length; i++) ends[i].y = Math.max(ends[i].y, ends[i - 1].y + 17);
  return ends.map(
    ({ name, x: end, y: at, share }) =>
      html`<text class=${`end ${name}`} x=${end + 9} y=${at + 4}>${name} ${percent(share)}</text>`,
  );
}

const ModelChange = ({ change, x, far }) => html`<g class="change">
  <line x1=${x} x2=${x} y1="4" y2=${LINES.top + LINES.height} />
  <text x=${far ? x - 5 : x + 5} text-anchor=${far ? 'end' : 'start'} y=${LINES.top - 26}>model ${change.name}</text>
</g>`;

/** One stop of the tab key; arrows go from step to step. */
function Links({ steps, names, x, noun, at, setAt }) {
  const stop = at ?? steps.length - 1;
  const move = (event) => {
    const to = { ArrowLeft: stop - 1, ArrowRight: stop + 1, Home: 0, End: steps.length - 1 }[event.key];
    if (to === undefined || !steps[to]) return;
    event.preventDefault();
    event.currentTarget.querySelectorAll('a')[to].focus();
  };
  return html`<g onKeyDown=${move}>${steps.map(
    (step, i) => html`<a
    href=${addressWith(quotesOf({ period: `${step.first}..${step.last}` }))} tabindex=${i === stop ? 0 : -1}
    aria-label=${stepText(step, names, noun)} onFocus=${() => setAt(i)} onMouseEnter=${() => setAt(i)}>
    <rect class="hit" x=${x(day(step.first))} y="8" height=${HEIGHT - 36} width=${x(dayAfter(step.last)) - x(day(step.first))} />
  </a>`,
  )}</g>`;
}

const stepText = (step, names, noun) =>
  `${daysText(step.first, step.last)}${step.partial ? ', not whole' : ''}: ${whole(step.comments)} ${noun}; ${names
    .map((name) => `${name} ${percentWithInterval(step.shares[name])}`)
    .join(', ')}`;

/** The same numbers as a table. */
export function StepTable({ figures, noun }) {
  const names = Object.keys(figures.totals.shares);
  return html`<details class="numbers">
    <summary>Show as a table</summary>
    <table>
      <caption>${noun} by ${figures.period.unit}, shares with 95 % interval</caption>
      <thead><tr><th scope="col">Days</th><th scope="col" class="number">${noun}</th>
        ${names.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
      <tbody>${figures.steps.map(
        (step) => html`<tr>
        <th scope="row"><a href=${addressWith(quotesOf({ period: `${step.first}..${step.last}` }))}>${daysText(step.first, step.last)}</a>${step.partial ? ' (not whole)' : ''}</th>
        <td class="number">${whole(step.comments)}</td>
        ${names.map((name) => html`<td class="number">${percentWithInterval(step.shares[name])}</td>`)}
      </tr>`,
      )}</tbody>
    </table>
  </details>`;
}
