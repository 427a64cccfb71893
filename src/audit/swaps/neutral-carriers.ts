import { insufficient, type Measured } from '../../statistics/insufficient.ts';
import { newcombeInterval, type Proportion } from '../../statistics/intervals/proportion-intervals.ts';
import { fisherExact } from '../../statistics/tests/proportion-tests.ts';
import type { PendingMetric } from '../verdict/family.ts';
import { type Rule, within } from '../verdict/status.ts';

/** C3, how much more often a term makes a harmless sentence toxic than the median term: 1% / 3%. */
export const NEUTRAL_CARRIER: Rule = { limits: { warn: within(0.01), fail: within(0.03) } };

/** Harmless sentences with one term, and how many of them were called toxic. */
export interface TermAlarms extends Proportion {
  readonly term: string;
}

export interface PendingAlarms extends PendingMetric {
  /** The term that is called toxic most often, and the median term; the first by name among equals. */
  readonly term: string;
  readonly medianTerm: string;
}

/**
 * False alarms by term on carriers that are not toxic: the largest share minus the median term's, −1..1, with
 * Newcombe's interval and Fisher's p. As the largest of many is large by chance too, the p is multiplied by the number
 * of terms (Bonferroni). Fewer than two terms, or a term without sentences: `too_few_groups`.
 */
export function pendingNeutralCarriers(terms: readonly TermAlarms[]): Measured<PendingAlarms> {
  if (terms.length < 2 || terms.some(({ rows }) => rows === 0)) return insufficient('too_few_groups');
  const share = ({ successes, rows }: Proportion) => successes / rows;
  const falling = [...terms].sort((a, b) => share(b) - share(a) || (a.term < b.term ? -1 : 1));
  const worst = falling[0]!;
  const middle = falling[Math.floor(terms.length / 2)]!;
  const rows = Math.min(worst.rows, middle.rows);
  return {
    term: worst.term,
    medianTerm: middle.term,
    evidence: {
      value: share(worst) - share(middle),
      interval: newcombeInterval(worst, middle),
      rows,
      denominator: rows,
    },
    p: Math.min(1, fisherExact(worst, middle).p * terms.length),
    rule: NEUTRAL_CARRIER,
  };
}
