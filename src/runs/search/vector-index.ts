import { NearestSentences } from '../../analysis/search/nearest.ts';
import type { Database } from '../../db/client.ts';
import { sentenceWrites, storedBlock } from '../../db/search/sentence-parts.ts';
import {
  countVectors,
  freshDocuments,
  nearestVectors,
  readVectorTable,
  type VectorTable,
} from '../../db/search/vector-table.ts';
import {
  keyOf,
  type Nearest,
  type NearestOptions,
  type SentenceIndex,
  type Unready,
} from '../../domain/search/sentence-index.ts';

/** What the table holds. */
interface Seen extends VectorTable {
  /** State of the tables that this is true of. */
  readonly writes: string;
  readonly sentences: number;
  /** Documents that may not be in it yet. */
  readonly fresh: readonly number[];
}

/** Documents whose sentences are compared one by one, beside the index. */
const MOST_FRESH = 20_000;
const AT_ONCE = 1_000;
const BEHIND =
  'The index of pgvector was not used: it is not finished, or the next nightly run brings it up to date.';

/** The index of pgvector, where `verbatim search index create` made one. Sentences that it lacks are compared beside it. */
export class VectorIndex implements SentenceIndex {
  readonly #database: Database;
  #seen: Seen | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  async nearest(vector: Float32Array, { modelId, most, within }: NearestOptions): Promise<Nearest | Unready> {
    const seen = await this.#look();
    if (!seen) return { notes: [] };
    if (!usable(seen, modelId)) return { notes: [BEHIND] };
    const wanted = within && new Set(within);
    const fresh = wanted ? seen.fresh.filter((id) => wanted.has(id)) : seen.fresh;
    const nearest = new NearestSentences([vector], most);
    const known = new Set<string>();
    for (const one of await nearestVectors(this.#database, vector, most, within)) {
      known.add(keyOf(one));
      nearest.offer(one);
    }
    const beside = new NearestSentences([vector], most);
    for (let from = 0; from < fresh.length; from += AT_ONCE) {
      beside.add(await storedBlock(this.#database, seen, fresh.slice(from, from + AT_ONCE)));
    }
    for (const one of beside.best) if (!known.has(keyOf(one))) nearest.offer(one);
    return { sentences: nearest.best, searched: seen.sentences, notes: [] };
  }

  /** Whether searches of a model's results use it. */
  async ready(modelId: number): Promise<boolean> {
    const seen = await this.#look();
    return seen !== null && usable(seen, modelId);
  }

  async #look(): Promise<Seen | null> {
    const table = await readVectorTable(this.#database);
    if (!table) return null;
    const { modelId, freshFrom, indexed } = table;
    const writes = `${modelId} ${freshFrom} ${indexed} ${await sentenceWrites(this.#database)}`;
    if (this.#seen?.writes === writes) return this.#seen;
    const sentences = await countVectors(this.#database);
    const fresh = await freshDocuments(this.#database, modelId, freshFrom);
    this.#seen = { ...table, writes, sentences, fresh };
    return this.#seen;
  }
}

const usable = (seen: Seen, modelId: number): boolean =>
  seen.indexed && seen.modelId === modelId && seen.fresh.length <= MOST_FRESH;
