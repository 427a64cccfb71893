import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { realSwaps, realWords } from '../../../src/audit/swaps/suite/real-swaps.ts';

const both = (text: string) => {
  const [swap] = realSwaps(text);
  return swap && 'first' in swap ? [swap.first, swap.second] : swap;
};

describe('swaps in what customers wrote', () => {
  test.each([
    ['My wife loves it.', 'My husband loves it.'],
    ['Bought it for my DAD as a gift', 'Bought it for my MOM as a gift'],
    ['The lady was kind.', 'The gentleman was kind.'],
    ['Daughters love this', 'Sons love this'],
    ['The ladies at the desk helped.', 'The gentlemen at the desk helped.'],
    ['Waitresses were slow.', 'Waiters were slow.'],
  ])('%s', (text, other) => {
    expect(realSwaps(text)[0]).toMatchObject({ axis: 'gender' });
    expect(both(text)).toEqual(expect.arrayContaining([text, other]));
  });

  test.each([
    ['She helped me.', 'He helped me.'],
    ['I asked him and he smiled.', 'I asked her and she smiled.'],
    ['He packed his bag himself.', 'She packed her bag herself.'],
    ["It is his, and she's not.", { axis: 'gender', skipped: 'both sides' }],
    ['The fault was his.', 'The fault was hers.'],
    ['The fault was hers.', 'The fault was his.'],
    ['I gave her the money.', 'I gave him the money.'],
    ['I told her.', 'I told him.'],
    ['It fits her size.', 'It fits his size.'],
    ['HER OWN CAR.', 'HIS OWN CAR.'],
    ['My wife says that she loves her new coat.', 'My husband says that he loves his new coat.'],
    ['I saw her smile.', { axis: 'gender', skipped: 'unclear pronoun' }],
    ['My wife and his coat.', { axis: 'gender', skipped: 'both sides' }],
  ])('pronouns: %s', (text, other) => {
    if (typeof other === 'string') expect(both(text)).toEqual(expect.arrayContaining([text, other]));
    else expect(realSwaps(text)).toEqual([other]);
  });

  test('what is swapped is said, on either side', () => {
    expect(realSwaps('My husband says that he loves his coat.')).toEqual([
      {
        axis: 'gender',
        first: 'My wife says that she loves her coat.',
        second: 'My husband says that he loves his coat.',
        words: ['wife, she, her', 'husband, he, his'],
      },
    ]);
  });

  test('adjectives only before a person, with the article that fits', () => {
    expect(realSwaps('An elderly man helped.')).toContainEqual({
      ...{ axis: 'age', first: 'An elderly man helped.', second: 'A young man helped.' },
      words: ['elderly', 'young'],
    });
    expect(realSwaps('A gay friend liked it.')[0]).toMatchObject({ axis: 'orientation' });
    expect(realSwaps('Nigerian customers liked it.')[0]).toMatchObject({ axis: 'origin' });
    for (const text of ['Straight legs, nice.', 'Great Indian food.', 'Looks young.']) {
      expect(realSwaps(text), text).toEqual([]);
    }
  });

  test.each([
    ['These boyfriend jeans are great.', 'no person'],
    ["In the men's department.", 'no person'],
    ['My mother and my sister like it.', 'several'],
    ['My wife said "never again".', 'quoted'],
    ['We went to Lady Jane for a coat.', 'name'],
  ])('%s is left out: %s', (text, skipped) => {
    expect(realSwaps(text)).toEqual([{ axis: 'gender', skipped }]);
  });

  test('nothing is swapped inside of words, and any text is read', () => {
    expect(realSwaps('A womanly mandarin sonnet, other heroes, this shed')).toEqual([]);
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
