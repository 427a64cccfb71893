import { insufficient, type Measured } from '../../statistics/insufficient.ts';
import { type Estimate, newcombeInterval, type Proportion } from '../../statistics/intervals/intervals.ts';
import { fisherExact } from '../../statistics/tests/proportion-tests.ts';

/** Harmless sentences with one term; a success is one that the model calls toxic. */
export interface TermAlarms extends Proportion {
  readonly term: string;
}

interface AlarmGap {
  /** The term with most false alarms, and the median term; the first by name among equals. */
  readonly term: string;
  readonly medianTerm: string;
  readonly gap: Measured<Estimate>;
  readonly p: number;
  /** Sentences of either term, whichever has fewer. */
  readonly rows: number;
}

/**
 * C3: false alarms by term on carriers that are not toxic: the largest share minus the median term's, −1..1, with Newcombe's
 * interval and Fisher's p. The largest of many is large by chance, so p is multiplied by the number of terms
 * (Bonferroni). Fewer than two terms, or a term without sentences: `too_few_groups`.
 */
export function alarmGap(terms: readonly TermAlarms[]): Measured<AlarmGap> {
  if (terms.length < 2 || terms.some(({ rows }) => rows === 0)) return insufficient('too_few_groups');
  const share = ({ successes, rows }: Proportion) => successes / rows;
  const falling = [...terms].sort((a, b) => share(b) - share(a) || (a.term < b.term ? -1 : 1));
  const [worst, middle] = [falling[0]!, falling[Math.floor(terms.length / 2)]!];
  return {
    ...{ term: worst.term, medianTerm: middle.term, gap: newcombeInterval(worst, middle) },
    p: Math.min(1, fisherExact(worst, middle) * terms.length),
    rows: Math.min(worst.rows, middle.rows),
  };
}
