import { html } from 'htm/preact';
import type { DayFigures, DigestTheme } from '../../analysis/digest/digest.ts';
import { addDays } from '../../analysis/digest/period.ts';
import { printable } from '../formats/cell-text.ts';
import type { Part } from '../formats/markup.d.ts';
import { drawing } from '../formats/page.ts';
import { whole } from '../formats/quantities.ts';
import { round, shortened } from '../formats/svg.ts';
import { changeText, comments, isClear, shareText } from './words.ts';

const WIDTH = 860;
const LEFT = 44;

/** One bar of the volume plot. */
interface Bin extends DayFigures {
  /** Its last day. */
  readonly last: string;
}

/** Days, weeks or months of thirty days: the shortest that gives about sixty bars at most. Days without feedback count. */
function bins(days: readonly DayFigures[]): Bin[] {
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (!first || !last) return [];
  const span = Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
  const length = span <= 62 ? 1 : span <= 434 ? 7 : Math.ceil(span / 60 / 30) * 30;
  const made = Array.from({ length: Math.ceil(span / length) }, (_, i) => ({
    ...{ day: addDays(first, i * length), last: addDays(first, (i + 1) * length - 1) },
    ...{ feedback: 0, analysed: 0, negative: 0, positive: 0 },
  }));
  for (const { day, ...counts } of days) {
    const bin = made[Math.floor((Date.parse(day) - Date.parse(first)) / 86_400_000 / length)]!;
    for (const key of ['feedback', 'analysed', 'negative', 'positive'] as const) bin[key] += counts[key];
  }
  return made;
}

/** The pattern of negative parts, for readers who do not see their colour. */
const dots = (
  id: string,
): Part => html`<defs><pattern id=${id} width="5" height="5" patternUnits="userSpaceOnUse">
  <circle class="dot" cx="1.5" cy="1.5" r=".9" /></pattern></defs>`;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A part of a bar; a negative one has dots. */
const bar = (
  kind: 'neg' | 'rest' | 'pos',
  box: Box,
  pattern: string,
): Part => html`<rect class=${kind} ...${box} />
  ${kind === 'neg' && html`<rect fill=${`url(#${pattern})`} ...${box} />`}`;

const LABELS = { neg: 'negative', rest: 'neither, mixed or not judged', pos: 'positive' } as const;

/** Comments over time: negative below, the rest, positive above. */
export function volumePlot(days: readonly DayFigures[]): Part {
  const bars = bins(days);
  const most = Math.max(1, ...bars.map(({ feedback }) => feedback));
  const [height, bottom] = [180, 206];
  const step = (WIDTH - LEFT) / Math.max(1, bars.length);
  const width = Math.max(1, Math.min(48, step - Math.min(3, step * 0.2)));
  const y = (count: number) => (count / most) * height;
  const ticks = [...new Set([0, Math.round(most / 2), most])].map((tick) => {
    const at = round(bottom - y(tick));
    return html`<line class="grid" x1=${LEFT} x2=${WIDTH} y1=${at} y2=${at} />
      <text class="tick" x=${LEFT - 6} y=${at + 4} text-anchor="end">${whole(tick)}</text>`;
  });
  const drawn = bars.map(({ feedback, analysed, negative, positive, day, last }, i) => {
    const left = round(LEFT + i * step + (step - width) / 2);
    const rest = feedback - negative - positive;
    const parts = [
      ['neg', 0, negative],
      ['rest', negative, rest],
      ['pos', negative + rest, positive],
    ] as const;
    const boxes = parts.map(([kind, from, count]) => {
      const box = {
        ...{ x: left, y: round(bottom - y(from + count)) },
        ...{ width: round(width), height: round(y(count)) },
      };
      return count > 0 && bar(kind, box, 'dots');
    });
    const name = day === last ? day : `${day} to ${last}`;
    return html`<g><title>${name}: ${comments(feedback)}, ${whole(negative)} negative, ${whole(positive)} positive, ${whole(analysed)} analysed</title>${boxes}</g>`;
  });
  // About six days below.
  const every = Math.max(1, Math.ceil(bars.length / 6));
  const labels = bars.map(({ day }, i) => {
    const middle = round(LEFT + i * step + step / 2);
    return (
      i % every === 0 &&
      html`<text class="tick" x=${middle} y=${bottom + 18} text-anchor="middle">${day}</text>`
    );
  });
  const legend = (['neg', 'rest', 'pos'] as const).map((kind, i) => {
    const left = LEFT + i * 130 + (i === 2 ? 90 : 0);
    return html`${bar(kind, { x: left, y: 4, width: 12, height: 12 }, 'dots')}<text x=${left + 18} y="14">${LABELS[kind]}</text>`;
  });
  const parts = [dots('dots'), ticks, drawn, labels, legend];
  return drawing(WIDTH, bottom + 26, 'Comments over time, by sentiment', parts);
}

