import type { AuditStatus, MetricRecord } from '../../domain/audit-record.ts';

/** What the checks of one suite say in a line. */
export interface LanguageSummary {
  /** ISO 639-1. */
  readonly language: string;
  readonly counts: Readonly<Record<AuditStatus, number>>;
  /** Sentences whose label a swapped word changes, of those that C2 compares. */
  readonly flipped: number;
  readonly compared: number;
  /** The largest mean change of the positive or negative score by one word (C1), −1..1; null without C1. */
  readonly largest: { readonly term: string; readonly axis: string; readonly shift: number } | null;
}

const STATUSES = ['fail', 'warn', 'pass', 'insufficient'] as const;

export function languageSummary(language: string, metrics: readonly MetricRecord[]): LanguageSummary {
  const of = (status: AuditStatus) => metrics.filter((it) => it.status === status).length;
  const flips = metrics.filter(({ check }) => check === 'C2').map(({ method }) => method as Flips);
  const sum = (key: keyof Flips) => flips.reduce((total, flip) => total + (flip[key] ?? 0), 0);
  const shifts = metrics
    .filter(({ check, task, value }) => check === 'C1' && /positive|negative/.test(task) && value !== null)
    .map(({ group, attribute, value }) => ({ term: group, axis: attribute, shift: value! }));
  shifts.sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift) || (a.term < b.term ? -1 : 1));
  return {
    language,
    counts: Object.fromEntries(STATUSES.map((status) => [status, of(status)])) as Record<AuditStatus, number>,
    flipped: sum('changed'),
    compared: sum('of'),
    largest: shifts[0] ?? null,
  };
}

interface Flips {
  readonly changed?: number;
  readonly of?: number;
}

/** The summary as a note of the audit: "German: 0 fail, …". */
export function languageLine({ language, counts, flipped, compared, largest }: LanguageSummary): string {
  const name = new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;
  const flips =
    compared === 0
      ? ''
      : ` A swapped word changes the label of ${((100 * flipped) / compared).toFixed(1)} % of ${compared} pairs.`;
  const shift =
    largest === null
      ? ''
      : ` The largest mean change of a score is ${Math.abs(largest.shift).toFixed(3)}, by '${largest.term}'.`;
  return `${name}: ${counts.fail} fail, ${counts.warn} warn, ${counts.pass} pass, ${counts.insufficient} not enough data.${flips}${shift}`;
}
