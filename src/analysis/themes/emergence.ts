import { adjustedP } from '../../statistics/tests/multiplicity.ts';
import { countTail } from '../count-tail.ts';
import type { DailyCounts } from './trend.ts';

/** Last days, tested against the days before. */
export const RECENT_DAYS = 7;
/** Largest share of false alarms among alarms, 0..1. */
const FALSE_ALARMS = 0.05;
/** Fewest comments in the tested days, and fewest people who wrote them. */
const LEAST_COUNT = 5;

export interface Emergence {
  /** Comments in the tested days, and the number expected from the days before. */
  readonly observed: number;
  readonly expected: number;
  /** Probability of `observed` or more if nothing is new. */
  readonly probability: number;
  readonly emerging: boolean;
}

/**
 * Tests which themes have more comments than expected from their own past.
 *
 * The expected share of a theme among all comments comes from the days before, separately for each weekday
 * (Farrington et al. 1996, "A statistical algorithm for the early detection of outbreaks of infectious disease",
 * with the weekday as season). The dispersion φ of the counts is Pearson's χ² over its degrees of freedom, at least 1.
 * The observed count follows a negative binomial whose variance is φ times the expectation, plus the uncertainty of the
 * shares (Noufaily et al. 2013). The probabilities of all themes are adjusted together (Benjamini & Hochberg 1995). A
 * theme without earlier comments counts as half a comment (Jeffreys). With fewer than 14 days of past, no theme
 * emerges.
 *
 * @param firstWeekday weekday of the first day, 0..6, Monday 0
 * @param recentDays last days, which are tested
 */
export function emergingThemes(
  themes: readonly DailyCounts[],
  firstWeekday: number,
  recentDays = RECENT_DAYS,
): Emergence[] {
  const tested = themes.map((theme) => surprise(theme, firstWeekday, recentDays));
  const adjusted = adjustedP(tested.map(({ probability }) => probability));
  return tested.map((it, i) => {
    const enough = it.observed >= LEAST_COUNT && (themes[i]!.people ?? it.observed) >= LEAST_COUNT;
    return { ...it, emerging: adjusted[i]! <= FALSE_ALARMS && enough };
  });
}

/** With fewer days of past, nothing is expected of the tested days. */
const LEAST_PAST = 14;

/** What the days before let expect of the tested days. */
export interface Expectation {
  readonly observed: number;
  readonly expected: number;
  /** Of the count of the tested days, with that of the estimated shares; without the dispersion. */
  readonly variance: number;
  /** Pearson's χ² of the days before over its degrees of freedom. */
  readonly dispersion: number;
  readonly freedom: number;
}

function surprise(theme: DailyCounts, firstWeekday: number, recentDays: number) {
  const found = expectation(theme, firstWeekday, recentDays);
  if ('tooFew' in found) return { ...found.tooFew, probability: 1 };
  const { observed, expected, variance, dispersion } = found;
  return {
    observed,
    expected,
    probability: countTail(observed, expected, variance * Math.max(1, dispersion)),
  };
}

/** As {@link emergingThemes}; `tooFew` with fewer than 14 days of past, or none with comments. */
export function expectation(
  { counts, totals }: DailyCounts,
  firstWeekday: number,
  recentDays: number,
): Expectation | { readonly tooFew: Pick<Expectation, 'observed' | 'expected'> } {
  const past = Math.max(0, counts.length - recentDays);
  const weekday = (day: number) => (day + firstWeekday) % 7;
  const comments = new Float64Array(7);
  const all = new Float64Array(7);
  for (let day = 0; day < past; day++) {
    comments[weekday(day)]! += counts[day]!;
    all[weekday(day)]! += totals[day]!;
  }
  const allComments = comments.reduce((sum, value) => sum + value, 0);
  const allTotals = all.reduce((sum, value) => sum + value, 0);
  const share = (day: number) => {
    const w = weekday(day);
    return all[w]! > 0 ? (comments[w]! + 0.5) / all[w]! : (allComments + 0.5) / Math.max(1, allTotals);
  };
  let observed = 0;
  let expected = 0;
  const recent = new Float64Array(7);
  for (let day = past; day < counts.length; day++) {
    observed += counts[day]!;
    expected += totals[day]! * share(day);
    recent[weekday(day)]! += totals[day]!;
  }
  if (past < LEAST_PAST || allTotals === 0) return { tooFew: { observed, expected } };
  // Var = φ (μ + Σ over weekdays of recent² · share / total): variance of the count and of the estimated share.
  let variance = expected;
  for (let w = 0; w < 7; w++) {
    if (all[w]! > 0) variance += (recent[w]! ** 2 * (comments[w]! + 0.5)) / all[w]! ** 2;
  }
  return { observed, expected, variance, ...dispersion(counts, totals, past, share) };
}

/** Pearson's χ² of the past over its degrees of freedom. */
function dispersion(
  counts: ArrayLike<number>,
  totals: ArrayLike<number>,
  past: number,
  share: (day: number) => number,
): Pick<Expectation, 'dispersion' | 'freedom'> {
  let [chi, days] = [0, 0];
  for (let day = 0; day < past; day++) {
    const mean = totals[day]! * share(day);
    if (mean <= 0) continue;
    chi += (counts[day]! - mean) ** 2 / mean;
    days++;
  }
  const freedom = Math.max(1, days - 7);
  return { dispersion: chi / freedom, freedom };
}
