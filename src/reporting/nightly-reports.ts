import type { NamedReport } from './named-report.ts';
import { count, day, detail, mean, points, share, text } from './report-columns.ts';

const PERIOD = ['first_day', 'last_day'] as const;
const NEGATIVE = share('negative', 'negative_low', 'negative_high');
const POSITIVE = share('positive', 'positive_low', 'positive_high');
const SHARE = share('share', 'low', 'high');
const score = { name: 'mean_score', label: 'score', kind: 'score' } as const;
const ratings = mean('mean_rating', 'rating');

/** Reports of what the last night counted: they cost the same however many comments are stored. */
export const NIGHT_REPORTS: readonly NamedReport[] = [
  {
    ...{ name: 'sentiment-over-time', title: 'Sentiment over time', alone: true, ofNight: true },
    description: 'negative and positive by day, week or month',
    parameters: ['source', ...PERIOD, 'grain'],
    columns: [day('time'), count('n'), NEGATIVE, POSITIVE, score, ratings],
    plot: { kind: 'lines', time: 'time', shares: ['negative', 'positive'] },
  },
  {
    ...{ name: 'sentiment-as-reported', title: 'Sentiment as it was reported', alone: true, ofNight: true },
    description: 'each day by the model that it was first reported with',
    parameters: ['source', ...PERIOD, 'grain'],
    columns: [text('model'), day('time'), count('n'), NEGATIVE, POSITIVE, score, ratings],
    plot: { kind: 'lines', time: 'time', shares: ['negative'], series: 'model' },
  },
  {
    ...{ name: 'toxicity', title: 'Toxicity over time', alone: true, ofNight: true },
    description: 'share of toxic comments by day, week or month',
    parameters: ['source', ...PERIOD, 'grain'],
    columns: [day('time'), count('n'), count('toxic'), SHARE],
    plot: { kind: 'lines', time: 'time', shares: ['share'] },
  },
  {
    ...{ name: 'attribute-over-time', title: 'An attribute over time', alone: true, ofNight: true },
    description: 'negative by the values of an attribute, largest first, the rest added up',
    parameters: ['source', ...PERIOD, 'grain', 'attribute', 'limit'],
    defaultLimit: 5,
    columns: [text('value'), day('time'), count('n'), NEGATIVE, POSITIVE, score],
    plot: { kind: 'lines', time: 'time', shares: ['negative'], series: 'value' },
  },
  {
    ...{ name: 'theme-over-time', title: 'Themes over time', alone: true, ofNight: true },
    description: 'share of the largest themes, or of one, by day, week or month',
    parameters: ['source', ...PERIOD, 'grain', 'theme', 'limit'],
    defaultLimit: 5,
    columns: [text('theme'), day('time'), count('said', 'n'), SHARE, NEGATIVE],
    plot: { kind: 'lines', time: 'time', shares: ['share'], series: 'theme' },
  },
  {
    ...{ name: 'theme-attribute', title: 'Themes by attribute', alone: true, ofNight: true },
    description: 'what the values of an attribute speak of, largest themes and values',
    parameters: ['source', ...PERIOD, 'attribute', 'theme', 'limit'],
    defaultLimit: 6,
    columns: [text('theme'), text('value'), count('said', 'n'), count('of'), SHARE, NEGATIVE],
    plot: { kind: 'bars', labels: ['theme', 'value'], share: 'share' },
  },
  {
    ...{ name: 'emerging', title: 'Emerging themes', alone: true, ofNight: true },
    description: 'said more in the last seven days than their past lets expect',
    parameters: ['limit'],
    defaultLimit: 10,
    columns: [
      ...[text('theme'), text('emerging'), count('said', 'n'), mean('expected'), SHARE],
      ...[mean('probability', 'p'), day('last_day', 'until')],
    ],
    plot: { kind: 'bars', labels: ['theme'], share: 'share' },
  },
  {
    ...{ name: 'scores', title: 'NPS and CSAT', alone: true },
    description: 'the score of each source by month, with 95 % intervals',
    parameters: ['source', ...PERIOD],
    columns: [text('source'), text('measure'), day('month'), count('n'), points('score', 'low', 'high')],
  },
  {
    ...{ name: 'score-contributions', title: 'What makes the score', alone: true },
    description: 'points that each theme adds to NPS or CSAT; they sum to it',
    parameters: ['source', ...PERIOD],
    columns: [
      ...[text('source'), detail(text('measure')), points('score'), text('theme'), count('n')],
      points('contribution'),
    ],
    plot: { kind: 'points', labels: ['source', 'theme'], value: 'contribution' },
  },
];
