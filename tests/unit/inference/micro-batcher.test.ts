import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { LookAhead } from '../../../src/inference/batching/look-ahead.ts';
import { microBatcher } from '../../../src/inference/batching/micro-batcher.ts';

const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 60 });

describe('LookAhead', () => {
  test('every item once, within the budget, similar lengths together', () => {
    fc.assert(
      fc.property(
        fc.array(lengths, { maxLength: 4 }),
        fc.integer({ min: 1, max: 2_000 }),
        (callers, budget) => {
          const waiting = new LookAhead<{ length: number; caller: number; id: string }>();
          for (const [caller, own] of callers.entries()) {
            waiting.add(own.map((length, i) => ({ length, caller, id: `${caller}/${i}` })));
          }
          const taken: string[] = [];
          while (waiting.size > 0) {
            const batch = waiting.take(budget);
            const longest = Math.max(...batch.map(({ length }) => length));
            expect(batch[0]!.length).toBe(longest);
            if (batch.length > 1) expect(batch.length * longest).toBeLessThanOrEqual(budget);
            taken.push(...batch.map(({ id }) => id));
          }
          expect(taken.toSorted()).toEqual(
            callers.flatMap((own, caller) => own.map((_, i) => `${caller}/${i}`)).toSorted(),
          );
          expect(waiting.take(budget)).toEqual([]);
        },
      ),
    );
  });

  test('who came first is served first, however long the items of later ones are', () => {
    const waiting = new LookAhead<{ length: number; caller: number }>();
    waiting.add([5, 5, 4].map((length) => ({ length, caller: 0 })));
    waiting.add(Array.from({ length: 50 }, () => ({ length: 200, caller: 1 })));
    expect(waiting.take(10)).toEqual([
      { length: 5, caller: 0 },
      { length: 5, caller: 0 },
    ]);
  });

  test("a later caller's short items fill a run of an earlier one", () => {
    const waiting = new LookAhead<{ length: number; caller: number }>();
    waiting.add([{ length: 10, caller: 0 }]);
    waiting.add([9, 3, 50].map((length) => ({ length, caller: 1 })));
    expect(waiting.take(20).map(({ length }) => length)).toEqual([10, 9]);
  });
});

const failed = (detail: string) => new VerbatimError('SESSION_FAILED', { detail });
const lengthOf = (length: number) => length;

describe('microBatcher', () => {
  test('results come in the order of the items, from runs within budget and slots', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(lengths, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 5 }),
        async (callers, budget, slots) => {
          let running = 0;
          const batcher = microBatcher({
            ...{ lengthOf, budget, slots },
            async run(items: readonly number[]) {
              expect(++running).toBeLessThanOrEqual(slots);
              if (items.length > 1) expect(items.length * Math.max(...items)).toBeLessThanOrEqual(budget);
              await Promise.resolve();
              running--;
              return items.map((length) => length * 10);
            },
          });
          const found = await Promise.all(callers.map((items) => batcher.run(items)));
          expect(found.map((own) => own.map(({ result }) => result))).toEqual(
            callers.map((items) => items.map((length) => length * 10)),
          );
          for (const [i, own] of found.entries()) {
            for (const [k, { padded }] of own.entries())
              expect(padded).toBeGreaterThanOrEqual(callers[i]![k]!);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test('what fails alone is an error in its place; its neighbours have their results', async () => {
    const batcher = microBatcher({
      ...{ lengthOf, budget: 1_000, slots: 2 },
      async run(items: readonly number[]) {
        if (items.includes(13)) throw failed('bad luck');
        return items;
      },
    });
    const found = await batcher.run([1, 2, 13, 4, 5]);
    expect(found.map(({ result }) => (result instanceof VerbatimError ? result.code : result))).toEqual([
      ...[1, 2, 'SESSION_FAILED', 4, 5],
    ]);
  });

  test('a lack of memory halves the budget, once for all, and every item still gets its result', async () => {
    const runs: number[] = [];
    const budgets: number[] = [];
    const batcher = microBatcher({
      ...{ lengthOf, budget: 1_024, slots: 1, onBudgetHalved: (budget: number) => void budgets.push(budget) },
      async run(items: readonly number[]) {
        const padded = items.length * Math.max(...items);
        runs.push(padded);
        if (padded > 300) throw failed('Failed to allocate memory for requested buffer of size 123456');
        return items;
      },
    });
    const items = Array.from({ length: 100 }, () => 32);
    expect((await batcher.run(items)).map(({ result }) => result)).toEqual(items);
    expect(budgets).toEqual([512, 256]);
    runs.length = 0;
    await batcher.run(items);
    expect(Math.max(...runs)).toBeLessThanOrEqual(256);
    expect(budgets).toHaveLength(2);
  });

  test('an item that alone does not fit into the memory is an error, and the budget stays', async () => {
    const budgets: number[] = [];
    const batcher = microBatcher({
      ...{ lengthOf, budget: 1_024, slots: 1, onBudgetHalved: (budget: number) => void budgets.push(budget) },
      async run(items: readonly number[]) {
        if (items.includes(2_000)) throw failed('std::bad_alloc');
        return items;
      },
    });
    const [large, small] = await batcher.run([2_000, 5]);
    expect(large!.result).toMatchObject({ code: 'SESSION_FAILED' });
    expect(small!.result).toBe(5);
    expect(budgets).toEqual([]);
  });

  test('a fault of our own ends no process and leaves nobody waiting', async () => {
    const batcher = microBatcher({
      ...{ lengthOf, budget: 10, slots: 1 },
      run: async () => Promise.reject(new TypeError('a fault')),
    });
    const [found] = await batcher.run([1]);
    expect(found!.result).toMatchObject({ code: 'SESSION_FAILED' });
  });
});
