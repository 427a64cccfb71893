import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldSame } from '../../../src/analysis/search/folding.ts';
import { NearestSentences } from '../../../src/analysis/search/nearest.ts';
import { readQuestion } from '../../../src/analysis/search/question.ts';
import { fuseRanks } from '../../../src/analysis/search/rank-fusion.ts';
import { rarestWords, wordWeight } from '../../../src/analysis/search/word-weights.ts';
import { encodeHalfFloats } from '../../../src/domain/half-float.ts';

const list = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 10 });
const same = (it: string) => it;
const order = (...lists: string[][]) => fuseRanks(lists, same).map(({ item }) => item);

describe('ranks', () => {
  test('are merged as in the paper', () => {
    // 1/61 + 1/63 = 0.03227, 1/62 + 1/62 = 0.03226, 1/61, 1/63.
    expect(order(['a', 'b', 'c'], ['d', 'b', 'a'])).toEqual(['a', 'b', 'd', 'c']);
    expect(fuseRanks([['a'], ['b', 'a']], same)).toEqual([
      { item: 'a', places: [1, 2] },
      { item: 'b', places: [null, 1] },
    ]);
  });

  test('keep every sentence once, and the order of a list that is alone', () => {
    fc.assert(
      fc.property(list, list, (one, other) => {
        expect(order(one, other).toSorted()).toEqual([...new Set([...one, ...other])].sort());
        expect(order(one, [])).toEqual(one);
        expect(order(one, one)).toEqual(one);
      }),
    );
  });

  test('put a sentence no further behind when it rises in one list', () => {
    fc.assert(
      fc.property(list, list, fc.nat(9), (one, other, at) => {
        fc.pre(at > 0 && at < one.length);
        const risen = one.with(at, one[at - 1]!).with(at - 1, one[at]!);
        expect(order(risen, other).indexOf(one[at]!)).toBeLessThanOrEqual(
          order(one, other).indexOf(one[at]!),
        );
      }),
    );
  });

  test('put a sentence that both lists have before one that only the first has below it', () => {
    fc.assert(
      fc.property(list, list, (one, other) => {
        const merged = order(one, other);
        for (const [at, item] of one.entries()) {
          const below = one.slice(at + 1).filter((it) => !other.includes(it));
          if (!other.includes(item)) continue;
          for (const it of below) expect(merged.indexOf(item)).toBeLessThan(merged.indexOf(it));
        }
      }),
    );
  });
});

const NEUTRAL = [0, 1, 0] as const;
interface Said {
  readonly text: string;
  readonly sentiment?: readonly [number, number, number];
  readonly direction?: number;
}
/** Vectors of the plane: the cosine of two is that of the difference of their directions. */
const folds = (said: readonly Said[]) =>
  foldSame(
    said,
    ({ text, sentiment = NEUTRAL, direction = 0 }) => ({
      ...{ feedbackId: 1, start: 0, end: text.length, text, sentiment },
      embedding: Float32Array.from([Math.cos(direction), Math.sin(direction)]),
    }),
    ['en'],
  );
const groups = (said: readonly Said[]) =>
  folds(said).map(({ best, others }) => [best, ...others].map(({ text }) => text));

