import { VerbatimError } from '../errors/verbatim-error.ts';

/** First day inside and first day after, `YYYY-MM-DD` (UTC); null is open. */
export interface AuditWindow {
  readonly from: string | null;
  readonly to: string | null;
}

const DAY = 86_400_000;
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/**
 * `30d` is the last thirty whole days before `now`; `2026-01-01..2026-03-31` is from the first day to the last, both inside,
 * and either end may be left out; `all` is everything, also feedback without a time.
 * @throws VerbatimError USAGE
 */
export function parseWindow(text: string, now: Date): AuditWindow {
  if (text === 'all') return { from: null, to: null };
  const last = /^([1-9]\d{0,4})d$/.exec(text);
  if (last) return { from: dayOf(now.getTime() - Number(last[1]) * DAY), to: dayOf(now.getTime()) };
  const ends = /^(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?$/.exec(text);
  if (!ends || (!ends[1] && !ends[2])) refuse(text);
  const from = ends[1] === undefined ? null : validDay(ends[1], text);
  const to = ends[2] === undefined ? null : dayOf(validTime(ends[2], text) + DAY);
  if (from !== null && to !== null && from >= to) refuse(text);
  return { from, to };
}

function validTime(day: string, text: string): number {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || dayOf(time) !== day ? refuse(text) : time;
}

const validDay = (day: string, text: string) => dayOf(validTime(day, text));

function refuse(text: string): never {
  const detail = `The window ${text.slice(0, 60)} is not valid: give 30d, 2026-01-01..2026-03-31 or all.`;
  throw new VerbatimError('USAGE', { detail });
}
