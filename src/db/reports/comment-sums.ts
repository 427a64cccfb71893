/** Sums over comments, as the dashboard and the digest show them. Ratings are in the customers' own unit. */
export interface CommentSums {
  readonly feedback: number;
  readonly withoutText: number;
  readonly pending: number;
  readonly setAside: number;
  readonly unsupported: number;
  readonly noAnswer: number;
  readonly analysed: number;
  readonly negative: number;
  readonly neutral: number;
  readonly positive: number;
  readonly mixed: number;
  readonly toxic: number;
  readonly rated: number;
  readonly ratingSum: number;
}

/** Sums over the comments of some days, of a digest. */
export interface DigestSums extends CommentSums {
  /** Without a time: they count on the day on which they were stored. */
  readonly undated: number;
  /** Of the analysed, judged in translation. */
  readonly translated: number;
}

/** Sums of the dashboard. Scores are positive − negative, −1..1. */
export interface DashboardSums extends CommentSums {
  readonly scoreSum: number;
  readonly scoreSquares: number;
}

const STATES = ['feedback', 'without_text', 'pending', 'set_aside', 'unsupported', 'no_answer'];
const JUDGED = ['negative', 'neutral', 'positive', 'mixed', 'toxic'];

const sums = (columns: readonly string[]): string =>
  columns
    .map((column) => {
      const summed = column === 'undated' ? 'sum(feedback) filter (where not dated)' : `sum(${column})`;
      return `coalesce(${summed}, 0)::float8 as "${camelCase(column)}"`;
    })
    .join(', ');

function camelCase(column: string): string {
  return column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

// The order is that of stored digests, whose hash depends on it.
/** SQL of {@link DigestSums} over day counts. */
export const DIGEST_SUMS = sums([
  ...STATES,
  ...['undated', 'analysed', 'translated'],
  ...[...JUDGED, 'rated', 'rating_sum'],
]);

const DASHBOARD = [...STATES, 'analysed', ...JUDGED, 'score_sum', 'score_squares', 'rated', 'rating_sum'];
/** SQL of {@link DashboardSums} over day counts. */
export const DASHBOARD_SUMS = sums(DASHBOARD);
export const DASHBOARD_SUM_NAMES = DASHBOARD.map(camelCase) as (keyof DashboardSums)[];
