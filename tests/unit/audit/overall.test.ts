import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LevelSums, mergedLevels, SCORE_BUCKETS } from '../../../src/audit/observed/level-sums.ts';
import { ratesAgainstTheRest } from '../../../src/audit/observed/rate-rules.ts';
import { observedRates } from '../../../src/audit/observed/rates.ts';
import { observedScores } from '../../../src/audit/observed/scores.ts';
import { policyOf } from '../../../src/audit/policy.ts';
import type { Draft } from '../../../src/audit/verdict/draft.ts';
import { judgeFamily } from '../../../src/audit/verdict/family.ts';
import { judgedRecords } from '../../../src/audit/verdict/judged-records.ts';
import { generatorOf } from '../../../src/statistics/distributions/random.ts';
import { mantelHaenszel } from '../../../src/statistics/effects/strata.ts';
import { chiSquareTest } from '../../../src/statistics/tests/contingency.ts';
import { generalAssociation } from '../../../src/statistics/tests/general-association.ts';
import { kruskalWallisOfCounts } from '../../../src/statistics/tests/rank-tests.ts';
import { binomialSampler } from '../../support/data/audit-simulation.ts';

const proportion = fc
  .tuple(fc.nat({ max: 60 }), fc.nat({ max: 60 }))
  .map(([a, b]) => ({ successes: Math.min(a, b), rows: Math.max(a, b) }));
const cells = (table: readonly (readonly [number, number])[]) =>
  table.map(([yes, no]) => ({ successes: yes, rows: yes + no }));

describe('the kernel', () => {
  test('association over strata is what numpy gives, by the generalised inverse', () => {
    const strata = [
      cells([
        [12, 28],
        [20, 20],
        [9, 51],
      ]),
      cells([
        [30, 10],
        [18, 22],
        [25, 15],
      ]),
    ];
    expect(generalAssociation(strata)).toEqual({
      statistic: expect.closeTo(5.054163258407726, 9),
      degreesOfFreedom: 2,
      p: expect.closeTo(0.07989183439806459, 9),
    });
  });

  test('with two groups it is Mantel and Haenszel, with one stratum Pearson times (n − 1)/n', () => {
    const pair = fc.tuple(proportion, proportion);
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 4 }), (strata) => {
        const plain = mantelHaenszel(strata.map(([group, reference]) => ({ group, reference })));
        const found = generalAssociation(strata);
        if ('insufficient' in plain) expect(found).toHaveProperty('insufficient');
        else expect(found).toMatchObject({ statistic: expect.closeTo(plain.statistic, 6) });
      }),
    );
    fc.assert(
      fc.property(fc.array(proportion, { minLength: 2, maxLength: 6 }), (groups) => {
        const table = groups.map(({ successes, rows }) => [successes, rows - successes]);
        const n = groups.reduce((total, { rows }) => total + rows, 0);
        const plain = chiSquareTest(table);
        const found = generalAssociation([groups]);
        if ('insufficient' in plain) expect(found).toHaveProperty('insufficient');
        else
          expect(found).toMatchObject({
            statistic: expect.closeTo((plain.statistic * (n - 1)) / n, 6),
            degreesOfFreedom: plain.degreesOfFreedom,
          });
      }),
    );
  });

  test('ranks of counts are those of the rows', () => {
    const counted = (values: readonly number[]) =>
      Array.from({ length: 10 }, (_, bucket) => values.filter((value) => value === bucket).length);
    // scipy 1.17: kruskal([1,1,2,3,3,3,5], [2,2,4,5,5], [1,4,4,5])
    const scipy = [
      [1, 1, 2, 3, 3, 3, 5],
      [2, 2, 4, 5, 5],
      [1, 4, 4, 5],
    ].map(counted);
    expect(kruskalWallisOfCounts(scipy)).toMatchObject({ p: expect.closeTo(0.4291444667195964, 12) });
  });
});

const level = (name: string, rows: number, negative: number, extra: Partial<LevelSums> = {}): LevelSums => ({
  ...mergedLevels([name], []),
  ...{ rows, analysed: rows, negative },
  ...extra,
});
const judged = (drafts: readonly Draft[], hidden: readonly string[] = []) =>
  judgedRecords(drafts, 'observed/declared', {
    adjustment: 'benjamini-hochberg',
    hiddenOf: ({ group }) => (hidden.includes(group) ? 'small' : null),
  });
const policy = policyOf({});

