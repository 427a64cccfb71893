import type { SentenceKey } from '../../domain/search/sentence-index.ts';
import { codeBytes, scanCodes, scoreTable, signCodes } from './sign-codes.ts';

/** Documents whose ids differ only after division by this are in one part. */
export const PART = 128;

/** Sentences of a part, in the order of documents and ordinals. */
interface Part {
  readonly documentIds: Float64Array;
  readonly ordinals: Int32Array;
  readonly codes: Uint8Array;
}

/** Bytes of an id and an ordinal. */
const KEY_BYTES = 12;

/** Bytes that so many sentences take. */
export const compactBytes = (sentences: number, dimensions: number): number =>
  sentences * (codeBytes(dimensions) + KEY_BYTES);

/** Codes of sentences by parts of the range of document ids; a part is exchanged as a whole. */
export class CompactSentences {
  readonly dimensions: number;
  readonly #parts = new Map<number, Part>();
  #sentences = 0;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
  }

  get sentences(): number {
    return this.#sentences;
  }

  /** Replaces the sentences of a part. @param embeddings little-endian half floats, one after the other */
  put(
    part: number,
    sentences: {
      readonly documentIds: readonly number[];
      readonly ordinals: readonly number[];
      readonly embeddings: Uint8Array;
    },
  ): void {
    const documentIds = Float64Array.from(sentences.documentIds);
    this.#sentences += documentIds.length - (this.#parts.get(part)?.documentIds.length ?? 0);
    if (documentIds.length === 0) {
      this.#parts.delete(part);
      return;
    }
    const codes = signCodes(sentences.embeddings, this.dimensions);
    this.#parts.set(part, { documentIds, ordinals: Int32Array.from(sentences.ordinals), codes });
  }

  /**
   * The sentences with the highest scores, best first. Whoever iterates may do something else after each part: parts
   * that are exchanged meanwhile are read as they are then.
   * @param within ids of the only documents to look at, ascending
   */
  *best(
    vector: Float32Array,
    most: number,
    within?: readonly number[],
  ): Generator<undefined, { readonly keys: SentenceKey[]; readonly searched: number }> {
    const table = scoreTable(vector);
    const highest = new Highest(most);
    let searched = 0;
    let scores = new Float32Array(4 * PART);
    for (const [part, wanted] of this.#chosen(within)) {
      const held = this.#parts.get(part);
      if (!held) continue;
      const { documentIds, ordinals, codes } = held;
      if (scores.length < ordinals.length) scores = new Float32Array(2 * ordinals.length);
      scanCodes(codes, table, scores);
      for (let i = 0; i < ordinals.length; i++) {
        if (wanted && wanted[documentIds[i]! - part * PART] === 0) continue;
        searched++;
        if (scores[i]! > highest.least) highest.add(documentIds[i]!, ordinals[i]!, scores[i]!);
      }
      yield;
    }
    return { keys: highest.keys(), searched };
  }

  /** Parts to scan, each with marks of the documents that are wanted of it; null: all. */
  *#chosen(within: readonly number[] | undefined): Generator<[part: number, wanted: Uint8Array | null]> {
    if (!within) {
      for (const part of [...this.#parts.keys()]) yield [part, null];
      return;
    }
    for (let at = 0; at < within.length; ) {
      const part = Math.floor(within[at]! / PART);
      const wanted = new Uint8Array(PART);
      for (; at < within.length && within[at]! < (part + 1) * PART; at++)
        wanted[within[at]! - part * PART] = 1;
      yield [part, wanted];
    }
  }
}

/** The highest of many scores, of which few are high: they are sorted when twice as many are kept as wanted. */
class Highest {
  readonly #most: number;
  #kept: { readonly documentId: number; readonly ordinal: number; readonly score: number }[] = [];
  /** A score up to this is not among the highest. */
  least = Number.NEGATIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  add(documentId: number, ordinal: number, score: number): void {
    this.#kept.push({ documentId, ordinal, score });
    if (this.#kept.length >= 2 * this.#most) this.#cut();
  }

  keys(): SentenceKey[] {
    this.#cut();
    return this.#kept.map(({ documentId, ordinal }) => ({ documentId, ordinal }));
  }

  #cut(): void {
    this.#kept = this.#kept.sort((a, b) => b.score - a.score).slice(0, this.#most);
    if (this.#kept.length === this.#most) this.least = this.#kept.at(-1)!.score;
  }
}
