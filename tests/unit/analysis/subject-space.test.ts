import { describe, expect, test } from 'vitest';
import { parentThemes } from '../../../src/analysis/themes/groups.ts';
import { mergeAlike } from '../../../src/analysis/themes/merging.ts';
import {
  decodeSubjectSpace,
  encodeSubjectSpace,
  learnSubjectSpace,
  type SpaceSample,
  subjectVectors,
} from '../../../src/analysis/themes/subject-space.ts';
import { dot, endToEnd, unitVector, vectorAt, vectorCount } from '../../../src/analysis/vectors.ts';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';

const DIMENSIONS = 48;
const SUBJECTS = 6;

/**
 * Sentences of six subjects with six words each. A vector is a strong direction of sentiment, a strong one of how the
 * sentence is put, a weak one of its subject, and noise.
 */
function plantedSentences(count: number) {
  const random = generatorOf(7);
  const draw = () => drawUniform(random) - 0.5;
  const direction = () => unitVector(Float64Array.from({ length: DIMENSIONS }, draw));
  const [mood, form] = [direction(), direction()];
  const subjects = Array.from({ length: SUBJECTS }, direction);
  const subjectOf: number[] = [];
  const positive: number[] = [];
  const rows: Float32Array[] = [];
  const words: string[][] = [];
  for (let i = 0; i < count; i++) {
    const subject = Math.floor(drawUniform(random) * SUBJECTS);
    const share = drawUniform(random);
    const put = draw();
    subjectOf.push(subject);
    positive.push(share);
    words.push([0, 1].map(() => `word${subject}${Math.floor(drawUniform(random) * 6)}`));
    rows.push(
      unitVector(
        Float64Array.from(
          { length: DIMENSIONS },
          (_, d) =>
            1 / 3 +
            8 * (share - 0.5) * mood[d]! +
            8 * put * form[d]! +
            0.5 * subjects[subject]![d]! +
            draw() / 10,
        ),
      ),
    );
  }
  const sample: SpaceSample = { vectors: endToEnd(rows), words, sides: positive.map((p) => [1 - p, p]) };
  return { sample, subjectOf, positive };
}

/** Pearson's correlation. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (of: (i: number) => number) => a.reduce((total, _, i) => total + of(i), 0);
  return (
    sum((i) => (a[i]! - ma) * (b[i]! - mb)) /
    Math.sqrt(sum((i) => (a[i]! - ma) ** 2) * sum((i) => (b[i]! - mb) ** 2))
  );
}

describe('the subject space', () => {
  test('brings sentences of one subject together, and keeps no sentiment', async () => {
    const { sample, subjectOf, positive } = plantedSentences(800);
    const space = await learnSubjectSpace(sample);
    const mapped = { ...sample.vectors, values: subjectVectors(sample.vectors.values, space) };
    const nearestShares = ({ values }: typeof mapped) => {
      let same = 0;
      for (let i = 0; i < 200; i++) {
        let [best, most] = [-1, -2];
        for (let j = 0; j < 800; j++) {
          const cosine = dot(
            vectorAt({ values, dimensions: DIMENSIONS }, i),
            vectorAt({ values, dimensions: DIMENSIONS }, j),
          );
          if (i !== j && cosine > most) [best, most] = [j, cosine];
        }
        if (subjectOf[i] === subjectOf[best]) same++;
      }
      return same / 200;
    };
    expect(nearestShares(mapped)).toBeGreaterThan(0.9);
    expect(nearestShares(mapped)).toBeGreaterThan(nearestShares(sample.vectors));
    for (let d = 0; d < DIMENSIONS; d++) {
      const column = Array.from({ length: 800 }, (_, i) => mapped.values[i * DIMENSIONS + d]!);
      expect(Math.abs(correlation(column, positive))).toBeLessThan(0.2);
    }
  });

  test('is not learnt from few sentences; then embeddings stay as they are', async () => {
    const { sample } = plantedSentences(299);
    expect(await learnSubjectSpace(sample)).toBeNull();
    expect(subjectVectors(sample.vectors.values, null)).toBe(sample.vectors.values);
  });

  test('removes nothing of a model without sentiment, and maps zero vectors to zero', async () => {
    const { sample, positive } = plantedSentences(400);
    const space = await learnSubjectSpace({ ...sample, sides: sample.sides.map(() => null) });
    expect(vectorCount(space!.reads)).toBe(DIMENSIONS);
    const values = subjectVectors(sample.vectors.values, space);
    const strongest = Array.from({ length: DIMENSIONS }, (_, d) =>
      Math.abs(
        correlation(
          positive.map((_, i) => values[i * DIMENSIONS + d]!),
          positive,
        ),
      ),
    );
    expect(Math.max(...strongest)).toBeGreaterThan(0.2);
    expect(subjectVectors(new Float32Array(DIMENSIONS), space)).toEqual(new Float32Array(DIMENSIONS));
  });

  test('is the same after it is stored', async () => {
    const { sample } = plantedSentences(400);
    const space = (await learnSubjectSpace(sample))!;
    expect(decodeSubjectSpace(encodeSubjectSpace(space), DIMENSIONS)).toEqual(space);
  });
});

test('clusters with nearly one centroid become one', () => {
  const sums = Float64Array.from([10, 0, 0, 0, 9, 1, 0, 0, 0, 0, 5, 0]);
  const sizes = Float64Array.from([10, 10, 5]);
  const merged = mergeAlike({ sums, sizes, dimensions: 4 }, 0.8);
  expect(vectorCount(merged)).toBe(2);
  expect([...vectorAt(merged, 0)][0]).toBeCloseTo(19 / Math.hypot(19, 1), 6);
  expect(vectorCount(mergeAlike({ sums, sizes, dimensions: 4 }, 1))).toBe(3);
});

test('the parent of a theme is the largest of its group; single themes and few themes have none', async () => {
  const theme = (id: number, angle: number, size: number) => ({
    ...{ id, size },
    centroid: Float32Array.from([Math.cos(angle), Math.sin(angle)]),
  });
  // Eight themes: four groups.
  const themes = [
    ...[theme(1, 0, 10), theme(2, 0.02, 30), theme(3, 1.5, 20), theme(4, 1.52, 9)],
    ...[theme(5, 3, 8), theme(6, 3.02, 7), theme(7, 4.5, 40), theme(8, 0.01, 0)],
  ];
  expect(await parentThemes(themes)).toEqual([2, null, null, 3, null, 5, null, null]);
  expect(await parentThemes(themes.slice(0, 5))).toEqual([null, null, null, null, null]);
});