describe('in an audit', () => {
  const levels = [level('a', 40, 12), level('b', 40, 20), level('c', 60, 9)];
  const negative = ({ task }: { task: string }) => task === 'negative';

  test('chi-square over the groups stands beside each of them', () => {
    // scipy 1.17: chi2_contingency([[12, 28], [20, 20], [9, 51]], correction=False)
    const records = judged(observedRates(levels, 'region', policy)).filter(negative);
    expect(records).toHaveLength(3);
    for (const { method } of records) {
      expect(method.overall).toEqual({
        test: 'chi-square',
        statistic: expect.closeTo(14.210396649421043, 10),
        degreesOfFreedom: 2,
        p: expect.closeTo(0.0008208268888940347, 12),
        groups: 3,
        leastExpected: expect.closeTo((41 * 40) / 140, 10),
      });
    }
  });

  test('groups without rows below the share are none', () => {
    const rated = { lowRated: 20, lowRatedNegative: 12 };
    const some = [level('a', 40, 12, rated), level('b', 40, 20, rated), level('c', 60, 9)];
    const low = judged(observedRates(some, 'region', policy)).find(({ stratum }) => stratum === 'low rating');
    expect(low!.method.overall).toMatchObject({ groups: 2, degreesOfFreedom: 1 });
  });

  test('with a named reference it is the same test, for the reference is one of the groups', () => {
    const records = judged(observedRates(levels, 'region', policyOf({ references: { region: 'b' } })));
    const [first] = records.filter(negative);
    expect(first!.method.overall).toMatchObject({ groups: 3, statistic: expect.closeTo(14.2104, 4) });
  });

  test('a hidden group is in no part of it, and one group alone has none', () => {
    const hidden = judged(observedRates(levels, 'region', policy), ['c']).filter(negative);
    const shown = judged(observedRates(levels.slice(0, 2), 'region', policy)).filter(negative);
    expect(hidden.map(({ method }) => method.overall)).toEqual([
      shown[0]!.method.overall,
      shown[0]!.method.overall,
      undefined,
    ]);
    const alone = judged(observedRates(levels, 'region', policy), ['b', 'c']).filter(negative);
    expect(alone[0]!.method).not.toHaveProperty('overall');
  });

  test('Kruskal-Wallis goes before O2, and an association over both ratings before O4', () => {
    const scores = (at: number) => Array.from({ length: SCORE_BUCKETS }, (_, b) => Number(b >= at) * 2);
    const rated = { lowRated: 20, lowRatedNegative: 12, highRated: 20, highRatedPositive: 9 };
    const both = [level('a', 40, 12, { ...rated, scores: scores(80) }), level('b', 40, 20, rated)].map(
      (it, i) => (i === 0 ? it : { ...it, scores: scores(60), analysed: 80 }),
    );
    const [o2] = judged(observedScores(both, 'region', policy));
    expect(o2!.method.overall).toMatchObject({ test: 'Kruskal-Wallis', degreesOfFreedom: 1, groups: 2 });
    const pooled = judged(observedRates(both, 'region', policy)).find(({ task }) => task === 'as rated');
    // Both groups follow the ratings equally well.
    expect(pooled!.method.overall).toMatchObject({ test: 'Cochran-Mantel-Haenszel', statistic: 0, p: 1 });
  });
});

test('as a gate before the comparisons it would cost power that the specification asks for', () => {
  const audits = 4_000;
  const generator = generatorOf(20261126);
  const samplers = [0.28, ...new Array<number>(7).fill(0.4)].map((rate) => binomialSampler(200, rate));
  let [found, gated] = [0, 0];
  for (let audit = 0; audit < audits; audit++) {
    const groups = samplers.map((draw, i) => ({ key: `g${i}`, successes: draw(generator), rows: 200 }));
    const rates = ratesAgainstTheRest(groups, { scale: 'ratio', warn: 0.9, fail: 0.8 });
    const alarmed = judgeFamily(rates).metrics.some(({ verdict }) => /warn|fail/.test(verdict.status));
    const overall = chiSquareTest(groups.map(({ successes, rows }) => [successes, rows - successes]));
    if (alarmed) found++;
    if (alarmed && !('insufficient' in overall) && overall.p < 0.05) gated++;
  }
  const percent = (count: number) => `${((100 * count) / audits).toFixed(1)} %`;
  console.log(
    `one of 8 × 200 at 28 %: found in ${percent(found)}; behind a gate of chi-square in ${percent(gated)}`,
  );
  expect(found / audits).toBeGreaterThan(0.71);
  expect(gated / audits).toBeLessThan(0.71);
});
