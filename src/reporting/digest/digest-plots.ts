import type { DayFigures, DigestTheme } from '../../analysis/digest/digest.ts';
import { addDays } from '../../analysis/digest/period.ts';
import { printable } from '../formats/cell-text.ts';
import { round, shortened, svg, xml } from '../formats/svg.ts';
import { changeText, comments, isClear, shareText, whole } from './digest-words.ts';

const WIDTH = 860;
const LEFT = 44;

/** One bar of the volume plot. */
export interface Bin extends DayFigures {
  /** Its last day. */
  readonly last: string;
}

/** Days, or weeks, or months of thirty days, such that some fifty bars are enough; days without feedback count. */
export function bins(days: readonly DayFigures[]): Bin[] {
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

/** Comments over time: negative below, the rest, positive above; each kind has a pattern of its own, too. */
export function volumePlot(days: readonly DayFigures[]): string {
  const bars = bins(days);
  const most = Math.max(1, ...bars.map(({ feedback }) => feedback));
  const [height, bottom] = [180, 206];
  const step = (WIDTH - LEFT) / Math.max(1, bars.length);
  const width = Math.max(1, Math.min(48, step - Math.min(3, step * 0.2)));
  const y = (count: number) => (count / most) * height;
  const ticks = [...new Set([0, Math.round(most / 2), most])];
  const body = [
    '<defs><pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse"><circle class="dot" cx="1.5" cy="1.5" r=".9"/></pattern></defs>',
    ...ticks.map((tick) => {
      const at = round(bottom - y(tick));
      return `<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${at}" y2="${at}"/><text class="tick" x="${LEFT - 6}" y="${at + 4}" text-anchor="end">${whole(tick)}</text>`;
    }),
    ...bars.map((bar, i) => {
      const { feedback, analysed, negative, positive, day, last } = bar;
      const left = round(LEFT + i * step + (step - width) / 2);
      const rest = feedback - negative - positive;
      const name = day === last ? day : `${day} to ${last}`;
      const said = `${name}: ${comments(feedback)}, ${whole(negative)} negative, ${whole(positive)} positive, ${whole(analysed)} analysed`;
      const parts = [
        ['neg', 0, negative],
        ['rest', negative, rest],
        ['pos', negative + rest, positive],
      ] as const;
      const rects = parts
        .filter(([, , count]) => count > 0)
        .map(([kind, from, count]) => {
          const box = `x="${left}" y="${round(bottom - y(from + count))}" width="${round(width)}" height="${round(y(count))}"`;
          return `<rect class="${kind}" ${box}/>${kind === 'neg' ? `<rect fill="url(#dots)" ${box}/>` : ''}`;
        });
      return `<g><title>${xml(said)}</title>${rects.join('')}</g>`;
    }),
    ...labelled(bars.map(({ day }) => day)).map(
      ([text, i]) =>
        `<text class="tick" x="${round(LEFT + i * step + step / 2)}" y="${bottom + 18}" text-anchor="middle">${xml(text)}</text>`,
    ),
    ...(['neg', 'rest', 'pos'] as const).map((kind, i) => {
      const label = { neg: 'negative', rest: 'neither, mixed or not judged', pos: 'positive' }[kind];
      const left = LEFT + i * 130 + (i === 2 ? 90 : 0);
      return `<rect class="${kind}" x="${left}" y="4" width="12" height="12"/>${kind === 'neg' ? `<rect fill="url(#dots)" x="${left}" y="4" width="12" height="12"/>` : ''}<text x="${left + 18}" y="14">${label}</text>`;
    }),
  ];
  return svg(WIDTH, bottom + 26, 'Comments over time, by sentiment', body.join(''));
}

/** Some six days to write below. */
function labelled(days: readonly string[]): [string, number][] {
  const every = Math.max(1, Math.ceil(days.length / 6));
  return days.flatMap((day, i): [string, number][] => (i % every === 0 ? [[day, i]] : []));
}

const ROW = 30;
const NAMES = 270;

/** Themes by how many speak of them, with the interval, and the part that does so negatively. */
export function themePlot(themes: readonly DigestTheme[]): string {
  const most = Math.max(0.001, ...themes.map(({ share }) => share?.high ?? 0));
  const plot = WIDTH - NAMES - 150;
  const x = (share: number) => round(NAMES + (share / most) * plot);
  const body = [
    '<defs><pattern id="dots2" width="5" height="5" patternUnits="userSpaceOnUse"><circle class="dot" cx="1.5" cy="1.5" r=".9"/></pattern></defs>',
    ...themes.map(({ name, share, negativeShare, emerging, comments: n }, i) => {
      const y = 6 + i * ROW;
      if (!share) return '';
      const negative = share.value * (negativeShare?.value ?? 0);
      const said = `${printable(name)}: ${comments(n)}, ${shareText(share)} of all, ${shareText(negativeShare)} negative about it${emerging ? ', emerging' : ''}`;
      const label = `${emerging ? '▲ ' : ''}${printable(name)}`;
      const box = `x="${NAMES}" y="${y + 3}" width="${round(Math.max(0, x(negative) - NAMES))}" height="16"`;
      return `<g><title>${xml(said)}</title><text x="0" y="${y + 16}">${xml(shortened(label, 38))}</text><rect class="rest" x="${NAMES}" y="${y + 3}" width="${round(x(share.value) - NAMES)}" height="16"/><rect class="neg" ${box}/><rect fill="url(#dots2)" ${box}/><line class="whisker" x1="${x(share.low)}" x2="${x(share.high)}" y1="${y + 11}" y2="${y + 11}"/><text class="num" x="${WIDTH}" y="${y + 16}" text-anchor="end">${xml(shareText(share))}</text></g>`;
    }),
  ];
  return svg(WIDTH, themes.length * ROW + 10, 'Themes by share of comments', body.join(''));
}

/** Change of each theme's share since the period before, with its interval. */
export function changePlot(themes: readonly DigestTheme[]): string {
  const rows = themes.filter(({ change }) => change);
  const most = Math.max(
    0.005,
    ...rows.flatMap(({ change }) => [Math.abs(change!.low), Math.abs(change!.high)]),
  );
  const plot = WIDTH - NAMES - 190;
  const x = (value: number) => round(NAMES + ((value / most + 1) / 2) * plot);
  const body = [
    `<line class="zero" x1="${x(0)}" x2="${x(0)}" y1="0" y2="${rows.length * 26 + 4}"/>`,
    ...rows.map(({ name, change }, i) => {
      const y = 16 + i * 26;
      const kind = isClear(change) ? 'clear' : 'unclear';
      return `<g><title>${xml(`${printable(name)}: ${changeText(change)}${isClear(change) ? '' : ', may be chance'}`)}</title><text x="0" y="${y + 4}">${xml(shortened(printable(name), 38))}</text><line class="whisker ${kind}" x1="${x(change!.low)}" x2="${x(change!.high)}" y1="${y}" y2="${y}"/><circle class="${kind}" cx="${x(change!.value)}" cy="${y}" r="4.5"/><text class="num" x="${WIDTH}" y="${y + 4}" text-anchor="end">${xml(changeText(change)!)}</text></g>`;
    }),
  ];
  return svg(
    WIDTH,
    rows.length * 26 + 10,
    'Change of themes since the period before, in points',
    body.join(''),
  );
}
