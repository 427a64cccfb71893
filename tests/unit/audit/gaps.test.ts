import { describe, expect, it } from 'vitest';
import { columnDrift } from '../../../src/audit/drift/columns.ts';
import { calibrationGap } from '../../../src/audit/labelled/calibration-gap.ts';
import {
  agreementGap,
  aucChange,
  calibrationLevelGap,
  rankingGap,
} from '../../../src/audit/labelled/score-gaps.ts';
import { cliffsDelta } from '../../../src/audit/observed/cliffs-delta.ts';
import { policyOf } from '../../../src/audit/policy.ts';
import { placeboNoise } from '../../../src/audit/swaps/measures.ts';
import { judgeDrift } from '../../../src/audit/verdict/drift-status.ts';
import { judgeFamily } from '../../../src/audit/verdict/family.ts';
import { gapRule, onlyBelow, pendingGap } from '../../../src/audit/verdict/gaps.ts';
import { equalWidthEdges } from '../../../src/statistics/bins.ts';
import { normalTwoSidedP } from '../../../src/statistics/distributions/distributions.ts';
import { type Insufficient, isInsufficient, type Measured } from '../../../src/statistics/insufficient.ts';
import { fixtureRows, referenceValues } from '../../support/fairness/fixtures.ts';
import { countsOf, GroupData, levelOf } from '../../support/fairness/groups.ts';

const POLICY = policyOf({});
const SETTINGS = { resamples: 200, seed: 1 };
const data = new GroupData('multi_group');
const portuguese = data.levelsOf('a').find(({ key }) => key === 'pt')!;
const rest = levelOf(
  'rest',
  data.rows.filter((row) => row.a !== 'pt'),
);

function there<T>(measured: Measured<T>): T {
  if (isInsufficient(measured)) throw new Error(measured.insufficient);
  return measured as Exclude<typeof measured, Insufficient>;
}

/** What a library computed, by the id in the fixtures. */
function known(dataset: string, id: string): number {
  const value = referenceValues(dataset).find((reference) => reference.id === id);
  if (typeof value?.expected !== 'number') throw new Error(`There is no number ${id}`);
  return value.expected;
}

describe('gaps with bootstrap intervals are those of the libraries', () => {
  it.each(['subgroup', 'bpsn', 'bnsp'] as const)('%s AUC against the overall one', (kind) => {
    const gap = there(rankingGap(portuguese, rest, kind, SETTINGS));
    const expected = known('multi_group', `${kind}_auc|a|pt`) - known('multi_group', 'overall_auc');
    expect(gap.value).toBeCloseTo(expected, 9);
    expect(gap.low).toBeLessThan(gap.value);
    expect(gap.high).toBeGreaterThan(gap.value);
  });

  it('calibration, against every other row', () => {
    const everyone = levelOf('all', data.rows);
    const gap = there(calibrationGap(portuguese, everyone, equalWidthEdges(0, 1, 10), SETTINGS));
    const ece = (of: string) => known('multi_group', `ece${of}|bins=10,strategy=uniform`);
    expect(gap.observed).toBeCloseTo(ece('|a|pt') - ece(''), 9);
    const level = there(calibrationLevelGap(portuguese, everyone, SETTINGS));
    const large = (of: string) => known('multi_group', `calibration_in_the_large${of}`);
    expect(level.value).toBeCloseTo(large('|a|pt') - large(''), 9);
  });

  it('AUC in time', () => {
    const windowOf = (name: string) => {
      const rows = fixtureRows('drift').filter((row) => row.window === name);
      return { labels: rows.map((row) => Number(row.y_true)), scores: rows.map((row) => Number(row.score)) };
    };
    const change = there(aucChange(windowOf('shift'), windowOf('same'), { resamples: 20, seed: 1 }));
    expect(change.value).toBeCloseTo(
      known('drift', 'auc|current=shift') - known('drift', 'auc|current=same'),
      9,
    );
  });

  it('agreement: a model that copies one person agrees better than two people', () => {
    const first = data.rows.map((row) => row.label3);
    const second = data.rows.map((row) => row.decision3);
    const gap = there(agreementGap({ first, second, model: first }, SETTINGS));
    expect(gap.value).toBeCloseTo(1 - known('multi_group', 'cohen_kappa_three_class|weights=linear'), 9);
    const sizes = { rows: 3000, denominator: 3000 };
    const rule = gapRule(POLICY.limits.L4, POLICY);
    expect(judgeFamily([pendingGap(gap, sizes, onlyBelow(rule))]).metrics[0]!.verdict.status).toBe('pass');
    expect(judgeFamily([pendingGap(gap, sizes, rule)]).metrics[0]!.verdict.status).toBe('fail');
  });
});

