import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceSegment } from '../../../src/analysis/source-segment.ts';
import { termCounter } from '../../../src/analysis/themes/naming/keywords.ts';
import { nameThemes } from '../../../src/analysis/themes/naming/names.ts';
import { ownNames } from '../../../src/analysis/themes/naming/own-names.ts';
import { phrasesOf } from '../../../src/analysis/themes/naming/phrases.ts';
import { themeWords } from '../../../src/analysis/themes/naming/theme-words.ts';
import { representatives } from '../../../src/analysis/themes/representatives.ts';
import { vectorAt, vectorCount } from '../../../src/analysis/vectors.ts';
import { plantedVectors } from '../../support/models/planted-vectors.ts';

describe('keywords', () => {
  test('weigh tf × log(1 + A / f) ^ 1.5, by hand', () => {
    const counter = termCounter(['en']);
    // Theme 1: delivery ×2, late, "late delivery"; theme 2: colour, delivery. Six terms in two themes: A = 3.
    counter.add(1, 'The late delivery. Delivery!');
    counter.add(2, 'colour and delivery');
    const weights = new Map(counter.keywords(1, 10).map(({ term, weight }) => [term, weight]));
    expect(weights.get('delivery')).toBeCloseTo((2 / 4) * Math.log(1 + 3 / 3) ** 1.5, 12);
    expect(weights.get('late')).toBeCloseTo((1 / 4) * Math.log(1 + 3 / 1) ** 1.5, 12);
    expect(weights.get('late delivery')).toBeCloseTo((1 / 4) * Math.log(1 + 3 / 1) ** 1.5, 12);
    expect(weights.has('the')).toBe(false);
  });

  test('do not depend on the order of the texts', () => {
    const text = fc.array(fc.constantFrom('late', 'parcel', 'kind', 'staff', 'price'), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), text), { maxLength: 20 }), (texts) => {
        const count = (list: typeof texts) => {
          const counter = termCounter(['en']);
          for (const [theme, words] of list) counter.add(theme, words.join(' '));
          return [1, 2, 3].map((theme) => counter.keywords(theme, 5));
        };
        expect(count(texts.toReversed())).toEqual(count(texts));
      }),
    );
  });

  test('in bounded memory the frequent ones stay', () => {
    const counter = termCounter(['en'], new Set(), 50);
    for (let i = 0; i < 2_000; i++) counter.add(1, `parcel number${i} lost`);
    const terms = counter.keywords(1, 3).map(({ term }) => term);
    expect(terms).toContain('parcel');
    expect(terms).toContain('lost');
  });

  test('a language without blanks is cut into words', () => {
    const counter = termCounter(['ja']);
    counter.add(1, '配送が遅いです。配送');
    expect(counter.keywords(1, 1)[0]!.term).toBe('配送');
  });
});

describe("the company's own names", () => {
  test('are those set, the one word of a source, and frequent handles', () => {
    const own = ownNames(['Acme Air'], ['united-tweets-2015.csv', 'delivery survey of shops', 'Blue Shop']);
    for (let i = 0; i < 200; i++)
      own.add(`@JetTwo ${i % 50 === 0 ? '@friend' : ''} my bag is late a@mail.example`);
    const terms = [
      'acme',
      'air fare',
      'united',
      'tweets',
      'jettwo',
      'jettwo late',
      'friend',
      'mail',
      'blue',
      'blue shop',
    ];
    expect(terms.filter((term) => own.test(term))).toEqual([
      ...['acme', 'air fare', 'united', 'jettwo', 'jettwo late', 'blue shop'],
    ]);
    expect(own.test('delivery')).toBe(false);
  });
});

