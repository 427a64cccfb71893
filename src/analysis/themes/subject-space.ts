import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { decodeHalfFloats, encodeHalfFloats } from '../../domain/half-float.ts';
import { dotAt, endToEnd, hasDirection, type Vectors, vectorAt, vectorCount, vectorsOf } from '../vectors.ts';
import type { Pause } from './k-means.ts';
import { wordTally } from './word-tally.ts';

/** Sentences that a subject space is learnt from. */
export interface SpaceSample {
  readonly vectors: Vectors;
  /** Probabilities of the negative and the positive side; null if the model has no sentiment. */
  readonly sides: readonly (readonly [negative: number, positive: number] | null)[];
  /** Distinct content words of each sentence. */
  readonly words: readonly (readonly string[])[];
}

/**
 * A linear map from sentence embeddings to subject vectors of the same length: what the content words of a sentence
 * say, without its sentiment, and without how it is put.
 */
export interface SubjectSpace {
  readonly dimensions: number;
  /** Mean embedding of the corpus. */
  readonly mean: Float32Array;
  /** Rows that a centred embedding is multiplied with. */
  readonly reads: Vectors;
  /** The directions that the products are the weights of. */
  readonly writes: Vectors;
}

/** Least cosine, in the subject space, of two themes that are one. */
export const ALIKE = 0.8;
/** Fewer sentences or frequent words teach no space. */
const LEAST = { sentences: 300, words: 30 } as const;
/** Sentences of a word that has a vector. */
const FREQUENT = 5;
/** Directions of the space. */
const RANK = 64;
/** Ridge, in mean variances of a dimension. */
const RIDGE = 1;
/** Part of the centred embedding that is added, 0..1. */
const KEPT = 0.5;
/** Sentences between two calls of pause. */
const STRETCH = 500;

/**
 * Learns the subject space of a corpus:
 *
 * 1. Sentiment goes: the embeddings lose the directions of their covariance with the negative and the positive
 *    probability. No linear function of what is left says anything about either (Shao et al. 2023, "Gold doesn't always
 *    glitter: spectral removal of linear and nonlinear guarded attribute information"; Belrose et al. 2023, LEACE).
 * 2. Each frequent content word gets a vector, the mean of its sentences. Each sentence gets the sum of its words'
 *    vectors, weighted by rarity; words of opinion, whose sentences are at one pole, count less.
 * 3. A ridge regression predicts that sum from the embedding. Its {@link RANK} main directions are the space.
 *
 * @returns null if the sample is too small
 */
export async function learnSubjectSpace(
  sample: SpaceSample,
  pause: Pause = () => {},
): Promise<SubjectSpace | null> {
  const { dimensions } = sample.vectors;
  const usable = [...sample.words.keys()].filter((i) =>
    hasDirection(sample.vectors.values, i * dimensions, dimensions),
  );
  const tally = wordTally();
  for (const i of usable) {
    const sides = sample.sides[i];
    tally.add(sample.words[i]!, sides ? sides[1] - sides[0] : null);
  }
  const words = tally.frequent(FREQUENT);
  if (usable.length < LEAST.sentences || words.length < LEAST.words) return null;
  const { vectors, mean } = withoutMood(sample, usable);
  const weight = (word: string) =>
    Math.log(usable.length / tally.count(word)) * Math.max(0, 1 - 2 * Math.abs(tally.pole(word)));
  const wordRows = new Map(words.map((word) => [word, new Float64Array(dimensions)]));
  const ofSentence = usable.map((i) => sample.words[i]!.filter((word) => wordRows.has(word)));
  for (const [row, own] of ofSentence.entries()) {
    for (const word of own) addTo(wordRows.get(word)!, vectors, row, 1);
  }
  for (const row of wordRows.values()) scaleToUnit(row);
  const gram = Matrix.zeros(dimensions, dimensions);
  const cross = Matrix.zeros(dimensions, dimensions);
  for (let from = 0; from < usable.length; from += STRETCH) {
    const own = ofSentence.slice(from, from + STRETCH);
    const read = new Matrix(own.map((_, i) => [...vectorAt(vectors, from + i)]));
    const said = new Matrix(
      own.map((some) => {
        const sum = new Float64Array(dimensions);
        for (const word of some) {
          const [row, by] = [wordRows.get(word)!, weight(word)];
          for (let d = 0; d < dimensions; d++) sum[d]! += by * row[d]!;
        }
        return [...scaleToUnit(sum)];
      }),
    );
    const turned = read.transpose();
    gram.add(turned.mmul(read));
    cross.add(turned.mmul(said));
    await pause();
  }
  const ridge = (RIDGE * gram.trace()) / dimensions;
  const map = new CholeskyDecomposition(gram.clone().add(Matrix.eye(dimensions).mul(ridge))).solve(cross);
  await pause();
  const spread = map.transpose().mmul(gram).mmul(map);
  const { eigenvectorMatrix } = new EigenvalueDecomposition(spread, { assumeSymmetric: true });
  // Eigenvalues ascend.
  const writes = Array.from({ length: Math.min(RANK, dimensions) }, (_, i) =>
    Float32Array.from(eigenvectorMatrix.getColumn(dimensions - 1 - i)),
  );
  const reads = writes.map((direction) => {
    const row = Float32Array.from(map.mmul(Matrix.columnVector([...direction])).getColumn(0));
    return mean.lessMood(row);
  });
  // What is kept of the embedding itself is without sentiment too.
  for (const mood of mean.moods) {
    reads.push(Float32Array.from(mood));
    writes.push(Float32Array.from(mood, (value) => -KEPT * value));
  }
  const learnt = { dimensions, mean: mean.vector, reads: endToEnd(reads), writes: endToEnd(writes) };
  return decodeSubjectSpace(encodeSubjectSpace(learnt), dimensions);
}

