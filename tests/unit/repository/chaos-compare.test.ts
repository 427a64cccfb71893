import { expect, test } from 'vitest';
import { compareRows } from '../../chaos/table-rows.ts';

test('rows lost, doubled and foreign are told apart, whatever the order', () => {
  const expected = { feedback: ['a', 'b', 'b', 'c'], analysis: ['x'] };
  const same = { feedback: ['b', 'c', 'a', 'b'], analysis: ['x'] };
  expect(compareRows(expected, same)).toEqual({ lost: 0, doubled: 0, foreign: 0, examples: [] });
  const harmed = { feedback: ['a', 'a', 'b', 'd'], analysis: [] };
  expect(compareRows(expected, harmed)).toEqual({
    ...{ lost: 3, doubled: 1, foreign: 1 },
    examples: [
      'lost feedback: b',
      'lost feedback: c',
      'doubled feedback: a',
      'foreign feedback: d',
      'lost analysis: x',
    ],
  });
});
