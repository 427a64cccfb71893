import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countTail } from '../../../src/analysis/count-tail.ts';
import { emergingThemes } from '../../../src/analysis/themes/emergence.ts';
import { themeFigures } from '../../../src/analysis/themes/figures.ts';
import { trend } from '../../../src/analysis/themes/trend.ts';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';
import { meanEstimate, wilsonShare } from '../../../src/statistics/intervals/intervals.ts';

test.each([
  // scipy.stats.poisson.sf(k − 1, mean) where the variance is the mean or less, else nbinom.sf.
  [1, 0.5, 0.5, 0.3934693402873665],
  [5, 2, 2, 0.052653017343711125],
  [12, 3, 3, 7.138662897420658e-5],
  [30, 10, 25, 0.0017996443504452058],
  [3, 8, 8, 0.986246032255997],
  [3, 8, 40, 0.8191999999999999],
  [100, 60, 90, 0.00010122798597654425],
  [400, 300, 1200, 0.003828263100185803],
  [2, 0.1, 0.3, 0.021897483271835456],
  [0, 5, 5, 1],
])('%i or more of mean %f and variance %f: %f', (observed, mean, variance, probability) => {
  expect(countTail(observed, mean, variance) / probability).toBeCloseTo(1, 9);
});

test('trend: a quasi-Poisson GLM (statsmodels 0.15, scale X2), a day without any left out', () => {
  const counts = [3, 5, 2, 6, 4, 7, 9, 0, 8, 11, 6, 12, 10, 13];
  const totals = [40, 55, 38, 60, 41, 52, 70, 0, 61, 66, 50, 72, 64, 70];
  const estimate = trend({ counts, totals })!;
  expect(estimate.value).toBeCloseTo(1.5567205541469122, 8);
  expect(estimate.low).toBeCloseTo(1.3524254959872481, 8);
  expect(estimate.high).toBeCloseTo(1.7918760707290888, 8);
  expect(trend({ counts: [9, 9], totals: [20, 20] })).toBeNull();
  expect(trend({ counts: [1, 1, 1, 1], totals: [9, 9, 9, 9] })).toBeNull();
});

test('a steady theme has a trend whose interval holds 1', () => {
  const totals = Array(30).fill(50);
  const estimate = trend({ counts: totals.map((_, day) => 5 + (day % 2)), totals })!;
  expect(estimate.low).toBeLessThan(1);
  expect(estimate.high).toBeGreaterThan(1);
});

describe('emergence', () => {
  const DAYS = 63;
  const random = generatorOf(7);
  const poisson = (mean: number) => {
    let [k, product] = [0, drawUniform(random)];
    for (const limit = Math.exp(-mean); product > limit; k++) product *= drawUniform(random);
    return k;
  };
  // Three times as many on a weekend.
  const mean = (day: number) => (day % 7 >= 5 ? 12 : 4);
  const totals = Array.from({ length: DAYS }, (_, day) => 20 * mean(day));
  const steady = () => Array.from({ length: DAYS }, (_, day) => poisson(mean(day)));

  test('where nothing is new, few families of themes have an alarm', () => {
    let alarms = 0;
    for (let round = 0; round < 200; round++) {
      const themes = Array.from({ length: 10 }, () => ({ counts: steady(), totals }));
      if (emergingThemes(themes, 0).some(({ emerging }) => emerging)) alarms++;
    }
    // 5 % are wanted; 200 families have 21 or more with a probability of 0.001 then.
    expect(alarms).toBeLessThan(21);
  });

  test('a theme said twice as often is found among steady ones, a busy weekend is none', () => {
    let [found, wrong] = [0, 0];
    for (let round = 0; round < 50; round++) {
      const louder = steady().map((count, day) => (day >= DAYS - 7 ? count + poisson(mean(day)) : count));
      const themes = [louder, ...Array.from({ length: 9 }, steady)].map((counts) => ({ counts, totals }));
      const [first, ...others] = emergingThemes(themes, 0);
      if (first!.emerging) found++;
      wrong += others.filter(({ emerging }) => emerging).length;
    }
    expect(found).toBeGreaterThan(40);
    expect(wrong).toBeLessThan(15);
  });

  test('nothing emerges without a past, or of fewer than five comments', () => {
    const counts = [0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9];
    const short = emergingThemes([{ counts, totals: Array(14).fill(20) }], 0);
    expect(short[0]).toMatchObject({ probability: 1, emerging: false });
    const few = Array.from({ length: DAYS }, (_, day) => (day === DAYS - 1 ? 4 : 0));
    const [rare] = emergingThemes([{ counts: few, totals }], 0);
    expect(rare!.probability).toBeLessThan(0.05);
    expect(rare!.emerging).toBe(false);
    expect(emergingThemes([], 0)).toEqual([]);
  });
});

describe('figures', () => {
  test.each([
    // statsmodels.stats.proportion.proportion_confint(method='wilson')
    [0, 10, 0, 0.27753279986288926],
    [3, 10, 0.10779126740630104, 0.6032218525388546],
    [71, 412, 0.13893216564706146, 0.2117819243676603],
    [10, 10, 0.7224672001371106, 1],
  ])('the share of %i in %i', (count, of, low, high) => {
    const share = wilsonShare(count, of)!;
    expect(share.value).toBe(count / of);
    expect(share.low).toBeCloseTo(low, 9);
    expect(share.high).toBeCloseTo(high, 9);
  });

  test('without anything to count are null', () => {
    const none = { count: 0, sum: 0, sumOfSquares: 0 };
    const figures = themeFigures({ comments: 0, negative: 0, positive: 0, scores: none, ratings: none }, 0);
    expect(Object.values(figures)).toEqual([null, null, null, null, null]);
  });

  test('a mean is within its bounds, and of one value they are the mean', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1 }), (values) => {
        const sum = values.reduce((total, value) => total + value, 0);
        const sumOfSquares = values.reduce((total, value) => total + value * value, 0);
        const { value, low, high } = meanEstimate({ count: values.length, sum, sumOfSquares })!;
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        if (values.length === 1) expect([low, high]).toEqual([value, value]);
      }),
    );
  });
});
