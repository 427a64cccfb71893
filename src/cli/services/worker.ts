import { noAnswerTest } from '../../analysis/no-answer.ts';
import { engineOptions, prepareModel } from '../../app/model-choice.ts';
import {
  type App,
  openAppEngine,
  openAppTranslators,
  openQueueTarget,
  openWorkDatabase,
} from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { workerLog } from '../../runs/analysis/analyse-step.ts';
import { listen } from '../../server/listen.ts';
import { buildWorkerServer } from '../../server/worker-server.ts';
import { startAnalyseWorker } from '../../workers/analyse-worker.ts';
import { whyNotReady } from '../../workers/readiness.ts';
import { openWorkerMetrics } from '../../workers/worker-metrics.ts';
import { endsItself } from '../exit.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim worker`: takes batches until a signal, then finishes or hands back those it holds. */
export async function worker(app: App, signal: AbortSignal): Promise<Outcome> {
  const { config } = app;
  const target = await openQueueTarget(app);
  const { model, modelId } = await prepareModel(app, { activate: false });
  const options = await engineOptions(app.database, config, modelId);
  const engine = await openAppEngine(app, model, options);
  const translators = openAppTranslators(app, options);
  const metrics = openWorkerMetrics(modelTitle(model), config.device);
  const write = workerLog(config.logLevel);
  const log: typeof write = (event, facts) => {
    write(event, facts);
    metrics.observe(event, facts);
  };
  const { concurrency } = config;
  const database = await openWorkDatabase(app);
  const lockMs = config.lockSeconds * 1000;
  endsItself();
  const running = await startAnalyseWorker({
    ...{ database, engine, translators, target, saysNothing: noAnswerTest(config.noAnswers) },
    ...{ concurrency, lockMs, log },
  });
  app.lifecycle.opened('worker', running, (it) => it.close(config.shutdownSeconds * 1000));
  note(
    `Worker ready: ${modelTitle(model)} on ${config.device}, ` +
      `${options.sessions} sessions, queue in ${target.kind}. Stop it with Ctrl-C or SIGTERM.`,
  );
  if (config.metricsPort !== null) {
    const limit = config.progressSeconds * 1000;
    const server = buildWorkerServer(metrics.registry, () => {
      const state = { ...running.state, stopping: signal.aborted };
      return whyNotReady(state, performance.now(), limit);
    });
    app.lifecycle.opened('metrics', server, (it) => it.close());
    note(`Metrics on ${await listen(server, config.host, config.metricsPort)}/metrics`);
  }
  const stopped = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null));
  });
  const fault = await Promise.race([stopped, running.left]);
  if (fault) throw fault;
  return done({ stopped: String(signal.reason) }, 'Worker stopped: its batches are finished or handed back.');
}
