import type { Proportion } from '../../statistics/intervals/proportion-intervals.ts';

/** What a group brings to the test over all groups: its share in each stratum (one, where there are none), or its rows by score. */
export type GroupCounts =
  | { readonly shares: readonly (Proportion | null)[] }
  | { readonly scores: readonly number[] };

/** Do the groups differ at all? Comes before they are compared one by one. */
export interface OverallTest {
  readonly test: 'chi-square' | 'Cochran-Mantel-Haenszel' | 'Kruskal-Wallis';
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** Not adjusted: it is no member of the family. */
  readonly p: number;
  /** With rows. */
  readonly groups: number;
  /** Smallest count that is expected without an effect; below 5 the chi-square is only roughly right. */
  readonly leastExpected?: number;
}
