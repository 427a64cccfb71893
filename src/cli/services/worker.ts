import { prepareModel } from '../../app/model-choice.ts';
import { type App, openQueueTarget, withOwnLifecycle } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import type { QueueTarget } from '../../jobs/queue.ts';
import { loadWorker, workerLog } from '../../runs/analysis/own-worker.ts';
import { succeeded } from '../../runs/models/succession.ts';
import { listen } from '../../server/listen.ts';
import { buildWorkerServer } from '../../server/worker-server.ts';
import { openWorkerMetrics } from '../../workers/metrics.ts';
import { whyNotReady } from '../../workers/readiness.ts';
import { endsItself, stopped } from '../exit.ts';
import { done, type Outcome } from '../output.ts';

/**
 * `verbatim worker`: takes batches until a signal, then finishes those it holds or hands them back. It follows the active
 * model: see {@link succeeded}.
 */
export async function workerCommand(app: App, signal: AbortSignal): Promise<Outcome> {
  const target = await openQueueTarget(app);
  while (!signal.aborted) await withOwnLifecycle(app, (own) => serveModel(own, target, signal));
  return done({ stopped: String(signal.reason) }, 'Worker stopped: its batches are finished or handed back.');
}

/** Takes the batches of one model, until a signal or until another model is to be served. */
async function serveModel(app: App, target: QueueTarget, signal: AbortSignal): Promise<void> {
  const { config } = app;
  const prepared = await prepareModel(app, { activate: false });
  const title = modelTitle(prepared.model);
  const metrics = openWorkerMetrics(title, config.device);
  const log = workerLog(config.logLevel);
  const loaded = await loadWorker(app, prepared);
  endsItself();
  const worker = await loaded.start(target, (event, facts) => {
    log(event, facts);
    metrics.observe(event, facts);
  });
  note(
    `Worker ready: ${title} on ${config.device}, ${loaded.layout.sessions} sessions, ` +
      `queue in ${target.kind}. Stop it with Ctrl-C or SIGTERM.`,
  );
  if (config.metricsPort !== null) {
    const limit = config.progressSeconds * 1000;
    const server = buildWorkerServer(metrics.registry, () => {
      const state = { ...worker.state, stopping: signal.aborted };
      return whyNotReady(state, performance.now(), limit);
    });
    app.lifecycle.opened('metrics', server, (it) => it.close());
    note(`Metrics on ${await listen(server, config.host, config.metricsPort)}/metrics`);
  }
  const over = new AbortController();
  const next = succeeded(app, target, prepared, AbortSignal.any([signal, over.signal]));
  const end = await Promise.race([stopped(signal), worker.left, next]);
  over.abort();
  if (end instanceof VerbatimError) throw end;
  if (end) note(`Another model is active, and no batch of ${title} is left.`);
}
