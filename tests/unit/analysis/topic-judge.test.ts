import { expect, test } from 'vitest';
import { judged } from '../../../src/analysis/topics/direction.ts';
import { makeJudge } from '../../../src/analysis/topics/judge.ts';
import { fitLogistic } from '../../../src/analysis/topics/logistic.ts';
import { fitSpace, projectAll } from '../../../src/analysis/topics/space.ts';
import { topicTexts } from '../../../src/analysis/topics/texts.ts';
import { dot, endToEnd, unitVector, vectorAt } from '../../../src/analysis/vectors.ts';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';

const rows = [
  [0.0, 0.3, -0.27, -0.89],
  [-0.45, -0.99, 0.06, 1.34],
  [-0.49, -0.62, 0.49, 0.36],
  [0.11, -0.93, -0.03, 0.7],
  [-1.34, -0.46, -1.9, -1.29],
  [-1.84, -0.24, -1.27, 0.27],
  [0.16, -0.19, -2.52, -0.54],
  [-0.05, 0.11, -1.53, -0.48],
  [-0.98, -0.81, 1.06, -0.81],
  [-0.03, 0.88, -0.58, -0.11],
  [0.11, 0.06, -1.23, 0.08],
  [1.36, -1.55, 0.86, 0.12],
  [-0.64, 2.0, 0.76, -1.2],
  [0.07, 0.58, -0.19, 0.68],
  [-0.07, 0.67, 1.44, -0.68],
  [0.2, -0.46, 0.13, -1.19],
  [-0.58, -0.2, 0.9, 1.15],
  [-1.32, -0.79, 0.65, -1.99],
  [-0.46, -0.1, 1.26, 0.69],
  [-0.33, -0.37, -0.25, 1.52],
  [-0.43, -0.3, 0.35, -0.12],
  [-0.2, -1.11, -0.01, -0.44],
  [1.17, 0.65, -0.02, 0.67],
  [-0.34, 1.05, -0.01, 0.58],
];
const positive = [6, 7, 10, 11, 22];

test('the logistic head has the weights of scikit-learn', () => {
  const labels = rows.map((_, i) => positive.includes(i));
  const values = Float64Array.from(rows.flat());
  const fit = fitLogistic({ values, dimensions: 4, positive: labels }, 3, { tolerance: 1e-9 });
  // LogisticRegression(C=3, class_weight='balanced', tol=1e-12) of scikit-learn 1.7.
  const weights = [3.050601274092461, -0.359211389404457, -1.9473045467574641, 0.08563655242462852];
  for (const [i, weight] of weights.entries()) expect(fit.weights[i]).toBeCloseTo(weight, 5);
  expect(fit.bias).toBeCloseTo(-1.2707581307035158, 5);
  // From another start it ends at the same place.
  const again = fitLogistic({ values, dimensions: 4, positive: labels }, 3, {
    tolerance: 1e-9,
    start: { weights: Float64Array.of(9, -9, 3, 1), bias: 4 },
  });
  expect(again.bias).toBeCloseTo(fit.bias, 6);
});

test('the space has the cosines that numpy finds after whitening', () => {
  const sentences = [
    [0.9, 0.1, 0.2],
    [0.8, 0.3, 0.1],
    [0.7, 0.2, 0.4],
    [0.6, 0.6, 0.2],
    [0.9, 0.2, 0.3],
    [0.5, 0.4, 0.7],
  ];
  const texts = [
    [0.2, 0.9, 0.1],
    [0.3, 0.8, 0.4],
    [0.1, 0.7, 0.6],
  ];
  const vectors = (of: number[][]) => endToEnd(of.map((row) => Float32Array.from(row)));
  const space = fitSpace(vectors(sentences), vectors(texts));
  const projected = projectAll(space, vectors([...sentences, ...texts]));
  // numpy: eigh of the shrunk covariance, its inverse root, unit length.
  const first = [1.0, 0.550941, 0.146796, -0.689432, 0.887186, -0.778479, -0.770948, -0.955338, -0.953224];
  for (const [i, cosine] of first.entries()) {
    expect(dot(vectorAt(projected, 0), vectorAt(projected, i))).toBeCloseTo(cosine, 4);
  }
  // Six sentences say nothing about how near two are by chance.
  expect(space.spread).toBeCloseTo(1 / Math.sqrt(3), 6);
});

