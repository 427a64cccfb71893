import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainClassifierTest } from '../../../src/audit/drift/domain-classifier.ts';
import { rankingGap } from '../../../src/audit/labelled/score-gaps.ts';
import { cliffsDelta } from '../../../src/audit/observed/cliffs-delta.ts';
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
import { compareRates } from '../../../src/statistics/effects/rate-comparison.ts';
import { mantelHaenszel, mantelHaenszelRatio } from '../../../src/statistics/effects/strata.ts';
import {
  type Insufficient,
  insufficient,
  isInsufficient,
  type Measured,
} from '../../../src/statistics/insufficient.ts';
import { newcombeInterval, wilsonInterval } from '../../../src/statistics/intervals/intervals.ts';
import { mean } from '../../../src/statistics/moments.ts';
import { bootstrap } from '../../../src/statistics/resampling/bootstrap.ts';
import { kolmogorovSmirnovOfCounts } from '../../../src/statistics/tests/kolmogorov-smirnov.ts';
import { adjustedP } from '../../../src/statistics/tests/multiplicity.ts';
import { rowsToTellApart } from '../../../src/statistics/tests/power.ts';
import { twoProportionZ } from '../../../src/statistics/tests/proportion-tests.ts';
import { counted } from '../../support/fairness/drift.ts';

function there<T>(measured: Measured<T>): T {
  if (isInsufficient(measured)) throw new Error(measured.insufficient);
  return measured as Exclude<typeof measured, Insufficient>;
}

/** Expected values: scipy 1.17.1, function named, unless noted. */
describe('statistics beyond the fixtures', () => {
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
      kolmogorovSmirnovOfCounts(
        counted([0.1, 0.4, 0.5, 0.9, 0.95]),
        counted([0.2, 0.3, 0.6, 0.65, 0.7, 0.8, 0.85]),
      ),
    );
    expect(test.statistic).toBeCloseTo(0.4, 12);
    expect(test.p).toBeCloseTo(0.6388888888888888, 12);
  });
});

describe('sample sizes of the specification', () => {
  it.each([
    [0.4, 0.3, 198],
    [0.4, 0.35, 817],
    [0.1, 0.05, 236],
    [0.05, 0.02, 312],
  ])('%f against %f, the reference nine times larger', (share, reference, rows) => {
    expect(rowsToTellApart(share, reference, 9)).toBe(rows);
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
    expect(bootstrap([3, 0], () => 1, { resamples: 10, seed: 1 })).toEqual(insufficient('no_rows'));
    expect(baselineEdges([2, 2, 2])).toEqual(insufficient('zero_variance'));
    expect(domainClassifierTest([[1]], [[2]], { resamples: 9, seed: 1 })).toEqual(
      insufficient('too_few_rows'),
    );
    expect(mantelHaenszel([])).toEqual(insufficient('too_few_groups'));
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
        const plain = compareRates(group, reference).ratio;
        fc.pre(group.successes * reference.successes > 0);
        fc.pre(group.successes + reference.successes < group.rows + reference.rows);
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

  it('adjusted p keep the order and are never smaller, and those under any dependence are larger', () => {
    const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(ps, (given) => {
        const adjusted = adjustedP(given);
        const dependent = adjustedP(given, 'benjamini-yekutieli');
        for (const [i, p] of given.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(dependent[i]).toBeGreaterThanOrEqual(adjusted[i]! - 1e-12);
          for (const [j, other] of given.entries()) {
            if (other < p) expect(adjusted[j]).toBeLessThanOrEqual(adjusted[i]!);
          }
        }
      }),
    );
  });

  it("Cliff's delta of buckets is that of the scores within its bound", () => {
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
        const fromBuckets = cliffsDelta({ group: buckets[1]!, reference: buckets[0]! });
        fc.pre(!isInsufficient(exact) && !isInsufficient(fromBuckets));
        const { value, bound } = there(fromBuckets);
        expect(Math.abs(2 * there(exact) - 1 - value)).toBeLessThanOrEqual(bound + 1e-12);
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
    const rows = (n: number) => ({
      scores: Array.from({ length: n }, (_, i) => ((i * 7) % 11) / 11),
      labels: Array.from({ length: n }, (_, i) => i % 2),
    });
    const [own, rest] = [rows(20), rows(30)];
    const gap = () => rankingGap(own, rest, 'bpsn', { resamples: 200, seed: 42 });
    expect(gap()).toEqual(gap());
    expect(there(gap()).value).toBeTypeOf('number');
  });
});

it('a tail beyond the smallest number is 0, not an error', () => {
  expect(normalTwoSidedP(60)).toBe(0);
  expect(normalSf(60)).toBe(0);
  expect(normalSf(-60)).toBe(1);
  expect(chiSquareSf(5_000, 1)).toBe(0);
  expect(binomialCdf(0, 100_000, 0.5)).toBe(0);
});