describe('sentences that say the same', () => {
  test('are one: the same text, other signs and capitals, nearly the same meaning', () => {
    const far = { direction: 2 };
    expect(
      groups([
        { text: 'Runs small.' },
        { text: 'The zip broke.', ...far },
        { text: 'runs SMALL!' },
        { text: 'It is small throughout', direction: 0.2 },
      ]),
    ).toEqual([['Runs small.', 'runs SMALL!', 'It is small throughout'], ['The zip broke.']]);
  });

  test('are not one: other numbers, a negation, the opposite, a meaning that is only near', () => {
    for (const [one, other] of [
      [{ text: 'It took 2 weeks.' }, { text: 'It took 6 weeks.' }],
      [{ text: 'It fits well.' }, { text: 'It does not fit well.' }],
      [
        { text: 'They answer within a day.', sentiment: [0, 0.1, 0.9] },
        { text: 'An answer takes them a day.', sentiment: [0.9, 0.1, 0] },
      ],
      // Cosine 0.9: "runs extremely small" and "runs a little large" of real reviews.
      [{ text: 'runs extremely small' }, { text: 'runs a little large', direction: 0.451 }],
    ] as const) {
      expect(groups([one, other])).toHaveLength(2);
    }
  });

  test('are one of 10,000, with all others', () => {
    const said = Array.from({ length: 10_000 }, (_, i) => ({ text: 'Too small.', direction: i }));
    const [fold, ...more] = folds(said);
    expect([fold!.others.length, more]).toEqual([9_999, []]);
  });

  test('leave each sentence in one group, the best first', () => {
    const sentence: fc.Arbitrary<Said> = fc.record({
      text: fc.constantFrom(
        'Runs small.',
        'runs small',
        'It took 2 days.',
        'It took 3 days.',
        'Not good.',
        'Good.',
      ),
      direction: fc.double({ min: 0, max: 6, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 30 }), (said) => {
        const found = folds(said);
        expect(found.flatMap(({ best, others }) => [best, ...others]).length).toBe(said.length);
        // Places in the list: of the bests ascending, of the others after their best.
        const places = found.map(({ best, others }) => [best, ...others].map((it) => said.indexOf(it)));
        expect(places.map(([first]) => first!)).toEqual(
          places.map(([first]) => first!).sort((a, b) => a - b),
        );
        for (const own of places) expect(own).toEqual(own.toSorted((a, b) => a - b));
        // Bests are no group of their own a second time.
        expect(folds(found.map(({ best }) => best))).toHaveLength(found.length);
      }),
    );
  });
});

test('a question is cut into what is asked for, what must occur and what must not', () => {
  for (const [text, wanted, required] of [
    ['runs too small', 'runs too small', ''],
    ['dress -petite', 'dress', '-petite'],
    ['"true to size" dress', 'true to size dress', '"true to size"'],
    ['coat -"too warm" -thin', 'coat', '-"too warm" -thin'],
    ['well-made e-mail', 'well-made e-mail', ''],
    ['delivery - slow', 'delivery - slow', ''],
    ['an "open quote', 'an open quote', '"open quote'],
    ['""', '', ''],
    ['-only', '', '-only'],
    ["'; drop table x; --", "'; drop table x; --", ''],
  ] as const) {
    expect(readQuestion(text), text).toEqual({ wanted, required });
  }
});

test('the nearest sentences of blocks are those of a sort', () => {
  const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(vector, { maxLength: 40 }),
      fc.array(vector, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 9 }),
      (sentences, asked, most, atOnce) => {
        const stored = sentences.map((it) => Float32Array.from(it.map((x) => Math.round(x * 64) / 64)));
        const vectors = asked.map((it) => Float32Array.from(it.map((x) => Math.round(x * 64) / 64)));
        const nearest = new NearestSentences(vectors, most);
        for (let from = 0; from < stored.length; from += atOnce) {
          const block = stored.slice(from, from + atOnce);
          nearest.add({
            documentIds: block.map((_, i) => from + i),
            ordinals: block.map(() => 0),
            embeddings: encodeHalfFloats(block, 4),
          });
        }
        const cosine = (one: Float32Array) =>
          Math.max(...vectors.map((it) => it.reduce((sum, x, i) => sum + x * one[i]!, 0)));
        const expected = stored
          .map(cosine)
          .sort((a, b) => b - a)
          .slice(0, most);
        expect(nearest.best.map(({ similarity }) => similarity)).toEqual(expected);
        expect(nearest.best.map(({ documentId }) => cosine(stored[documentId]!))).toEqual(expected);
        expect(nearest.searched).toBe(stored.length);
      },
    ),
  );
});

test('a rare word weighs more than a common one, and is looked up first', () => {
  // ln(1 + (N - n + 0.5) / (n + 0.5)) by hand.
  expect(wordWeight(1, 1_000)).toBeCloseTo(6.503, 3);
  expect(wordWeight(250, 1_000)).toBeCloseTo(1.385, 3);
  expect(wordWeight(2_000, 1_000)).toBeGreaterThan(0);
  expect(wordWeight(0, 1_000)).toBe(0);
  const counts = new Map(Object.entries({ the: 9_000, zip: 3, small: 800, unheard: 0, run: 900 }));
  expect(rarestWords(counts, 1_000)).toEqual(['zip', 'small']);
  expect(rarestWords(new Map([['the', 9_000]]), 1_000)).toEqual(['the']);
  expect(rarestWords(new Map([['unheard', 0]]), 1_000)).toEqual([]);
});
