import { compareRates } from '../../statistics/effects/rate-comparison.ts';
import { isInsufficient } from '../../statistics/insufficient.ts';
import { adjustedP } from '../../statistics/tests/multiplicity.ts';

/** Comments of a period about a topic. */
export interface TopicCounts {
  /** Analysed comments of the period. */
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

/** Largest share of false alarms among alarms, 0..1. */
const FALSE_ALARMS = 0.05;
/** Fewest comments that a share is of, on both sides, and that count in both periods together. */
const LEAST_OF = 10;
const LEAST_COUNT = 10;

/**
 * Tests which topics changed their share or their negative share between two periods: two-proportion z test, Fisher's
 * exact test where fewer than five are expected. All tests are adjusted together (Benjamini and Hochberg 1995); tests of
 * a topic and those above it depend on each other positively, which the adjustment allows. Shares that rest on too few
 * comments are not tested.
 */
export function topicChanges(
  topics: readonly { readonly topicId: string; readonly now: TopicCounts; readonly before: TopicCounts }[],
): TopicChange[] {
  const tested = topics.flatMap(({ topicId, now, before }) => [
    ...tests(topicId, 'share', [now.comments, now.analysed], [before.comments, before.analysed]),
    ...tests(topicId, 'negative', [now.negative, now.comments], [before.negative, before.comments]),
  ]);
  const adjusted = adjustedP(tested.map(({ probability }) => probability));
  return tested.map((it, i) => ({ ...it, changed: adjusted[i]! <= FALSE_ALARMS }));
}

function tests(
  topicId: string,
  measure: ChangeMeasure,
  [n, of]: readonly [number, number],
  [nBefore, ofBefore]: readonly [number, number],
): Omit<TopicChange, 'changed'>[] {
  if (of < LEAST_OF || ofBefore < LEAST_OF || n + nBefore < LEAST_COUNT) return [];
  const { difference, p } = compareRates({ successes: n, rows: of }, { successes: nBefore, rows: ofBefore });
  if (isInsufficient(difference)) return [];
  const { value, low, high } = difference;
  // All or none on both sides: no variance, and no change.
  const probability = isInsufficient(p) ? 1 : p;
  return [{ topicId, measure, n, of, nBefore, ofBefore, difference: value, low, high, probability }];
}
