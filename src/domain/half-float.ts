const value = new Float32Array(1);
const bits = new Uint32Array(value.buffer);

/**
 * The bits of the IEEE 754 half float nearest to a number (ties to even). Embeddings are stored in this precision: half
 * the size, with cosines of unit vectors exact to 1e-3. Node 22 has no Float16Array.
 */
function toHalfFloat(number: number): number {
  value[0] = number;
  const x = bits[0]!;
  const sign = (x >>> 16) & 0x8000;
  const magnitude = x & 0x7fffffff;
  if (magnitude >= 0x7f800000) return sign | 0x7c00 | (magnitude > 0x7f800000 ? 0x200 : 0);
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // rounds to infinity
  if (magnitude < 0x38800000) {
    // Subnormal: multiples of 2^-24. Adding 0.5 makes the hardware round to them, ties to even.
    bits[0] = magnitude;
    value[0] = value[0]! + 0.5;
    return sign | (bits[0]! - 0x3f000000);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

/** Concatenated vectors as little-endian half floats, 2 bytes per component; zeros for null. */
export function encodeHalfFloats(vectors: readonly (Float32Array | null)[], dimensions: number): Buffer {
  const bytes = Buffer.alloc(vectors.length * dimensions * 2);
  let at = 0;
  for (const vector of vectors) {
    for (let i = 0; i < dimensions; i++, at += 2) {
      bytes.writeUInt16LE(vector ? toHalfFloat(vector[i]!) : 0, at);
    }
  }
  return bytes;
}

/** The value of a half float from its bits. */
export function fromHalfFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

let decoded: Float32Array | null = null;

/** The values of little-endian half floats, 2 bytes each. */
export function decodeHalfFloats(bytes: Buffer): Float32Array {
  // A table of all 65,536 values: ten times as fast as computing each.
  decoded ??= Float32Array.from({ length: 0x10000 }, (_, half) => fromHalfFloat(half));
  const numbers = new Float32Array(bytes.length >> 1);
  for (let i = 0; i < numbers.length; i++) numbers[i] = decoded[bytes[2 * i]! | (bytes[2 * i + 1]! << 8)]!;
  return numbers;
}

/** The inverse of {@link encodeHalfFloats}. */
export function decodeVectors(bytes: Buffer, dimensions: number): Float32Array[] {
  const numbers = decodeHalfFloats(bytes);
  const count = Math.floor(numbers.length / dimensions);
  return Array.from({ length: count }, (_, i) => numbers.subarray(i * dimensions, (i + 1) * dimensions));
}
