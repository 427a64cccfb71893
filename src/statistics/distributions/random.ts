import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

export type { RandomGenerator };

/** A generator that gives the same numbers for the same seed on every machine: xoroshiro128+. */
export function generatorOf(seed: number): RandomGenerator {
  return xoroshiro128plus(seed);
}

/** A whole number from 0 to `below` − 1, each as likely. */
export function drawIndex(generator: RandomGenerator, below: number): number {
  return uniformInt(generator, 0, below - 1);
}

/** A number from 0 (included) to 1 (excluded). */
export function drawUniform(generator: RandomGenerator): number {
  return uniformFloat64(generator);
}

/** Shuffles in place; every order is as likely (Fisher and Yates). */
export function shuffle(generator: RandomGenerator, values: Float64Array | Int32Array): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = drawIndex(generator, last + 1);
    const kept = values[last]!;
    values[last] = values[other]!;
    values[other] = kept;
  }
}
