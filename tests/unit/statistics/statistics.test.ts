import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainClassifierTest } from '../../../src/audit/drift/domain-classifier.ts';
import { scoreLevelGap } from '../../../src/audit/observed/score-gaps.ts';
import { superiorityOf } from '../../../src/audit/observed/score-histogram.ts';
import { baselineEdges, binOf } from '../../../src/statistics/bins.ts';
import {
  binomialCdf,
  chiSquareQuantile,
  chiSquareSf,
  normalSf,
  normalTwoSidedP,
  studentQuantile,
} from '../../../src/statistics/distributions/distributions.ts';
import { kolmogorovSmirnovSf } from '../../../src/statistics/distributions/kolmogorov-law.ts';
import { noncentralTCdf } from '../../../src/statistics/distributions/noncentral-t.ts';
import { auc } from '../../../src/statistics/effects/auc.ts';
import {
  jensenShannonNull,
  wassersteinDistance,
  wassersteinPermutation,
} from '../../../src/statistics/effects/distribution-distance.ts';
import { mantelHaenszel, mantelHaenszelRatio } from '../../../src/statistics/effects/strata.ts';
import {
  type Insufficient,
  insufficient,
  isInsufficient,
  type Measured,
} from '../../../src/statistics/insufficient.ts';
import {
  logRatioInterval,
  newcombeInterval,
  wilsonInterval,
} from '../../../src/statistics/intervals/proportion-intervals.ts';
import { mean } from '../../../src/statistics/moments.ts';
import { bootstrap } from '../../../src/statistics/resampling/bootstrap.ts';
import { gTest } from '../../../src/statistics/tests/contingency.ts';
import { pairedEquivalence, shareEquivalence } from '../../../src/statistics/tests/equivalence.ts';
import { kolmogorovSmirnovTest } from '../../../src/statistics/tests/kolmogorov-smirnov.ts';
import { adjustedP } from '../../../src/statistics/tests/multiplicity.ts';
import { equivalencePairsNeeded, rowsToTellApart } from '../../../src/statistics/tests/power.ts';
import { fisherExact, twoProportionZ } from '../../../src/statistics/tests/proportion-tests.ts';

function there<T>(measured: Measured<T>): T {
  if (isInsufficient(measured)) throw new Error(measured.insufficient);
  return measured as Exclude<typeof measured, Insufficient>;
}

/** Expected values: scipy 1.17.1, function named, unless something else is said. */
describe('statistics beyond the fixtures', () => {
  it('G: chi2_contingency(lambda_="log-likelihood")', () => {
    const table = [
      [30, 70],
      [45, 55],
      [20, 80],
    ];
    const test = there(gTest(table));
    expect(test.statistic).toBeCloseTo(14.717676081536585, 9);
    expect(test.p).toBeCloseTo(0.0006369381258595979, 12);
    expect(test.degreesOfFreedom).toBe(2);
  });

  it('quantiles: t.ppf, chi2.ppf', () => {
    expect(studentQuantile(0.975, 9)).toBeCloseTo(2.262157162798205, 10);
    expect(studentQuantile(0.1, 3.5)).toBeCloseTo(-1.576576605136405, 10);
    expect(chiSquareQuantile(0.95, 9)).toBeCloseTo(16.918977604620448, 9);
  });

  it('noncentral t: nct.cdf', () => {
    expect(noncentralTCdf(2.3, 10, 1.5)).toBeCloseTo(0.7456116069522125, 10);
    expect(noncentralTCdf(-1.97, 197, 2.81)).toBeCloseTo(9.954330467856591e-7, 12);
    expect(noncentralTCdf(5, 40, 4)).toBeCloseTo(0.8011362182162607, 10);
  });

  it('the law of Kolmogorov and Smirnov: kstwo.sf', () => {
    const expected = [
      [100, 0.1, 0.2526927570063874],
      [20, 0.3, 0.04306706665851623],
      [12, 0.6, 0.00011635930561193362],
      [1000, 0.03, 0.3226902143914636],
      [5000, 0.02, 0.03613941395325637],
      [2000, 0.04, 0.0032305680961256145],
    ] as const;
    for (const [n, d, p] of expected) expect(kolmogorovSmirnovSf(n, d)).toBeCloseTo(p, 7);
  });

  it('Kolmogorov-Smirnov on few rows: ks_2samp(method="exact")', () => {
    const test = there(
      kolmogorovSmirnovTest([0.1, 0.4, 0.5, 0.9, 0.95], [0.2, 0.3, 0.6, 0.65, 0.7, 0.8, 0.85]),
    );
    expect(test.statistic).toBeCloseTo(0.4, 12);
    expect(test.p).toBeCloseTo(0.6388888888888888, 12);
  });

  it('equivalence of pairs: ttest_1samp, one-sided both ways, and t.interval(0.9)', () => {
    const after = [0.61, 0.52, 0.7, 0.48, 0.66, 0.59, 0.73, 0.55, 0.62, 0.5];
    const before = [0.6, 0.55, 0.68, 0.5, 0.61, 0.6, 0.7, 0.56, 0.6, 0.52];
    const shown = there(pairedEquivalence(after, before, 0.03));
    expect(shown.p).toBeCloseTo(0.005648611188765726, 10);
    expect(shown.low).toBeCloseTo(-0.011017112558746, 12);
    expect(shown.high).toBeCloseTo(0.01901711255874598, 12);
  });

  it('Wasserstein: moving everything by 5 is a distance of 5', () => {
    expect(wassersteinDistance([0, 1, 3], [5, 6, 8])).toBe(5);
    const test = there(
      wassersteinPermutation([0, 1, 3, 2, 4], [15, 16, 18, 17, 19], { resamples: 999, seed: 1 }),
    );
    // Only the two of 252 arrangements that keep the sides apart are as far: 2/252.
    expect(test.p).toBeLessThan(0.02);
  });
});