describe('names', () => {
  const phrases = (...telling: string[]) => ({ telling, others: ['Blue'] });

  test('are the best phrase, then the next, then the best with a detail, then another', () => {
    const own = { ...phrases('Color', 'Fabric'), details: ['Black', 'Hair color'] };
    expect(nameThemes([own, own, own, own, own, own])).toEqual([
      ...['Color', 'Fabric', 'Color, black', 'Hair color', 'Color, fabric', 'Blue'],
    ]);
  });

  test('all differ, also from those taken', () => {
    const term = fc.constantFrom('size', 'small', 'fit', 'late', 'price');
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(term, { maxLength: 4 }), { maxLength: 8 }),
        fc.uniqueArray(fc.constantFrom('size', 'Without words', 'late, price')),
        (lists, taken) => {
          const names = nameThemes(
            lists.map((list) => phrases(...list)),
            taken,
          );
          expect(new Set([...names, ...taken]).size).toBe(names.length + taken.length);
          for (const name of names) expect(name).not.toBe('');
        },
      ),
    );
  });

  /** Counts sentences with the themes 1 (fabric) and 2 (delivery), each eight times. */
  function read(language: string, themes: readonly (readonly (readonly [string, number])[])[]) {
    const words = themeWords([language]);
    const terms = termCounter([language]);
    for (const [i, sentences] of themes.entries()) {
      for (let round = 0; round < 8; round++) {
        for (const [text, score] of sentences) {
          words.add(i + 1, text, score);
          terms.add(i + 1, text);
        }
      }
    }
    const names = nameThemes(themes.map((_, i) => phrasesOf(i + 1, terms.keywords(i + 1, 30), words)));
    return { words, names };
  }

  test('are nouns that customers write, without opinions and stop words', () => {
    const { words, names } = read('en', [
      [
        ['The fabric feels soft and wonderful.', 0.9],
        ['I noticed that the fabric is scratchy and awful.', -0.9],
        ['My fabric was thin.', 0],
      ],
      [
        ['The delivery took ages, awful.', -0.9],
        ['A wonderful delivery, it arrived early.', 0.9],
        ['They delivered late, the delivery was noticed.', 0],
      ],
    ]);
    expect(names).toEqual(['Fabric', 'Delivery']);
    expect(['wonderful', 'awful', 'fabric', 'delivery'].filter(words.isOpinion)).toEqual([
      ...['wonderful', 'awful'],
    ]);
  });

  test('are nouns or phrases where a verb, a size or an adjective is more frequent', () => {
    const { names } = read('en', [
      [
        ['I ordered the blouse.', 0],
        ['She ordered it and the blouse arrived.', 0],
        ['They ordered two, very thin.', 0],
      ],
      [
        ['We had to wait, the wait time was an hour.', 0],
        ['The wait! We wait for an age.', 0],
      ],
      [
        ['I usually wear an xs or a small.', 0],
        ['It runs large, get an xs, not a medium.', 0],
        ['Usually I wear an xs.', 0],
      ],
      [
        ['The family was at the counter.', 0],
        ['It was usually crowded, but my family came.', 0],
      ],
      [
        ['I want to top up, the top up was blocked.', 0],
        ['How do I top up?', 0],
      ],
      [
        ['I returned it.', 0],
        ['Returning it is easy, so I returned them.', 0],
      ],
    ]);
    expect(names).toEqual(['Blouse', 'Wait time', 'Size', 'Family', 'Top up', 'Returning']);
  });

  test('are in the language of the comments, as these write it', () => {
    const { names } = read('de', [
      [
        ['Der Stoff ist leider sehr dünn.', -0.5],
        ['Ich finde, dass der Stoff angenehm fällt.', 0.5],
      ],
      [
        ['Die Lieferung kam zu spät.', -0.5],
        ['Ich lobe die Lieferung, die pünktlich kam.', 0.5],
      ],
    ]);
    expect(names).toEqual(['Stoff', 'Lieferung']);
  });
});