/** Centred embeddings without the directions of sentiment. */
function withoutMood({ vectors, sides }: SpaceSample, usable: readonly number[]) {
  const { dimensions } = vectors;
  const mean = new Float64Array(dimensions);
  for (const i of usable) addTo(mean, vectors, i, 1 / usable.length);
  const moods: Float64Array[] = [];
  for (const side of [0, 1]) {
    const of = (i: number) => sides[i]?.[side] ?? null;
    const known = usable.filter((i) => of(i) !== null);
    const usual = known.reduce((sum, i) => sum + of(i)!, 0) / Math.max(1, known.length);
    const covariance = new Float64Array(dimensions);
    for (const i of known) {
      const by = of(i)! - usual;
      for (let d = 0; d < dimensions; d++) {
        covariance[d]! += by * (vectors.values[i * dimensions + d]! - mean[d]!);
      }
    }
    for (const mood of moods) removeFrom(covariance, mood);
    if (Math.hypot(...covariance) > 1e-6) moods.push(scaleToUnit(covariance));
  }
  const lessMood = <Row extends Float32Array | Float64Array>(row: Row): Row => {
    for (const mood of moods) removeFrom(row, mood);
    return row;
  };
  const rows = usable.map((i) =>
    lessMood(vectorAt(vectors, i).map((value, d) => value - mean[d]!) as Float32Array),
  );
  return {
    vectors: endToEnd(rows, dimensions),
    mean: { vector: Float32Array.from(mean), moods, lessMood },
  };
}

function addTo(sum: Float64Array, { values, dimensions }: Vectors, row: number, by: number): void {
  for (let d = 0; d < dimensions; d++) sum[d]! += by * values[row * dimensions + d]!;
}

function removeFrom(row: Float32Array | Float64Array, direction: Float64Array): void {
  let along = 0;
  for (let d = 0; d < row.length; d++) along += row[d]! * direction[d]!;
  for (let d = 0; d < row.length; d++) row[d]! -= along * direction[d]!;
}

function scaleToUnit(row: Float64Array): Float64Array {
  const length = Math.hypot(...row);
  if (length > 0) for (let d = 0; d < row.length; d++) row[d]! /= length;
  return row;
}

/**
 * Subject vectors of embeddings, of unit length; zero vectors stay zero.
 * @param batch concatenated embeddings
 * @param space null: the embeddings themselves
 */
export function subjectVectors(batch: Float32Array, space: SubjectSpace | null): Float32Array {
  if (space === null) return batch;
  const { dimensions, mean, reads, writes } = space;
  const rank = vectorCount(reads);
  const result = new Float32Array(batch.length);
  const centred = new Float32Array(dimensions);
  for (let at = 0; at < batch.length; at += dimensions) {
    if (!hasDirection(batch, at, dimensions)) continue;
    const into = result.subarray(at, at + dimensions);
    for (let d = 0; d < dimensions; d++) {
      centred[d] = batch[at + d]! - mean[d]!;
      into[d] = KEPT * centred[d]!;
    }
    for (let row = 0; row < rank; row++) {
      const by = dotAt(centred, 0, reads.values, row * dimensions, dimensions);
      for (let d = 0; d < dimensions; d++) into[d]! += by * writes.values[row * dimensions + d]!;
    }
    const length = Math.sqrt(dotAt(into, 0, into, 0, dimensions));
    if (length > 1e-9) for (let d = 0; d < dimensions; d++) into[d]! /= length;
  }
  return result;
}

/** As it is stored: half floats of the mean, the rows that read and those that write. */
export const encodeSubjectSpace = ({ dimensions, mean, reads, writes }: SubjectSpace): Buffer =>
  encodeHalfFloats([mean, ...vectorsOf(reads), ...vectorsOf(writes)], dimensions);

export function decodeSubjectSpace(bytes: Buffer, dimensions: number): SubjectSpace {
  const values = decodeHalfFloats(bytes);
  const half = (values.length + dimensions) / 2;
  return {
    dimensions,
    mean: values.slice(0, dimensions),
    reads: { dimensions, values: values.slice(dimensions, half) },
    writes: { dimensions, values: values.slice(half) },
  };
}
