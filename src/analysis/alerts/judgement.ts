import type { DailyCounts } from '../themes/trend.ts';
import { type Deviation, type Direction, deviations } from './deviation.ts';

/** False alarms in thirty days that all rules together may raise, if nothing changes. */
const FALSE_ALARMS = 1;
const MONTH = 30;
const DAY_MS = 86_400_000;
/** What was found goes on as long as chance would explain it less often than this. */
const GOES_ON = 0.01;

/** The part of a rule that decides what it finds. */
export interface RuleTest {
  /** Last days, which are tested. */
  readonly days: number;
  readonly direction: Direction;
  /** Smallest change: n ÷ expected at least, or (down) expected ÷ n. */
  readonly factor: number;
  /** Fewest comments of a subject; fewer are not tested. */
  readonly least: number;
}

export interface Judged extends Deviation {
  /** Whether it differs beyond chance, by all that is tested in a month, and by enough. */
  readonly found: boolean;
  /** Whether it still differs, for what was found before. */
  readonly goesOn: boolean;
}

/**
 * The chance of any false alarm that a check may give a rule: its part of {@link FALSE_ALARMS} for the time since its
 * last check, at most a day. So hourly checks together have what a nightly one has.
 * @param since last check; null: none
 * @param rules that test, this one included
 */
export function chanceOf(since: Date | null, now: Date, rules: number): number {
  const days = since === null ? 1 : Math.min(1, Math.max(0, (now.getTime() - since.getTime()) / DAY_MS));
  return (FALSE_ALARMS * days) / MONTH / rules;
}

/**
 * Judges the subjects of a rule. Each is tested at `chance` divided by their number (Bonferroni): under any dependence
 * of subjects, days and rules, their expected number of false alarms is at most `chance`.
 * @param lastWeekday of the last day of each subject, Monday 0
 */
export function judgeSubjects(
  subjects: readonly DailyCounts[],
  lastWeekday: number,
  { days, direction, factor, least }: RuleTest,
  chance: number,
): { readonly tests: number; readonly judged: readonly (Judged | null)[] } {
  const all = deviations(subjects, lastWeekday, days, direction);
  const tested = all.map((it) => (it && it.n + it.nBefore >= least ? it : null));
  const tests = tested.filter((it) => it !== null).length;
  const judged = tested.map((it) => {
    if (!it) return null;
    const { n, expected, probability } = it;
    const beyond = direction === 'up' ? n >= factor * expected : n * factor <= expected;
    return { ...it, found: beyond && probability <= chance / tests, goesOn: probability <= GOES_ON };
  });
  return { tests, judged };
}
