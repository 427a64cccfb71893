import { endToEnd, unitVector, type Vectors } from '../../../src/analysis/vectors.ts';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';

/** Unit vectors around as many random directions as there are groups, and the group of each. */
export function plantedVectors(
  seed: number,
  sizes: readonly number[],
  dimensions = 16,
  spread = 0.15,
): {
  readonly vectors: Vectors;
  readonly groups: readonly number[];
  readonly directions: readonly Float32Array[];
} {
  const random = generatorOf(seed);
  const number = () => drawUniform(random) + drawUniform(random) + drawUniform(random) - 1.5;
  const direction = () => unitVector(Float64Array.from({ length: dimensions }, number));
  const directions = sizes.map(direction);
  const rows: { row: Float32Array; group: number; key: number }[] = [];
  for (const [group, size] of sizes.entries()) {
    for (let i = 0; i < size; i++) {
      const row = unitVector(Float64Array.from(directions[group]!, (value) => value + spread * number()));
      rows.push({ row, group, key: drawUniform(random) });
    }
  }
  rows.sort((a, b) => a.key - b.key);
  return {
    vectors: endToEnd(
      rows.map(({ row }) => row),
      dimensions,
    ),
    groups: rows.map(({ group }) => group),
    directions,
  };
}
