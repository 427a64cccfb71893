import { describe, expect, it } from 'vitest';
import { intervalCoverage } from '../../../bench/tuning/coverage.ts';
import { equalWidthEdges } from '../../../src/statistics/bins.ts';
import { sampledCalibrationError } from '../../../src/statistics/effects/calibration.ts';
import { krippendorffAlpha } from '../../../src/statistics/effects/krippendorff.ts';
import { sampledMacroF1 } from '../../../src/statistics/effects/macro-f1.ts';
import { sampledShare } from '../../../src/statistics/effects/sampled-share.ts';
import type { Estimate } from '../../../src/statistics/intervals/intervals.ts';

/** Rows of a population without end. */
const ENDLESS = 1e9;
const rowsOf = (n: number, weight = ENDLESS) => Array.from({ length: n }, () => ({ weight, stratum: 0 }));
const estimate = (found: unknown) => found as Estimate;

describe('a share of a sample', () => {
  it('is Wilson’s interval for a simple random sample', () => {
    // scipy 1.17: binomtest(84, 100).proportion_ci(method='wilson')
    const found = estimate(
      sampledShare(
        rowsOf(100),
        Array.from({ length: 100 }, (_, i) => (i < 84 ? 1 : 0)),
      ),
    );
    expect(found.value).toBeCloseTo(0.84, 12);
    expect(found.low).toBeCloseTo(0.7557973061072976, 6);
    expect(found.high).toBeCloseTo(0.8990471151119521, 6);
  });

  it('weighs strata by their comments, and takes off what is known of a small population', () => {
    // 600, 300 and 100 comments; computed with numpy from the formulas of Kish and Wilson.
    const strata = [
      { size: 600, labels: [1, 1, 1, 0, 1, 1] },
      { size: 300, labels: [1, 0, 0] },
      { size: 100, labels: [1] },
    ];
    const rows = strata.flatMap(({ size, labels }, stratum) =>
      labels.map(() => ({ weight: size / labels.length, stratum })),
    );
    const found = estimate(
      sampledShare(
        rows,
        strata.flatMap(({ labels }) => labels),
      ),
    );
    expect(found.value).toBeCloseTo(0.7, 12);
    expect(found.low).toBeCloseTo(0.403953562554552, 9);
    expect(found.high).toBeCloseTo(0.8893003520512648, 9);
  });

  it('has no interval to doubt when every comment is labelled, and none without rows', () => {
    expect(sampledShare(rowsOf(3, 1), [1, 0, 1])).toEqual({ value: 2 / 3, low: 2 / 3, high: 2 / 3 });
    expect(sampledShare([], [])).toEqual({ insufficient: 'no_rows' });
  });
});

describe('mean F1', () => {
  it('has the value and variance of a jackknife', () => {
    // numpy: F1 of each class by hand, jackknife over rows (variance 0.00722), score interval of as many rows.
    const labels = [...'nnnnnnnnnnppppppppppppmmmmmmmm'];
    const answers = [...'nnnnnnnnpmppppppppppnmmmmmmppn'];
    const found = estimate(sampledMacroF1(rowsOf(30), labels, answers, ['n', 'm', 'p']));
    expect(found.value).toBeCloseTo(0.7555555555555555, 12);
    expect(Math.abs(found.low - 0.5633489771873462)).toBeLessThan(0.01);
    expect(Math.abs(found.high - 0.8810242558299802)).toBeLessThan(0.01);
  });

  it('is not certain without a mistake', () => {
    const labels = [...'ppppppppnn'];
    const found = estimate(sampledMacroF1(rowsOf(10), labels, labels, ['p', 'n']));
    expect(found.value).toBe(1);
    expect(found.low).toBeLessThan(0.75);
  });
});

describe('calibration error of a sample', () => {
  it('has the excess of chance taken off', () => {
    // scipy: foldnorm.mean of each bin, chi2.sf of Hosmer and Lemeshow's statistic (0.0023).
    const scores = [0.55, 0.62, 0.71, 0.78, 0.83, 0.88, 0.91, 0.93, 0.96, 0.97];
    const labels = [1, 0, 1, 0, 1, 1, 0, 1, 1, 1];
    const thrice = <T>(values: readonly T[]) => [...values, ...values, ...values];
    const found = estimate(
      sampledCalibrationError(rowsOf(30), thrice(labels), thrice(scores), equalWidthEdges(0, 1, 10)),
    );
    expect(found.value).toBeCloseTo(0.24874758735098917, 6);
    expect(found.low).toBeCloseTo(0.24874758735098917 - 0.16623914928822736, 6);
    expect(found.high).toBeCloseTo(0.24874758735098917 + 0.16623914928822736, 6);
  });

  it('bears a score of 1 that is wrong', () => {
    const found = estimate(sampledCalibrationError(rowsOf(2), [0, 1], [1, 1], equalWidthEdges(0, 1, 10)));
    expect(Object.values(found).every(Number.isFinite)).toBe(true);
  });
});

describe('Krippendorff’s α', () => {
  const alpha = (units: readonly (readonly string[])[]) =>
    estimate(krippendorffAlpha(units, { resamples: 200, seed: 1 }));
  const pairs = (one: string, other: string) => [...one].map((label, i) => [label, other[i]!]);

  it('is that of the published examples', () => {
    // Krippendorff (2011), "Computing Krippendorff's alpha-reliability", examples A, B and C.
    expect(alpha(pairs('0100000010', '1110010000')).value).toBeCloseTo(0.095, 3);
    expect(alpha(pairs('aabbdcccedda', 'babbbccceddd')).value).toBeCloseTo(0.692, 3);
    const observers = ['12332141 2...', '12332241 25.3', '.3332342 251.', '12332441 251.'].map((it) =>
      it.replace(' ', ''),
    );
    const units = Array.from({ length: 12 }, (_, i) =>
      observers.flatMap((labels) => (labels[i] === '.' ? [] : [labels[i]!])),
    );
    const found = alpha(units);
    expect(found.value).toBeCloseTo(0.743, 3);
    expect(found.low).toBeLessThan(found.value);
    expect(found.high).toBeGreaterThan(found.value);
  });

  it('does not exist for one class, or without a unit of two labels', () => {
    expect(
      krippendorffAlpha(
        [
          ['a', 'a'],
          ['a', 'a'],
        ],
        { resamples: 10, seed: 1 },
      ),
    ).toEqual({
      insufficient: 'zero_variance',
    });
    expect(krippendorffAlpha([['a']], { resamples: 10, seed: 1 })).toEqual({ insufficient: 'no_rows' });
  });
});

it('intervals of weekly samples cover the truth in 94 to 96 % of simulated samples', {
  timeout: 120_000,
}, () => {
  const figures = intervalCoverage(400, 3);
  const mean = (measure: string) => {
    const own = figures.filter((it) => it.measure === measure);
    return own.reduce((sum, { covered }) => sum + covered, 0) / own.length;
  };
  expect(mean('accuracy')).toBeGreaterThan(0.94);
  expect(mean('accuracy')).toBeLessThan(0.96);
  // Of few rows; 400 samples tell a share of 95 % to two points.
  for (const measure of ['recall of the rarest class', 'mean F1', 'calibration error']) {
    expect(mean(measure), measure).toBeGreaterThan(0.93);
    expect(mean(measure), measure).toBeLessThan(0.98);
  }
});
