import { atHalfPrecision, endToEnd } from '../../analysis/vectors.ts';
import type { App } from '../../app/open.ts';
import type { Connection, Queryable } from '../../db/client.ts';
import type { StoredModel } from '../../db/results/models.ts';
import { readTextVectors, textHash, writeTextVectors } from '../../db/topics/texts.ts';
import { embedTopicTexts } from './embedder.ts';
import { shippedVectors } from './shipped-vectors.ts';

/** Where embeddings of texts are stored: a lone run, or the database itself. */
interface TextStore {
  readonly reader: Queryable;
  write(work: (writer: Connection) => Promise<void>): Promise<void>;
}

/** Embeddings of texts, stored so that each text is read once. */
export class TextVectors {
  readonly #app: App;
  readonly #store: TextStore;
  readonly #model: StoredModel;
  readonly #known = new Map<string, Float32Array>();

  constructor(app: App, model: StoredModel, store: TextStore) {
    this.#app = app;
    this.#store = store;
    this.#model = model;
  }

  /** Text → embedding; a text that the model cannot read has none. */
  async of(texts: readonly string[]): Promise<Map<string, Float32Array>> {
    const wanted = [...new Set(texts)].filter((text) => !this.#known.has(text));
    const hashes = new Map(wanted.map((text) => [text, textHash(text)]));
    const { id } = this.#model;
    const stored = await readTextVectors(this.#store.reader, id, [...hashes.values()]);
    const absent = wanted.filter((text) => !stored.has(hashes.get(text)!));
    const shipped = absent.length === 0 ? stored : await shippedVectors(this.#model.hash);
    const missing = absent.filter((text) => !shipped.has(hashes.get(text)!));
    const made = missing.length === 0 ? [] : await embedTopicTexts(this.#app, this.#model, missing);
    const fresh = new Map<string, Float32Array>();
    for (const [i, text] of missing.entries()) {
      // As it is stored: a run that reads it again makes the same judges.
      if (made[i]) fresh.set(hashes.get(text)!, atHalfPrecision(endToEnd([made[i]])).values);
    }
    if (fresh.size > 0) await this.#store.write((writer) => writeTextVectors(writer, id, fresh));
    for (const [text, hash] of hashes) {
      const vector = stored.get(hash) ?? fresh.get(hash) ?? shipped.get(hash);
      if (vector) this.#known.set(text, vector);
    }
    return new Map(texts.flatMap((text) => (this.#known.has(text) ? [[text, this.#known.get(text)!]] : [])));
  }
}
