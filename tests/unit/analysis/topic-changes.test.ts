import { expect, test } from 'vitest';
import { topicChanges } from '../../../src/analysis/topics/changes.ts';

const counts = (analysed: number, comments: number, negative: number) => ({ analysed, comments, negative });

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
