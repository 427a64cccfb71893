import { describe, expect, test } from 'vitest';
import { type AnswerSentence, evidenceOf, stemReader } from '../../../src/analysis/answers/evidence.ts';
import { statementsOf } from '../../../src/analysis/answers/statements.ts';
import { stemBackground, stemWeights } from '../../../src/analysis/answers/stem-weights.ts';
import { unitVector } from '../../../src/analysis/vectors.ts';
import { strangers } from '../../../src/domain/crowd.ts';

const SIDES = { negative: [0.9, 0.05, 0.05], neutral: [0.1, 0.8, 0.1], positive: [0.05, 0.05, 0.9] } as const;
type Label = keyof typeof SIDES;

const vector = (x: number, y = 0, z = 0): Float32Array =>
  unitVector(Float64Array.from([x, y, z, Math.sqrt(Math.max(0, 1 - x * x - y * y - z * z))]));

/** Sentences of a comment each. */
const sentences = (
  given: readonly (readonly [
    text: string,
    label: Label,
    embedding: Float32Array,
    more?: Partial<AnswerSentence>,
  ])[],
): AnswerSentence[] =>
  given.map(([text, label, embedding, more], i) => ({
    ...{ feedbackId: i + 1, documentId: i + 1, ordinal: 0, start: 0, end: text.length, text, embedding },
    ...{ sentiment: SIDES[label], label, toxic: false, certainty: null, language: 'en' },
    ...{ comments: 1, crowd: strangers(1), ...more },
  }));

const ELSEWHERE = stemBackground(
  Array.from({ length: 50 }, (_, i) => `this parcel is about something else, number ${i}`),
  stemReader(['en']),
);

function answer(all: readonly AnswerSentence[], side: Label | null = null, of = 40) {
  const subject = { text: 'parcel', vector: vector(1) };
  const evidence = evidenceOf(all, subject, ['en'], false);
  const weights = stemWeights(evidence, ['parce'], ELSEWHERE);
  return statementsOf(evidence, side, { of, most: 6, weights });
}

const LATE = vector(0.8, 0.5);
const SOFT = vector(0.8, -0.5);
const PARCELS = sentences([
  ['The parcel came two weeks late.', 'negative', LATE],
  ['My parcel was late again.', 'negative', LATE],
  ['parcel late, as always', 'negative', LATE],
  ['Is your parcel always this late?', 'negative', LATE],
  ['The parcel was not late at all.', 'positive', LATE],
  ['The parcel came early, two days before the date.', 'positive', LATE],
  ['The parcel was crushed on one side.', 'negative', SOFT],
  ['A crushed parcel is all that I received.', 'negative', SOFT],
  ['Hello parcel team.', 'neutral', SOFT],
  ['I like the colour of this jacket.', 'positive', vector(0.1, 0.2)],
]);

describe('statements', () => {
  test('count what says the same, and what says the opposite', () => {
    const [late, crushed, ...rest] = answer(PARCELS, 'negative');
    expect(late).toMatchObject({ sentiment: 'negative', comments: 4, opposite: 2 });
    expect(late!.quote.text).toMatch(/^(?:The parcel came two weeks late\.|My parcel was late again\.)$/);
    expect(crushed).toMatchObject({ comments: 2, opposite: 0 });
    expect(rest).toEqual([]);
  });

  test('have a share with the interval of Wilson', () => {
    // scipy 1.15, binomtest(4, 40).proportion_ci(method='wilson').
    const [late] = answer(PARCELS, 'negative');
    expect(late!.share!.value).toBeCloseTo(0.1, 12);
    expect(late!.share!.low).toBeCloseTo(0.03957952868, 10);
    expect(late!.share!.high).toBeCloseTo(0.23051775225, 10);
    expect(answer(PARCELS, 'negative', 9).map(({ share }) => share)).toEqual([null, null]);
  });

  test('never mix opposite sentiments or words', () => {
    const all = sentences(
      (['negative', 'positive'] as const).flatMap((label) =>
        ['small', 'large'].flatMap((size) =>
          [1, 2, 3].map((n) => [`The parcel is too ${size} for shelf ${n}.`, label, LATE] as const),
        ),
      ),
    );
    const found = answer(all);
    expect(found).toHaveLength(4);
    for (const { members, comments, opposite } of found) {
      const texts = members.map((i) => all[i]!);
      expect(new Set(texts.map(({ label }) => label)).size).toBe(1);
      expect(new Set(texts.map(({ text }) => /small|large/.exec(text)![0])).size).toBe(1);
      expect([comments, opposite]).toEqual([3, 9]);
    }
  });

  test('quote no question, no greeting, and nothing toxic', () => {
    const quotes = answer([
      ...PARCELS,
      ...sentences([['The late parcel people are awful idiots.', 'negative', LATE, { toxic: true }]]).map(
        (it) => ({
          ...it,
          documentId: 99,
          feedbackId: 99,
        }),
      ),
    ]).map(({ quote }) => quote.text);
    expect(quotes.length).toBeGreaterThan(0);
    for (const quote of quotes) expect(quote).not.toMatch(/\?|Hello|idiots/);
  });

  test('count comments of a text that many wrote, and people', () => {
    const all = sentences([
      [
        'The parcel came two weeks late.',
        'negative',
        LATE,
        { comments: 12, crowd: { alone: 0, marks: '0111' } },
      ],
      ['My parcel was late again.', 'negative', LATE, { comments: 3, crowd: { alone: 1, marks: '1100' } }],
    ]);
    const [late] = answer(all, null, 20);
    expect(late).toMatchObject({ comments: 15, crowd: { alone: 1, marks: '1111' } });
  });

  test('join languages by meaning alone', () => {
    const all = sentences([
      ['The parcel came two weeks late.', 'negative', LATE],
      ['Das Paket kam zwei Wochen zu spät.', 'negative', LATE, { language: 'de' }],
      ['Le colis est arrivé abîmé.', 'negative', SOFT, { language: 'fr' }],
    ]);
    expect(answer(all).map(({ comments }) => comments)).toEqual([2, 1]);
  });
});

describe('evidence', () => {
  const found = (text: string, all: readonly AnswerSentence[]) =>
    evidenceOf(all, { text, vector: vector(1) }, ['en'], false).map(({ sentence }) => sentence.text);

  test('is near, or holds all words and is not far', () => {
    const all = sentences([
      ['The parcel came.', 'neutral', vector(0.3)],
      ['The package came.', 'neutral', vector(0.6)],
      ['The coat came.', 'neutral', vector(0.5)],
      ['The parcel of land.', 'neutral', vector(0.1)],
    ]);
    expect(found('parcel', all)).toEqual(['The parcel came.', 'The package came.']);
    expect(found('parcel insurance', all)).toEqual(['The package came.']);
    expect(found('insurance', sentences([['The coat came.', 'neutral', vector(0.5)]]))).toEqual([]);
  });

  test('is what is fairly near if several are, and none holds the words', () => {
    const some = sentences([1, 2, 3, 4, 5].map((n) => [`Coat ${n}.`, 'neutral', vector(0.5)] as const));
    expect(found('Mantel', some)).toHaveLength(5);
    expect(found('Mantel', some.slice(1))).toEqual([]);
  });

  test('leaves out what has the opposite of a word that is asked for', () => {
    const all = sentences([
      ['It runs small.', 'neutral', vector(0.7)],
      ['It runs large.', 'neutral', vector(0.9)],
    ]);
    expect(found('runs small', all)).toEqual(['It runs small.']);
  });
});
