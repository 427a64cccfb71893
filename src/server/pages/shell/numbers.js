// Numbers and days as they are read.

/** Fewer comments carry no headline without their number and interval. */
export const FEW = 30;

const WHOLE = new Intl.NumberFormat('en');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const NO_BREAK = '\u00a0';

export const whole = (value) => WHOLE.format(Math.round(value));
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const plural = (value, one, many = `${one}s`) => `${whole(value)} ${value === 1 ? one : many}`;

const digits = (share) => (share !== 0 && share !== 1 && (share < 0.1 || share > 0.9) ? 1 : 0);
/** 0.186 → 19 %; small and large ones with a decimal. */
export const percent = (share) => `${(share * 100).toFixed(digits(share))}${NO_BREAK}%`;
/** (16–21) */
export const interval = ({ low, high }) =>
  `(${(low * 100).toFixed(digits(low))}–${(high * 100).toFixed(digits(high))})`;
export const percentWithInterval = (estimate) =>
  estimate ? `${percent(estimate.value)} ${interval(estimate)}` : 'none';

const signed = (value, places = 1) => {
  const text = Math.abs(value).toFixed(places);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
};
/** Change of a share in points: +3.1 */
export const points = (value) => signed(value * 100);
export const pointsInterval = ({ low, high }) => `(${points(low)} to ${points(high)})`;
export const score = (value) => signed(value, 2);

/** Whether a change is more than chance: its interval has no 0 in it. */
export const isClear = (change) => change !== null && (change.low > 0 || change.high < 0);

const partsOf = (day) => day.slice(0, 10).split('-').map(Number);
export function dayText(day) {
  const [year, month, date] = partsOf(day);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}
/** 2 – 8 Mar 2026 */
export function daysText(first, last) {
  if (first === last) return dayText(first);
  const [a, b] = [partsOf(first), partsOf(last)];
  if (a[0] !== b[0]) return `${dayText(first)} – ${dayText(last)}`;
  return a[1] === b[1] ? `${a[2]} – ${dayText(last)}` : `${a[2]} ${MONTHS[a[1] - 1]} – ${dayText(last)}`;
}
/** A day alone where the file had no time of the day. */
export const timeText = (iso) =>
  /T00:00:00(\.0+)?Z$/.test(iso) ? dayText(iso) : `${dayText(iso)}, ${iso.slice(11, 16)} UTC`;

export function ageText(seconds) {
  if (seconds < 90) return 'just now';
  if (seconds < 5_400) return `${Math.round(seconds / 60)} minutes ago`;
  if (seconds < 129_600) return `${Math.round(seconds / 3_600)} hours ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}
export function durationText(seconds) {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return seconds < 3_600 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
