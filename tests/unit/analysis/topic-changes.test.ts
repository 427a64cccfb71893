import { expect, test } from 'vitest';
import { type TopicCounts, topicChanges } from '../../../src/analysis/topics/changes.ts';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';

const counts = (analysed: number, comments: number, negative: number) => [{ analysed, comments, negative }];

test('changes have the p of the test of two proportions, and are adjusted together', () => {
  const changes = topicChanges([
    { topicId: 'a', now: counts(1000, 120, 60), before: counts(1000, 80, 30) },
    { topicId: 'b', now: counts(1000, 200, 40), before: counts(1000, 190, 36) },
  ]);
  // By Python: math.erfc(abs(z) / sqrt(2)) with the pooled variance.
  const p = [0.0028691127920766, 0.0817227522986587, 0.572497190757742, 0.793075920790796];
  expect(changes.map(({ topicId, measure }) => `${topicId} ${measure}`)).toEqual([
    ...['a share', 'a negative', 'b share', 'b negative'],
  ]);
  changes.forEach((change, i) => {
    expect(change.probability).toBeCloseTo(p[i]!, 9);
  });
  // Four tests together: 4 × 0.0029 ≤ 0.05, and 4 / 2 × 0.082 is not.
  expect(changes.map(({ changed }) => changed)).toEqual([true, false, false, false]);
  expect(changes[0]).toMatchObject({ n: 120, of: 1000, nBefore: 80, ofBefore: 1000 });
  expect(changes[0]!.difference).toBeCloseTo(0.04, 12);
  expect(changes[0]!.low).toBeGreaterThan(0);
});

test('what rests on too little is not tested; a topic that is gone or new is', () => {
  expect(topicChanges([])).toEqual([]);
  expect(topicChanges([{ topicId: 'a', now: counts(9, 9, 9), before: counts(500, 1, 0) }])).toEqual([]);
  expect(topicChanges([{ topicId: 'a', now: counts(500, 4, 1), before: counts(500, 5, 1) }])).toEqual([]);
  const [gone, ...rest] = topicChanges([
    { topicId: 'a', now: counts(500, 0, 0), before: counts(500, 60, 9) },
  ]);
  expect(gone).toMatchObject({ measure: 'share', n: 0, changed: true });
  expect(rest).toEqual([]);
  const all = topicChanges([{ topicId: 'a', now: counts(50, 50, 50), before: counts(50, 50, 50) }]);
  expect(all.map(({ probability, changed }) => [probability, changed])).toEqual([
    ...[
      [1, false],
      [1, false],
    ],
  ]);
});

test('comments that come in clusters are no change; the interval widens with the dispersion', () => {
  // Each day's share is 5 or 25 %, by chance: with independent comments, every third comparison would alarm.
  const random = generatorOf(3);
  const day = (): TopicCounts => {
    const share = drawUniform(random) < 0.5 ? 0.05 : 0.25;
    const comments = Array.from({ length: 100 }, () => drawUniform(random)).filter((u) => u < share).length;
    return { analysed: 100, comments, negative: 0 };
  };
  const days = () => Array.from({ length: 28 }, day);
  const runs = Array.from({ length: 200 }, () =>
    topicChanges([{ topicId: 'a', now: days(), before: days() }]),
  );
  const alarms = runs.filter((changes) => changes.some(({ changed }) => changed)).length;
  // 5 % of 200, and three standard errors.
  expect(alarms).toBeLessThanOrEqual(19);
  const twice = (comments: readonly number[]) =>
    comments.map((n): TopicCounts => ({ analysed: 100, comments: n, negative: 0 }));
  const [steady] = topicChanges([
    { topicId: 'a', now: twice(Array(8).fill(20)), before: twice(Array(8).fill(10)) },
  ]);
  const [varying] = topicChanges([
    { topicId: 'a', now: twice([0, 40, 0, 40, 0, 40, 0, 40]), before: twice([0, 20, 0, 20, 0, 20, 0, 20]) },
  ]);
  expect(varying!.difference).toBe(steady!.difference);
  // χ² by hand: 8 × 20² / 16 + 8 × 10² / 9, over 14 degrees of freedom.
  const wider = Math.sqrt((200 + 800 / 9) / 14);
  expect(varying!.low - varying!.difference).toBeCloseTo(wider * (steady!.low - steady!.difference), 9);
  expect(varying!.changed).toBe(false);
});
