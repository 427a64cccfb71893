import { prepareModel } from '../../app/model-choice.ts';
import { type App, openQueueTarget } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { loadWorker, workerLog } from '../../runs/analysis/own-worker.ts';
import { listen } from '../../server/listen.ts';
import { buildWorkerServer } from '../../server/worker-server.ts';
import { openWorkerMetrics } from '../../workers/metrics.ts';
import { whyNotReady } from '../../workers/readiness.ts';
import { endsItself, stopped } from '../exit.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim worker`: takes batches until a signal, then finishes those it holds or hands them back. */
export async function workerCommand(app: App, signal: AbortSignal): Promise<Outcome> {
  const { config } = app;
  const target = await openQueueTarget(app);
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
  const fault = await Promise.race([stopped(signal), worker.left]);
  if (fault) throw fault;
  return done({ stopped: String(signal.reason) }, 'Worker stopped: its batches are finished or handed back.');
}
