import { expect, test } from 'vitest';
import { CompactSentences, compactBytes, PART } from '../../../src/analysis/search/compact-sentences.ts';
import { codeBytes, scanCodes, scoreTable, signCodes } from '../../../src/analysis/search/sign-codes.ts';
import { encodeHalfFloats } from '../../../src/domain/half-float.ts';
import { nearestOf, randomVectors } from '../../support/data/planted-sentences.ts';

const WHOLE = <Result>(work: Generator<undefined, Result>): Result => {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
};

const block = (ids: readonly number[], vectors: readonly Float32Array[]) => ({
  documentIds: ids,
  ordinals: ids.map(() => 0),
  embeddings: encodeHalfFloats(vectors, vectors[0]!.length),
});

test.for([384, 48, 33, 7])(
  'a score is the sum of the question with the signs of the sentence, %i dimensions',
  (dimensions) => {
    const [question, ...vectors] = randomVectors(3, 9, dimensions) as [Float32Array, ...Float32Array[]];
    const codes = signCodes(encodeHalfFloats(vectors, dimensions), dimensions);
    expect(codes).toHaveLength(8 * codeBytes(dimensions));
    const scores = new Float32Array(8);
    scanCodes(codes, scoreTable(question), scores);
    for (const [i, vector] of vectors.entries()) {
      const expected = vector.reduce((sum, value, d) => sum + Math.sign(value) * question[d]!, 0);
      expect(scores[i]).toBeCloseTo(expected, 4);
    }
  },
);

test('the ten nearest of 4,000 are among the 400 with the highest scores', () => {
  const vectors = randomVectors(5, 4_000, 384);
  const ids = vectors.map((_, i) => 1 + 3 * i);
  const sentences = new CompactSentences(384);
  for (let part = 0; part * PART <= ids.at(-1)!; part++) {
    const own = ids.flatMap((id, i) => (Math.floor(id / PART) === part ? [i] : []));
    sentences.put(
      part,
      block(
        own.map((i) => ids[i]!),
        own.map((i) => vectors[i]!),
      ),
    );
  }
  expect(sentences.sentences).toBe(4_000);
  let found = 0;
  for (const question of randomVectors(6, 20, 384)) {
    const { keys, searched } = WHOLE(sentences.best(question, 400));
    expect([keys.length, searched]).toEqual([400, 4_000]);
    const candidates = new Set(keys.map(({ documentId }) => documentId));
    found += nearestOf(question, ids, vectors, 10).filter((id) => candidates.has(id)).length;
  }
  // Directions at random are the hardest case: none is nearer than by chance.
  expect(found / 200).toBeGreaterThanOrEqual(0.95);
});

test('only wanted documents are scanned, and a part is exchanged as a whole', () => {
  const vectors = randomVectors(7, 6, 48);
  const sentences = new CompactSentences(48);
  sentences.put(0, block([3, 9, PART - 1], vectors.slice(0, 3)));
  sentences.put(2, block([2 * PART, 2 * PART + 6, 3 * PART - 1], vectors.slice(3)));
  const of = (within?: readonly number[]) => {
    const { keys, searched } = WHOLE(sentences.best(vectors[0]!, 10, within));
    return { searched, ids: keys.map(({ documentId }) => documentId).sort((a, b) => a - b) };
  };
  expect(of()).toEqual({ searched: 6, ids: [3, 9, PART - 1, 2 * PART, 2 * PART + 6, 3 * PART - 1] });
  expect(of([9, 10, PART + 88, 2 * PART, 3 * PART - 1, 9_000])).toEqual({
    searched: 3,
    ids: [9, 2 * PART, 3 * PART - 1],
  });
  expect(of([])).toEqual({ searched: 0, ids: [] });
  sentences.put(0, block([4], [vectors[0]!]));
  sentences.put(2, { documentIds: [], ordinals: [], embeddings: new Uint8Array() });
  expect(of()).toEqual({ searched: 1, ids: [4] });
  expect(sentences.sentences).toBe(1);
});

test('a sentence takes 60 bytes at 384 dimensions', () => {
  expect(compactBytes(1_000_000, 384)).toBe(60_000_000);
});
