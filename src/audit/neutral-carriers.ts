import { insufficient, isInsufficient, type Measured, measuredOnly, quotient } from './insufficient.ts';
import { median } from './moments.ts';
import { adjustedP } from './multiplicity.ts';
import { type Interval, newcombeInterval, type Proportion } from './proportion-intervals.ts';
import { fisherExact } from './proportion-tests.ts';
import { judge, type Rule, type Verdict, within } from './status.ts';

/** C3, how much more often a term makes a harmless sentence toxic than the median term: 1% / 3%. */
export const NEUTRAL_CARRIER: Rule = { limits: { warn: within(0.01), fail: within(0.03) } };

/** Harmless sentences with one term, and how many of them were called toxic. */
export interface TermAlarms extends Proportion {
  readonly term: string;
}

export interface AlarmAudit extends Interval {
  /** The term that is called toxic most often; the first by name among equals. */
  readonly term: string;
  /** Its share of false alarms minus that of the median term, −1..1. */
  readonly gap: number;
  /** Exact, against all other terms together, adjusted for the number of terms. */
  readonly adjustedP: number;
  readonly verdict: Verdict;
}

/**
 * False alarms by term on carriers that are not toxic. The interval is that of the term against all others together;
 * fewer than two terms with sentences: `too_few_groups`.
 */
export function auditNeutralCarriers(terms: readonly TermAlarms[]): Measured<AlarmAudit> {
  const shares = terms.map(({ successes, rows }) => quotient(successes, rows));
  if (terms.length < 2 || measuredOnly(shares).length < terms.length) return insufficient('too_few_groups');
  const middle = median(measuredOnly(shares));
  if (isInsufficient(middle)) return middle;
  const all = terms.reduce(
    (total, { successes, rows }) => ({ successes: total.successes + successes, rows: total.rows + rows }),
    { successes: 0, rows: 0 },
  );
  const others = ({ successes, rows }: Proportion): Proportion => {
    return { successes: all.successes - successes, rows: all.rows - rows };
  };
  const adjusted = adjustedP(terms.map((term) => fisherExact(term, others(term)).p));
  const worst = terms
    .map((term, i) => ({ term, share: shares[i] as number, adjustedP: adjusted[i]! }))
    .reduce((a, b) => (b.share > a.share || (b.share === a.share && b.term.term < a.term.term) ? b : a));
  const interval = newcombeInterval(worst.term, others(worst.term));
  if (isInsufficient(interval)) return interval;
  const gap = worst.share - middle;
  const rows = Math.min(...terms.map((term) => term.rows));
  const verdict = judge(
    { value: gap, interval, adjustedP: worst.adjustedP, rows, denominator: rows },
    NEUTRAL_CARRIER,
  );
  return { term: worst.term.term, gap, ...interval, adjustedP: worst.adjustedP, verdict };
}
