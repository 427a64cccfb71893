import { Option } from 'commander';
import type { SearchFilter } from '../../domain/search/found-sentence.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** Flags that say which comments are searched. */
export interface SearchFilterFlags {
  readonly period?: string;
  readonly source?: string;
  readonly attribute?: readonly string[];
  readonly topic?: string;
  readonly sentiment?: 'negative' | 'neutral' | 'positive';
  readonly rating?: string;
  readonly handled?: string;
}

export const searchFilterOptions = (): Option[] => [
  new Option('--period <period>', 'only comments of 7d, last-month, 2026-03, FROM..TO …'),
  new Option('--source <name>', 'only comments of this source'),
  new Option('--attribute <name=value>', 'only comments with this value; may be repeated').argParser(
    (text: string, before: string[] = []) => [...before, text],
  ),
  new Option('--topic <name>', 'only sentences about this topic, or one below it'),
  new Option('--sentiment <sentiment>', 'only such sentences').choices(['negative', 'neutral', 'positive']),
  new Option('--rating <rating>', 'only comments with this rating, or one of 1..2'),
  new Option('--handled <answer>', 'only comments that are handled, or not').choices(['yes', 'no']),
];

/** @throws VerbatimError USAGE, REPORT_PERIOD_INVALID */
export async function searchFilterOf(flags: SearchFilterFlags): Promise<Partial<SearchFilter>> {
  const { period, source = null, attribute = [], topic = null, sentiment = null, rating, handled } = flags;
  const { parseReportPeriod } = await import('../../reporting/report-period.ts');
  const { first, last } =
    period === undefined ? { first: null, last: null } : parseReportPeriod(period, new Date());
  return {
    ...{ first, last, source, topic, sentiment },
    attributes: Object.fromEntries(attribute.map(nameAndValue)),
    ratings: rating === undefined ? null : ratingsOf(rating),
    handled: handled === undefined ? null : handled === 'yes',
  };
}

function nameAndValue(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new VerbatimError('USAGE', { detail: '--attribute takes NAME=VALUE.' });
}

function ratingsOf(text: string): [number, number] {
  const [, least, greatest = least] =
    /^(-?\d{1,9}(?:\.\d{1,9})?)(?:\.\.(-?\d{1,9}(?:\.\d{1,9})?))?$/.exec(text) ?? [];
  if (least === undefined) throw new VerbatimError('USAGE', { detail: '--rating takes a number, or 1..2.' });
  return [Number(least), Number(greatest)];
}