const ROW = 30;
const NAMES = 270;

/** Themes by their share of comments, with its interval, and its negative part. */
export function themePlot(themes: readonly DigestTheme[]): Part {
  const most = Math.max(0.001, ...themes.map(({ share }) => share?.high ?? 0));
  const plot = WIDTH - NAMES - 150;
  const x = (share: number) => round(NAMES + (share / most) * plot);
  const rows = themes.map(({ name, share, negativeShare, emerging, comments: n }, i) => {
    if (!share) return null;
    const top = 6 + i * ROW;
    const negative = x(share.value * (negativeShare?.value ?? 0));
    const box = (end: number) => {
      return { x: NAMES, y: top + 3, width: round(Math.max(0, end - NAMES)), height: 16 };
    };
    const theme = printable(name);
    return html`<g>
      <title>${theme}: ${comments(n)}, ${shareText(share)} of all, ${shareText(negativeShare)} negative about it${emerging && ', emerging'}</title>
      <text x="0" y=${top + 16}>${shortened(`${emerging ? '▲ ' : ''}${theme}`, 38)}</text>
      ${bar('rest', box(x(share.value)), 'dots2')}${bar('neg', box(negative), 'dots2')}
      <line class="whisker" x1=${x(share.low)} x2=${x(share.high)} y1=${top + 11} y2=${top + 11} />
      <text class="num" x=${WIDTH} y=${top + 16} text-anchor="end">${shareText(share)}</text></g>`;
  });
  return drawing(WIDTH, themes.length * ROW + 10, 'Themes by share of comments', [dots('dots2'), rows]);
}

/** Change of each theme's share since the period before, with its interval. */
export function changePlot(themes: readonly DigestTheme[]): Part {
  const rows = themes.filter(({ change }) => change);
  const most = Math.max(
    0.005,
    ...rows.flatMap(({ change }) => [Math.abs(change!.low), Math.abs(change!.high)]),
  );
  const plot = WIDTH - NAMES - 190;
  const x = (value: number) => round(NAMES + ((value / most + 1) / 2) * plot);
  const zero = html`<line class="zero" x1=${x(0)} x2=${x(0)} y1="0" y2=${rows.length * 26 + 4} />`;
  const drawn = rows.map(({ name, change }, i) => {
    const y = 16 + i * 26;
    const kind = isClear(change) ? 'clear' : 'unclear';
    return html`<g>
      <title>${printable(name)}: ${changeText(change)}${!isClear(change) && ', may be chance'}</title>
      <text x="0" y=${y + 4}>${shortened(printable(name), 38)}</text>
      <line class=${`whisker ${kind}`} x1=${x(change!.low)} x2=${x(change!.high)} y1=${y} y2=${y} />
      <circle class=${kind} cx=${x(change!.value)} cy=${y} r="4.5" />
      <text class="num" x=${WIDTH} y=${y + 4} text-anchor="end">${changeText(change)}</text></g>`;
  });
  return drawing(WIDTH, rows.length * 26 + 10, 'Change of themes since the period before, in points', [
    zero,
    drawn,
  ]);
}
