import type { TimeSpan } from '../domain/time-span.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';

/** Parses a day or a moment; UTC if it names no zone. @throws VerbatimError USAGE */
export function dateOf(flag: string, text: string): Date {
  const date = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new VerbatimError('USAGE', { detail: `${flag} takes a day, such as 2026-01-31.` });
}

/** `--since` and `--until`; undefined when neither is given. @throws VerbatimError USAGE */
export function spanOf({ since, until }: TimeSpan): TimeSpan | undefined {
  if (since === undefined && until === undefined) return undefined;
  const span = {
    ...(since === undefined ? {} : { since: dateOf('--since', since).toISOString() }),
    ...(until === undefined ? {} : { until: dateOf('--until', until).toISOString() }),
  };
  if (span.since && span.until && span.since >= span.until) {
    throw new VerbatimError('USAGE', { detail: '--since is not before --until.' });
  }
  return span;
}
