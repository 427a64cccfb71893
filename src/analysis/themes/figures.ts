import {
  type Estimate,
  type Moments,
  meanEstimate,
  wilsonShare,
} from '../../statistics/intervals/intervals.ts';

/** Counts of one theme over a period, from SQL. */
interface ThemeCounts {
  /** Comments with a segment of the theme. */
  readonly comments: number;
  /** Those with a negative, and with a positive segment of the theme; a comment may have both. */
  readonly negative: number;
  readonly positive: number;
  /** Sentiment scores of its segments, −1..1. */
  readonly scores: Moments;
  /** Ratings of its comments. */
  readonly ratings: Moments;
}

/** Null: nothing to count. */
export interface ThemeFigures {
  /** Share of all comments, 0..1. */
  readonly share: Estimate | null;
  /** Shares of the theme's comments, 0..1. */
  readonly negativeShare: Estimate | null;
  readonly positiveShare: Estimate | null;
  /** Mean score, −1..1. */
  readonly sentiment: Estimate | null;
  /** Mean rating in the unit of the file, usually stars. */
  readonly rating: Estimate | null;
}

/** @param allComments all comments of the period, with or without a theme */
export const themeFigures = (counts: ThemeCounts, allComments: number): ThemeFigures => ({
  share: wilsonShare(counts.comments, allComments),
  negativeShare: wilsonShare(counts.negative, counts.comments),
  positiveShare: wilsonShare(counts.positive, counts.comments),
  sentiment: meanEstimate(counts.scores),
  rating: meanEstimate(counts.ratings),
});
