import { describe, expect, test } from 'vitest';
import { mergedLevels } from '../../../src/audit/observed/level-sums.ts';
import { outcomeTie } from '../../../src/audit/observed/outcome-attributes.ts';
import { explained } from '../../../src/audit/wording/explanation.ts';
import type { MetricRecord } from '../../../src/domain/audit-record.ts';

const SHARE: MetricRecord = {
  ...{ check: 'O1', metric: 'share_ratio', task: 'positive', attribute: 'region', group: 'west' },
  ...{ reference: '(rest)', stratum: null, scale: 'ratio', value: 0.8, low: 0.7, high: 0.9 },
  ...{ groupValue: 0.6, referenceValue: 0.75, difference: { value: -0.15, low: -0.21, high: -0.09 } },
  ...{ groupRows: 188, referenceRows: 770, groupDenominator: 188, referenceDenominator: 770 },
  ...{ effect: -0.3, effectName: "Cohen's h", test: 'z', statistic: -4.6, p: 1e-6, adjustedP: 1e-5 },
  ...{ family: 'observed/declared', familySize: 40, warnLimit: 0.9, failLimit: 0.8 },
  ...{ status: 'warn', reason: 'capped_at_warn', rowsNeeded: null, direction: 'lower' },
  ...{ fingerprint: 'a', hidden: null, method: {}, evidence: [], sentence: '' },
};
const errors = (metric: string, status: MetricRecord['status'], groupRows: number): MetricRecord => ({
  ...{ ...SHARE, check: 'L1', metric, status, groupRows, fingerprint: metric },
});
const rated = (status: MetricRecord['status']): MetricRecord => ({
  ...{ ...SHARE, check: 'O4', task: 'as rated', stratum: 'both ratings', status, fingerprint: 'o4' },
});
const sentence = (...others: MetricRecord[]) => explained([SHARE, ...others])[0]!.sentence;

describe('labels that are asked for', () => {
  // 60 % are called positive: 30 of the rarer class, the other 40 %, are in 75 comments drawn at random.
  test('are as many as give 30 of the rarer class', () => {
    expect(sentence()).toContain('Without labels by people');
    expect(sentence()).toMatch(/: label 75 of them\.$/);
  });

  test('are fewer where there are some, and no more than there are comments', () => {
    const some = errors('tpr_difference', 'insufficient', 20);
    expect(sentence(some)).toMatch(/too few to tell customers from model: label 55 more\.$/);
    const rare = explained([{ ...SHARE, groupValue: 0.01 }])[0]!;
    expect(rare.method.explanation).toMatchObject({ labelsNeeded: 188 });
    const all = errors('tpr_difference', 'insufficient', 188);
    expect(sentence(all)).toContain('People have labelled all of them');
  });

  test('are none where labels or ratings tell', () => {
    const same = [errors('tpr_difference', 'pass', 100), errors('fpr_difference', 'pass', 100)];
    expect(sentence(...same)).toContain('the model errs no more here (L1)');
    const gap = [errors('tpr_difference', 'fail', 100), errors('fpr_difference', 'pass', 100)];
    expect(sentence(...gap)).toContain('the model errs differently here, see L1');
    const half = [errors('tpr_difference', 'pass', 100), errors('fpr_difference', 'insufficient', 100)];
    expect(sentence(...half)).toContain('too few to tell customers from model');
    expect(sentence(rated('pass'))).toContain('At the same rating');
    expect(sentence(rated('fail'))).toMatch(/label 75 of them\.$/);
  });

  test('say nothing of errors that are hidden', () => {
    const hidden = { ...errors('tpr_difference', 'fail', 20), hidden: 'small' };
    expect(sentence(hidden)).toMatch(/: label 75 of them\.$/);
  });
});

describe("Cramér's V without its bias", () => {
  const level = (name: string, own: { n: number; negative?: number; low?: number; high?: number }) => ({
    ...mergedLevels([name], []),
    ...{ rows: own.n, analysed: own.n, negative: own.negative ?? 0, positive: own.n - (own.negative ?? 0) },
    ...{ lowRated: own.low ?? 0, highRated: own.high ?? 0 },
  });
  /** Low and high ratings of each group; all comments are rated. */
  const tieOf = (table: readonly number[][]) =>
    outcomeTie(table.map(([low = 0, high = 0], i) => level(`g${i}`, { n: low + high, low, high })));

  test.each([
    // phi² 1 − 1/99, over 2 − 1/99 − 1: the same.
    [
      'a copy of the outcome',
      [
        [50, 0],
        [0, 50],
      ],
      1,
    ],
    // chi² 200 · 0.64 = 128; √((0.64 − 1/199) / (1 − 1/199)).
    [
      'nine of ten',
      [
        [90, 10],
        [10, 90],
      ],
      0.79887,
    ],
    [
      'nothing',
      [
        [25, 25],
        [25, 25],
      ],
      0,
    ],
  ])('%s', (_, table, v) => expect(tieOf(table)).toBeCloseTo(v, 4));

  test('is null where there is one group or one outcome', () => {
    expect(tieOf([[10, 5]])).toBeNull();
    expect(
      tieOf([
        [10, 0],
        [20, 0],
      ]),
    ).toBeNull();
  });

  test('is of ratings alone: what the model says is no evidence', () => {
    const complaint = [level('yes', { n: 100, negative: 96 }), level('no', { n: 100, negative: 4 })];
    expect(outcomeTie(complaint)).toBeNull();
    const rated = [
      level('yes', { n: 100, negative: 96, low: 96, high: 4 }),
      level('no', { n: 100, negative: 4, low: 4, high: 96 }),
    ];
    expect(outcomeTie(rated)).toBeCloseTo(0.92, 2);
    // A model that wrongs the west, where customers everywhere are as pleased: that is no outcome, but a finding.
    const wronged = [
      level('west', { n: 100, negative: 98, low: 50, high: 50 }),
      level('east', { n: 100, negative: 2, low: 50, high: 50 }),
    ];
    expect(outcomeTie(wronged)).toBe(0);
  });
});
