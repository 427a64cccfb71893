import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { realSwaps, realWords } from '../../src/audit/swap-suite/real-swaps.ts';

describe('swaps in what customers wrote', () => {
  test.each([
    ['My wife loves it.', 'My husband loves it.'],
    ['Bought it for my DAD as a gift', 'Bought it for my MOM as a gift'],
    ['The lady was kind.', 'The gentleman was kind.'],
    ['Daughters love this', 'Sons love this'],
  ])('%s', (text, other) => {
    const [swap] = realSwaps(text);
    expect(swap).toMatchObject({ axis: 'gender' });
    expect(Object.values(swap!)).toEqual(expect.arrayContaining([text, other]));
  });

  test('adjectives only before a person, with the article that fits', () => {
    expect(realSwaps('An elderly man helped.')).toContainEqual({
      ...{ axis: 'age', first: 'An elderly man helped.', second: 'A young man helped.' },
    });
    expect(realSwaps('A gay friend liked it.')[0]).toMatchObject({ axis: 'orientation' });
    for (const text of ['Straight legs, nice.', 'Great Indian food.', 'Looks young.']) {
      expect(realSwaps(text), text).toEqual([]);
    }
  });

  test.each([
    ['These boyfriend jeans are great.', 'no person'],
    ["In the men's department.", 'no person'],
    ['My mother and my sister like it.', 'several'],
    ['My wife said "never again".', 'quoted'],
  ])('%s is left out: %s', (text, skipped) => {
    expect(realSwaps(text)).toEqual([{ axis: 'gender', skipped }]);
  });

  test('nothing is swapped inside of words, and any text is read', () => {
    expect(realSwaps('A womanly mandarin sonnet')).toEqual([]);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...realWords(), 'a', 'an', 'the', 'customer', '"'), fc.string())),
        (words) => {
          const text = words.join(' ');
          for (const swap of realSwaps(text)) {
            if ('skipped' in swap) continue;
            expect([swap.first, swap.second]).toContain(text);
            expect(swap.first).not.toBe(swap.second);
          }
        },
      ),
    );
  });
});
