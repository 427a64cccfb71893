import { chosenModel, type PreparedModel } from '../../app/model-choice.ts';
import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { lastActivation } from '../../db/results/activations.ts';
import { activeModel } from '../../db/results/models.ts';
import { type AnalyseQueue, openQueue, type QueueTarget } from '../../jobs/queue.ts';
import { queueUploadDocuments, type UploadRunOptions, UploadRuns } from './uploads.ts';

interface Analysis {
  readonly modelId: number;
  readonly queue: AnalyseQueue;
  readonly options: UploadRunOptions;
  readonly runs: UploadRuns;
}

/**
 * Queues uploads for the model of `VERBATIM_MODEL`, unless a promotion replaced it, else for the model that is active when
 * an upload is queued. A server outlives the activation of a model, so it keeps recovering runs of earlier models.
 */
export class ActiveAnalysis {
  readonly #app: App;
  readonly #target: QueueTarget;
  readonly #known = new Map<number, Analysis>();
  #current: Analysis;
  /** The last activation that was looked at. */
  #seen: number | null = null;

  constructor(app: App, target: QueueTarget, { model, modelId }: PreparedModel) {
    this.#app = app;
    this.#target = target;
    this.#current = this.#open(modelId, model.hash);
  }

  /** The queue of each model that was active since the start, the current one last. */
  get queues(): readonly AnalyseQueue[] {
    return [...this.#known.values()].map(({ queue }) => queue);
  }

  /** Queues the documents of an upload. Resolves with the run, or null without documents to analyse. */
  async queueDocuments(uploadId: string): Promise<number | null> {
    return queueUploadDocuments((await this.#look()).options, uploadId);
  }

  /** Queues the documents of runs that lost their jobs again. Resolves with these runs. */
  async recover(): Promise<number[]> {
    await this.#look();
    const again: number[] = [];
    for (const { runs } of this.#known.values()) again.push(...(await runs.look()));
    return again;
  }

  /** The queue of the active model. */
  async queue(): Promise<AnalyseQueue> {
    return (await this.#look()).queue;
  }

  async #look(): Promise<Analysis> {
    const { database, config } = this.#app;
    const last = await lastActivation(database, 'feedback');
    if (last === this.#seen) return this.#current;
    this.#seen = last;
    const active = await activeModel(database, 'feedback');
    if (!active || active.id === this.#current.modelId) return this.#current;
    const model = await chosenModel(database, config);
    // The configured model stays, or another model was activated since: the next look finds it.
    if (active.hash !== model.hash) return this.#current;
    const known = this.#known.get(active.id);
    this.#known.delete(active.id);
    if (known) this.#known.set(active.id, known);
    this.#current = known ?? this.#open(active.id, model.hash);
    note(`Uploads are analysed by ${active.name} ${active.version} from now on, which was activated.`);
    return this.#current;
  }

  #open(modelId: number, hash: string): Analysis {
    const { database, lifecycle, config } = this.#app;
    const queue = lifecycle.opened('queue', openQueue(this.#target, hash), (it) => it.close());
    const { device, batchCharacters } = config;
    const options = { database, queue, modelId, device, batchCharacters };
    const analysis = { modelId, queue, options, runs: new UploadRuns(options) };
    this.#known.set(modelId, analysis);
    return analysis;
  }
}
