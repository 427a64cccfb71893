import type { ShownAccuracy } from '../db/review/accuracy.ts';
import { count } from './formats/quantities.ts';

const percent = (share: number) => Math.abs(100 * share).toFixed(0);

/** "right in 84 % (79 to 88) of 240 sampled comments" */
export const accuracyText = ({ n, value, low, high }: ShownAccuracy): string =>
  `right in ${percent(value)} % (${percent(low)} to ${percent(high)}) of ${count(n, 'sampled comment')}`;

/** The sentence for reports; null: too few sampled comments are labelled. */
export const accuracyNote = (shown: ShownAccuracy | null): string | null =>
  shown && `The sentiment is ${accuracyText(shown)}.`;
