import { type Estimate, scoreInterval, Z_95 } from '../../statistics/intervals/intervals.ts';
import { countTail } from '../count-tail.ts';
import { expectation } from '../themes/emergence.ts';
import type { DailyCounts } from '../themes/trend.ts';

export type Direction = 'up' | 'down';

/** The last days of a subject against the days before. */
export interface Deviation {
  /** Comments of the last days that count, and those that they are a share of. */
  readonly n: number;
  readonly of: number;
  /** Of the days before. */
  readonly nBefore: number;
  readonly ofBefore: number;
  /** Count that the days before let expect. */
  readonly expected: number;
  /** n ÷ expected with its 95 % interval. */
  readonly ratio: Estimate;
  /** n ÷ of with its 95 % interval, widened by the dispersion. */
  readonly share: Estimate;
  /** Of a count as far from `expected` or further, in the direction asked for. */
  readonly probability: number;
}

/**
 * How far the last days of each subject are from what the days before let expect, as of {@link expectation}: by
 * weekday, with a negative binomial law. Null with fewer than 14 days before.
 *
 * Shares and volumes drift from week to week. So the dispersion is the largest of 1, that of days, and that of weeks.
 * Eleven weeks tell little of the latter: it is drawn towards that of all subjects together (Smyth 2004, "Linear models
 * and empirical Bayes methods for assessing differential expression").
 *
 * @param lastWeekday weekday of the last day of every subject, 0..6, Monday 0
 */
export function deviations(
  subjects: readonly DailyCounts[],
  lastWeekday: number,
  recentDays: number,
  direction: Direction,
): (Deviation | null)[] {
  const weeks = subjects.map((daily) => weekly(daily, recentDays));
  const all = weeks.reduce((sum, { freedom }) => sum + freedom, 0);
  const common = all > 0 ? weeks.reduce((sum, { chi }) => sum + chi, 0) / all : 1;
  return subjects.map((daily, i) => {
    const firstWeekday = (((lastWeekday - daily.counts.length + 1) % 7) + 7) % 7;
    const found = expectation(daily, firstWeekday, recentDays);
    if ('tooFew' in found) return null;
    const { chi, freedom } = weeks[i]!;
    const ofWeeks = (common * PRIOR_WEEKS + chi) / (PRIOR_WEEKS + freedom);
    const spread = Math.max(1, found.dispersion, ofWeeks);
    const past = daily.counts.length - recentDays;
    const { observed: n, expected } = found;
    const of = sumOf(daily.totals, past, daily.counts.length);
    const variance = found.variance * spread;
    const tail = countTail(direction === 'up' ? n : n + 1, expected, variance);
    // Of log n and log expected; the latter's own variance is what exceeds the Poisson law.
    const half =
      Z_95 * Math.sqrt(spread / Math.max(1, n) + (found.variance - expected) * (spread / expected ** 2));
    return {
      ...{ n, of, nBefore: sumOf(daily.counts, 0, past), ofBefore: sumOf(daily.totals, 0, past), expected },
      ratio: around(n / expected, half),
      share: {
        value: of > 0 ? n / of : 0,
        ...scoreInterval(of > 0 ? Math.min(1, n / of) : 0, Math.max(1, of / spread)),
      },
      probability: direction === 'up' ? tail : Math.max(0, 1 - tail),
    };
  });
}

const around = (value: number, half: number): Estimate => ({
  ...{ value, low: value * Math.exp(-half), high: value * Math.exp(half) },
});

/** Weeks that all subjects together count as. */
const PRIOR_WEEKS = 10;

/** Pearson's χ² of the whole weeks before the tested days, and its degrees of freedom. */
function weekly({ counts, totals }: DailyCounts, recentDays: number): { chi: number; freedom: number } {
  const past = counts.length - recentDays;
  const first = past % 7;
  const share = sumOf(counts, first, past) / sumOf(totals, first, past);
  let [chi, weeks] = [0, 0];
  for (let start = first; start + 7 <= past; start += 7) {
    const mean = sumOf(totals, start, start + 7) * share;
    if (!(mean > 0)) continue;
    chi += (sumOf(counts, start, start + 7) - mean) ** 2 / mean;
    weeks++;
  }
  return { chi, freedom: Math.max(0, weeks - 1) };
}

const sumOf = (values: ArrayLike<number>, from: number, to: number): number => {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  return sum;
};
