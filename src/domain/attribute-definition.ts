/** How the levels of an attribute are read from feedback. */
export interface AttributeDefinition {
  /** As it is asked for and shown. */
  readonly name: string;
  /** The column of the file; or `language` or `source`, of which every feedback has its own. */
  readonly from: string;
  /** Lowest value of each band but the first, ascending; null takes the values as they are. */
  readonly cuts: readonly number[] | null;
}

/** Of a cell that should hold a number and does not. */
export const NOT_A_NUMBER = '(not a number)';

/** Names of the bands between cuts: `under 18`, `18 to 24`, …, `65 and over`; half-open where cuts are no whole numbers. */
export function bandNames(cuts: readonly number[]): string[] {
  const whole = cuts.every(Number.isInteger);
  const between = cuts.slice(0, -1).map((low, i) => {
    const high = cuts[i + 1]!;
    if (!whole) return `${low} to under ${high}`;
    return high - low === 1 ? `${low}` : `${low} to ${high - 1}`;
  });
  return [`under ${cuts[0]}`, ...between, `${cuts.at(-1)} and over`];
}
