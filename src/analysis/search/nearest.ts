import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { NearSentence } from '../../domain/search/sentence-index.ts';
import { dotAt } from '../vectors.ts';

/** Keeps the sentences that are nearest to any of some vectors, of blocks that come one after the other. */
export class NearestSentences {
  readonly #vectors: readonly Float32Array[];
  readonly #most: number;
  /** Best first; of equal ones the first that came. */
  readonly #best: NearSentence[] = [];
  searched = 0;

  constructor(vectors: readonly Float32Array[], most: number) {
    this.#vectors = vectors;
    this.#most = most;
  }

  /** @param embeddings one after the other, little-endian half floats */
  add({ documentIds, ordinals, embeddings }: Block): void {
    const values = decodeHalfFloats(embeddings);
    const { length } = this.#vectors[0]!;
    this.searched += documentIds.length;
    for (const [at, documentId] of documentIds.entries()) {
      let similarity = Number.NEGATIVE_INFINITY;
      for (const vector of this.#vectors) {
        similarity = Math.max(similarity, dotAt(vector, 0, values, at * length, length));
      }
      this.offer({ documentId, ordinal: ordinals[at]!, similarity });
    }
  }

  offer(one: NearSentence): void {
    const best = this.#best;
    if (best.length === this.#most && !(one.similarity > best.at(-1)!.similarity)) return;
    let [low, high] = [0, best.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (best[middle]!.similarity >= one.similarity) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, one);
    if (best.length > this.#most) best.pop();
  }

  get best(): readonly NearSentence[] {
    return this.#best;
  }
}

interface Block {
  readonly documentIds: readonly number[];
  readonly ordinals: readonly number[];
  readonly embeddings: Buffer;
}
