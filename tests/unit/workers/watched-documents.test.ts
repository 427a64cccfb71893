import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_LOST, watchedGroups } from '../../../src/workers/watched-documents.ts';

const documents = (count: number) => Array.from({ length: count }, (_, i) => ({ id: i + 1, text: 'x' }));

test('each document is in one group, or given up; groups shrink as workers are lost', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(MOST_LOST + 2), { maxLength: 60 }), (losses) => {
      const lost = new Map(losses.map((n, i) => [i + 1, n]));
      const { groups, hopeless } = watchedGroups(documents(losses.length), lost);
      const all = [...groups.flat(), ...hopeless].map(({ id }) => id).sort((a, b) => a - b);
      expect(all).toEqual(losses.map((_, i) => i + 1));
      for (const group of groups) {
        const levels = new Set(group.map(({ id }) => Math.min(2, lost.get(id)!)));
        expect(levels.size).toBe(1);
        if (levels.has(1)) expect(group.length).toBeLessThanOrEqual(8);
        if (levels.has(2)) expect(group.length).toBe(1);
      }
      for (const { id } of hopeless) expect(lost.get(id)).toBeGreaterThanOrEqual(MOST_LOST);
    }),
  );
});

test('whoever kills workers is found, and nobody else is set aside', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), (count, at) => {
      const killer = (at % count) + 1;
      const lost = new Map<number, number>();
      let left = documents(count);
      let kills = 0;
      while (left.length > 0) {
        const { groups, hopeless } = watchedGroups(left, lost);
        const done = new Set(hopeless.map(({ id }) => id));
        expect([...done].every((id) => id === killer)).toBe(true);
        for (const group of groups) {
          for (const { id } of group) lost.set(id, (lost.get(id) ?? 0) + 1);
          if (group.some(({ id }) => id === killer)) {
            kills++;
            break;
          }
          for (const { id } of group) {
            lost.delete(id);
            done.add(id);
          }
        }
        left = left.filter(({ id }) => !done.has(id));
      }
      expect(kills).toBe(MOST_LOST);
    }),
  );
});
