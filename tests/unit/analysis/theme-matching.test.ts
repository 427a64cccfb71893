import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cheapestAssignment } from '../../../src/analysis/themes/assignment.ts';
import { identifyThemes } from '../../../src/analysis/themes/matching.ts';
import { dot, endToEnd, type Vectors, vectorAt, vectorCount } from '../../../src/analysis/vectors.ts';
import { plantedVectors } from '../../support/models/planted-vectors.ts';

const known = (vectors: Vectors, from = 1) =>
  Array.from({ length: vectorCount(vectors) }, (_, i) => ({ id: from + i, centroid: vectorAt(vectors, i) }));
const some = (seed: number, count: number) => plantedVectors(seed, Array(count).fill(1), 4, 0).vectors;

/** The least sum over all ways to pair rows with columns. */
function leastCost(costs: readonly (readonly number[])[], row = 0, taken = new Set<number>()): number {
  if (row === costs.length) return 0;
  const free = costs[0]!.length - taken.size;
  const rowsLeft = costs.length - row;
  const choices = costs[row]!.flatMap((cost, column) =>
    taken.has(column) ? [] : [cost + leastCost(costs, row + 1, new Set([...taken, column]))],
  );
  // A row is left over only where there are more rows than columns.
  if (rowsLeft > free) choices.push(leastCost(costs, row + 1, taken));
  return Math.min(...choices);
}

test('the assignment is the cheapest of all', () => {
  const matrix = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns, maxLength: columns }), {
        ...{ minLength: rows, maxLength: rows },
      }),
    );
  fc.assert(
    fc.property(matrix, (costs) => {
      const columns = cheapestAssignment(costs);
      const taken = columns.filter((column) => column >= 0);
      expect(new Set(taken).size).toBe(taken.length);
      expect(taken).toHaveLength(Math.min(costs.length, costs[0]!.length));
      const sum = columns.reduce((total, column, row) => total + (column < 0 ? 0 : costs[row]![column]!), 0);
      expect(sum).toBe(leastCost(costs));
    }),
  );
});

describe('ids', () => {
  const current = (themes: ReturnType<typeof known>) =>
    themes.map((theme) => ({ ...theme, current: true, edited: false }));

  test('stay if nothing has moved, whatever the order of clusters and themes', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 12 }), (seed, count) => {
        const before = known(plantedVectors(seed, Array(count).fill(1), 32, 0).vectors);
        const reversed = endToEnd(before.map(({ centroid }) => centroid).reverse());
        const { themes, born, gone } = identifyThemes(current(before).reverse(), reversed, 100);
        expect(themes).toEqual(before);
        expect([born, gone]).toEqual([[], []]);
      }),
    );
  });

  test('are unique, old ones only from a cosine of 0.7 on, new ones count up', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 9 }),
        (seed, a, b) => {
          const before = known(some(seed, a));
          const { themes, born, gone } = identifyThemes(current(before), some(seed + 1, b), 100);
          const ids = themes.map(({ id }) => id);
          expect(new Set(ids).size).toBe(b);
          expect(born).toEqual(born.map((_, i) => 100 + i));
          for (const { id, centroid } of themes) {
            const theme = before.find((it) => it.id === id);
            if (theme) expect(dot(theme.centroid, centroid)).toBeGreaterThanOrEqual(0.7);
            else expect(born).toContain(id);
          }
          expect(gone).toEqual(before.map(({ id }) => id).filter((id) => !ids.includes(id)));
        },
      ),
    );
  });

  test('edited themes stay, others without a cluster are gone, and lost ones come back', () => {
    const vectors = plantedVectors(3, [1, 1, 1, 1], 64, 0).vectors;
    const [a, b, c, d] = known(vectors) as [ReturnType<typeof known>[number], ...ReturnType<typeof known>];
    const past = [
      { ...a, current: true, edited: false },
      { ...b!, current: true, edited: true },
      { ...c!, current: false, edited: false },
    ];
    const found = identifyThemes(past, endToEnd([c!.centroid, d!.centroid]), 50);
    expect(found.themes.map(({ id }) => id)).toEqual([2, 3, 50]);
    expect(found.themes[0]!.centroid).toEqual(b!.centroid);
    expect(found.born).toEqual([50]);
    expect(found.gone).toEqual([1]);
  });
});
