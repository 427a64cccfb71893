import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelScores, SegmentScores } from '../../../src/domain/analysis.ts';
import { type TranslatedSentence, translatedText } from '../../../src/domain/text/translation.ts';
import { scoresOfOriginal } from '../../../src/inference/engines/translated-scores.ts';

const segment = (start: number, end: number, positive = 0.5, tokens = 1): SegmentScores => ({
  ...{ start, end, tokens, toxicity: positive, embedding: Float32Array.of(positive, 1 - positive) },
  sentiment: [1 - positive, 0, positive],
});

function original(sentences: readonly TranslatedSentence[], segments: readonly SegmentScores[]) {
  const scores: ModelScores = {
    ...{ documentId: 1, sentiment: [0, 0, 1], emotion: [], toxicity: null, embedding: null, segments },
    ...{ tokens: 9, windows: 1, truncated: false },
    heads: { emotions: [], emotionThresholds: [], toxicityThreshold: 0.5 },
  };
  const found = scoresOfOriginal(scores, { documentId: 1, translatorId: 2, sentences, truncated: false });
  return 'segments' in found ? found.segments : [];
}

describe('what is said of a translation', () => {
  test('stands at the sentences that were translated', () => {
    const sentences = [
      { text: 'Great 📦.', start: 0, end: 12 },
      { text: 'It fits.', start: 14, end: 40 },
    ];
    const found = original(sentences, [segment(0, 8), segment(9, 17)]);
    expect(found.map(({ start, end }) => [start, end])).toEqual([
      [0, 12],
      [14, 40],
    ]);
  });

  test('a sentence that became two is one segment, weighted by tokens; two that became one are both', () => {
    const sentences = [
      { text: 'Bad. Really.', start: 3, end: 30 },
      { text: 'And late', start: 31, end: 40 },
      { text: '5', start: 42, end: 43 },
    ];
    const found = original(sentences, [segment(0, 4, 0, 1), segment(5, 12, 1, 3), segment(13, 23, 0.25, 2)]);
    expect(found.map(({ start, end, tokens }) => [start, end, tokens])).toEqual([
      [3, 30, 4],
      [31, 43, 2],
    ]);
    expect(found[0]!.sentiment).toEqual([0.25, 0, 0.75]);
    expect(found[0]!.toxicity).toBe(1);
    // (0.25, 0.75) and (0.75, 0.25), weighted 1 to 3, of unit length: (3, 1) / √10.
    expect(found[0]!.embedding![0]).toBeCloseTo(3 / Math.sqrt(10), 6);
    expect(found[0]!.embedding![1]).toBeCloseTo(1 / Math.sqrt(10), 6);
  });

  test('names in it stand nowhere in the original', () => {
    const plain: ModelScores = {
      ...{ documentId: 1, labels: null, embedding: null, tokens: 3, windows: 1, truncated: false },
      entities: [
        {
          ...{ label: 'ORG', word: 'Acme', score: 1, index: 1 },
          ...{ start: 0, end: 4, startUtf16: 0, endUtf16: 4 },
        },
      ],
    };
    const translation = { documentId: 1, translatorId: 2, truncated: true };
    const sentences = [{ text: 'Acme', start: 0, end: 9 }];
    expect(scoresOfOriginal(plain, { ...translation, sentences })).toEqual({
      ...{ ...plain, entities: [] },
      truncated: true,
    });
  });

  test('however a model cuts it, segments ascend, do not overlap, and lose no token', () => {
    const sentence = fc.record({ words: fc.array(fc.constantFrom('good', 'ok', '📦'), { minLength: 1 }) });
    fc.assert(
      fc.property(
        fc.array(sentence, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat({ max: 60 }), { maxLength: 12 }),
        (made, cuts) => {
          let at = 0;
          const sentences = made.map(({ words }) => {
            const start = at + 1;
            at = start + 3 * words.length;
            return { text: words.join(' '), start, end: at };
          });
          const all = [...translatedText({ sentences })];
          const ends = [...new Set([...cuts.filter((cut) => cut > 0 && cut < all.length), all.length])];
          const segments: SegmentScores[] = [];
          let from = 0;
          for (const to of ends.sort((a, b) => a - b)) {
            // As the engine does: white space stands in no segment.
            const piece = all.slice(from, to).join('');
            const start = from + (piece.length - piece.trimStart().length);
            const end = start + [...piece.trim()].length;
            if (end > start) segments.push(segment(start, end));
            from = to;
          }
          const found = original(sentences, segments);
          expect(found.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(segments.length);
          let last = 0;
          for (const { start, end } of found) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            expect(sentences.map((it) => it.start)).toContain(start);
            expect(sentences.map((it) => it.end)).toContain(end);
            last = end;
          }
        },
      ),
    );
  });
});