test('a vector without direction is not in the space, and no judge says a number that is none', () => {
  const space = fitSpace(endToEnd([], 3), endToEnd([Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0)]));
  const zero = projectAll(space, endToEnd([Float32Array.from(space.mean)]));
  expect([...zero.values]).toEqual([0, 0, 0]);
  const judge = makeJudge(
    {
      texts: [{ vector: Float32Array.of(1, 0, 0), weight: 1 }],
      examples: [],
      counterExamples: [],
      others: [],
    },
    endToEnd([], 3),
    space.spread,
  );
  expect(judged(judge, zero.values)).toBeGreaterThan(0);
  expect(judged(judge, zero.values)).toBeLessThan(0.3);
});

/** Unit vectors around a direction. */
function cloud(seed: number, count: number, at: number, dimensions = 16): Float32Array[] {
  const random = generatorOf(seed);
  return Array.from({ length: count }, () =>
    unitVector(
      Float64Array.from({ length: dimensions }, (_, i) => drawUniform(random) - 0.5 + (i === at ? 2 : 0)),
    ),
  );
}

test('examples make a head, which tells them from others; its check is of texts it has not seen', () => {
  const background = endToEnd([1, 2, 3, 4].flatMap((at) => cloud(at, 100, at)));
  const texts = [{ vector: cloud(9, 1, 1)[0]!, weight: 1 }];
  const others = cloud(11, 40, 2);
  const few = makeJudge({ texts, examples: cloud(10, 7, 1), counterExamples: [], others }, background, 0.25);
  expect(few).toMatchObject({ method: 'description', check: { hits: 7, misses: 0, falseAlarms: 0 } });
  const head = makeJudge(
    { texts, examples: cloud(10, 8, 1), counterExamples: cloud(12, 5, 3), others },
    background,
    0.25,
  );
  expect(head.method).toBe('head');
  expect(head.check!.hits + head.check!.misses).toBe(8);
  expect(head.check!.hits).toBeGreaterThanOrEqual(7);
  expect(head.check!.falseAlarms).toBe(0);
  for (const vector of cloud(20, 20, 1)) expect(judged(head, vector)).toBeGreaterThan(0.5);
  for (const vector of cloud(21, 20, 3)) expect(judged(head, vector)).toBeLessThan(0.5);
  expect(makeJudge({ texts, examples: [], counterExamples: [], others }, background, 0.25).check).toBeNull();
});

test('a topic that the corpus speaks of often is found more readily than one that it never mentions', () => {
  const texts = [{ vector: cloud(9, 1, 1)[0]!, weight: 1 }];
  const judge = (background: Float32Array[]) =>
    makeJudge({ texts, examples: [], counterExamples: [], others: [] }, endToEnd(background), 0.25).bias;
  const often = judge([...cloud(1, 50, 1), ...cloud(2, 50, 2)]);
  const never = judge([...cloud(3, 50, 3), ...cloud(2, 50, 2)]);
  expect(often).toBeGreaterThan(never);
});

test('a description is split at the marks of any script, and a single one is not repeated', () => {
  const texts = topicTexts({
    name: '配送',
    names: { de: 'Lieferung' },
    description: '配送が遅い、届かない。',
  });
  expect(texts.map(({ text }) => text)).toEqual([
    '配送',
    '配送が遅い、届かない。',
    '配送. 配送が遅い、届かない。',
    '配送が遅い',
    '届かない',
    'Lieferung',
  ]);
  expect(topicTexts({ name: 'A', names: {}, description: 'One' }).map(({ text }) => text)).toEqual([
    'A',
    'One',
    'A. One',
  ]);
});
