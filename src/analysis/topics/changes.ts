import { normalQuantile, normalTwoSidedP } from '../../statistics/distributions/distributions.ts';
import { compareRates } from '../../statistics/effects/rate-comparison.ts';
import { isInsufficient } from '../../statistics/insufficient.ts';
import { adjustedP } from '../../statistics/tests/multiplicity.ts';

/** Comments of a day about a topic. */
export interface TopicCounts {
  /** Analysed comments of the day. */
  readonly analysed: number;
  /** Of them about the topic. */
  readonly comments: number;
  /** Of these with a negative sentence about it. */
  readonly negative: number;
}

export type ChangeMeasure = 'share' | 'negative';

/** Two shares of a topic, compared. */
export interface TopicChange {
  readonly topicId: string;
  /** share: comments about it among all; negative: comments with a negative sentence about it among those about it. */
  readonly measure: ChangeMeasure;
  readonly n: number;
  readonly of: number;
  readonly nBefore: number;
  readonly ofBefore: number;
  /** Share now less share before with its 95 % interval (Newcombe 1998), -1..1. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided p before the correction. */
  readonly probability: number;
  /** Whether it changed beyond noise. */
  readonly changed: boolean;
}

/** Days of a topic in two periods. */
export interface TopicDays {
  readonly topicId: string;
  readonly now: readonly TopicCounts[];
  readonly before: readonly TopicCounts[];
}

/** Largest share of false alarms among alarms, 0..1. */
const FALSE_ALARMS = 0.05;
/** Fewest comments that a share is of, on both sides, and that count in both periods together. */
const LEAST_OF = 10;
const LEAST_COUNT = 10;
/** Of fewer days the dispersion is too uncertain. */
const LEAST_FREEDOM = 5;

/**
 * Tests which topics changed their share or their negative share between two periods: two-proportion z test, Fisher's
 * exact test where fewer than five are expected. Comments of a day are alike, so shares vary more from day to day than
 * those of independent comments: z is divided, and the interval widened, by the root of the dispersion (McCullagh and
 * Nelder 1989). All tests are adjusted together (Benjamini and Hochberg 1995); tests of
 * a topic and those above it depend on each other positively, which the adjustment allows. Shares that rest on too few
 * comments are not tested.
 */
export function topicChanges(topics: readonly TopicDays[]): TopicChange[] {
  const shares = (days: readonly TopicCounts[]) =>
    days.map(({ comments, analysed }): Share => [comments, analysed]);
  const negative = (days: readonly TopicCounts[]) =>
    days.map(({ negative: n, comments }): Share => [n, comments]);
  const tested = topics.flatMap(({ topicId, now, before }) => [
    ...tests(topicId, 'share', shares(now), shares(before)),
    ...tests(topicId, 'negative', negative(now), negative(before)),
  ]);
  const adjusted = adjustedP(tested.map(({ probability }) => probability));
  return tested.map((it, i) => ({ ...it, changed: adjusted[i]! <= FALSE_ALARMS }));
}

function tests(
  topicId: string,
  measure: ChangeMeasure,
  now: readonly Share[],
  before: readonly Share[],
): Omit<TopicChange, 'changed'>[] {
  const [n, of] = sumOf(now);
  const [nBefore, ofBefore] = sumOf(before);
  if (of < LEAST_OF || ofBefore < LEAST_OF || n + nBefore < LEAST_COUNT) return [];
  const { difference, p } = compareRates({ successes: n, rows: of }, { successes: nBefore, rows: ofBefore });
  if (isInsufficient(difference)) return [];
  const { value } = difference;
  const wider = Math.sqrt(dispersion(now, before));
  const low = Math.max(-1, value - (value - difference.low) * wider);
  const high = Math.min(1, value + (difference.high - value) * wider);
  // All or none on both sides: no variance, and no change.
  const probability = isInsufficient(p) ? 1 : lessExtreme(p, wider);
  return [{ topicId, measure, n, of, nBefore, ofBefore, difference: value, low, high, probability }];
}

type Share = readonly [n: number, of: number];

const sumOf = (days: readonly Share[]): Share =>
  days.reduce(([n, of], [moreN, moreOf]) => [n + moreN, of + moreOf], [0, 0]);

/** The two-sided probability of z / factor, where `p` is that of z. */
const lessExtreme = (p: number, factor: number): number =>
  factor === 1 || p === 0 || p === 1 ? p : normalTwoSidedP(normalQuantile(p / 2) / factor);

/** Pearson's χ² of the days, each against the share of its period, over its degrees of freedom; at least 1. */
function dispersion(...periods: readonly (readonly Share[])[]): number {
  let [chi, days] = [0, 0];
  for (const period of periods) {
    const [sum, all] = sumOf(period);
    const share = sum / all;
    for (const [n, of] of period) {
      if (of === 0 || share === 0 || share === 1) continue;
      chi += (n - of * share) ** 2 / (of * share * (1 - share));
      days++;
    }
  }
  const freedom = days - periods.length;
  return freedom < LEAST_FREEDOM ? 1 : Math.max(1, chi / freedom);
}
