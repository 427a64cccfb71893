import { afterEach, expect, test, vi } from 'vitest';
import { floats, zeros } from '../../src/inference/generation/graph.ts';

afterEach(() => vi.unstubAllGlobals());

// Node 22 has no Float16Array; onnxruntime-node gives the bits there.
test.each([true, false])('half floats are read and made, where Node has a class for them: %s', (known) => {
  const bits = Uint16Array.of(0x3c00, 0xc000, 0x0001);
  const data = known ? new Float16Array(bits.buffer) : bits;
  if (!known) vi.stubGlobal('Float16Array', undefined);
  expect([...floats({ type: 'float16', data, dims: [3] })]).toEqual([1, -2, 2 ** -24]);
  const cache = zeros('float16', [2, 3]);
  expect(cache.data).toHaveLength(6);
  expect([...floats(cache)]).toEqual([0, 0, 0, 0, 0, 0]);
});
