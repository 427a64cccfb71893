import { settingError } from '../columns/setting-error.ts';

/** Setting: whether the first row is a header, or the physical lines of the header. */
export type HeaderChoice = boolean | { readonly from: number; readonly to: number };

/**
 * The value of `--header`: yes, no, or the lines of the header such as 4 or 1-3.
 * @throws VerbatimError USAGE
 */
export function parseHeaderChoice(value: string): HeaderChoice {
  if (value === 'yes' || value === 'no') return value === 'yes';
  const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(value);
  const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (match && from >= 1 && to >= from && to < from + 10) return { from, to };
  throw settingError(
    'header',
    `takes yes, no, a line such as 4, or lines such as 1-3; not ${JSON.stringify(value)}.`,
  );
}
