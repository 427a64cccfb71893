import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingFacts } from '../../../src/analysis/proof/facts.ts';
import type { SourceSegment } from '../../../src/analysis/source-segment.ts';
import { coverageOf, statementsOf } from '../../../src/analysis/summaries/coverage.ts';
import { summarise } from '../../../src/analysis/summaries/summary.ts';
import { vectorAt } from '../../../src/analysis/vectors.ts';
import { plantedVectors } from '../../support/models/planted-vectors.ts';

const WORDS = ['parcel', 'late', 'kind', 'staff', '😀', 'price', 'I', 'the', 'Überraschung', 'is', 'broken'];
const sentence = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 14 })
  .map((words) => `${words.join(' ')}.`);
const sentiment = fc.constantFrom(
  [0.9, 0.05, 0.05] as const,
  [0.1, 0.8, 0.1] as const,
  [0.05, 0.05, 0.9] as const,
);

/** Comments of some sentences each, with the texts they were cut from. */
const comments = fc
  .tuple(
    fc.integer(),
    fc.array(fc.array(fc.tuple(sentence, sentiment), { minLength: 1, maxLength: 6 }), { maxLength: 12 }),
  )
  .map(([seed, list]) => {
    const { vectors } = plantedVectors(seed, [list.flat().length, 1], 8, 0.8);
    let at = 0;
    const texts = list.map((sentences) => sentences.map(([text]) => text).join(' '));
    const segments = list.flatMap((sentences, comment) => {
      let start = 0;
      return sentences.map(([text, feeling]): SourceSegment => {
        const length = [...text].length;
        const segment = { feedbackId: comment, start, end: start + length, text };
        start += length + 1;
        return { ...segment, embedding: vectorAt(vectors, at++), sentiment: feeling };
      });
    });
    return { texts, segments };
  });
const wordsIn = (text: string) => text.split(/\s+/).filter(Boolean).length;

describe('a summary', () => {
  test('is never longer than its limit and its source, is made of slices, and says nothing twice', () => {
    fc.assert(
      fc.property(comments, fc.integer({ min: 0, max: 80 }), ({ texts, segments }, mostWords) => {
        const { kind, sentences, words } = summarise(segments, { mostWords, languages: ['en'] });
        const source = texts.reduce((sum, text) => sum + wordsIn(text), 0);
        expect(words).toBe(sentences.reduce((sum, { text }) => sum + wordsIn(text), 0));
        expect(words).toBeLessThanOrEqual(Math.min(mostWords, source));
        for (const { feedbackId, start, end, text } of sentences) {
          expect([...texts[feedbackId]!].slice(start, end).join('')).toBe(text);
        }
        expect(sentences.map(({ rank }) => rank).sort((a, b) => a - b)).toEqual(
          sentences.map((_, i) => i + 1),
        );
        if (kind === 'extracted')
          expect(new Set(sentences.map(({ text }) => text)).size).toBe(sentences.length);
        if (source > 0 && source <= mostWords) {
          expect(kind).toBe('quoted');
          expect(new Set(sentences.map(({ text }) => text)).size).toBe(sentences.length);
        }
        for (const { comments } of sentences) expect(comments).toBeGreaterThan(0);
        if (source > 0 && mostWords > 0) expect(kind).not.toBe('empty');
      }),
    );
  });

  test('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(comments, ({ segments }) => {
        const rule = { mostWords: 30, languages: ['en'] };
        expect(summarise(segments.toReversed(), rule)).toEqual(summarise(segments, rule));
      }),
    );
  });

  test('of equal comments is one sentence', () => {
    const embedding = Float32Array.of(1, 0);
    const text = 'The delivery was late again and nobody said why.';
    const segments = Array.from(
      { length: 40 },
      (_, feedbackId): SourceSegment => ({
        ...{ feedbackId, start: 0, end: text.length, text, embedding, sentiment: [0.9, 0.1, 0] },
      }),
    );
    const { kind, sentences } = summarise(segments, { mostWords: 60, languages: ['en'] });
    expect(kind).toBe('quoted');
    expect(sentences).toMatchObject([{ feedbackId: 0, text, comments: 40 }]);
  });

  test('has a sentence of either side, where a quarter of the comments is of it', () => {
    const said = (feedbackId: number, text: string, direction: number[], side: -1 | 1): SourceSegment => ({
      ...{ feedbackId, start: 0, end: text.length, text, embedding: Float32Array.from(direction) },
      sentiment: side < 0 ? [0.9, 0.1, 0] : [0, 0.1, 0.9],
    });
    const kind = Array.from({ length: 9 }, (_, i) =>
      said(i, `The staff was kind and helpful to all ${i}`, [0.98, 0.02 * i, 0.1], 1),
    );
    const late = Array.from({ length: 3 }, (_, i) =>
      said(20 + i, `The parcel came much too late ${i}`, [0.1, 0.2, 0.97], -1),
    );
    const sides = (all: SourceSegment[]) =>
      summarise(all, { mostWords: 16, languages: ['en'] }).sentences.map(({ text }) => text.split(' ')[1]);
    expect(sides([...kind, ...late]).sort()).toEqual(['parcel', 'staff']);
  });

  test('of one long sentence breaks off between words', () => {
    const text = `${Array(100).fill('very').join(' ')} 😀`;
    const segment: SourceSegment = {
      ...{ feedbackId: 1, start: 4, end: 4 + [...text].length, text },
      ...{ embedding: Float32Array.of(1), sentiment: [0, 1, 0] },
    };
    const { kind, sentences, words } = summarise([segment], { mostWords: 10, languages: ['en'] });
    expect([kind, words]).toEqual(['cut', 10]);
    expect(sentences[0]).toMatchObject({
      start: 4,
      end: 4 + 10 * 5 - 1,
      text: Array(10).fill('very').join(' '),
    });
  });
});

