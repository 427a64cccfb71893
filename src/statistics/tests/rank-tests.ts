import { chiSquareSf, normalTwoSidedP } from '../distributions/distributions.ts';
import { mannWhitneyU } from '../effects/effect-sizes.ts';
import { requireSameLength } from '../input.ts';
import { insufficient, isInsufficient, type Measured } from '../insufficient.ts';
import { sum } from '../moments.ts';
import { differencesOf } from './mean-tests.ts';
import type { TestResult } from './proportion-tests.ts';
import { rank } from './ranks.ts';

/**
 * Mann–Whitney U of the group against the reference, two-sided, by the normal law with tie and continuity
 * correction (Mann and Whitney 1947; Lehmann 1975). The statistic is U, 0..n₁n₂. All values equal: p is 1, for
 * every order is the same.
 */
export function mannWhitneyTest(
  group: ArrayLike<number>,
  reference: ArrayLike<number>,
): Measured<TestResult> {
  const pairs = group.length * reference.length;
  if (pairs === 0) return insufficient('no_rows');
  const { u, ties } = mannWhitneyU(group, reference);
  const n = group.length + reference.length;
  const variance = (pairs / 12) * (n + 1 - ties / (n * (n - 1)));
  if (variance === 0) return { statistic: u, p: 1 };
  const z = (Math.max(u, pairs - u) - pairs / 2 - 0.5) / Math.sqrt(variance);
  return { statistic: u, p: z <= 0 ? 1 : normalTwoSidedP(z) };
}

export interface RankTest extends TestResult {
  readonly degreesOfFreedom: number;
}

/**
 * Kruskal–Wallis H over groups, tie corrected, by chi-square (Kruskal and Wallis 1952). Fewer than two groups
 * with rows: `too_few_groups`; all values equal: `zero_variance`.
 */
export function kruskalWallisTest(groups: readonly ArrayLike<number>[]): Measured<RankTest> {
  const filled = groups.filter((group) => group.length > 0);
  if (filled.length < 2) return insufficient('too_few_groups');
  const n = filled.reduce((total, group) => total + group.length, 0);
  const pooled = new Float64Array(n);
  let at = 0;
  for (const group of filled) {
    pooled.set(group, at);
    at += group.length;
  }
  const { ranks, ties } = rank(pooled);
  if (ties === n ** 3 - n) return insufficient('zero_variance');
  let squares = 0;
  at = 0;
  for (const group of filled) {
    const rankSum = ranks.subarray(at, at + group.length).reduce((total, r) => total + r, 0);
    squares += rankSum ** 2 / group.length;
    at += group.length;
  }
  const h = ((12 / (n * (n + 1))) * squares - 3 * (n + 1)) / (1 - ties / (n ** 3 - n));
  const degreesOfFreedom = filled.length - 1;
  return { statistic: h, degreesOfFreedom, p: chiSquareSf(h, degreesOfFreedom) };
}

/**
 * The same from rows by score, lowest first, for each group: by distinct score exactly, by bucket with scores of one
 * bucket counting as equal.
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

/** ε², 0..1: the share of rank variance that the groups explain, H/(n − 1) (Kelley 1935; Tomczak 2014). */
export function epsilonSquared(groups: readonly ArrayLike<number>[]): Measured {
  const test = kruskalWallisTest(groups);
  if (isInsufficient(test)) return test;
  return test.statistic / (groups.reduce((total, group) => total + group.length, 0) - 1);
}

/**
 * Wilcoxon's signed-rank test of `after` − `before`, two-sided, zero differences left out, by the normal law with
 * tie correction (Wilcoxon 1945). The statistic is the smaller rank sum. No difference at all: `zero_variance`.
 */
export function wilcoxonTest(after: ArrayLike<number>, before: ArrayLike<number>): Measured<TestResult> {
  const differences = differencesOf(after, before).filter((difference) => difference !== 0);
  const n = differences.length;
  if (n === 0) return insufficient('zero_variance');
  const { ranks, ties } = rank(differences.map(Math.abs));
  const up = ranks.reduce((total, r, i) => (differences[i]! > 0 ? total + r : total), 0);
  const statistic = Math.min(up, (n * (n + 1)) / 2 - up);
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  return { statistic, p: normalTwoSidedP((statistic - (n * (n + 1)) / 4) / Math.sqrt(variance)) };
}

/**
 * Friedman's test over treatments seen in the same blocks, tie corrected, by chi-square (Friedman 1937).
 * `treatments[j][i]` is the value of treatment j in block i. All equal in every block: `zero_variance`.
 */
export function friedmanTest(treatments: readonly ArrayLike<number>[]): Measured<RankTest> {
  const k = treatments.length;
  const blocks = treatments[0]?.length ?? 0;
  for (const treatment of treatments) requireSameLength('Friedman test', treatment, treatments[0]!);
  if (k < 3 || blocks === 0) return insufficient('too_few_groups');
  const rankSums = new Float64Array(k);
  let tiesOfAll = 0;
  for (let i = 0; i < blocks; i++) {
    const { ranks, ties } = rank(treatments.map((treatment) => treatment[i]!));
    tiesOfAll += ties;
    for (let j = 0; j < k; j++) rankSums[j]! += ranks[j]!;
  }
  const correction = 1 - tiesOfAll / (k * (k ** 2 - 1) * blocks);
  if (correction === 0) return insufficient('zero_variance');
  const squares = rankSums.reduce((total, r) => total + r ** 2, 0);
  const statistic = ((12 / (k * blocks * (k + 1))) * squares - 3 * blocks * (k + 1)) / correction;
  return { statistic, degreesOfFreedom: k - 1, p: chiSquareSf(statistic, k - 1) };
}
