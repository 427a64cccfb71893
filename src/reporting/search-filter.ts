import type { SearchFilter } from '../domain/search/found-sentence.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { parseReportPeriod } from './report-period.ts';

/** A filter as people write it, in flags or an address. */
export interface WrittenFilter {
  readonly period?: string | undefined;
  readonly source?: string | undefined;
  /** `NAME=VALUE` each. */
  readonly attribute?: readonly string[] | undefined;
  /** Name, key or id. */
  readonly topic?: string | undefined;
  readonly sentiment?: 'negative' | 'neutral' | 'positive' | undefined;
  /** `1` or `1..2`. */
  readonly rating?: string | undefined;
  readonly handled?: 'yes' | 'no' | undefined;
}

/** @throws VerbatimError FILTER_INVALID, REPORT_PERIOD_INVALID */
export function parseSearchFilter(written: WrittenFilter, now: Date): Partial<SearchFilter> {
  const { period, source = null, attribute = [], topic = null, sentiment = null, rating, handled } = written;
  const days = period === undefined ? { first: null, last: null } : parseReportPeriod(period, now);
  return {
    ...{ first: days.first, last: days.last, source, topic, sentiment },
    attributes: Object.fromEntries(attribute.map(nameAndValue)),
    ratings: rating === undefined ? null : ratingsOf(rating),
    handled: handled === undefined ? null : handled === 'yes',
  };
}

function nameAndValue(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new VerbatimError('FILTER_INVALID', { what: 'attribute', detail: 'NAME=VALUE is expected' });
}

const NUMBER = String.raw`(-?\d{1,9}(?:\.\d{1,9})?)`;
const RATINGS = new RegExp(`^${NUMBER}(?:\\.\\.${NUMBER})?$`);

function ratingsOf(text: string): [number, number] {
  const [, least, greatest = least] = RATINGS.exec(text.trim()) ?? [];
  if (least !== undefined) return [Number(least), Number(greatest)];
  throw new VerbatimError('FILTER_INVALID', {
    what: 'rating',
    detail: 'a number is expected, or two as 1..2',
  });
}
