import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedReport } from './named-report.ts';
import { NIGHT_REPORTS } from './nightly-reports.ts';
import { OPERATION_REPORTS } from './operation-reports.ts';
import { count, mean, quote, rating, score, share, text } from './report-columns.ts';

const PERIOD = ['first_day', 'last_day'] as const;

/** Reports that count feedback when they are asked, in the order in which the whole report shows them. */
const FEEDBACK_REPORTS: readonly NamedReport[] = [
  {
    name: 'overview',
    title: 'Overview',
    description: 'what there is: volumes, time span, model',
    parameters: ['source', ...PERIOD],
    record: true,
    columns: [
      ...[count('feedback'), count('without_text', 'without text'), count('documents', 'distinct texts')],
      ...[count('analysed'), count('pending'), count('set_aside', 'set aside')],
      count('no_answer', 'say nothing'),
      ...[count('windowed', 'read in windows'), count('truncated', 'cut')],
      ...[mean('mean_rating', 'mean rating'), count('rated', 'of rated comments')],
      ...[text('first_day', 'first day'), text('last_day', 'last day')],
      text('model'),
    ],
  },
  {
    name: 'sentiment',
    title: 'Sentiment',
    description: 'shares of the analysed feedback by sentiment, with 95 % intervals',
    parameters: ['source', ...PERIOD],
    columns: [text('sentiment'), count('n'), share('share', 'low', 'high')],
    plot: { kind: 'bars', labels: ['sentiment'], share: 'share' },
  },
  {
    name: 'attributes',
    title: 'Sentiment by attribute',
    description: 'share of negative and positive by the columns of your file',
    parameters: ['source', 'attributes', 'limit', ...PERIOD],
    defaultLimit: 30,
    optional: true,
    columns: [
      ...[text('attribute'), text('value'), count('n'), share('negative', 'negative_low', 'negative_high')],
      ...[share('positive', 'positive_low', 'positive_high'), mean('mean_rating', 'rating')],
    ],
    plot: { kind: 'bars', labels: ['attribute', 'value'], share: 'negative' },
  },
  {
    name: 'ratings',
    title: 'Ratings by sentiment',
    description: 'mean rating of each sentiment',
    parameters: ['source', ...PERIOD],
    optional: true,
    columns: [text('sentiment'), count('n'), mean('mean_rating', 'mean rating')],
  },
  {
    name: 'emotions',
    title: 'Emotions',
    description: 'emotions found, as a share of the analysed feedback',
    parameters: ['source', 'limit', ...PERIOD],
    defaultLimit: 8,
    optional: true,
    columns: [text('emotion'), count('n'), share('share', 'low', 'high')],
    plot: { kind: 'bars', labels: ['emotion'], share: 'share' },
  },
  {
    name: 'themes',
    title: 'Themes',
    description: 'what customers speak of, as shares of the analysed feedback, with 95 % intervals',
    parameters: ['source', 'limit', ...PERIOD],
    defaultLimit: 10,
    optional: true,
    columns: [
      ...[text('id'), text('theme'), count('n'), share('share', 'low', 'high'), score],
      mean('mean_rating', 'rating'),
    ],
    plot: { kind: 'bars', labels: ['theme'], share: 'share' },
  },
  {
    name: 'theme-quotes',
    title: 'Themes in their words',
    description: 'the sentence that stands best for each theme',
    parameters: ['source', 'limit', ...PERIOD],
    defaultLimit: 5,
    optional: true,
    columns: [text('theme'), quote, text('sentiment'), rating, text('source'), count('line')],
  },
  {
    name: 'quotes',
    title: 'In their words',
    description: 'the strongest negative and positive sentences',
    parameters: ['source', 'limit', ...PERIOD],
    defaultLimit: 4,
    optional: true,
    columns: [text('sentiment'), quote, score, rating, text('source'), count('line')],
  },
  {
    name: 'disagreement',
    title: 'Rating and text disagree',
    description: 'low ratings with kind words, high ratings with harsh ones',
    parameters: ['source', 'limit', ...PERIOD],
    defaultLimit: 5,
    optional: true,
    columns: [rating, text('sentiment'), score, quote, text('source'), count('line')],
  },
  {
    name: 'labels',
    title: 'Labels',
    description: 'labels of your own models, with 95 % intervals',
    parameters: ['source', 'limit', ...PERIOD],
    defaultLimit: 30,
    optional: true,
    columns: [text('model'), text('label'), count('n'), share('share', 'low', 'high')],
  },
  {
    name: 'numbers',
    title: 'Numbers',
    description: 'what your own regression models give',
    parameters: ['source', ...PERIOD],
    optional: true,
    columns: [
      ...[text('model'), count('n'), mean('mean'), mean('low_tenth', 'lowest tenth below')],
      ...[mean('median'), mean('high_tenth', 'highest tenth above')],
    ],
  },
  {
    name: 'entities',
    title: 'Named most often',
    description: 'people, organisations, places that your own models find',
    parameters: ['source', 'limit', ...PERIOD],
    defaultLimit: 15,
    optional: true,
    columns: [text('label'), text('entity', 'name'), count('n', 'feedback')],
  },
];

/** All reports: those of the whole report first. */
export const REPORTS: readonly NamedReport[] = [...FEEDBACK_REPORTS, ...NIGHT_REPORTS, ...OPERATION_REPORTS];

/** The whole report. */
export const WHOLE_REPORT = REPORTS.filter(({ alone }) => !alone);

/** Whether it shows words of customers, or names out of them. */
export const quotes = ({ name, columns }: NamedReport): boolean =>
  name === 'entities' || columns.some(({ kind }) => kind === 'quote');

/** The report's query as its file has it, with positional parameters. */
export function queryOf(report: NamedReport): string {
  return readFileSync(join(import.meta.dirname, 'sql', `${report.name}.sql`), 'utf8').trim();
}
