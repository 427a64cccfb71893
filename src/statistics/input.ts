import { VerbatimError } from '../errors/verbatim-error.ts';

/** Numbers that no data can give mean a fault in the caller: it is told so, and nothing is computed. */
function refuse(statistic: string, detail: string): never {
  throw new VerbatimError('AUDIT_NUMBERS_INVALID', { statistic, detail });
}

/** `part` of `whole` counted rows: whole numbers, 0 ≤ part ≤ whole. */
export function requireCounts(statistic: string, part: number, whole: number): void {
  if (!Number.isSafeInteger(part) || !Number.isSafeInteger(whole) || part < 0 || part > whole) {
    refuse(statistic, `${part} of ${whole} rows`);
  }
}

/** A number strictly between 0 and 1. */
export function requireShare(statistic: string, name: string, value: number): void {
  if (!(value > 0 && value < 1)) refuse(statistic, `${name} ${value}, which is not between 0 and 1`);
}

/** A finite number above 0. */
export function requirePositive(statistic: string, name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) refuse(statistic, `${name} ${value}, which is not above 0`);
}

/** Two series with a value each for the same things. */
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

/** At most so many. */
export function requireAtMost(statistic: string, name: string, value: number, most: number): void {
  if (value > most) refuse(statistic, `${value} ${name}, more than ${most}`);
}
