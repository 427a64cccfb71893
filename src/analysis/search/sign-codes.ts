// One bit a dimension: whether a component of an embedding is negative. The question stays as it is, so a sum over the
// question's components, each with the sign of the sentence's, orders sentences nearly as their cosines do. The 500 best
// of 1,000,000 hold 99 % and more of the ten nearest (docs/decisions/sentence-index.md).

/** Bytes of a code; a multiple of four, for {@link scanCodes}. */
export const codeBytes = (dimensions: number): number => 4 * Math.ceil(dimensions / 32);

/** Codes of embeddings, one after the other. @param embeddings little-endian half floats */
export function signCodes(embeddings: Uint8Array, dimensions: number): Uint8Array {
  const count = embeddings.length / (2 * dimensions);
  const bytes = codeBytes(dimensions);
  const codes = new Uint8Array(count * bytes);
  // The sign of a half float is the first bit of its second byte.
  let at = 1;
  for (let i = 0; i < count; i++) {
    const from = i * bytes;
    for (let d = 0; d < dimensions; d++, at += 2)
      codes[from + (d >> 3)]! |= (embeddings[at]! >> 7) << (d & 7);
  }
  return codes;
}

/** What each value of each byte of a code adds to the score of its sentence: 256 numbers a byte. */
export function scoreTable(vector: Float32Array): Float32Array {
  const bytes = codeBytes(vector.length);
  const table = new Float32Array(bytes * 256);
  for (let byte = 0; byte < bytes; byte++) {
    for (let value = 0; value < 256; value++) {
      let sum = 0;
      for (let bit = 0; bit < 8; bit++) {
        const component = vector[8 * byte + bit] ?? 0;
        sum += (value >> bit) & 1 ? -component : component;
      }
      table[256 * byte + value] = sum;
    }
  }
  return table;
}

/** Scores of codes, written into `scores`. */
export function scanCodes(codes: Uint8Array, table: Float32Array, scores: Float32Array): void {
  let at = 0;
  for (let i = 0; at < codes.length; i++) {
    // Independent sums, so the processor does not wait for one addition to start the next.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let row = 0; row < table.length; row += 1024, at += 4) {
      a += table[row + codes[at]!]!;
      b += table[row + 256 + codes[at + 1]!]!;
      c += table[row + 512 + codes[at + 2]!]!;
      d += table[row + 768 + codes[at + 3]!]!;
    }
    scores[i] = a + b + c + d;
  }
}