describe('talk without a subject', () => {
  test('has few words that tell of one, in any language', () => {
    for (const [language, talk, subjects] of [
      [
        'en',
        'I love this, so beautiful and great',
        ['The parcel came late', 'The seam of the sleeve ripped'],
      ],
      [
        'de',
        'Ich bin begeistert, alles super',
        ['Das Paket kam verspätet', 'Die Naht am Ärmel ist gerissen'],
      ],
      ['fr', "J'adore, parfait et super", ['Le colis arriva tard', 'La couture de la manche lâche']],
    ] as const) {
      const words = themeWords([language]);
      for (let round = 0; round < 10; round++) {
        words.add(1, talk, 0.9);
        for (const [i, text] of subjects.entries()) words.add(2 + i, text, -0.3);
      }
      expect(words.tellingShare(1), language).toBeLessThan(0.5);
      expect(
        [2, 3].map((theme) => words.tellingShare(theme)),
        language,
      ).toEqual([1, 1]);
    }
    expect(themeWords(['en']).tellingShare(7)).toBe(1);
  });
});

describe('quotes', () => {
  const made = fc
    .tuple(
      fc.integer(),
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 40, maxLength: 40 }),
    )
    .map(([seed, count, lengths]) => {
      const { vectors, directions } = plantedVectors(seed, [count], 8, 0.6);
      const segments = Array.from(
        { length: vectorCount(vectors) },
        (_, i): SourceSegment => ({
          ...{ feedbackId: 1 + (i % 9), start: 10 * i, end: 10 * i + 5 },
          text: `${Array(lengths[i]).fill('word').join(' ')} ${i % 5}`,
          embedding: vectorAt(vectors, i),
          sentiment: [0.2, 0.6, 0.2],
        }),
      );
      return { segments, centre: directions[0]! };
    });

  test('of different comments and texts, readable ones first, in any order of the rows', () => {
    fc.assert(
      fc.property(made, ({ segments, centre }) => {
        const quotes = representatives(segments, centre, 5, ['en']);
        expect(quotes.length).toBeGreaterThan(0);
        expect(new Set(quotes.map(({ feedbackId }) => feedbackId)).size).toBe(quotes.length);
        expect(new Set(quotes.map(({ text }) => text)).size).toBe(quotes.length);
        const words = (text: string) => text.split(' ').length;
        const readable = segments.filter(({ text }) => words(text) >= 3 && words(text) <= 40);
        for (const quote of quotes) expect(readable.length > 0 ? readable : segments).toContain(quote);
        expect(representatives(segments.toReversed(), centre, 5, ['en'])).toEqual(quotes);
      }),
    );
  });

  test('the first is the nearest to the middle', () => {
    fc.assert(
      fc.property(made, ({ segments, centre }) => {
        const able = segments.filter(
          ({ text }) => text.split(' ').length >= 3 && text.split(' ').length <= 40,
        );
        fc.pre(able.length > 0);
        const cosine = ({ embedding }: SourceSegment) =>
          embedding.reduce((sum, value, i) => sum + value * centre[i]!, 0);
        const [first] = representatives(segments, centre, 1, ['en']);
        expect(cosine(first!)).toBeCloseTo(Math.max(...able.map(cosine)), 5);
      }),
    );
  });
});

test('numbers, addresses, handles, markup and first names are no keywords', () => {
  const counter = termCounter(['en'], new Set(['olga']));
  for (const text of [
    'I spoke to Kevin about the <b>parcel</b>. See https://shop.example/p?id=1&ref=nbsp &nbsp;',
    'Kevin explained the parcel, order 1000, @shop.',
    'Olga was here. Thanks to Kevin my parcel arrived, write to kevin@shop.example',
    'The PayPal parcel from Amazon. Amazon parcel 12/03/2024',
  ]) {
    counter.add(1, text);
  }
  const words = new Set(counter.keywords(1, 100).flatMap(({ term }) => term.split(' ')));
  for (const word of ['kevin', 'olga', '1000', '12', 'nbsp', 'br', 'https', 'shop', 'example']) {
    expect(words.has(word), word).toBe(false);
  }
  for (const word of ['parcel', 'paypal', 'amazon', 'order']) expect(words.has(word), word).toBe(true);
});
