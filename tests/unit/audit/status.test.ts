import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateAgainst, ratePolicy, ratesAgainstTheRest } from '../../../src/audit/observed/rate-rules.ts';
import { policyOf } from '../../../src/audit/policy.ts';
import { judgeDrift } from '../../../src/audit/verdict/drift-status.ts';
import { judgeFamily } from '../../../src/audit/verdict/family.ts';
import {
  type Evidence,
  judgeGap,
  type Rule,
  ratioWithin,
  within,
} from '../../../src/audit/verdict/status.ts';
import { insufficient } from '../../../src/statistics/insufficient.ts';

const POLICY = policyOf({});
const LABEL_SHARE = ratePolicy('O1', POLICY);
const ERROR_RATE = ratePolicy('L1', POLICY);
const RULE: Rule = { limits: { warn: within(0.05), fail: within(0.1) } };

function evidence(value: number, low: number, high: number, adjustedP: number, more = {}): Evidence {
  return { value, interval: { low, high }, adjustedP, rows: 500, denominator: 500, ...more };
}

describe('the status rule', () => {
  it('is insufficient below 30 rows, below a denominator of 10, and without a value', () => {
    const large = evidence(0.5, 0.4, 0.6, 0);
    expect(judgeGap({ ...large, rows: 29 }, RULE)).toEqual({
      status: 'insufficient',
      reason: 'too_few_rows',
    });
    expect(judgeGap({ ...large, denominator: 9 }, RULE).reason).toBe('small_denominator');
    expect(judgeGap({ ...large, value: insufficient('zero_denominator') }, RULE).reason).toBe(
      'zero_denominator',
    );
    expect(judgeGap({ ...large, adjustedP: insufficient('zero_variance') }, RULE).reason).toBe(
      'zero_variance',
    );
    expect(judgeGap({ ...large, rows: 30, denominator: 10 }, RULE).status).toBe('fail');
  });

  it('fails where the interval is wholly beyond the fail limit and significant', () => {
    expect(judgeGap(evidence(0.2, 0.11, 0.29, 0.001), RULE)).toEqual({
      status: 'fail',
      reason: 'shown_large',
    });
    expect(judgeGap(evidence(-0.2, -0.29, -0.11, 0.001), RULE).status).toBe('fail');
    expect(judgeGap(evidence(0.2, 0.11, 0.29, 0.05), RULE).status).toBe('insufficient');
    expect(judgeGap(evidence(0.2, 0.11, 0.29, 0.001), { ...RULE, cap: 'warn' })).toEqual({
      status: 'warn',
      reason: 'capped_at_warn',
    });
  });

  it('warns where it is significant and beyond the warn limit', () => {
    expect(judgeGap(evidence(0.12, 0.06, 0.18, 0.001), RULE)).toEqual({
      status: 'warn',
      reason: 'beyond_warn_limit',
    });
    expect(judgeGap(evidence(0.06, 0.02, 0.1, 0.049), RULE).status).toBe('warn');
  });

  it('passes where the interval is inside the warn limit, and with a note inside the fail limit', () => {
    expect(judgeGap(evidence(0.01, -0.02, 0.04, 0.5), RULE)).toEqual({
      status: 'pass',
      reason: 'shown_small',
    });
    expect(judgeGap(evidence(0.03, 0.01, 0.049, 0.001), RULE).status).toBe('pass');
    expect(judgeGap(evidence(0.04, -0.01, 0.09, 0.2), RULE)).toEqual({
      status: 'pass',
      reason: 'small_not_tiny',
    });
  });

  it('is insufficient where the interval straddles a limit, and says how many rows would decide', () => {
    const straddling = evidence(0.04, -0.08, 0.16, 0.5, { rowsNeeded: 198 });
    expect(judgeGap(straddling, RULE)).toEqual({
      status: 'insufficient',
      reason: 'interval_straddles_limit',
      rowsNeeded: 198,
    });
  });

  it('lets pass what a placebo does as well', () => {
    expect(judgeGap(evidence(0.2, 0.11, 0.29, 0.001, { noise: 0.21 }), RULE).reason).toBe('within_noise');
    expect(judgeGap(evidence(0.2, 0.11, 0.29, 0.001, { noise: 0.19 }), RULE).status).toBe('fail');
    // Noise excuses what was found; it does not show that nothing is there.
    expect(judgeGap(evidence(0.01, -0.2, 0.22, 0.9, { noise: 0.21 }), RULE).status).toBe('insufficient');
  });

  it('needs the practical scale as well, where there is one', () => {
    const rule: Rule = { limits: { warn: ratioWithin(0.9), fail: ratioWithin(0.8) } };
    const rare = (value: number) => ({
      practical: { value, interval: { low: value - 0.01, high: value + 0.01 }, least: 0.03 },
    });
    expect(judgeGap(evidence(0.5, 0.4, 0.6, 0.001, rare(-0.05)), rule).status).toBe('fail');
    expect(judgeGap(evidence(0.5, 0.4, 0.6, 0.001, rare(-0.01)), rule)).toEqual({
      status: 'pass',
      reason: 'shown_small',
    });
  });

  it('never fails without significance, and never passes a value beyond the fail limit', () => {
    const size = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    const width = fc.double({ min: 0, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(size, width, width, fc.double({ min: 0, max: 1, noNaN: true }), (value, down, up, p) => {
        const { status } = judgeGap(evidence(value, value - down, value + up, p), RULE);
        if (status === 'fail' || status === 'warn') expect(p).toBeLessThan(0.05);
        if (status === 'pass') expect(Math.abs(value)).toBeLessThanOrEqual(0.1);
        if (status === 'fail') expect(Math.abs(value)).toBeGreaterThan(0.1);
      }),
    );
  });
});

describe('the drift rule', () => {
  const limits = { warn: 0.1, fail: 0.25 };
  const drift = (value: number, adjustedP: number, nullQuantile = 0.05) => {
    return judgeDrift({ value, adjustedP, nullQuantile }, limits);
  };

  it('needs both size and significance', () => {
    expect(drift(0.3, 0.001).status).toBe('fail');
    expect(drift(0.15, 0.001).status).toBe('warn');
    expect(drift(0.05, 0.001)).toEqual({ status: 'pass', reason: 'small_not_tiny' });
    expect(drift(0.05, 0.4)).toEqual({ status: 'pass', reason: 'shown_small' });
  });

  it('says nothing where chance alone reaches the limit', () => {
    expect(drift(0.15, 0.3, 0.2)).toEqual({ status: 'insufficient', reason: 'chance_exceeds_limit' });
    expect(drift(0.05, 0.3, 0.2).status).toBe('insufficient');
    const missing = judgeDrift({ value: insufficient('no_rows'), adjustedP: 1, nullQuantile: 0 }, limits);
    expect(missing).toEqual({ status: 'insufficient', reason: 'no_rows' });
  });
});

describe('a family', () => {
  const groups = [
    { key: 'a', successes: 400, rows: 1000 },
    { key: 'b', successes: 250, rows: 1000 },
    { key: 'c', successes: 330, rows: 1000 },
    { key: 'tiny', successes: 7, rows: 7 },
  ];

  it('leaves groups out that are too small, and says so', () => {
    const pending = ratesAgainstTheRest(groups, LABEL_SHARE);
    const { metrics, size } = judgeFamily(pending);
    expect(size).toBe(3);
    expect(pending.map(({ key }, i) => [key, metrics[i]!.verdict.status])).toEqual([
      ['a', 'warn'],
      ['b', 'warn'],
      ['c', 'pass'],
      ['tiny', 'insufficient'],
    ]);
    expect(metrics[3]!.verdict.reason).toBe('too_few_rows');
    expect(metrics[3]!.verdict.rowsNeeded).toBeGreaterThan(30);
  });

  it('counts labels of the class, not rows, for error rates', () => {
    const [reference, group] = [
      { key: 'r', successes: 800, rows: 1000, groupRows: 3000 },
      { key: 'g', successes: 5, rows: 20, groupRows: 500 },
    ];
    const { metrics } = judgeFamily([rateAgainst(reference, group, ERROR_RATE)]);
    expect(metrics[0]!.verdict.reason).toBe('small_denominator');
  });

  it('finds a group in which the outcome never happens', () => {
    const none = { key: 'none', successes: 0, rows: 500 };
    const rest = { key: 'rest', successes: 2000, rows: 5000 };
    const { metrics } = judgeFamily([rateAgainst(rest, none, { ...LABEL_SHARE, scale: 'ratio' })]);
    expect(metrics[0]!.verdict).toEqual({ status: 'warn', reason: 'capped_at_warn' });
  });

  it('keeps the place of p values that are not there', () => {
    const ps = [0.01, insufficient('no_rows'), 0.02];
    const { adjustedP: _, ...known } = evidence(0.2, 0.11, 0.29, 0);
    const { metrics, size } = judgeFamily(ps.map((p) => ({ evidence: known, p, rule: RULE })));
    expect(metrics.map(({ adjustedP }) => adjustedP)).toEqual([0.02, { insufficient: 'no_rows' }, 0.02]);
    expect(size).toBe(2);
  });
});