describe("Cliff's delta by placements", () => {
  it('has the error of DeLong, counted pair by pair in numpy', () => {
    const counts = countsOf([0.8, 0.55, 0.9, 0.4, 0.55, 0.7], [0.3, 0.55, 0.6, 0.2, 0.5]);
    const { value, low, p } = there(cliffsDelta(counts));
    // The AUC is 0.8 with a standard error of 0.1394…: delta is 2 AUC − 1.
    expect(value).toBeCloseTo(0.6, 12);
    expect(low).toBeCloseTo(0.6 - 1.959963984540054 * 2 * 0.13944333775567927, 12);
    expect(p).toBeCloseTo(normalTwoSidedP(0.3 / 0.13944333775567927), 12);
  });

  it('says where it has no interval', () => {
    expect(cliffsDelta(countsOf([], [1]))).toEqual({ insufficient: 'no_rows' });
    expect(cliffsDelta(countsOf([1], [1, 2]))).toEqual({ insufficient: 'too_few_rows' });
    expect(cliffsDelta(countsOf([3, 4], [1, 2]))).toEqual({ insufficient: 'zero_variance' });
  });
});

describe('drift of a column', () => {
  it('is judged by the smoothed index and its null law', () => {
    const { value, p, nullQuantile } = columnDrift([500, 300, 200, 0], [340, 300, 180, 180]);
    expect(judgeDrift({ value, adjustedP: p, nullQuantile }, POLICY.limits.D1).status).toBe('fail');
    const same = columnDrift([500, 300, 200], [51, 28, 21]);
    expect(judgeDrift({ ...same, adjustedP: same.p }, POLICY.limits.D1).status).toBe('pass');
    const few = columnDrift([500, 300, 200], [7, 2, 3]);
    expect(judgeDrift({ ...few, adjustedP: few.p }, POLICY.limits.D1).reason).toBe('chance_exceeds_limit');
  });

  it('leaves out what nobody has', () => {
    expect(columnDrift([50, 30, 0], [5, 3, 0])).toEqual(columnDrift([50, 30], [5, 3]));
    expect(columnDrift([50], [5]).nullQuantile).toEqual({ insufficient: 'zero_variance' });
    expect(columnDrift([50, 30], [0, 0]).value).toEqual({ insufficient: 'no_rows' });
  });

  it('of embeddings is stricter', () => {
    const evidence = { value: 0.8, adjustedP: 0.02, nullQuantile: 0.55 };
    expect(judgeDrift(evidence, { ...POLICY.limits.D3, alpha: 0.01 }).status).toBe('insufficient');
    expect(judgeDrift({ ...evidence, adjustedP: 0.002 }, { ...POLICY.limits.D3, alpha: 0.01 }).status).toBe(
      'fail',
    );
  });
});

describe('swaps', () => {
  it('count beyond what 95% of placebo effects stay below', () => {
    const effects = Array.from({ length: 101 }, (_, i) => (i % 2 ? -i : i) / 1000);
    expect(there(placeboNoise(effects))).toBeCloseTo(0.095, 12);
    expect(placeboNoise([])).toEqual({ insufficient: 'no_rows' });
  });
});
