import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { CompactSentences, compactBytes, PART } from '../../analysis/search/compact-sentences.ts';
import { NearestSentences } from '../../analysis/search/nearest.ts';
import type { Database } from '../../db/client.ts';
import {
  type EmbeddingModel,
  type PartDigest,
  partDigests,
  sentencesBetween,
  sentenceWrites,
  storedSentences,
} from '../../db/search/sentence-parts.ts';
import type { Nearest, NearestOptions, SentenceIndex, Unready } from '../../domain/search/sentence-index.ts';

/** How long a search waits for a copy that is being made or brought up to date, in milliseconds. */
const PATIENCE = 300;
/** How long a search computes before other work of the process has its turn, in milliseconds. */
const SLICE = 5;
/** Sentences whose cosines are computed: so many, and so many more for each that is wanted. */
const [COMPARED, COMPARED_MORE] = [400, 2];
const MEGABYTE = 1_048_576;

interface Copy extends EmbeddingModel {
  readonly sentences: CompactSentences;
  readonly parts: Map<number, PartDigest>;
  /** State of the table that all of it was read of; null: not all of it is read yet. */
  writes: string | null;
  /** When that was. */
  asOf: Date;
}

/**
 * A copy of all sentences' embeddings at one bit a dimension, in the memory of this process. It finds a few hundred
 * candidates; their cosines are computed from the tables, so a sentence that is gone is never found. Brought up to date
 * by searches: parts of the range of documents that changed are read again.
 */
export class CompactIndex implements SentenceIndex {
  readonly #database: Database;
  readonly #bytes: number;
  #copy: Copy | null = null;
  /** Sentences of a model that do not fit. */
  #tooMany: { readonly modelId: number; readonly writes: string; readonly sentences: number } | null = null;
  #work: Promise<void> | null = null;
  #closed = false;

  /** @param megabytes that it may take */
  constructor(database: Database, megabytes: number) {
    this.#database = database;
    this.#bytes = megabytes * MEGABYTE;
  }

  async nearest(vector: Float32Array, { modelId, most, within }: NearestOptions): Promise<Nearest | Unready> {
    const model = { modelId, dimensions: vector.length };
    const waited = await this.prepare(model, PATIENCE);
    const copy = this.#copy;
    if (copy?.modelId !== modelId || copy.writes === null) return { notes: [this.#absence(copy)] };
    const { keys, searched } = await inSlices(
      copy.sentences.best(vector, COMPARED + COMPARED_MORE * most, within),
    );
    const nearest = new NearestSentences([vector], most);
    nearest.add(await storedSentences(this.#database, model, keys));
    const time = copy.asOf.toISOString().slice(11, 16);
    const notes = waited
      ? []
      : [`Sentences that were analysed since ${time} UTC are not searched by meaning yet.`];
    return { sentences: nearest.best, searched, notes };
  }

  /** Brings the copy up to date. False: this takes longer, and goes on. @param patience milliseconds */
  async prepare(model: EmbeddingModel, patience: number): Promise<boolean> {
    this.#work ??= this.#update(model).finally(() => {
      this.#work = null;
    });
    const late = new AbortController();
    try {
      return await Promise.race([
        this.#work.then(() => true),
        pause(patience, false, { signal: late.signal, ref: false }),
      ]);
    } finally {
      late.abort();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#work?.catch(() => {});
  }

  async #update(model: EmbeddingModel): Promise<void> {
    const { modelId, dimensions } = model;
    const writes = await sentenceWrites(this.#database);
    const known = this.#copy?.modelId === modelId ? this.#copy : this.#tooMany;
    if (known?.modelId === modelId && known.writes === writes) return;
    const asOf = new Date();
    const digests = await partDigests(this.#database, modelId, PART);
    const sentences = digests.reduce((sum, part) => sum + part.sentences, 0);
    if (compactBytes(sentences, dimensions) > this.#bytes) {
      this.#copy = null;
      this.#tooMany = { modelId, writes, sentences };
      return;
    }
    this.#tooMany = null;
    if (this.#copy?.modelId !== modelId) {
      this.#copy = {
        ...model,
        sentences: new CompactSentences(dimensions),
        parts: new Map(),
        writes: null,
        asOf,
      };
    }
    await this.#read(this.#copy, digests);
    Object.assign(this.#copy, { writes, asOf });
  }

  /** Reads the parts that are not as they were. */
  async #read({ sentences, parts, ...model }: Copy, digests: readonly PartDigest[]): Promise<void> {
    const gone = new Set(parts.keys());
    for (const digest of digests) {
      const { part } = digest;
      gone.delete(part);
      const held = parts.get(part);
      if (held && held.digest === digest.digest && held.sentences === digest.sentences) continue;
      if (this.#closed) return;
      const block = await sentencesBetween(this.#database, model, part * PART, (part + 1) * PART - 1);
      sentences.put(part, block);
      parts.set(part, digest);
    }
    for (const part of gone) {
      sentences.put(part, { documentIds: [], ordinals: [], embeddings: new Uint8Array() });
      parts.delete(part);
    }
  }

  #absence(copy: Copy | null): string {
    const many = this.#tooMany?.sentences;
    const count = (n: number) => n.toLocaleString('en-US');
    return many === undefined
      ? `The copy of embeddings that makes searches fast is being made (${count(copy?.sentences.sentences ?? 0)} sentences so far). This search read the tables.`
      : `${count(many)} sentences do not fit into VERBATIM_SEARCH_MB=${this.#bytes / MEGABYTE}. This search read the tables, which is slow.`;
  }
}

/** Runs a computation that may be interrupted, so that the event loop stays free. */
async function inSlices<Result>(work: Generator<undefined, Result>): Promise<Result> {
  for (let since = performance.now(); ; ) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - since < SLICE) continue;
    await setImmediate();
    since = performance.now();
  }
}