describe('sample sizes of the specification', () => {
  it.each([
    [0.4, 0.3, 198, 335],
    [0.4, 0.35, 817, 1386],
    [0.1, 0.05, 236, 400],
    [0.05, 0.02, 312, 529],
  ])('%f against %f, the reference nine times larger', (share, reference, rows, strictRows) => {
    expect(rowsToTellApart(share, reference, 9)).toBe(rows);
    expect(rowsToTellApart(share, reference, 9, { alpha: 0.005 })).toBe(strictRows);
  });

  it('templates to show that a term matters less than 0.02', () => {
    expect(equivalencePairsNeeded(0.08, 0.02)).toBe(138);
    expect(equivalencePairsNeeded(0.1, 0.02)).toBe(215);
  });

  it('what no change in so many templates shows', () => {
    const most = (rows: number) => there(wilsonInterval({ successes: 0, rows })).high;
    expect(most(60)).toBeCloseTo(0.06, 2);
    expect(most(200)).toBeCloseTo(0.019, 3);
    expect(most(300)).toBeCloseTo(0.013, 3);
  });
});

describe('what has no value says so', () => {
  it('in every kind of statistic', () => {
    expect(mean([])).toEqual(insufficient('no_rows'));
    expect(auc([1, 1], [0.2, 0.3])).toEqual(insufficient('one_class_only'));
    expect(wilsonInterval({ successes: 0, rows: 0 })).toEqual(insufficient('zero_denominator'));
    expect(twoProportionZ({ successes: 5, rows: 5 }, { successes: 9, rows: 9 })).toEqual(
      insufficient('zero_variance'),
    );
    expect(fisherExact({ successes: 0, rows: 5 }, { successes: 0, rows: 9 }).oddsRatio).toEqual(
      insufficient('zero_denominator'),
    );
    expect(shareEquivalence({ successes: 0, rows: 5 }, { successes: 0, rows: 9 }, 0.1)).toEqual(
      insufficient('zero_variance'),
    );
    expect(bootstrap([3, 0], () => 1, { resamples: 10, seed: 1 })).toEqual(insufficient('no_rows'));
    expect(baselineEdges([2, 2, 2])).toEqual(insufficient('zero_variance'));
    expect(domainClassifierTest([[1]], [[2]], { resamples: 9, seed: 1 })).toEqual(
      insufficient('too_few_rows'),
    );
    expect(mantelHaenszel([])).toEqual(insufficient('too_few_groups'));
    expect(jensenShannonNull({ referenceRows: 5, currentRows: 0, bins: 3 })).toEqual(insufficient('no_rows'));
  });

  it('and numbers that no data can give are refused', () => {
    expect(() => wilsonInterval({ successes: 3, rows: 2 })).toThrow('3 of 2 rows');
    expect(() => adjustedP([0.1, Number.NaN])).toThrow('a p of NaN');
    expect(() => auc([1], [0.1, 0.2])).toThrow('1 values beside 2');
  });
});

