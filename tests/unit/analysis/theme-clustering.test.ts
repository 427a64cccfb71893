import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCentroids } from '../../../src/analysis/themes/clustering.ts';
import { clusteringReason } from '../../../src/analysis/themes/clustering-rule.ts';
import { assignBatch } from '../../../src/analysis/themes/nearest.ts';
import type { ClusteringOptions } from '../../../src/analysis/themes/small-clusters.ts';
import type { VectorSource } from '../../../src/analysis/themes/vector-source.ts';
import {
  atHalfPrecision,
  dot,
  endToEnd,
  type Vectors,
  vectorAt,
  vectorCount,
} from '../../../src/analysis/vectors.ts';
import { plantedVectors } from '../../support/models/planted-vectors.ts';

/** Each cluster has one planted group, and each group one cluster. */
function sameParts(clusters: ArrayLike<number>, groups: readonly number[]): boolean {
  const pairs = new Set(groups.map((group, i) => `${group}/${clusters[i]}`));
  return pairs.size === new Set(groups).size && pairs.size === new Set(Array.from(clusters)).size;
}

const inMemory = ({ values, dimensions }: Vectors): VectorSource => ({
  dimensions,
  batches: () => [values],
});

/** Finds centroids and assigns every vector to the nearest one, as a theme run does. */
async function clusterVectors(source: VectorSource, options: ClusteringOptions) {
  const centroids = await findCentroids(source, options);
  const clusterOf: number[] = [];
  const similarity: number[] = [];
  for await (const batch of source.batches()) {
    assignBatch(batch, centroids, (cluster, cosine) => {
      clusterOf.push(cluster);
      similarity.push(cosine);
    });
  }
  return { centroids, clusterOf, similarity };
}

const sizes = fc.array(fc.integer({ min: 12, max: 40 }), { minLength: 2, maxLength: 8 });

describe('clusters', () => {
  test('of groups that are apart are those groups, their number unknown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), sizes, async (seed, sizes) => {
        const { vectors, groups, directions } = plantedVectors(seed, sizes, 64);
        fc.pre(
          directions.every((one, i) => directions.every((other, j) => i === j || dot(one, other) < 0.4)),
        );
        const { clusterOf } = await clusterVectors(inMemory(vectors), { seed });
        expect(sameParts(clusterOf, groups)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('are the same for the same seed, however the vectors are cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), sizes, fc.integer({ min: 1, max: 50 }), async (seed, sizes, rows) => {
        const { vectors } = plantedVectors(seed, sizes, 16, 0.5);
        const { values, dimensions } = vectors;
        const cut = {
          dimensions,
          async *batches() {
            for (let at = 0; at < values.length; at += rows * dimensions)
              yield values.subarray(at, at + rows * dimensions);
          },
        };
        expect(await clusterVectors(cut, { seed })).toEqual(
          await clusterVectors(inMemory(vectors), { seed }),
        );
      }),
      { numRuns: 20 },
    );
  });

  test('every vector is in the cluster whose centroid is nearest, and similarity says how near', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), sizes, async (seed, sizes) => {
        const { vectors } = plantedVectors(seed, sizes, 8, 0.8);
        const { centroids, clusterOf, similarity } = await clusterVectors(inMemory(vectors), { seed });
        for (let i = 0; i < vectorCount(vectors); i++) {
          const cosines = Array.from({ length: vectorCount(centroids) }, (_, c) =>
            dot(vectorAt(vectors, i), vectorAt(centroids, c)),
          );
          expect(similarity[i]).toBeCloseTo(Math.max(...cosines), 5);
          expect(cosines[clusterOf[i]!]).toBeCloseTo(Math.max(...cosines), 5);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('from the centroids of before, old groups stay and a new one is found', async () => {
    const { vectors, groups } = plantedVectors(5, [40, 40, 40, 40], 64);
    const old = [...groups.keys()].filter((i) => groups[i] !== 3).map((i) => vectorAt(vectors, i));
    const first = await clusterVectors(inMemory(endToEnd(old)), { seed: 1 });
    expect(vectorCount(first.centroids)).toBe(3);
    const start = atHalfPrecision(first.centroids);
    const second = await clusterVectors(inMemory(vectors), { seed: 2, start });
    expect(sameParts(second.clusterOf, groups)).toBe(true);
    for (let i = 0; i < 3; i++) {
      expect(dot(vectorAt(first.centroids, i), vectorAt(second.centroids, i))).toBeGreaterThan(0.99);
    }
  });

  test('of nothing, of one vector, of equal vectors, of vectors without direction', async () => {
    const one = plantedVectors(1, [1], 4).vectors;
    const cluster = (rows: readonly Float32Array[]) =>
      clusterVectors(inMemory(endToEnd(rows, 4)), { seed: 1 });
    expect((await cluster([])).clusterOf).toHaveLength(0);
    expect([...(await cluster([one.values])).clusterOf]).toEqual([0]);
    expect([...(await cluster(Array(50).fill(one.values))).clusterOf]).toEqual(Array(50).fill(0));
    const none = new Float32Array(4);
    const broken = Float32Array.of(Number.NaN, 0, 0, 0);
    expect([...(await cluster([none, one.values, broken])).clusterOf]).toEqual([-1, 0, -1]);
  });

  test('as many as are asked for, where there are as many different vectors', async () => {
    const { vectors } = plantedVectors(9, [30, 30, 30], 16, 0.4);
    for (const clusters of [1, 2, 5, 20]) {
      const found = await clusterVectors(inMemory(vectors), { seed: 3, clusters });
      expect(vectorCount(found.centroids)).toBe(clusters);
    }
  });

  test('a pause that throws ends the work', async () => {
    const { vectors } = plantedVectors(9, [30, 30], 16);
    const pause = () => {
      throw new Error('enough');
    };
    await expect(clusterVectors(inMemory(vectors), { seed: 3, pause })).rejects.toThrow('enough');
  });
});

test.each([
  [null, false, 'first'],
  [null, true, 'first'],
  [{ segments: 1_000, farBelow: 0.4, newcomers: 0, farNewcomers: 0 }, false, null],
  [{ segments: 1_000, farBelow: 0.4, newcomers: 0, farNewcomers: 0 }, true, 'rebuild'],
  [{ segments: 1_000, farBelow: 0.4, newcomers: 500, farNewcomers: 25 }, false, null],
  [{ segments: 1_000, farBelow: 0.4, newcomers: 501, farNewcomers: 25 }, false, 'grown'],
  [{ segments: 1_000, farBelow: 0.4, newcomers: 2_000, farNewcomers: 100 }, false, 'outgrown'],
  // 40 % far of 10 may be chance, of 100 it is not.
  [{ segments: 1_000, farBelow: 0.4, newcomers: 10, farNewcomers: 4 }, false, null],
  [{ segments: 1_000, farBelow: 0.4, newcomers: 100, farNewcomers: 20 }, false, null],
  [{ segments: 1_000, farBelow: 0.4, newcomers: 100, farNewcomers: 40 }, false, 'changed'],
  [{ segments: 0, farBelow: 0, newcomers: 0, farNewcomers: 0 }, false, null],
  [{ segments: 0, farBelow: 0, newcomers: 1, farNewcomers: 0 }, false, 'outgrown'],
] as const)('after %j, asked %s: clustered %s', (last, rebuild, reason) => {
  expect(clusteringReason(last, rebuild)).toBe(reason);
});
