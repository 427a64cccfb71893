const value = new Float32Array(1);
const bits = new Uint32Array(value.buffer);

/**
 * The IEEE 754 half float nearest to a number (ties to even), as its 16 bits. Stored embeddings have this
 * precision: unit vectors keep their cosines within 1e-3 at half the size.
 */
export function toHalfFloat(number: number): number {
  value[0] = number;
  const x = bits[0]!;
  const sign = (x >>> 16) & 0x8000;
  const magnitude = x & 0x7fffffff;
  if (magnitude >= 0x7f800000) return sign | 0x7c00 | (magnitude > 0x7f800000 ? 0x200 : 0);
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // rounds to infinity
  if (magnitude < 0x38800000) {
    // Subnormal: units of 2^-24. Adding 0.5 makes the hardware round to that grid, ties to even.
    bits[0] = magnitude;
    value[0] = value[0]! + 0.5;
    return sign | (bits[0]! - 0x3f000000);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

/** Little-endian half floats of the vectors laid end to end: 2 bytes a component. */
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

/** Vectors that {@link encodeHalfFloats} laid end to end. */
export function decodeHalfFloats(bytes: Uint8Array, dimensions: number): Float32Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const vectors: Float32Array[] = [];
  for (let at = 0; at + dimensions * 2 <= bytes.byteLength; ) {
    const vector = new Float32Array(dimensions);
    for (let i = 0; i < dimensions; i++, at += 2) vector[i] = fromHalfFloat(view.getUint16(at, true));
    vectors.push(vector);
  }
  return vectors;
}

/** The number that 16 bits of an IEEE 754 half float stand for. */
export function fromHalfFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
