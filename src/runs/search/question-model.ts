import { defaultLayout } from '../../app/config.ts';
import { storedFolder } from '../../app/model-choice.ts';
import { type App, openAppEngine } from '../../app/open.ts';
import type { StoredModel } from '../../db/results/models.ts';
import type { JudgedText } from '../../domain/search/searcher.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Engine } from '../../inference/engines/engine.ts';
import { embedTexts } from '../topics/embedder.ts';

/** Opens the engine of a model; whoever opens it closes it in the end. */
export type OpenEngine = (model: StoredModel) => Promise<Engine>;

/** Engines for questions, which are few and short; closed with the app. */
export const questionEngines =
  (app: Pick<App, 'config' | 'lifecycle'>): OpenEngine =>
  async (model) => {
    const { device } = app.config;
    const { tokenBudget } = defaultLayout(device);
    return openAppEngine(app, await storedFolder(model), { device, sessions: 1, tokenBudget });
  };

/** The model that reads questions. It opens with the first of them, and again when another model is searched. */
export class QuestionModel {
  readonly #open: OpenEngine;
  #opened: { readonly hash: string; readonly engine: Engine } | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(open: OpenEngine) {
    this.#open = open;
  }

  /**
   * Unit vectors of texts, and the languages that the model serves.
   * @throws VerbatimError SEARCH_UNREADABLE, MODEL_NOT_FOUND, MODEL_CHANGED
   */
  read(
    model: StoredModel,
    texts: readonly string[],
  ): Promise<{ readonly vectors: Float32Array[]; readonly languages: readonly string[] }> {
    return this.#inTurn(() => this.#read(model, texts));
  }

  /** Texts as the model judges sentences, each alone; one that it cannot read has an embedding of zeros. */
  judge(model: StoredModel, texts: readonly string[]): Promise<JudgedText[]> {
    return this.#inTurn(async () => {
      const engine = await this.#engineOf(model);
      const found = texts.map((): JudgedText => ({ embedding: new Float32Array(0), sentiment: [0, 1, 0] }));
      const { scores } = await engine.analyse(texts.map((text, id) => ({ id, text })));
      for (const one of scores) {
        if (!('segments' in one) || one.embedding === null) continue;
        found[one.documentId] = { embedding: one.embedding, sentiment: one.sentiment };
      }
      return found;
    });
  }

  /** One after the other: a model that is exchanged has no run left. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  async #read(model: StoredModel, texts: readonly string[]) {
    const engine = await this.#engineOf(model);
    const vectors = await embedTexts(engine, texts).catch((error: unknown) => {
      // An engine with a fault is of no use any more.
      this.#opened = null;
      throw error;
    });
    return {
      vectors: vectors.map((vector) => {
        if (vector) return vector;
        throw new VerbatimError('SEARCH_UNREADABLE', { detail: 'the model cannot read what is asked' });
      }),
      languages: engine.model.languages,
    };
  }

  async #engineOf(model: StoredModel): Promise<Engine> {
    if (this.#opened?.hash === model.hash) return this.#opened.engine;
    const former = this.#opened;
    this.#opened = null;
    await former?.engine.close();
    const engine = await this.#open(model);
    this.#opened = { hash: model.hash, engine };
    return engine;
  }
}