test('of emoji alone it breaks off at a blank', () => {
  const segment: SourceSegment = {
    ...{
      feedbackId: 1,
      start: 0,
      end: 3,
      text: '😀 😀',
      embedding: Float32Array.of(1),
      sentiment: [0, 0, 1],
    },
  };
  const { kind, sentences } = summarise([segment], { mostWords: 1, languages: ['en'] });
  expect([kind, sentences[0]!.text, sentences[0]!.end]).toEqual(['cut', '😀', 1]);
});

describe('what a summary quotes', () => {
  const segmentsOf = (
    texts: readonly string[],
    sentiment: SourceSegment['sentiment'] = [0.05, 0.05, 0.9],
  ): SourceSegment[] =>
    texts.map((text, feedbackId) => ({
      ...{ feedbackId, start: 0, end: [...text].length, text, sentiment },
      embedding: vectorAt(
        plantedVectors(
          7,
          texts.map(() => 1),
          16,
          0.05,
        ).vectors,
        feedbackId,
      ),
    }));
  const quoted = (segments: readonly SourceSegment[], mostWords = 60) =>
    summarise(segments, { mostWords, languages: ['en'] }).sentences.map(({ text, comments }) => [
      text,
      comments,
    ]);

  test('equal and nearly equal comments once with their number, in a small collection too', () => {
    const equal = segmentsOf([...Array(20).fill('Good product.'), ...Array(6).fill('Good product!')]);
    expect(quoted(equal)).toEqual([['Good product.', 26]]);
    const alike = [
      'The shears are sharp and light.',
      'Sharp and light shears!',
      'Very sharp and light shears.',
    ];
    expect(quoted(segmentsOf(alike))).toEqual([[alike[0], 3]]);
    const opposite = ['The shears are sharp and light.', 'The shears are not sharp and light.'];
    expect(quoted(segmentsOf(opposite))).toHaveLength(2);
  });

  test('what says nothing is left out, unless it alone holds a side or all there is', () => {
    const handle = 'The handle came off in the first week.';
    expect(quoted(segmentsOf(['ok', 'Thanks!', handle, '@united next flight?']))).toEqual([[handle, 1]]);
    const bad: SourceSegment = { ...segmentsOf(['Bad.'], [0.9, 0.05, 0.05])[0]!, feedbackId: 9 };
    expect(quoted([...segmentsOf(['ok', handle]), bad]).map(([text]) => text)).toEqual([handle, 'Bad.']);
    expect(quoted(segmentsOf(['Fine.', 'ok']))).toEqual([
      ['Fine.', 1],
      ['ok', 1],
    ]);
  });

  test('a question, a handle and a short cry never lead, however many words there are', () => {
    const noise = Array.from({ length: 40 }, (_, i) => `@united next flight ${i}?`);
    const cries = Array.from({ length: 40 }, (_, i) => `So great ${'!'.repeat(i + 1)}`);
    const told = 'The crew rebooked us within ten minutes after the delay.';
    expect(quoted(segmentsOf([...noise, ...cries, told]), 20)).toEqual([[told, 1]]);
  });

  test('stands for a share only where a statement has a subject', () => {
    const segments = segmentsOf(['Great!!!', '@united next flight?', 'Good product.']);
    const standingOf = (at: number) => statementsOf([segments[at]!], segments, ['en']);
    expect(standingOf(0)).toEqual([]);
    expect(standingOf(1)).toEqual([]);
    expect(standingOf(2)).toEqual([segments[2]]);
    expect(coverageOf([], segments)).toEqual({ comments: 3, coverage: null, dissent: null });
  });
});

