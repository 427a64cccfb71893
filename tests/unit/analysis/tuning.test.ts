import { expect, test } from 'vitest';
import type { LabelledSpan } from '../../../src/analysis/tuning/design.ts';
import { corpusDirections } from '../../../src/analysis/tuning/directions.ts';
import { fitSoftmax } from '../../../src/analysis/tuning/softmax-fit.ts';
import { right, tuneSentiment } from '../../../src/analysis/tuning/tune.ts';
import { endToEnd, unitVector } from '../../../src/analysis/vectors.ts';
import type { PolarityProbabilities } from '../../../src/domain/analysis.ts';
import { baseSentiment, correctedSentiment } from '../../../src/domain/sentiment-head.ts';
import { drawIndex, drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';

// 30 rows of numpy's default_rng(7).
const X = [
  0.0, 0.3, -0.27, -0.89, -0.45, -0.99, 0.06, 1.34, -0.49, -0.62, 0.49, 0.36, 0.11, -0.93, -0.03, 0.7, -1.34,
  -0.46, -1.9, -1.29, -1.84, -0.24, -1.27, 0.27, 0.16, -0.19, -2.52, -0.54, -0.05, 0.11, -1.53, -0.48, -0.98,
  -0.81, 1.06, -0.81, -0.03, 0.88, -0.58, -0.11, 0.11, 0.06, -1.23, 0.08, 1.36, -1.55, 0.86, 0.12, -0.64, 2.0,
  0.76, -1.2, 0.07, 0.58, -0.19, 0.68, -0.07, 0.67, 1.44, -0.68, 0.2, -0.46, 0.13, -1.19, -0.58, -0.2, 0.9,
  1.15, -1.32, -0.79, 0.65, -1.99, -0.46, -0.1, 1.26, 0.69, -0.33, -0.37, -0.25, 1.52, -0.43, -0.3, 0.35,
  -0.12, -0.2, -1.11, -0.01, -0.44, 1.17, 0.65, -0.02, 0.67, -0.34, 1.05, -0.01, 0.58, -1.29, 0.35, -1.69,
  -2.04, -0.3, -0.9, 0.16, 2.24, -0.83, -0.62, 0.21, 0.49, -0.18, -0.21, 0.7, 0.52, -1.03, -0.08, 0.04, -1.05,
  0.26, -0.86, 0.97, 0.19,
];
const Y = [2, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2, 2, 1, 0, 0, 2, 1, 2, 0, 1, 2, 2, 0, 2, 1, 0, 2, 1, 0, 1];
const OFFSETS = [
  0.82, -1.02, -0.01, 0.84, -1.64, -2.11, 0.26, 0.04, -0.25, 0.04, -0.86, -1.51, -0.17, -0.97, -1.64, 0.51,
  -0.06, 0.41, -0.99, -0.66, -1.0, -0.89, 0.2, -0.78, 0.36, 0.34, 2.03, -1.39, 0.89, -0.09, -0.01, -1.45,
  -0.46, 0.74, -0.08, 0.08, -0.29, 1.15, -0.02, -2.2, -0.69, -1.97, -3.25, -0.53, 1.33, 0.05, -1.17, -0.94,
  1.13, 0.16, 0.05, -0.05, 0.04, 0.81, 0.55, 0.22, -1.04, 0.51, -0.68, 1.09, -1.27, -0.14, -0.01, -1.32, 1.72,
  1.46, -0.46, 0.77, 0.38, -2.61, 0.25, -0.06, 0.08, -1.08, -0.27, -0.18, 1.19, 0.33, -0.01, 1.53, -0.56,
  -0.39, -1.82, 1.57, 0.96, 0.92, 0.67, 0.11, 0.22, -0.25,
];
const rows = {
  features: Float64Array.from(X),
  dimensions: 4,
  offsets: new Float64Array(90),
  targets: Float64Array.from(Y.flatMap((y) => [0, 1, 2].map((c) => Number(c === y)))),
  weights: Float64Array.from(Y, (_, i) => (i % 3 === 0 ? 0.25 : 1)),
  classes: 3,
};
const close = (found: Float64Array, wanted: readonly number[]) => {
  for (const [i, weight] of wanted.entries()) expect(found[i]).toBeCloseTo(weight, 5);
};

test('the softmax regression has the weights of scikit-learn', () => {
  // LogisticRegression(C=0.5, fit_intercept=False, tol=1e-12) of scikit-learn 1.9.1 with sample_weight; coef_ transposed.
  close(fitSoftmax(rows, [2, 2, 2, 2], { tolerance: 1e-9 }), [
    ...[0.283462, -0.373905, 0.090443, 0.508419, -0.015748, -0.492671],
    ...[0.249504, 0.218701, -0.468206, 0.157803, 0.133839, -0.291642],
  ]);
});

test('with offsets, shared targets and penalties of their own it has the minimum that scipy finds', () => {
  const targets = rows.targets.slice();
  targets.set([0.5, 0, 0.5]);
  const own = { ...rows, targets, offsets: Float64Array.from(OFFSETS) };
  // scipy.optimize.minimize(method='BFGS', gtol=1e-10) of the same loss, written with numpy.
  const wanted = [
    ...[0.439091, -0.571061, 0.13197, 0.934336, -0.235574, -0.698763],
    ...[0.327776, 0.232732, -0.560508, 0.110622, 0.099223, -0.209845],
  ];
  close(fitSoftmax(own, [0.5, 2, 4, 1], { tolerance: 1e-9 }), wanted);
  const start = Float64Array.from({ length: 12 }, (_, i) => 5 - i);
  close(fitSoftmax(own, [0.5, 2, 4, 1], { tolerance: 1e-9, start }), wanted);
});

const DIMENSIONS = 12;

/** Spans whose labels `labelOf` decides. @param each spans of one text, which share its vector */
function drawnSpans(
  seed: number,
  texts: number,
  labelOf: (
    probabilities: PolarityProbabilities,
    vector: Float32Array,
    drawn: number,
    text: number,
  ) => number,
  each = 1,
): LabelledSpan[] {
  const generator = generatorOf(seed);
  return Array.from({ length: texts }, (_, documentId) => {
    const embedding = unitVector(
      Float64Array.from({ length: DIMENSIONS }, () => drawUniform(generator) - 0.5),
    );
    return Array.from({ length: each }, (): LabelledSpan => {
      const raw = [0, 1, 2].map(() => Math.exp(3 * drawUniform(generator)));
      const sum = raw.reduce((total, value) => total + value, 0);
      const probabilities = raw.map((value) => value / sum) as unknown as PolarityProbabilities;
      const label = labelOf(probabilities, embedding, drawUniform(generator), documentId);
      const target = [0, 1, 2].map((c) => Number(c === label)) as unknown as PolarityProbabilities;
      return { documentId, probabilities, embedding, target, byRule: false };
    });
  }).flat();
}
/** A label that is drawn by the model's own probabilities: nothing can be learnt. */
const asModel = ([negative, neutral]: PolarityProbabilities, _: unknown, drawn: number) =>
  drawn < negative ? 0 : drawn < negative + neutral ? 1 : 2;
/** A label that the first component of the vector decides, whatever the model says. */
const byVector = (_: unknown, vector: Float32Array) => (vector[0]! > 0.1 ? 2 : vector[0]! < -0.1 ? 0 : 1);

const directionsOf = (spans: readonly LabelledSpan[]) =>
  corpusDirections(endToEnd(spans.map(({ embedding }) => embedding)));
const accuracy = (spans: readonly LabelledSpan[], found: readonly PolarityProbabilities[]) =>
  spans.reduce((sum, span, i) => sum + right(found[i]!, span), 0) / spans.length;

test('a head learns what the embedding tells, and cross-validation says how well', () => {
  const spans = drawnSpans(1, 300, byVector);
  const fresh = drawnSpans(2, 2_000, byVector);
  const { head, strength, heldOut } = tuneSentiment(spans, directionsOf(spans), 1);
  expect(strength!.embedding).not.toBeNull();
  const found = fresh.map((span) => correctedSentiment(head!, span.probabilities, span.embedding));
  const before = accuracy(
    fresh,
    fresh.map((span) => span.probabilities),
  );
  expect(before).toBeLessThan(0.4);
  expect(accuracy(fresh, found)).toBeGreaterThan(0.75);
  expect(Math.abs(accuracy(spans, heldOut!) - accuracy(fresh, found))).toBeLessThan(0.06);
  // What the model itself gave can be told from what the head makes of it.
  for (const [i, span] of fresh.slice(0, 50).entries()) {
    const again = baseSentiment(head!, found[i]!, span.embedding);
    for (const [c, p] of again.entries()) expect(p).toBeCloseTo(span.probabilities[c]!, 5);
  }
});

test('labels that agree with the model as often as it expects give no head', () => {
  const kept = Array.from({ length: 20 }, (_, seed) => {
    const spans = drawnSpans(100 + seed, 100, asModel);
    return tuneSentiment(spans, directionsOf(spans), seed, false).head;
  });
  expect(kept.filter((head) => head !== null).length).toBeLessThanOrEqual(3);
});

test('spans of one text are in one part of the cross-validation', () => {
  // Each text has a label by chance. Who has seen one of its spans knows the others.
  const generator = generatorOf(5);
  const labels = Array.from({ length: 40 }, () => drawIndex(generator, 3));
  const spans = drawnSpans(6, 40, (_, __, ___, text) => labels[text]!, 8);
  const { heldOut } = tuneSentiment(spans, directionsOf(spans), 1);
  expect(accuracy(spans, heldOut!)).toBeLessThan(0.5);
});

test('labels of rules train, and measure nothing', () => {
  const people = drawnSpans(8, 60, byVector);
  const rules = drawnSpans(9, 300, byVector).map((span) => {
    return { ...span, documentId: 1_000 + span.documentId, byRule: true };
  });
  const all = [...people, ...rules];
  const fresh = drawnSpans(10, 1_000, byVector);
  const [without, withRules] = [people, all].map((spans) => {
    const { head } = tuneSentiment(spans, directionsOf(all), 1, false);
    return accuracy(
      fresh,
      fresh.map((span) => correctedSentiment(head!, span.probabilities, span.embedding)),
    );
  });
  expect(withRules!).toBeGreaterThan(without!);
  // Rules that contradict people cannot bring a head that people's labels do not want.
  const agreeing = drawnSpans(11, 100, ([negative, neutral, positive]) =>
    negative > Math.max(neutral, positive) ? 0 : neutral > positive ? 1 : 2,
  );
  const wrong = rules.map((span): LabelledSpan => ({ ...span, target: [0, 0, 1] }));
  const spans = [...agreeing, ...wrong];
  expect(tuneSentiment(spans, directionsOf(spans), 1, false).head).toBeNull();
});
