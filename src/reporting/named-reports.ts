import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a column is shown. Shares are 0..1; quotes are customers' words. */
export interface ReportColumn {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'count' | 'share' | 'mean' | 'rating' | 'score' | 'quote';
  /** Columns that hold the interval of a share. */
  readonly interval?: readonly [low: string, high: string];
}

export type ReportParameter = 'source' | 'attributes' | 'limit';

export interface NamedReport {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What $1, $2 … of its SQL are. */
  readonly parameters: readonly ReportParameter[];
  readonly columns: readonly ReportColumn[];
  /** A single row, shown as a list of its columns. */
  readonly record?: true;
  readonly defaultLimit?: number;
  /** Left out of the whole report when it has nothing to show. */
  readonly optional?: true;
}

const text = (name: string, label = name): ReportColumn => ({ name, label, kind: 'text' });
const count = (name: string, label = name): ReportColumn => ({ name, label, kind: 'count' });
const mean = (name: string, label = name): ReportColumn => ({ name, label, kind: 'mean' });
const rating: ReportColumn = { name: 'rating', label: 'rating', kind: 'rating' };
const score: ReportColumn = { name: 'score', label: 'score', kind: 'score' };
const quote: ReportColumn = { name: 'quote', label: 'in their words', kind: 'quote' };
const share = (name: string, low: string, high: string): ReportColumn => {
  return { name, label: name, kind: 'share', interval: [low, high] };
};

/** The reports, in the order in which the whole report shows them. */
export const REPORTS: readonly NamedReport[] = [
  {
    name: 'overview',
    title: 'Overview',
    description: 'what there is: volumes, time span, model',
    parameters: ['source'],
    record: true,
    columns: [
      ...[count('feedback'), count('without_text', 'without text'), count('documents', 'distinct texts')],
      ...[count('analysed'), count('pending'), count('set_aside', 'set aside')],
      ...[count('windowed', 'read in windows'), count('truncated', 'cut')],
      ...[mean('mean_rating', 'mean rating'), text('first_day', 'first day'), text('last_day', 'last day')],
      text('model'),
    ],
  },
  {
    name: 'sentiment',
    title: 'Sentiment',
    description: 'feedback by sentiment, with 95 % intervals',
    parameters: ['source'],
    columns: [text('sentiment'), count('n'), share('share', 'low', 'high')],
  },
  {
    name: 'attributes',
    title: 'Sentiment by attribute',
    description: 'share of negative and positive by the columns of your file',
    parameters: ['source', 'attributes'],
    optional: true,
    columns: [
      ...[text('attribute'), text('value'), count('n'), share('negative', 'negative_low', 'negative_high')],
      ...[share('positive', 'positive_low', 'positive_high'), mean('mean_rating', 'rating')],
    ],
  },
  {
    name: 'ratings',
    title: 'Ratings by sentiment',
    description: 'mean rating of each sentiment',
    parameters: ['source'],
    optional: true,
    columns: [text('sentiment'), count('n'), mean('mean_rating', 'mean rating')],
  },
  {
    name: 'emotions',
    title: 'Emotions',
    description: 'emotions found, as a share of the analysed feedback',
    parameters: ['source', 'limit'],
    defaultLimit: 8,
    optional: true,
    columns: [text('emotion'), count('n'), share('share', 'low', 'high')],
  },
  {
    name: 'themes',
    title: 'Themes',
    description: 'what customers speak of, with 95 % intervals',
    parameters: ['source', 'limit'],
    defaultLimit: 10,
    optional: true,
    columns: [
      ...[text('id'), text('theme'), count('n'), share('share', 'low', 'high'), score],
      mean('mean_rating', 'rating'),
    ],
  },
  {
    name: 'theme-quotes',
    title: 'Themes in their words',
    description: 'the sentence that stands best for each theme',
    parameters: ['source', 'limit'],
    defaultLimit: 5,
    optional: true,
    columns: [text('theme'), quote, text('sentiment'), rating, text('source'), count('line')],
  },
  {
    name: 'quotes',
    title: 'In their words',
    description: 'the strongest negative and positive sentences',
    parameters: ['source', 'limit'],
    defaultLimit: 4,
    optional: true,
    columns: [text('sentiment'), quote, score, rating, text('source'), count('line')],
  },
  {
    name: 'disagreement',
    title: 'Rating and text disagree',
    description: 'low ratings with kind words, high ratings with harsh ones',
    parameters: ['source', 'limit'],
    defaultLimit: 5,
    optional: true,
    columns: [rating, text('sentiment'), score, quote, text('source'), count('line')],
  },
  {
    name: 'labels',
    title: 'Labels',
    description: 'labels of your own models, with 95 % intervals',
    parameters: ['source', 'limit'],
    defaultLimit: 30,
    optional: true,
    columns: [text('model'), text('label'), count('n'), share('share', 'low', 'high')],
  },
  {
    name: 'numbers',
    title: 'Numbers',
    description: 'what your own regression models give',
    parameters: ['source'],
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
    parameters: ['source', 'limit'],
    defaultLimit: 15,
    optional: true,
    columns: [text('label'), text('entity', 'name'), count('n', 'feedback')],
  },
];

/** The report's query as its file has it, with positional parameters. */
export function queryOf(report: NamedReport): string {
  return readFileSync(join(import.meta.dirname, 'sql', `${report.name}.sql`), 'utf8').trim();
}
