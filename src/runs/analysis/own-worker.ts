import { noAnswerTest } from '../../analysis/no-answer.ts';
import { openLog } from '../../app/log.ts';
import { engineOptions, type PreparedModel } from '../../app/model-choice.ts';
import {
  type App,
  openAppEngine,
  openAppNames,
  openAppTranslators,
  openWorkDatabase,
} from '../../app/open.ts';
import type { EngineOptions } from '../../inference/engines/engine.ts';
import type { QueueTarget } from '../../jobs/queue.ts';
import { type AnalyseWorker, startAnalyseWorker, type WorkerOptions } from '../../workers/analyse-worker.ts';

export interface LoadedWorker {
  /** How the model runs here. */
  readonly layout: EngineOptions;
  /** Version of the runtime, as a run records it. */
  readonly runtime: string;
  /** Takes batches from the queue of the model until the app closes. @throws as `startAnalyseWorker` */
  start(target: QueueTarget, log: WorkerOptions['log']): Promise<AnalyseWorker>;
}

/**
 * Loads a model for a worker in this process, with a pool of its own. All of it closes with the app; the worker has
 * VERBATIM_SHUTDOWN_SECONDS to finish its batches.
 * @throws VerbatimError those of `openEngine` and `openWorkDatabase`
 */
export async function loadWorker(app: App, { model, modelId }: PreparedModel): Promise<LoadedWorker> {
  const { config, lifecycle } = app;
  const layout = await engineOptions(app.database, config, modelId);
  const engine = await openAppEngine(app, model, layout);
  const translators = openAppTranslators(app, layout);
  const names = openAppNames(app, engine, layout);
  const database = await openWorkDatabase(app);
  return {
    layout,
    runtime: engine.runtime,
    async start(target, log) {
      const worker = await startAnalyseWorker({
        ...{
          database,
          keyring: app.keyring,
          engine,
          translators,
          names,
          target,
          log,
          saysNothing: noAnswerTest(config.noAnswers),
        },
        ...{ concurrency: config.concurrency, lockMs: config.lockSeconds * 1000 },
      });
      return lifecycle.opened('worker', worker, (it) => it.close(config.shutdownSeconds * 1000));
    },
  };
}

/** Structured lines on standard error: ids and counts, never text. */
export function workerLog(level: string): WorkerOptions['log'] {
  const log = openLog(level);
  const levels = {
    batch: 'info',
    returned: 'info',
    stalled: 'info',
    retry: 'warn',
    trouble: 'warn',
    failed: 'error',
    back: 'info',
    left: 'error',
  } as const;
  return (event, facts) => log[levels[event]](facts, event);
}
