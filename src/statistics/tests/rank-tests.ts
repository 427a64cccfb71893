import { chiSquareSf, normalTwoSidedP } from '../distributions/distributions.ts';
import { requireFinite } from '../input.ts';
import { insufficient, type Measured } from '../insufficient.ts';
import { sum } from '../moments.ts';
import type { TestResult } from './proportion-tests.ts';

export interface RankTest extends TestResult {
  readonly degreesOfFreedom: number;
}

/**
 * Kruskal–Wallis H over groups, tie corrected, by chi-square (Kruskal and Wallis 1952). Fewer than two groups with rows:
 * `too_few_groups`; all values equal: `zero_variance`.
 * @param groups rows by score, lowest first, for each group: one count per distinct score, or per bucket; scores of one
 * bucket count as equal
 */
export function kruskalWallisOfCounts(groups: readonly ArrayLike<number>[]): Measured<RankTest> {
  const sizes = groups.map(sum);
  const n = sum(sizes);
  const filled = sizes.filter((size) => size > 0).length;
  if (filled < 2) return insufficient('too_few_groups');
  const rankSums = new Float64Array(groups.length);
  let [below, ties] = [0, 0];
  for (let bucket = 0; bucket < groups[0]!.length; bucket++) {
    const tied = groups.reduce((total, group) => total + group[bucket]!, 0);
    for (const [i, group] of groups.entries()) rankSums[i]! += group[bucket]! * (below + (tied + 1) / 2);
    below += tied;
    ties += tied ** 3 - tied;
  }
  if (ties === n ** 3 - n) return insufficient('zero_variance');
  const squares = rankSums.reduce((total, r, i) => (sizes[i] === 0 ? total : total + r ** 2 / sizes[i]!), 0);
  const h = ((12 / (n * (n + 1))) * squares - 3 * (n + 1)) / (1 - ties / (n ** 3 - n));
  const degreesOfFreedom = filled - 1;
  return { statistic: Math.max(0, h), degreesOfFreedom, p: chiSquareSf(h, degreesOfFreedom) };
}

/**
 * Wilcoxon's signed-rank test of paired differences, two-sided, without zero differences, by the normal distribution with
 * tie correction (Wilcoxon 1945). The statistic is the smaller rank sum. No difference at all: `zero_variance`.
 */
export function wilcoxonTest(all: Float64Array): Measured<TestResult> {
  const differences = all.filter((difference) => difference !== 0);
  const n = differences.length;
  if (n === 0) return insufficient('zero_variance');
  const { ranks, ties } = rank(differences.map(Math.abs));
  const up = ranks.reduce((total, r, i) => (differences[i]! > 0 ? total + r : total), 0);
  const statistic = Math.min(up, (n * (n + 1)) / 2 - up);
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  return { statistic, p: normalTwoSidedP((statistic - (n * (n + 1)) / 4) / Math.sqrt(variance)) };
}

/** Ranks from 1, equal values sharing the mean of theirs. */
interface Ranking {
  readonly ranks: Float64Array;
  /** Σ (t³ − t) over the groups of t equal values: ties reduce the variance of rank sums by it. */
  readonly ties: number;
}

function rank(values: ArrayLike<number>): Ranking {
  requireFinite('ranks', values);
  const order = Int32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[a]! - values[b]!,
  );
  const ranks = new Float64Array(values.length);
  let ties = 0;
  for (let first = 0; first < order.length; ) {
    let next = first + 1;
    while (next < order.length && values[order[next]!] === values[order[first]!]) next++;
    const shared = (first + next + 1) / 2;
    for (let i = first; i < next; i++) ranks[order[i]!] = shared;
    ties += (next - first) ** 3 - (next - first);
    first = next;
  }
  return { ranks, ties };
}
