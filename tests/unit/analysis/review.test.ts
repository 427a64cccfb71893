import { expect, test } from 'vitest';
import { farFrom, farFromOthers } from '../../../src/analysis/review/outliers.ts';
import { queueOrder, withRandom } from '../../../src/analysis/review/queue.ts';
import { allocate, interleaved } from '../../../src/analysis/review/strata.ts';
import { accuracyOfSample, type SampledItem } from '../../../src/audit/labelled/sampled-accuracy.ts';
import { strangers } from '../../../src/domain/crowd.ts';

const rowsByName = (sizes: readonly [source: string, language: string, size: number][], total: number) =>
  allocate(
    sizes.map(([source, language, size]) => ({ source, language, size })),
    total,
  ).map(({ name, size, rows }) => [name, size, rows]);

test('a sample has the mix of its population; small languages and sources are drawn together', () => {
  expect(
    rowsByName(
      [
        ['shop', 'en', 6_000],
        ['shop', 'de', 3_000],
        ['shop', 'fr', 100],
        ['shop', 'pl', 80],
        ['app', '', 700],
        ['mail', 'en', 60],
        ['fax', 'en', 60],
      ],
      120,
    ),
  ).toEqual([
    ['shop, en', 6_000, 72],
    ['shop, de', 3_000, 36],
    ['app, language unknown', 700, 8],
    ['shop, other languages', 180, 2],
    ['other sources', 120, 2],
  ]);
});

test('strata do not depend on the size of the sample, which never exceeds the population', () => {
  const sizes: [string, string, number][] = [
    ['a', 'en', 9],
    ['b', 'en', 4],
  ];
  expect(rowsByName(sizes, 100)).toEqual([
    ['a, en', 9, 9],
    ['b, en', 4, 4],
  ]);
  expect(rowsByName(sizes, 2).map(([name]) => name)).toEqual(['a, en', 'b, en']);
  expect(rowsByName([], 100)).toEqual([]);
});

test('each part of a sample from its start has each stratum as often as the whole', () => {
  const order = interleaved([80, 40, 12]);
  expect(order).toHaveLength(132);
  for (const part of [33, 66, 99]) {
    const counts = [0, 1, 2].map((it) => order.slice(0, part).filter(({ stratum }) => stratum === it).length);
    expect(counts).toEqual([(80 * part) / 132, (40 * part) / 132, (12 * part) / 132].map(Math.round));
  }
  expect(order.filter(({ stratum }) => stratum === 1).map(({ place }) => place)).toEqual(
    Array.from({ length: 40 }, (_, i) => i),
  );
});

test('a comment with two reasons comes before those with one, and a text comes once', () => {
  const one = (feedbackId: number, reason: string, documentId = feedbackId) => ({
    feedbackId,
    documentId,
    reason,
  });
  const order = queueOrder(
    [
      [one(1, 'unsure'), one(2, 'unsure'), one(3, 'unsure')],
      [one(4, 'rating'), one(3, 'rating'), one(5, 'rating', 1)],
    ],
    4,
  );
  expect(order.map(({ feedbackId, reasons }) => [feedbackId, reasons])).toEqual([
    [3, ['unsure', 'rating']],
    [1, ['unsure']],
    [4, ['rating']],
    [2, ['unsure']],
  ]);
});

test('every fifth row of a queue is random, from its start', () => {
  const mixed = withRandom(Array(8).fill('chosen'), ['random', 'random'], 5);
  expect(mixed.map((it) => it[0]).join('')).toBe('rccccrcccc');
  expect(withRandom([], ['random'], 5)).toEqual(['random']);
});

test('far texts are those far from every reference', () => {
  const near = (i: number) => [Math.cos(i / 1_000), Math.sin(i / 1_000)];
  const sample = [...Array.from({ length: 39 }, (_, i) => near(i)), [-1, 0], [0, 0]].flat();
  const far = farFrom(
    { values: Float32Array.from(sample), dimensions: 2 },
    { values: Float32Array.from([1, 0, Number.NaN, 1]), dimensions: 2 },
  );
  expect(far[0]).toBe(39);
  expect(far).not.toContain(40);
  expect(far.length).toBeLessThan(4);
  // A text is not near because it is near itself.
  const others = farFromOthers({ values: Float32Array.from(sample), dimensions: 2 }, 10);
  expect(others[0]).toBe(39);
  expect(others).not.toContain(40);
});

test('accuracy is of the population: strata count by their comments, not by their labels', () => {
  const item = (stratum: string, size: number, said: string | null, answer: string): SampledItem => ({
    ...{ range: '1-9', stratum, stratumSize: size, levels: [stratum], people: strangers(1) },
    labels: said === null ? [] : [{ task: 'sentiment', labeller: 'ann', value: said }],
    answers: new Map([['sentiment', { value: answer, score: 0.8 }]]),
  });
  const items = [
    // 900 comments that the model gets right, 100 that it gets wrong; people labelled as many of either.
    ...Array.from({ length: 10 }, () => item('large', 900, 'positive', 'positive')),
    ...Array.from({ length: 10 }, () => item('small', 100, 'negative', 'positive')),
    item('large', 900, null, 'negative'),
  ];
  const rows = accuracyOfSample(items, ['stratum']);
  const of = (slice: string, level: string, measure: string, name = '') =>
    rows.find(
      (it) => it.slice === slice && it.level === level && it.measure === measure && it.class === name,
    );
  expect(of('all', 'all', 'accuracy')!.estimate).toBeCloseTo(0.9, 12);
  expect(of('all', 'all', 'accuracy')!.n).toBe(20);
  expect(of('all', 'all', 'precision', 'positive')!.estimate).toBeCloseTo(0.9, 12);
  expect(of('all', 'all', 'recall', 'negative')!.estimate).toBe(0);
  expect(of('stratum', 'small', 'accuracy')!.estimate).toBe(0);
  expect(of('all', 'all', 'alpha')).toBeUndefined();
  // Nine labels are too few for anything.
  expect(accuracyOfSample(items.slice(0, 9), [])).toEqual([]);
});

test('a divided comment counts for agreement alone', () => {
  const items = Array.from({ length: 24 }, (_, i): SampledItem => {
    const second = i < 12 ? 'positive' : 'negative';
    return {
      ...{ range: '1-9', stratum: 'all', stratumSize: 24, levels: [], people: strangers(1) },
      labels: ['positive', second].map((value, at) => ({ task: 'sentiment', labeller: `${at}`, value })),
      answers: new Map([['sentiment', { value: 'positive', score: null }]]),
    };
  });
  const rows = accuracyOfSample(items, []);
  expect(rows.find(({ measure }) => measure === 'accuracy')).toMatchObject({ n: 12, estimate: 1 });
  // Krippendorff's α by hand: observed disagreement 0.5, expected 2 · 36 · 12 / (48 · 47).
  expect(rows.find(({ measure }) => measure === 'alpha')!.estimate).toBeCloseTo(1 - 0.5 / (864 / 2256), 12);
  expect(rows.find(({ measure }) => measure === 'calibration')).toBeUndefined();
});
