import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analysisOf } from '../../../src/analysis/judge.ts';
import type { DocumentScores, HeadLabels, PolarityProbabilities } from '../../../src/domain/analysis.ts';
import { codePointLength, normaliseText } from '../../../src/domain/document.ts';
import { encodeHalfFloats } from '../../../src/domain/half-float.ts';
import { mergeWindows } from '../../../src/inference/engines/merge.ts';
import { normalise, softmax } from '../../../src/inference/model/activations.ts';

describe('softmax', () => {
  test('huge logits do not overflow', () => {
    expect(softmax(Float32Array.of(-90, 1, 1000), 0, 3, 1)).toEqual([0, 0, 1]);
  });
  test('a temperature flattens: ln 2 apart at 1 is 2 : 1, at 2 the root of 2 : 1', () => {
    const [a, b] = softmax(Float32Array.of(Math.log(2), 0), 0, 2, 1);
    expect(a! / b!).toBeCloseTo(2, 6);
    const [c, d] = softmax(Float32Array.of(Math.log(2), 0), 0, 2, 2);
    expect(c! / d!).toBeCloseTo(Math.SQRT2, 6);
  });
});

describe('half floats', () => {
  test('agree with the engine on every float', () => {
    const view = new DataView(new ArrayBuffer(2));
    const engine = (value: number) => {
      view.setFloat16(0, value);
      return view.getUint16(0);
    };
    const same = (value: number) =>
      Number.isNaN(value) ||
      expect(encodeHalfFloats([Float32Array.of(value)], 1).readUInt16LE(), String(value)).toBe(engine(value));
    fc.assert(
      fc.property(fc.float(), (value) => void same(value)),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(fc.float({ min: -1, max: 1 }), (value) => void same(value)),
      { numRuns: 5_000 },
    );
    for (const value of [0, -0, 1, 65504, 65519, 65520, 6e-8, 2.98e-8, 2.99e-8, 6.1e-5, Infinity])
      same(value);
  });
  test('a vector that is missing is zeros', () => {
    expect(encodeHalfFloats([Float32Array.of(1, -2), null], 2).toString('hex')).toBe('003c00c000000000');
  });
});

const labels = { emotions: ['joy', 'anger'], emotionThresholds: [0.5, 0.3], toxicityThreshold: 0.5 };
const span = (negative: number, positive: number) => ({
  sentiment: [negative, 1 - negative - positive, positive] as PolarityProbabilities,
  emotion: [0.1, 0.2],
  toxicity: 0.01,
  embedding: null,
});
const scores = (whole: [number, number], segments: [number, number, number][]): DocumentScores => ({
  ...span(...whole),
  documentId: 1,
  segments: segments.map(([negative, positive, tokens], i) => {
    return { ...span(negative, positive), start: 10 * i, end: 10 * i + 9, tokens };
  }),
  tokens: 10,
  windows: 1,
  truncated: false,
});

describe('analysisOf', () => {
  const judge = (scores: DocumentScores, heads: HeadLabels) => analysisOf({ ...scores, heads });

  test('label, score and confidence of a plain text', () => {
    const result = judge(scores([0.1, 0.7], [[0.1, 0.7, 10]]), labels);
    expect(result.sentiment).toMatchObject({ label: 'positive', confidence: 0.7 });
    expect(result.sentiment!.score).toBeCloseTo(0.6);
    expect(result.segments[0]).toMatchObject({ label: 'positive' });
  });

  test('a clearly negative and a clearly positive sentence make a text mixed', () => {
    const result = judge(
      scores(
        [0.5, 0.3],
        [
          [0.9, 0.05, 6],
          [0.1, 0.8, 4],
        ],
      ),
      labels,
    );
    expect(result.sentiment).toMatchObject({ label: 'mixed', confidence: 0.8 });
  });

  test('an aside of less than a quarter does not', () => {
    expect(
      judge(
        scores(
          [0.1, 0.8],
          [
            [0.05, 0.9, 10],
            [0.9, 0.05, 3],
          ],
        ),
        labels,
      ).sentiment!.label,
    ).toBe('positive');
    expect(
      judge(
        scores(
          [0.1, 0.8],
          [
            [0.05, 0.9, 9],
            [0.9, 0.05, 3],
          ],
        ),
        labels,
      ).sentiment!.label,
    ).toBe('mixed');
  });

  test('an unclear side does not', () => {
    expect(
      judge(
        scores(
          [0.1, 0.8],
          [
            [0.05, 0.9, 5],
            [0.59, 0.3, 5],
          ],
        ),
        labels,
      ).sentiment!.label,
    ).toBe('positive');
  });

  test('emotions at their thresholds, most probable first', () => {
    const result = judge({ ...scores([0, 1], []), emotion: [0.5, 0.6] }, labels);
    expect(result.emotions).toEqual(['anger', 'joy']);
    expect(judge({ ...scores([0, 1], []), emotion: [0.49, 0.29] }, labels).emotions).toEqual([]);
  });
});

describe('mergeWindows', () => {
  const window = (tokens: number, negative: number, toxicity: number, vector: number[], at: number) => ({
    tokens,
    whole: { ...span(negative, 1 - negative), toxicity, embedding: normalise(Float32Array.from(vector)) },
    segments: [{ ...span(negative, 1 - negative), start: at, end: at + 2, tokens }],
  });

  test('token-weighted mean, highest toxicity, unit embedding', () => {
    const merged = mergeWindows([window(30, 0, 0.1, [1, 0], 0), window(10, 1, 0.9, [0, 1], 3)], 'ab cd');
    expect(merged.sentiment[0]).toBeCloseTo(0.25);
    expect(merged.toxicity).toBe(0.9);
    expect(merged).toMatchObject({ tokens: 40, windows: 2 });
    expect(Math.hypot(...merged.embedding!)).toBeCloseTo(1, 5);
    expect(merged.embedding![0]! / merged.embedding![1]!).toBeCloseTo(3, 4);
  });

  test('one window: its own scores; offsets become code points', () => {
    const merged = mergeWindows([window(2, 0.5, 0.1, [1, 0], 3)], '👍 ab');
    expect(merged.segments[0]).toMatchObject({ start: 2, end: 4 });
  });
});

test('code points and normal form', () => {
  expect(codePointLength('a👍b')).toBe(3);
  expect(codePointLength('\ud800')).toBe(1);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => codePointLength(text) === [...text].length),
  );
  expect(normaliseText('  cafe\u0301 ')).toBe('café');
});
