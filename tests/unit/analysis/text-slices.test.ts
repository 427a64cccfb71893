import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHalfFloats, encodeHalfFloats } from '../../../src/domain/half-float.ts';
import { codePointSlices } from '../../../src/domain/text/code-point-slices.ts';

test('slices are what the code points of a text are there, ascending or not', () => {
  const text = fc
    .array(fc.constantFrom('a', 'é', '😀', ' ', '𝒳', '漢'), { maxLength: 30 })
    .map((it) => it.join(''));
  const stretch = fc.tuple(fc.nat(30), fc.nat(10)).map(([start, length]) => ({ start, end: start + length }));
  fc.assert(
    fc.property(text, fc.array(stretch, { maxLength: 8 }), (text, stretches) => {
      const points = [...text];
      expect(codePointSlices(text, stretches)).toEqual(
        stretches.map(({ start, end }) => points.slice(start, end).join('')),
      );
    }),
  );
});

test('every half float comes back as it was', () => {
  // The engine's own half floats are the oracle.
  const { Float16Array: Halves } = globalThis as unknown as {
    Float16Array?: new (buffer: ArrayBuffer) => Float32Array;
  };
  const bits = Uint16Array.from({ length: 0x10000 }, (_, half) => half);
  const oracle = Halves ? new Halves(bits.buffer) : null;
  const numbers = decodeHalfFloats(Buffer.from(bits.buffer));
  const encoded = encodeHalfFloats([numbers], numbers.length);
  for (let half = 0; half < 0x10000; half++) {
    if (oracle) expect(Object.is(numbers[half], oracle[half])).toBe(true);
    if (!Number.isNaN(numbers[half])) expect(encoded.readUInt16LE(2 * half)).toBe(half);
  }
  const vector = Float32Array.from([0.5, -0.25, 1, 0, 65504]);
  expect(decodeHalfFloats(encodeHalfFloats([vector], 5))).toEqual(vector);
});
