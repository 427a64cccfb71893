import { adjustedP } from '../../statistics/tests/multiplicity.ts';
import { countTail } from '../count-tail.ts';
import type { DailyCounts } from './trend.ts';

export interface EmergenceRule {
  /** Days at the end that are tested against those before; default 7. */
  readonly recentDays?: number;
  /** Largest share of false alarms among alarms, 0..1; default 0.05. */
  readonly falseAlarms?: number;
  /** Fewest comments in the days tested; default 5. */
  readonly leastCount?: number;
}

export interface Emergence {
  /** Comments in the days tested, and how many the days before let expect. */
  readonly observed: number;
  readonly expected: number;
  /** How likely so many or more would be, were nothing new. */
  readonly probability: number;
  readonly emerging: boolean;
}

/**
 * Which themes are said more often than their own past lets expect.
 *
 * The share of a theme among all comments is taken from the days before, each day of the week by itself
 * (Farrington et al. 1996, "A statistical algorithm for the early detection of outbreaks of infectious disease",
 * with the weekday as season). The counts' dispersion φ is Pearson's χ² over its degrees of freedom, at least 1;
 * what is observed follows a negative binomial whose variance is φ times the expectation, widened by what is not
 * known of the shares (Noufaily et al. 2013). Probabilities of all themes are judged together (Benjamini &
 * Hochberg 1995). A rate with nothing before counts as half a comment (Jeffreys). With fewer than 14 days of past
 * nothing is emerging.
 *
 * @param firstWeekday of the first day, 0..6, Monday 0
 */
export function emergingThemes(
  themes: readonly DailyCounts[],
  firstWeekday: number,
  rule: EmergenceRule = {},
): Emergence[] {
  const tested = themes.map((theme) => surprise(theme, firstWeekday, rule.recentDays ?? 7));
  const able = tested.map(({ observed }) => observed >= (rule.leastCount ?? 5));
  const adjusted = adjustedP(tested.map(({ probability }) => probability));
  return tested.map((it, i) => ({ ...it, emerging: adjusted[i]! <= (rule.falseAlarms ?? 0.05) && able[i]! }));
}

const LEAST_PAST = 14;

function surprise({ counts, totals }: DailyCounts, firstWeekday: number, recentDays: number) {
  const past = Math.max(0, counts.length - recentDays);
  const weekday = (day: number) => (day + firstWeekday) % 7;
  const said = new Float64Array(7);
  const asked = new Float64Array(7);
  for (let day = 0; day < past; day++) {
    said[weekday(day)]! += counts[day]!;
    asked[weekday(day)]! += totals[day]!;
  }
  const everSaid = said.reduce((sum, value) => sum + value, 0);
  const everAsked = asked.reduce((sum, value) => sum + value, 0);
  const share = (day: number) => {
    const w = weekday(day);
    return asked[w]! > 0 ? (said[w]! + 0.5) / asked[w]! : (everSaid + 0.5) / Math.max(1, everAsked);
  };
  let observed = 0;
  let expected = 0;
  const recent = new Float64Array(7);
  for (let day = past; day < counts.length; day++) {
    observed += counts[day]!;
    expected += totals[day]! * share(day);
    recent[weekday(day)]! += totals[day]!;
  }
  if (past < LEAST_PAST || everAsked === 0) return { observed, expected, probability: 1 };
  // Var = φ (μ + Σ over weekdays of recent² · share / asked): of the count, and of the share it was expected from.
  let variance = expected;
  for (let w = 0; w < 7; w++) {
    if (asked[w]! > 0) variance += (recent[w]! ** 2 * (said[w]! + 0.5)) / asked[w]! ** 2;
  }
  variance *= dispersion(counts, totals, past, share);
  return { observed, expected, probability: countTail(observed, expected, variance) };
}

/** Pearson's χ² of the past over its degrees of freedom, at least 1. */
function dispersion(
  counts: ArrayLike<number>,
  totals: ArrayLike<number>,
  past: number,
  share: (day: number) => number,
): number {
  let [chi, days] = [0, 0];
  for (let day = 0; day < past; day++) {
    const mean = totals[day]! * share(day);
    if (mean <= 0) continue;
    chi += (counts[day]! - mean) ** 2 / mean;
    days++;
  }
  return Math.max(1, chi / Math.max(1, days - 7));
}
