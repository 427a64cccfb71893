import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cliffsDelta } from '../../../src/audit/observed/cliffs-delta.ts';
import { ExactScores } from '../../../src/audit/observed/exact-scores.ts';
import { countsByScore } from '../../support/data/audit-simulation.ts';

const row = fc.record({ level: fc.integer({ min: 0, max: 4 }), score: fc.integer({ min: -5, max: 5 }) });
const KEYS = ['a', 'b', 'c', 'd', 'e'];

test('a level is ranked among all others as pair by pair, pooled ones together', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      const scored = {
        scores: Float64Array.from(rows, ({ score }) => score / 7),
        levelAt: Uint32Array.from(rows, ({ level }) => level),
        keys: KEYS,
      };
      const exact = new ExactScores(scored, new Set(['d', 'e']));
      const nameOf = (level: number) => (level >= 3 ? '(other)' : KEYS[level]!);
      const of = (isIn: (name: string) => boolean) =>
        rows.filter(({ level }) => isIn(nameOf(level))).map(({ score }) => score / 7);
      for (const key of ['a', 'b', 'c', '(other)', 'nobody']) {
        const own = of((name) => name === key);
        for (const reference of [null, 'b']) {
          const others = of((name) => (reference === null ? name !== key : name === reference));
          const plain = cliffsDelta(countsByScore(own, others));
          const found = cliffsDelta(exact.countsOf(key, reference));
          if ('insufficient' in plain) expect(found).toEqual(plain);
          else {
            for (const name of ['value', 'low', 'high', 'p'] as const)
              expect(found).toHaveProperty(name, expect.closeTo(plain[name], 10));
          }
        }
      }
    }),
  );
});
