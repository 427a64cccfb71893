import { dotAt } from '../../src/analysis/vectors.ts';
import { encodeHalfFloats } from '../../src/domain/half-float.ts';
import { drawUniform, generatorOf } from '../../src/statistics/distributions/random.ts';
import { sentencesOf } from '../sentences.ts';
import { benchmarkTexts } from '../texts.ts';

/** Real sentences with their embeddings, and sentences of other comments as questions. */
export interface Corpus {
  readonly texts: readonly string[];
  readonly vectors: readonly Float32Array[];
  readonly questions: readonly { readonly text: string; readonly vector: Float32Array }[];
}

const SHORTEST = 20;

/** @param comments whose sentences are stored @param questions to ask */
export async function readCorpus(comments: number, questions: number): Promise<Corpus> {
  const texts = [...new Set(benchmarkTexts())];
  const { vectors: all, ...read } = await sentencesOf(texts.slice(0, comments + 2 * questions));
  const { dimensions, values } = all;
  const rows = read.texts.map((text, i) => ({
    text,
    comment: read.commentOf[i]!,
    vector: values.subarray(i * dimensions, (i + 1) * dimensions),
  }));
  const stored = rows.filter(({ comment }) => comment < comments);
  const others = rows.filter(({ comment, text }) => comment >= comments && text.length >= SHORTEST);
  const asked = [...new Map(others.map((row) => [row.comment, row])).values()].slice(0, questions);
  return {
    texts: stored.map(({ text }) => text),
    vectors: stored.map(({ vector }) => vector),
    questions: asked,
  };
}

/** Length of the noise that is added to an embedding: its cosine with what comes of it is 0.98 to 0.82. */
const [LEAST_NOISE, MOST_NOISE] = [0.2, 0.7];
const NOISES = 2_048;

/** Made sentences: number k is sentence k of the corpus, again and again, with noise in its embedding. */
export class MadeSentences {
  readonly #corpus: Corpus;
  readonly #noises: readonly Float32Array[];
  readonly #random = generatorOf(7);

  constructor(corpus: Corpus) {
    this.#corpus = corpus;
    const dimensions = corpus.vectors[0]!.length;
    const uniform = () => drawUniform(this.#random);
    this.#noises = Array.from({ length: NOISES }, () => {
      const noise = Float32Array.from({ length: dimensions }, () => uniform() + uniform() + uniform() - 1.5);
      const length = Math.hypot(...noise);
      return noise.map((value) => value / length);
    });
  }

  /** Text and embedding of a number; to be asked for in order. */
  make(k: number): { readonly text: string; readonly vector: Float32Array; readonly embedding: Buffer } {
    const { texts, vectors } = this.#corpus;
    const at = k % vectors.length;
    const [one, other] = [this.#noise(), this.#noise()];
    const strength = (LEAST_NOISE + (MOST_NOISE - LEAST_NOISE) * drawUniform(this.#random)) / Math.SQRT2;
    const vector = vectors[at]!.map((value, d) => value + strength * (one[d]! + other[d]!));
    const length = Math.sqrt(dotAt(vector, 0, vector, 0, vector.length));
    for (let d = 0; d < vector.length; d++) vector[d]! /= length;
    return {
      text: `${texts[at]} (${k})`,
      vector,
      embedding: encodeHalfFloats([vector], vector.length),
    };
  }

  #noise = () => this.#noises[Math.floor(drawUniform(this.#random) * NOISES)]!;
}
