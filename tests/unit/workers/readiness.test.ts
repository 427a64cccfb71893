import { expect, test } from 'vitest';
import { type WorkerState, whyNotReady } from '../../../src/workers/readiness.ts';

const LIMIT = 300_000;
const idle: WorkerState = { held: 0, busySince: null, lastFinished: null, waitsFor: null, stopping: false };
const busy: WorkerState = { ...idle, held: 2, busySince: 1_000 };

test('a worker without batches is ready, however long it has been idle', () => {
  expect(whyNotReady(idle, 1e12, LIMIT)).toBeNull();
  expect(whyNotReady({ ...idle, lastFinished: 5 }, 1e12, LIMIT)).toBeNull();
});

test('one with batches is ready while it finishes some', () => {
  expect(whyNotReady(busy, 1_000 + LIMIT, LIMIT)).toBeNull();
  expect(whyNotReady(busy, 1_001 + LIMIT, LIMIT)).toBe('it holds 2 batches and finished none for 300 s');
  expect(whyNotReady({ ...busy, lastFinished: 200_000 }, 200_000 + LIMIT, LIMIT)).toBeNull();
  // What was finished before it took these is no progress.
  expect(whyNotReady({ ...busy, busySince: 500_000, lastFinished: 10 }, 500_000 + LIMIT, LIMIT)).toBeNull();
  expect(whyNotReady({ ...busy, lastFinished: 200_000 }, 200_001 + LIMIT, LIMIT)).not.toBeNull();
});

test('one that takes no batch, or is being stopped, is not', () => {
  expect(whyNotReady({ ...idle, waitsFor: 'queue' }, 0, LIMIT)).toBe('it takes no batch: queue');
  expect(whyNotReady({ ...idle, stopping: true }, 0, LIMIT)).toBe('it is being stopped');
});
