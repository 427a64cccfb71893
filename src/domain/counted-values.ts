/** A column of numbers in a baseline: its distinct values, ascending, and the count of rows of each. */
export interface CountedValues {
  readonly values: readonly number[];
  readonly rows: readonly number[];
}
