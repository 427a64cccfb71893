import { describe, expect, it } from 'vitest';
import { mixAdjustedRate } from '../../../src/audit/observed/adjusted-rates.ts';
import { ratePolicy, ratesAgainstTheRest } from '../../../src/audit/observed/rate-rules.ts';
import { policyOf } from '../../../src/audit/policy.ts';
import { alarmGap } from '../../../src/audit/swaps/neutral-carriers.ts';
import { judgeFamily } from '../../../src/audit/verdict/family.ts';
import { gapRule } from '../../../src/audit/verdict/gaps.ts';
import { mantelHaenszelRatio } from '../../../src/statistics/effects/strata.ts';
import { type Insufficient, isInsufficient, type Measured } from '../../../src/statistics/insufficient.ts';
import { GroupData } from '../../support/fairness/groups.ts';

function there<T>(measured: Measured<T>): T {
  if (isInsufficient(measured)) throw new Error(measured.insufficient);
  return measured as Exclude<typeof measured, Insufficient>;
}

const POLICY = policyOf({});
const GIVEN_RATING = ratePolicy('O4', POLICY);

describe('planted effects', () => {
  const data = new GroupData('multi_group');
  const groupsOf = (attribute: 'a' | 'b' | 'a*b') => {
    return data.levelsOf(attribute).map(({ key, selected }) => ({ key, ...selected }));
  };

  it('hidden in single attributes are found where they cross', () => {
    const judged = (attribute: 'a' | 'b' | 'a*b') => {
      const pending = ratesAgainstTheRest(groupsOf(attribute), GIVEN_RATING);
      const { metrics } = judgeFamily(pending);
      return Object.fromEntries(
        pending.map(({ key, evidence }, i) => {
          const direction = there(evidence.value) > 0 ? 'higher' : 'lower';
          return [key, `${metrics[i]!.verdict.status} ${direction}`];
        }),
      );
    };
    expect(judged('a').fr).toBe('warn higher');
    expect(judged('b').f).toBe('pass lower');
    expect(judged('a*b')['fr & f']).toBe('warn lower');
    expect(judged('a*b')['fr & m']).toBe('fail higher');
    expect(judged('a').cy).toBe('insufficient lower');
  });

  it('made by the mix alone vanish when it is held fixed', () => {
    // Both groups have 20% in the shop and 60% on the phone; the group writes from the phone.
    const strata = [
      { group: { successes: 20, rows: 100 }, reference: { successes: 180, rows: 900 } },
      { group: { successes: 540, rows: 900 }, reference: { successes: 60, rows: 100 } },
    ];
    const { metrics } = judgeFamily([mixAdjustedRate(strata, GIVEN_RATING)]);
    expect(there(mantelHaenszelRatio(strata)).value).toBeCloseTo(1, 12);
    expect(metrics[0]!.verdict.status).toBe('pass');
  });

  it('in one term of harmless sentences are found', () => {
    const terms = ['a', 'b', 'c', 'd'].map((term) => ({ term, successes: 1, rows: 200 }));
    const judged = (of: readonly { term: string; successes: number; rows: number }[]) => {
      const { term, gap, p, rows } = there(alarmGap(of));
      const { value } = there(gap);
      const evidence = { value, interval: gap, rows, denominator: rows };
      const { metrics } = judgeFamily([{ evidence, p, rule: gapRule(POLICY.limits.C3, POLICY) }]);
      return { term, value, status: metrics[0]!.verdict.status };
    };
    const hurt = judged([...terms, { term: 'hurt', successes: 30, rows: 200 }]);
    expect(hurt).toEqual({ term: 'hurt', value: expect.closeTo(0.145, 12), status: 'fail' });
    expect(judged(terms).status).toMatch(/pass|insufficient/);
  });
});
