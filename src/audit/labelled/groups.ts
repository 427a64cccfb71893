import type { Proportion } from '../../statistics/intervals/intervals.ts';
import { OTHER } from '../observed/level-sums.ts';
import type { Policy } from '../policy.ts';
import type { LabelledRow } from './rows.ts';

/** An attribute, and how to read its level from a row. */
export interface GroupsOf {
  readonly attribute: string;
  readonly levelOf: (row: LabelledRow) => string;
}

/** Rows by level, in the order of the names; levels of fewer than k rows are one level, {@link OTHER}. */
export function byLevel<R>(rows: readonly R[], levelOf: (row: R) => string, k: number): Map<string, R[]> {
  const groups = [...Map.groupBy(rows, levelOf)];
  const isKept = ([level, members]: readonly [string, readonly R[]]) =>
    members.length >= k && level !== OTHER;
  const kept = groups.filter(isKept).sort(([a], [b]) => (a < b ? -1 : 1));
  const pooled = groups.filter((group) => !isKept(group)).flatMap(([, members]) => members);
  return new Map(pooled.length > 0 ? [...kept, [OTHER, pooled]] : kept);
}

/**
 * The base rates of both sides, as shares of two decimals: precision and calibration depend on them. A share of all or
 * none of fewer than 3k rows is null, because it would tell about each of them.
 */
export function baseRatesOf(group: Proportion, reference: Proportion, { k }: Pick<Policy, 'k'>) {
  const rate = ({ successes, rows }: Proportion) => {
    const all = successes === 0 || successes === rows;
    return rows === 0 || (all && rows < 3 * k) ? null : Math.round((100 * successes) / rows) / 100;
  };
  return { baseRates: { group: rate(group), reference: rate(reference) } };
}
