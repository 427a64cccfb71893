import { expect, test } from 'vitest';
import { hiddenTopics } from '../../../src/reporting/dashboard/small-cells.ts';

const topic = (id: string, parentId: string | null, ...counts: number[]) => ({
  ...{ id, parentId, comments: counts[0]!, few: counts.some((n) => n > 0 && n < 10) },
});
const hidden = (all: number, ...topics: ReturnType<typeof topic>[]) => [...hiddenTopics(topics, all)].sort();

test.each([
  ['a small one', 100, [topic('a', null, 9), topic('b', null, 10), topic('c', null, 0)], ['a']],
  ['one of whose shown numbers is small', 100, [topic('a', null, 40, 3)], ['a']],
  ['one that leaves a few of all comments', 100, [topic('a', null, 95), topic('b', null, 90)], ['a']],
  ['one that leaves a few of the topic above', 100, [topic('a', null, 50), topic('b', 'a', 45)], ['b']],
  [
    'one that leaves a few of a topic higher up',
    100,
    [topic('a', null, 60), topic('b', 'a', 55), topic('c', 'b', 55)],
    ['b', 'c'],
  ],
  // 50 - 30 - 15 = 5 for the small one.
  [
    'the next smallest where a small rest is left for it',
    200,
    [topic('a', null, 50), topic('b', 'a', 30), topic('c', 'a', 15), topic('d', 'a', 5)],
    ['c', 'd'],
  ],
  // They overlap: nothing is left over.
  [
    'no other where the shown ones overlap',
    200,
    [topic('a', null, 50), topic('b', 'a', 40), topic('c', 'a', 30), topic('d', 'a', 5)],
    ['d'],
  ],
])('hidden is %s', (_, all, topics, expected) => {
  expect(hidden(all, ...topics)).toEqual(expected);
});
