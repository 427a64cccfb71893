/** Why a number does not exist or decides nothing. Reports have their own wording. */
export type Reason =
  /** No rows at all. */
  | 'no_rows'
  /** Fewer rows than the rule needs, in the group or in its reference. */
  | 'too_few_rows'
  /** Fewer groups, strata or pairs than the statistic needs. */
  | 'too_few_groups'
  /** A rate over no rows: no positive label, an empty stratum. */
  | 'zero_denominator'
  /** A rate over fewer rows than the rule needs. */
  | 'small_denominator'
  /** A ranking needs rows of both classes. */
  | 'one_class_only'
  /** All values are equal, so chance cannot be measured. */
  | 'zero_variance'
  /** Too many resamples have no value. */
  | 'resamples_undefined'
  /** The interval contains a limit: more rows would decide. */
  | 'interval_straddles_limit'
  /** At this sample size chance alone can move the statistic beyond the limit. */
  | 'chance_exceeds_limit'
  /** The attribute almost determines the outcome, so it is not a group of people. */
  | 'near_outcome'
  /** The baseline was frozen without the values. */
  | 'not_frozen'
  /** All or none of few rows: a statement about them is one about every member. */
  | 'all_same';

/** A missing value with its reason: never 0, never NaN, never left out. */
export interface Insufficient {
  readonly insufficient: Reason;
}

/** A value, or the reason why it is missing. */
export type Measured<T = number> = T | Insufficient;

export function insufficient(reason: Reason): Insufficient {
  return { insufficient: reason };
}

export function isInsufficient(value: unknown): value is Insufficient {
  return typeof value === 'object' && value !== null && 'insufficient' in value;
}

/** The quotient, or `zero_denominator`. */
export function quotient(numerator: number, denominator: number): Measured {
  return denominator === 0 ? insufficient('zero_denominator') : numerator / denominator;
}

/** Applies a function if all values are present; otherwise returns the first reason. */
export function whenMeasured<T>(
  values: readonly Measured[],
  compute: (...values: number[]) => Measured<T>,
): Measured<T> {
  const present: number[] = [];
  for (const value of values) {
    if (isInsufficient(value)) return value;
    present.push(value);
  }
  return compute(...present);
}

/** The values that are present. */
export function measuredOnly(values: readonly Measured[]): number[] {
  return values.filter((value): value is number => !isInsufficient(value));
}
