import {
  type Estimate,
  type Moments,
  meanEstimate,
  wilsonShare,
} from '../../statistics/intervals/intervals.ts';

/** What SQL counts of one theme over a period. */
export interface ThemeCounts {
  /** Comments with a segment of the theme. */
  readonly comments: number;
  /** Of them, by the label of those segments; the two may overlap. */
  readonly negative: number;
  readonly positive: number;
  /** Of the sentiment scores, −1..1, of its segments. */
  readonly scores: Moments;
  /** Of the ratings of its comments, where they have one. */
  readonly ratings: Moments;
}

/** Null where there is nothing to count. */
export interface ThemeFigures {
  /** Of all comments, 0..1. */
  readonly share: Estimate | null;
  /** Of the theme's comments, 0..1. */
  readonly negativeShare: Estimate | null;
  readonly positiveShare: Estimate | null;
  /** −1..1. */
  readonly sentiment: Estimate | null;
  /** In the customer's own unit, stars as a rule. */
  readonly rating: Estimate | null;
}

/** @param allComments of the period, those without a theme included */
export const themeFigures = (counts: ThemeCounts, allComments: number): ThemeFigures => ({
  share: wilsonShare(counts.comments, allComments),
  negativeShare: wilsonShare(counts.negative, counts.comments),
  positiveShare: wilsonShare(counts.positive, counts.comments),
  sentiment: meanEstimate(counts.scores),
  rating: meanEstimate(counts.ratings),
});
