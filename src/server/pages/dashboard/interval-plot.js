// A share as a mark on a line of its 95 % interval, over an axis that a whole column shares.
import { scaleLinear } from 'd3-scale';
import { html } from 'htm/preact';
import { Mark } from './time-chart.js';

const WIDTH = 100;

/** An axis that fits the shares of a column; intervals of tiny groups may run out of it. */
export function axisOf(estimates) {
  const present = estimates.filter(Boolean);
  const most = Math.max(
    0.02,
    ...present.map(({ value }) => value * 1.15),
    ...present.map(({ value, high }) => Math.min(high, value + 0.2)),
  );
  return scaleLinear([0, Math.min(1, most)], [4, WIDTH - 4]);
}

/** @param reference a share that is drawn as a line through all rows: that of everything */
export function IntervalPlot({ estimate, axis, name = 'neutral', reference = null }) {
  if (!estimate) return null;
  const x = (share) => Math.min(WIDTH - 2, axis(share));
  return html`<svg class=${`interval-plot ${name}`} width=${WIDTH} height="18" viewBox=${`0 0 ${WIDTH} 18`} aria-hidden="true">
    <line class="grid" x1=${axis(0)} x2=${axis(0)} y1="0" y2="18" />
    ${reference !== null && html`<line class="reference" x1=${x(reference)} x2=${x(reference)} y1="0" y2="18" />`}
    <line class="whisker" x1=${x(estimate.low)} x2=${x(estimate.high)} y1="9" y2="9" />
    <${Mark} name=${name} x=${x(estimate.value)} y=${9} />
  </svg>`;
}

/** Counts over time, as small as a word. */
export function Sparkline({ steps }) {
  if (steps.length < 2) return null;
  const most = Math.max(1, ...steps);
  const step = 96 / steps.length;
  return html`<svg class="sparkline" width="96" height="22" viewBox="0 0 96 22" aria-hidden="true">
    ${steps.map((count, i) => html`<rect class="bar" x=${i * step} width=${Math.max(0.8, step - 1)} y=${21 - (20 * count) / most} height=${(20 * count) / most} />`)}
    <line class="grid" x1="0" x2="96" y1="21.5" y2="21.5" />
  </svg>`;
}
