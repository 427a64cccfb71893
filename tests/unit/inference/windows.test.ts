import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LookAhead } from '../../../src/inference/batching/look-ahead.ts';
import { planWindows } from '../../../src/inference/text/windows.ts';

/** Sentences of one-letter words with a blank after each: token i starts at offset 2 i. */
function text(sentenceTokens: readonly number[]) {
  const total = sentenceTokens.reduce((sum, count) => sum + count, 0);
  const starts = Int32Array.from({ length: total }, (_, i) => 2 * i);
  let from = 0;
  const sentences = sentenceTokens.map((count) => {
    const span = { start: 2 * from, end: 2 * (from + count) - 1 };
    from += count;
    return span;
  });
  return { starts, sentences };
}

describe('planWindows', () => {
  test('a text that fits is one window', () => {
    const { starts, sentences } = text([3, 2]);
    expect(planWindows(starts, sentences, 5)).toEqual([
      {
        ...{ from: 0, to: 5 },
        segments: [
          { from: 0, to: 3, start: 0, end: 5 },
          { from: 3, to: 5, start: 6, end: 9 },
        ],
      },
    ]);
  });

  test('a sentence that does not fit any more opens the next window', () => {
    const { starts, sentences } = text([3, 3, 2]);
    expect(planWindows(starts, sentences, 5).map(({ from, to }) => [from, to])).toEqual([
      [0, 3],
      [3, 8],
    ]);
  });

  test('a sentence longer than a window is cut inside, and its pieces meet', () => {
    const { starts, sentences } = text([7]);
    expect(planWindows(starts, sentences, 3)).toEqual([
      { from: 0, to: 3, segments: [{ from: 0, to: 3, start: 0, end: 6 }] },
      { from: 3, to: 6, segments: [{ from: 3, to: 6, start: 6, end: 12 }] },
      { from: 6, to: 7, segments: [{ from: 6, to: 7, start: 12, end: 13 }] },
    ]);
  });

  test('no tokens, no windows', () => {
    expect(planWindows(new Int32Array(), [{ start: 0, end: 1 }], 5)).toEqual([]);
  });

  test('every token is in exactly one window and one segment; no window exceeds the capacity', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        (counts, capacity) => {
          const { starts, sentences } = text(counts);
          const windows = planWindows(starts, sentences, capacity);
          let token = 0;
          for (const window of windows) {
            expect(window.from).toBe(token);
            expect(window.to - window.from).toBeLessThanOrEqual(capacity);
            for (const segment of window.segments) {
              expect(segment.from).toBe(token);
              expect(segment.start).toBe(2 * segment.from);
              expect(segment.end).toBeGreaterThan(segment.start);
              token = segment.to;
            }
            expect(window.to).toBe(token);
          }
          expect(token).toBe(starts.length);
        },
      ),
    );
  });
});

describe('LookAhead', () => {
  test('takes every item of a caller once, longest first, within the budget', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300 })),
        fc.integer({ min: 1, max: 2_000 }),
        (lengths, budget) => {
          const waiting = new LookAhead<{ length: number; caller: number; item: number }>();
          waiting.add(lengths.map((length, item) => ({ length, item, caller: 0 })));
          const batches: { length: number; item: number }[][] = [];
          while (waiting.size > 0) batches.push(waiting.take(budget));
          const taken = batches.flat();
          expect(taken.map(({ item }) => item).toSorted((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
          for (const batch of batches) {
            if (batch.length > 1) expect(batch.length * batch[0]!.length).toBeLessThanOrEqual(budget);
          }
          expect(taken.map(({ length }) => length)).toEqual(lengths.toSorted((a, b) => b - a));
        },
      ),
    );
  });
});
