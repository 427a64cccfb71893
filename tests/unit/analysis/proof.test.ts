import { expect, test } from 'vitest';
import { namedLines, provenSentences, type WrittenStatement } from '../../../src/analysis/answers/proof.ts';

// Two directions of meaning: near each other, and apart.
const SIZE = new Float32Array([1, 0]);
const PRICE = new Float32Array([0, 1]);
const BAD = [0.9, 0.1, 0] as const;
const GOOD = [0, 0.1, 0.9] as const;

const SOURCES = [
  { text: 'The dress runs small.', feedbackId: 1, embedding: SIZE, sentiment: BAD },
  { text: 'It runs at least 2 sizes too small, ask Nora.', feedbackId: 2, embedding: SIZE, sentiment: BAD },
  { text: 'Too small.', feedbackId: 2, embedding: SIZE, sentiment: BAD },
  { text: 'The price is fine.', feedbackId: 3, embedding: PRICE, sentiment: GOOD },
];

const written = (text: string, sources: readonly number[], more: Partial<WrittenStatement> = {}) => ({
  ...{ text, sources, embedding: SIZE, sentiment: BAD },
  ...more,
});
const judge = (...statements: WrittenStatement[]) => provenSentences(statements, SOURCES, ['40'], ['en']);

test('what two comments say is kept, with those sources that bear it out', () => {
  expect(judge(written('Many customers say that the dress runs small.', [0, 1, 3]))).toEqual({
    kept: [{ text: 'Many customers say that the dress runs small.', sources: [0, 1] }],
    dropped: {},
  });
});

test.each([
  ['unnamed', 'The dress runs small.', []],
  ['unnamed', 'The dress runs small.', [0, 1, 9]],
  ['unnamed', '???', [0, 1]],
  ['alone', 'The dress runs small.', [0]],
  // Both sentences are of one comment.
  ['alone', 'Too small.', [1, 2]],
  // The second source says something else.
  ['alone', 'The dress runs small.', [0, 3]],
  ['invented', 'The dress runs large.', [0, 1]],
  ['invented', 'The dress runs small and burns.', [0, 1]],
  ['invented', 'The dress runs 3 sizes too small.', [0, 1]],
  ['invented', 'Ask Anna: the dress runs small.', [0, 1]],
  ['misquoted', 'They say “far too small”.', [0, 1]],
  ['misquoted', 'They say "the dress runs small".', [0, 1]],
])('dropped as %s: %s', (reason, text, sources) => {
  expect(judge(written(text, sources))).toEqual({ kept: [], dropped: { [reason]: 1 } });
});

test('our figures and exact quotes may be written', () => {
  const texts = ['40 people say that it runs small.', 'They say “The dress runs small.”'];
  expect(judge(...texts.map((text) => written(text, [0, 1]))).kept.map(({ text }) => text)).toEqual(texts);
});

test('what is said the other way round, or twice, is dropped', () => {
  expect(judge(written('It is good that the dress runs small.', [0, 1], { sentiment: GOOD }))).toMatchObject({
    dropped: { contradicts: 1 },
  });
  const twice = written('The dress runs small.', [0, 1]);
  expect(judge(twice, { ...twice, text: 'the dress runs small' })).toMatchObject({
    kept: [{ text: 'The dress runs small.' }],
    dropped: { repeated: 1 },
  });
});

test('lines name their sources in brackets, from 1', () => {
  const answer = '- Sizes run small. [2] [7]\n\n2. The price is fine [1, 3].\nHACKED\n* [4]\n';
  expect(namedLines(answer)).toEqual([
    { text: 'Sizes run small.', sources: [1, 6] },
    { text: 'The price is fine.', sources: [0, 2] },
    { text: 'HACKED', sources: [] },
  ]);
});
