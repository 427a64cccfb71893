/** Digits without anything between them. */
export interface Group {
  readonly start: number;
  readonly end: number;
}

const GAP = /^[ \t\r\n().\-/\u00ad_]{1,4}$/;
const DIGITS = /\d+/g;
/** UTF-16 units; a longer text is not kept in memory. */
const KEPT = 0x8000;
/** The last short text: several finders read its digits one after the other. */
let known: { readonly flat: string; readonly groups: readonly Group[] } = { flat: '', groups: [] };

/** All digits of a text. */
export function digitGroups(flat: string): readonly Group[] {
  if (flat.length > KEPT) return placesOf(flat, DIGITS);
  if (known.flat !== flat) known = { flat, groups: placesOf(flat, DIGITS) };
  return known.groups;
}

/**
 * Where an expression matches. `matchAll` copies the expression first, which takes longer than a short cell.
 * @param pattern global, and of the caller alone
 */
export function placesOf(text: string, pattern: RegExp): readonly Group[] {
  const places: Group[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    places.push({ start: match.index, end: pattern.lastIndex });
  }
  return places;
}

/** Groups of digits that may be parts of one number: between two of them there are a few blanks and marks. */
export function* digitRuns(flat: string): Iterable<readonly Group[]> {
  let run: Group[] = [];
  for (const group of digitGroups(flat)) {
    const last = run.at(-1);
    if (last && !GAP.test(flat.slice(last.end, group.start))) {
      yield run;
      run = [];
    }
    run.push(group);
  }
  if (run.length > 0) yield run;
}

/** Whether a group is one digit: people read out numbers like that. */
export const isDigit = ({ start, end }: Group): boolean => end - start === 1;

export const digitsOf = (flat: string, groups: readonly Group[]): string =>
  groups.map(({ start, end }) => flat.slice(start, end)).join('');
