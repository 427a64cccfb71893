import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldSame } from '../../../src/analysis/search/folding.ts';
import { NearestSentences } from '../../../src/analysis/search/nearest.ts';
import { readQuestion } from '../../../src/analysis/search/question.ts';
import { type Rankable, rankSentences } from '../../../src/analysis/search/ranking.ts';
import { lookups, wordWeight } from '../../../src/analysis/search/word-weights.ts';
import { encodeHalfFloats } from '../../../src/domain/half-float.ts';

/** Of the plane: the cosine of two is that of the difference of their directions. */
const at = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
const sentence = (degrees: number | null, share = 0, words = 8): Rankable => ({
  embedding: degrees === null ? null : at(degrees),
  ...{ share, words },
});
const order = (items: readonly Rankable[], vectors = [at(0)], feedback = true) =>
  rankSentences(items, vectors, feedback).map(({ item }) => items.indexOf(item));

describe('the order of sentences', () => {
  test('is that of cosines and of words together', () => {
    // 1, 0.77, 0.94 and a quarter for all words in a sentence of usual length (BM25 of 1).
    expect(order([sentence(40), sentence(0), sentence(20)])).toEqual([1, 2, 0]);
    expect(order([sentence(40), sentence(20), sentence(40, 1)])).toEqual([2, 1, 0]);
    expect(order([sentence(60), sentence(10), sentence(60, 1)])).toEqual([1, 2, 0]);
  });

  test('is that of words alone without a question to compare, the shorter sentence first', () => {
    const found = [sentence(null, 0.5), sentence(null, 1, 20), sentence(null, 1), sentence(null, 0.1)];
    expect(rankSentences(found, [], true).map(({ byWords, similarity }) => [byWords, similarity])).toEqual([
      [1, null],
      [2, null],
      [3, null],
      [null, null],
    ]);
    expect(order(found, [])).toEqual([2, 1, 0, 3]);
  });

  test('takes what is near to the best as near to the question', () => {
    // Both are 40 degrees away, one of them where the five best are.
    expect(order([sentence(-40), sentence(40), ...[11, 12, 13, 14, 15].map((d) => sentence(d))])).toEqual([
      2, 3, 4, 5, 6, 1, 0,
    ]);
    expect(order([sentence(-40), sentence(40), sentence(11)], [at(0)], false)).toEqual([2, 0, 1]);
    // Near to any of several sentences of a comment.
    const several = rankSentences([sentence(50), sentence(80)], [at(0), at(85)], false);
    expect(several.map(({ similarity }) => similarity!.toFixed(2))).toEqual(['1.00', '0.82']);
  });

  test('keeps every sentence once', () => {
    const any = fc.record({
      degrees: fc.option(fc.integer({ min: 0, max: 180 })),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      words: fc.nat(40),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (rows) => {
        const items = rows.map(({ degrees, share, words }) => sentence(degrees, share, words));
        expect(order(items).toSorted((a, b) => a - b)).toEqual([...items.keys()]);
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

test('a rare word weighs more than a common one', () => {
  // ln(1 + (N - n + 0.5) / (n + 0.5)) by hand.
  expect(wordWeight(1, 1_000)).toBeCloseTo(6.503, 3);
  expect(wordWeight(250, 1_000)).toBeCloseTo(1.385, 3);
  expect(wordWeight(2_000, 1_000)).toBeGreaterThan(0);
  expect(wordWeight(0, 1_000)).toBe(0);
});

test('rare words are looked up one by one, the next in pairs, common ones beside a rarer one only', () => {
  const chosen = (counts: Record<string, number>, most: number, common: number) =>
    lookups(new Map(Object.entries(counts)), most, common).map(
      ({ how, words }) => `${how} ${words.join(' ')}`,
    );
  const counts = { the: 9_000, zip: 3, small: 800, unheard: 0, run: 900 };
  expect(chosen(counts, 1_000, 5_000)).toEqual(['any zip small', 'all run the']);
  expect(chosen(counts, 100, 850)).toEqual(['any zip', 'all small run', 'all small the']);
  expect(chosen({ run: 900, the: 9_000 }, 100, 5_000)).toEqual(['any run', 'all run the']);
  expect(chosen({ the: 9_000 }, 100, 5_000)).toEqual([]);
  expect(chosen({ the: 9_000 }, 100, Number.POSITIVE_INFINITY)).toEqual(['any the']);
  expect(chosen({ unheard: 0 }, 100, 5_000)).toEqual([]);
});
