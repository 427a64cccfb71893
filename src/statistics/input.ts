import { VerbatimError } from '../errors/verbatim-error.ts';

/** Numbers that no data can produce are a fault of the caller: throw, and compute nothing. */
function refuse(statistic: string, detail: string): never {
  throw new VerbatimError('AUDIT_NUMBERS_INVALID', { statistic, detail });
}

/** `part` of `whole` counted rows: whole numbers, 0 ≤ part ≤ whole. */
export function requireCounts(statistic: string, part: number, whole: number): void {
  if (!Number.isSafeInteger(part) || !Number.isSafeInteger(whole) || part < 0 || part > whole) {
    refuse(statistic, `${part} of ${whole} rows`);
  }
}

/** A finite number above 0. */
export function requirePositive(statistic: string, name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) refuse(statistic, `${name} ${value}, which is not above 0`);
}

/** Two series with one value each per row. */
export function requireSameLength(
  statistic: string,
  first: ArrayLike<unknown>,
  second: ArrayLike<unknown>,
): void {
  if (first.length !== second.length) {
    refuse(statistic, `${first.length} values beside ${second.length}`);
  }
}

/** Finite numbers only. */
export function requireFinite(statistic: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) refuse(statistic, `${values[i]} as value ${i + 1}`);
  }
}

/** A value of at most `most`. */
export function requireAtMost(statistic: string, name: string, value: number, most: number): void {
  if (value > most) refuse(statistic, `${value} ${name}, more than ${most}`);
}