describe('properties', () => {
  const proportion = fc
    .integer({ min: 1, max: 300 })
    .chain((rows) => fc.record({ successes: fc.integer({ min: 0, max: rows }), rows: fc.constant(rows) }));

  it('intervals hold their value, and change sides with it', () => {
    fc.assert(
      fc.property(proportion, proportion, (group, reference) => {
        const own = group.successes / group.rows;
        const { low, high } = there(wilsonInterval(group));
        expect(own).toBeGreaterThanOrEqual(low - 1e-12);
        expect(own).toBeLessThanOrEqual(high + 1e-12);
        const forth = there(newcombeInterval(group, reference));
        const back = there(newcombeInterval(reference, group));
        expect(forth.low).toBeCloseTo(-back.high, 12);
      }),
    );
  });

  it('one stratum is no stratum: the pooled ratio is the plain one', () => {
    fc.assert(
      fc.property(proportion, proportion, (group, reference) => {
        const plain = logRatioInterval(group, reference);
        fc.pre(!isInsufficient(plain) && group.successes + reference.successes < group.rows + reference.rows);
        const pooled = there(mantelHaenszelRatio([{ group, reference }]));
        expect(pooled.low).toBeCloseTo(there(plain).low, 9);
        expect(pooled.high / there(plain).high).toBeCloseTo(1, 9);
      }),
    );
  });

  it('one stratum is no stratum: the pooled odds ratio has the interval of Woolf 1955', () => {
    fc.assert(
      fc.property(proportion, proportion, (group, reference) => {
        const cells = [group, reference].flatMap(({ successes, rows }) => [successes, rows - successes]);
        fc.pre(!cells.includes(0));
        const [a, b, c, d] = cells as [number, number, number, number];
        const { oddsRatio } = there(mantelHaenszel([{ group, reference }]));
        const { value, high } = there(oddsRatio);
        expect(value / ((a * d) / (b * c))).toBeCloseTo(1, 9);
        const half = 1.959963984540054 * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
        expect(Math.log(high / value)).toBeCloseTo(half, 9);
      }),
    );
  });

  it('adjusted p keep the order, are never smaller, and Bonferroni is the largest', () => {
    const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(ps, (given) => {
        const adjusted = adjustedP(given);
        const bonferroni = adjustedP(given, 'bonferroni');
        for (const [i, p] of given.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(bonferroni[i]).toBeGreaterThanOrEqual(adjusted[i]! - 1e-12);
          for (const [j, other] of given.entries()) {
            if (other < p) expect(adjusted[j]).toBeLessThanOrEqual(adjusted[i]!);
          }
        }
      }),
    );
  });

  it('the AUC of buckets is that of the scores within its bound', () => {
    const row = fc.record({
      label: fc.integer({ min: 0, max: 1 }),
      score: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 80 }), (rows) => {
        const exact = auc(
          rows.map(({ label }) => label),
          rows.map(({ score }) => score),
        );
        const buckets = [0, 1].map((wanted) => {
          const counts = new Array<number>(100).fill(0);
          for (const { label, score } of rows) if (label === wanted) counts[Math.floor(score * 100)]!++;
          return counts;
        });
        const fromBuckets = superiorityOf({ group: buckets[1]!, reference: buckets[0]! });
        fc.pre(!isInsufficient(exact) && !isInsufficient(fromBuckets));
        const { value, bound } = there(fromBuckets);
        expect(Math.abs(there(exact) - value)).toBeLessThanOrEqual(bound + 1e-12);
      }),
    );
  });

  it('a value has the bin whose edges hold it', () => {
    const edges = [0, 0.25, 0.5, 0.75, 1];
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
        const bin = binOf(value, edges);
        expect(value).toBeLessThanOrEqual(edges[bin + 1]!);
        if (bin > 0) expect(value).toBeGreaterThan(edges[bin]!);
      }),
    );
    expect([-5, 7].map((value) => binOf(value, edges))).toEqual([0, 3]);
  });

  it('the same seed gives the same numbers', () => {
    const rows = [0.1, 0.5, 0.4, 0.9, 0.3];
    const settings = { resamples: 200, seed: 42 };
    expect(scoreLevelGap(rows, [0.2, 0.6, 0.1], settings)).toEqual(
      scoreLevelGap(rows, [0.2, 0.6, 0.1], settings),
    );
  });
});

it('a tail beyond the smallest number is 0, not an error', () => {
  expect(normalTwoSidedP(60)).toBe(0);
  expect(normalSf(60)).toBe(0);
  expect(normalSf(-60)).toBe(1);
  expect(chiSquareSf(5_000, 1)).toBe(0);
  expect(binomialCdf(0, 100_000, 0.5)).toBe(0);
});
