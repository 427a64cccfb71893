import type { Row } from '../columns/rows.ts';

/** A text of the file as a person sees it in one line. */
export interface Sample {
  readonly line: number;
  readonly text: string;
  /** True when the text goes on. */
  readonly cut: boolean;
}

const SAMPLES = 5;
const CHARACTERS = 60;
// What breaks lines becomes a space; what moves a cursor or turns a line around goes.
const BREAKS = /[\s\u0085\u2028\u2029]+/g;
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Adds texts of these rows until there are enough. */
export function addSamples(samples: Sample[], rows: readonly Row[]): void {
  for (const { feedback } of rows) {
    if (samples.length === SAMPLES) return;
    if (feedback.text === null) continue;
    const text = feedback.text.slice(0, 4000).replace(BREAKS, ' ').replace(UNPRINTABLE, '').trim();
    const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
    const cut = characters.length > CHARACTERS || feedback.text.length > 4000;
    const shown = cut ? characters.slice(0, CHARACTERS).join('').trimEnd() : text;
    samples.push({ line: feedback.line, text: cut ? `${shown}…` : shown, cut });
  }
}
