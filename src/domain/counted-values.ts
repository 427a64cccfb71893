/** A column of numbers as it is frozen: its different values, ascending, and the rows of each. */
export interface CountedValues {
  readonly values: readonly number[];
  readonly rows: readonly number[];
}
