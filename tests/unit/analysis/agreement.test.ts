import { describe, expect, test } from 'vitest';
import { headAgreement } from '../../../src/analysis/agreement.ts';
import { analysisOf } from '../../../src/analysis/judge.ts';
import type { PlainScores } from '../../../src/domain/analysis.ts';
import { polarityIndices } from '../../../src/domain/polarity.ts';
import type { LabelRule } from '../../../src/domain/text/text-scores.ts';

const plain = (
  names: string[],
  values: number[],
  rule: LabelRule,
  more: Partial<PlainScores> = {},
): PlainScores => ({
  ...{ documentId: 1, tokens: 3, windows: 1, truncated: false, embedding: null, entities: [] },
  labels: { names, values, rule },
  ...more,
});
const judged = (...scores: PlainScores[]) => scores.map(analysisOf);

describe('judging a plain model', () => {
  test('one label holds: the most probable', () => {
    const [result] = judged(plain(['a', 'b', 'c'], [0.2, 0.5, 0.3], 'single'));
    expect(result).toMatchObject({
      labels: ['b'],
      probabilities: [0.2, 0.5, 0.3],
      sentiment: null,
      value: null,
    });
  });
  test('several may hold: those of 0.5 and more, most probable first, or none', () => {
    expect(judged(plain(['a', 'b', 'c'], [0.5, 0.1, 0.9], 'multi'))[0]!.labels).toEqual(['c', 'a']);
    expect(judged(plain(['a', 'b'], [0.49, 0.1], 'multi'))[0]!.labels).toEqual([]);
  });
  test('a regression is a number, not a label', () => {
    const [result] = judged(plain(['x'], [-3.5], 'regression'));
    expect(result).toMatchObject({ labels: [], probabilities: [], value: -3.5, sentiment: null });
  });
  test('labels of polarity are sentiment too, in any case and order, with or without neutral', () => {
    expect(
      judged(plain(['POSITIVE', 'neutral', 'Negative'], [0.1, 0.2, 0.7], 'single'))[0]!.sentiment,
    ).toEqual({
      ...{ label: 'negative', probabilities: [0.7, 0.2, 0.1], confidence: 0.7 },
      score: 0.1 - 0.7,
    });
    expect(judged(plain(['NEGATIVE', 'POSITIVE'], [0.4, 0.6], 'single'))[0]!.sentiment).toMatchObject({
      label: 'positive',
      probabilities: [0.4, 0, 0.6],
    });
  });
  test.each([[['negative', 'positive', 'mixed']], [['bad', 'good']], [['negative', 'neutral']], [[]]])(
    '%j are no polarities',
    (labels) => expect(polarityIndices(labels)).toBeNull(),
  );
});

describe('agreement', () => {
  test('labels: the share of texts with the same ones', () => {
    const reference = judged(
      plain(['a', 'b'], [0.9, 0.1], 'single'),
      plain(['a', 'b'], [0.9, 0.1], 'single'),
    );
    const candidate = judged(
      plain(['a', 'b'], [0.6, 0.4], 'single'),
      plain(['a', 'b'], [0.4, 0.6], 'single'),
    );
    expect(headAgreement(reference, candidate)).toEqual([{ head: 'labels', texts: 2, share: 0.5 }]);
  });
  test('numbers: within a tenth of the spread of the reference', () => {
    const of = (...values: number[]) => judged(...values.map((value) => plain(['x'], [value], 'regression')));
    // Standard deviation 10.
    expect(headAgreement(of(-10, 10), of(-9.1, 11.1))).toEqual([{ head: 'number', texts: 2, share: 0.5 }]);
  });
  test('embeddings by cosine, entities by label and place', () => {
    const unit = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));
    const entity = {
      label: 'PER',
      score: 0.9,
      word: 'x',
      start: 0,
      end: 3,
      startUtf16: 0,
      endUtf16: 3,
      index: null,
    };
    const of = (angle: number, end: number) => [
      { ...plain([], [], 'single', { embedding: unit(angle) }), labels: null },
      { ...plain([], [], 'single', { entities: [{ ...entity, end }] }), labels: null },
    ];
    expect(headAgreement(judged(...of(0, 3)), judged(...of(0.1, 3)))).toEqual([
      { head: 'embedding', texts: 1, share: 1 },
      { head: 'entities', texts: 1, share: 1 },
    ]);
    expect(headAgreement(judged(...of(0, 3)), judged(...of(0.2, 4)))).toEqual([
      { head: 'embedding', texts: 1, share: 0 },
      { head: 'entities', texts: 1, share: 0 },
    ]);
  });
});
