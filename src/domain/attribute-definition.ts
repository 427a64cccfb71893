/** How to read the levels of an attribute from feedback. */
export interface AttributeDefinition {
  /** Name in commands and reports. */
  readonly name: string;
  /** A column of the file, or `language` or `source`. */
  readonly from: string;
  /** Lowest value of each band except the first, ascending; null for the values themselves. */
  readonly cuts: readonly number[] | null;
}

/** Level of a cell that is not a number but should be. */
export const NOT_A_NUMBER = '(not a number)';

/** Names of the bands between cuts: `under 18`, `18 to 24`, …, `65 and over`; half-open unless all cuts are integers. */
export function bandNames(cuts: readonly number[]): string[] {
  const whole = cuts.every(Number.isInteger);
  const between = cuts.slice(0, -1).map((low, i) => {
    const high = cuts[i + 1]!;
    if (!whole) return `${low} to under ${high}`;
    return high - low === 1 ? `${low}` : `${low} to ${high - 1}`;
  });
  return [`under ${cuts[0]}`, ...between, `${cuts.at(-1)} and over`];
}
