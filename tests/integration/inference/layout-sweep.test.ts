import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  bestLayout,
  candidateLayouts,
  type MeasuredLayout,
  sweepLayouts,
} from '../../../src/inference/batching/layout-sweep.ts';
import { readServedModel } from '../../../src/inference/model/served-model.ts';

const TINY = join(import.meta.dirname, '../../fixtures/tiny-classifier');
const layout = (sessions: number, tokenBudget = 512) => ({ sessions, threads: 1, tokenBudget });

describe('layouts worth trying', () => {
  test.each([1, 2, 4, 6, 16, 64])(
    'on %i cores: all of them used, none twice, from many sessions to one',
    (cores) => {
      const found = candidateLayouts('cpu', cores);
      for (const { sessions, threads } of found) expect(sessions * threads).toBeLessThanOrEqual(cores);
      expect(found.some(({ sessions }) => sessions === cores)).toBe(true);
      expect(found.some(({ sessions, threads }) => sessions === 1 && threads === cores)).toBe(true);
      expect(new Set(found.map((it) => JSON.stringify(it))).size).toBe(found.length);
    },
  );

  test('on a GPU: few sessions, large runs', () => {
    for (const { sessions, tokenBudget } of candidateLayouts('cuda:0', 16)) {
      expect(sessions).toBeLessThanOrEqual(4);
      expect(tokenBudget).toBeGreaterThanOrEqual(4_096);
    }
  });
});

test('a sweep runs each layout and says which is the fastest by the clock', async () => {
  // Passes of the second layout take half as long as those of the others.
  let now = 0;
  const told: MeasuredLayout[] = [];
  const clock = () => {
    now += told.length === 1 ? 1 : 2;
    return now;
  };
  const texts = ['The parcel was late.', 'Very good.', 'It was fine and the order was good.'];
  const layouts = [layout(1), layout(2), layout(2, 64)];
  const measured = await sweepLayouts(await readServedModel(TINY), 'cpu', layouts, texts, clock, (it) => {
    told.push(it);
  });
  expect(told).toEqual(measured);
  expect(measured.map(({ sessions, tokenBudget }) => ({ sessions, tokenBudget }))).toEqual([
    { sessions: 1, tokenBudget: 512 },
    { sessions: 2, tokenBudget: 512 },
    { sessions: 2, tokenBudget: 64 },
  ]);
  const [first, second, third] = measured.map(({ documentsPerSecond }) => documentsPerSecond);
  expect(second! / first!).toBeCloseTo(2);
  expect(third! / first!).toBeCloseTo(1);
  expect(bestLayout(measured)).toEqual(measured[1]);
});

test('of layouts about as fast the one with the fewest sessions', () => {
  const at = (sessions: number, documentsPerSecond: number) => ({ ...layout(sessions), documentsPerSecond });
  expect(bestLayout([at(4, 1_000), at(2, 985), at(1, 900)])).toEqual(at(2, 985));
  expect(bestLayout([at(4, 1_000), at(2, 979), at(1, 900)])).toEqual(at(4, 1_000));
});
