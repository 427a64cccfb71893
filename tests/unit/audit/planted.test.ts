import { describe, expect, it } from 'vitest';
import { mixAdjustedRate } from '../../../src/audit/observed/adjusted-rates.ts';
import { crossCells, rankByShrunkenShare } from '../../../src/audit/observed/intersections.ts';
import { GIVEN_RATING, ratesAgainstTheRest } from '../../../src/audit/observed/rate-rules.ts';
import { pendingNeutralCarriers } from '../../../src/audit/swaps/neutral-carriers.ts';
import { judgeFamily } from '../../../src/audit/verdict/family.ts';
import { mantelHaenszelRatio } from '../../../src/statistics/effects/strata.ts';
import { type Insufficient, isInsufficient, type Measured } from '../../../src/statistics/insufficient.ts';
import { GroupData } from '../../support/fairness-groups.ts';

function there<T>(measured: Measured<T>): T {
  if (isInsufficient(measured)) throw new Error(measured.insufficient);
  return measured as Exclude<typeof measured, Insufficient>;
}

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
    const hurt = there(pendingNeutralCarriers([...terms, { term: 'hurt', successes: 30, rows: 200 }]));
    expect(hurt.term).toBe('hurt');
    expect(hurt.evidence.value).toBeCloseTo(0.145, 12);
    expect(judgeFamily([hurt]).metrics[0]!.verdict.status).toBe('fail');
    const equal = there(pendingNeutralCarriers(terms));
    expect(judgeFamily([equal]).metrics[0]!.verdict.status).toMatch(/pass|insufficient/);
  });

  it('rank by shrunken shares, so that three rows do not lead', () => {
    const ranked = rankByShrunkenShare([
      { key: 'three', successes: 3, rows: 3 },
      { key: 'many', successes: 700, rows: 1000 },
      { key: 'rest', successes: 300, rows: 1000 },
    ]);
    expect(ranked.map(({ group }) => group.key)).toEqual(['many', 'three', 'rest']);
  });

  it('cross attributes, missing values among them, up to 200 cells', () => {
    const cells = crossCells([
      ['fr', 'f'],
      ['fr', null],
      ['fr', 'f'],
    ]);
    expect([...cells]).toEqual([
      ['fr & f', [0, 2]],
      ['fr & (missing)', [1]],
    ]);
    expect(() => crossCells(Array.from({ length: 201 }, (_, i) => [String(i)]))).toThrow(
      '200 crossed groups',
    );
  });
});