describe('coverage and dissent', () => {
  const at = (
    feedbackId: number,
    embedding: number[],
    sentiment: SourceSegment['sentiment'],
  ): SourceSegment => ({
    ...{ feedbackId, start: 0, end: 1, text: 'x', embedding: Float32Array.from(embedding), sentiment },
  });
  const good = [0.05, 0.05, 0.9] as const;
  const bad = [0.9, 0.05, 0.05] as const;
  const unclear = [0.4, 0.3, 0.3] as const;

  test('by hand: two agree, one says the opposite, one speaks of something else', () => {
    const statement = at(0, [1, 0], good);
    const others = [
      at(0, [1, 0], good),
      at(1, [0.8, 0.6], unclear),
      at(2, [0.9, 0.436], bad),
      at(3, [0, 1], good),
    ];
    const { comments, coverage, dissent } = coverageOf([statement], others);
    expect([comments, coverage!.value, dissent!.value]).toEqual([4, 0.5, 0.25]);
  });

  test('who contradicts one statement and agrees with a nearer one does not dissent', () => {
    const statements = [at(0, [1, 0], good), at(0, [0.8, 0.6], bad)];
    expect(coverageOf(statements, [at(1, [0.8, 0.6], bad)])).toMatchObject({
      ...{ coverage: { value: 1 }, dissent: { value: 0 } },
    });
  });

  test('whoever is quoted is covered, shares are shares, and rows may come in any order', () => {
    fc.assert(
      fc.property(comments, ({ segments }) => {
        const { sentences } = summarise(segments, { mostWords: 20, languages: ['en'] });
        const statements = statementsOf(sentences, segments, ['en']);
        const found = coverageOf(statements, segments);
        expect(coverageOf(statements.toReversed(), segments.toReversed())).toEqual(found);
        if (statements.length === 0) expect(found).toMatchObject({ coverage: null, dissent: null });
        else {
          const stated = segments.filter((it) => statements.includes(it));
          const quoted = new Set(stated.map(({ feedbackId }) => feedbackId)).size;
          expect(found.coverage!.value).toBeGreaterThanOrEqual(quoted / found.comments - 1e-12);
          for (const share of [found.coverage!, found.dissent!]) {
            expect(
              0 <= share.low && share.low <= share.value && share.value <= share.high && share.high <= 1,
            ).toBe(true);
          }
        }
      }),
    );
  });
});

describe('facts', () => {
  test.each([
    ['It cost 1,299.00 euros in 2024.', ['1299', '2024']],
    ['The app by Acme runs on my iPhone.', ['acme', 'iphone']],
    ['iPhone users like it. USB too.', ['iphone', 'usb']],
    ['I think I like it.', []],
    ['Nice. Great! Good?', []],
    ['Ich mag die Lieferung.', ['lieferung']],
  ])('of %j: %j', (text, facts) => {
    expect(missingFacts(text, []).sort()).toEqual([...facts].sort());
  });

  test('that the sources have not are missed; how a number is written makes no difference', () => {
    expect(missingFacts('Paid 1299 to Acme.', ['acme wanted 1,299.00 from me'])).toEqual([]);
    expect(missingFacts('Paid 1300 to Apex.', ['acme wanted 1,299.00 from me'])).toEqual(['1300', 'apex']);
  });
});
