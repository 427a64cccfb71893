/** Digits without anything between them. */
export interface Group {
  readonly start: number;
  readonly end: number;
}

const GAP = /^[ \t\r\n().\-/\u00ad_]{1,4}$/;

/** Groups of digits that may be parts of one number: between two of them there are a few blanks and marks. */
export function* digitRuns(flat: string): Iterable<readonly Group[]> {
  let run: Group[] = [];
  for (const { index: start, 0: digits } of flat.matchAll(/\d+/g)) {
    const last = run.at(-1);
    if (last && !GAP.test(flat.slice(last.end, start))) {
      yield run;
      run = [];
    }
    run.push({ start, end: start + digits.length });
  }
  if (run.length > 0) yield run;
}

/** Whether a group is one digit: people read out numbers like that. */
export const isDigit = ({ start, end }: Group): boolean => end - start === 1;

export const digitsOf = (flat: string, groups: readonly Group[]): string =>
  groups.map(({ start, end }) => flat.slice(start, end)).join('');
