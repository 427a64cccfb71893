import { drawIndex, generatorOf } from '../../statistics/distributions/random.ts';
import { hasDirection, type Vectors } from '../vectors.ts';

/** Vectors that are read in several passes. */
export interface VectorSource {
  readonly dimensions: number;
  /** One pass over all vectors, always in the same order, in batches of concatenated vectors of any count. */
  batches(): Iterable<Float32Array> | AsyncIterable<Float32Array>;
}

/**
 * A uniform sample of at most `size` vectors with a direction, in the order of arrival if all fit (Vitter 1985, "Random
 * sampling with a reservoir", algorithm R).
 */
export async function sampleVectors(source: VectorSource, size: number, seed: number): Promise<Vectors> {
  const { dimensions } = source;
  const random = generatorOf(seed);
  let values = new Float32Array(1_024 * dimensions);
  let seen = 0;
  for await (const batch of source.batches()) {
    for (let at = 0; at < batch.length; at += dimensions) {
      if (!hasDirection(batch, at, dimensions)) continue;
      const place = seen < size ? seen : drawIndex(random, seen + 1);
      seen++;
      if (place >= size) continue;
      if ((place + 1) * dimensions > values.length) values = doubled(values);
      values.set(batch.subarray(at, at + dimensions), place * dimensions);
    }
  }
  return { values: values.slice(0, Math.min(seen, size) * dimensions), dimensions };
}

function doubled(values: Float32Array): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(values.length * 2);
  larger.set(values);
  return larger;
}
