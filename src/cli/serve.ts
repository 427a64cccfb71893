import pino from 'pino';
import { isLoopback } from '../config.ts';
import { anyKey } from '../db/api-keys.ts';
import { VerbatimError } from '../errors.ts';
import { buildServer } from '../server/server.ts';
import type { UploadLog } from '../uploads/import-runner.ts';
import { openUploads } from '../uploads/uploads.ts';
import { VERSION } from '../version.ts';
import { ActiveAnalysis } from './active-analysis.ts';
import { type App, openQueueTarget } from './app.ts';
import { endsItself } from './exit.ts';
import { listen } from './listen.ts';
import { prepareModel } from './model-choice.ts';
import { done, type Outcome } from './output.ts';

/** `verbatim serve`: health, status, reports and uploads over HTTP, until a signal. */
export async function serve(app: App, signal: AbortSignal): Promise<Outcome> {
  const { config, database, lifecycle } = app;
  await assertGuarded(app);
  const target = await openQueueTarget(app);
  const analysis = new ActiveAnalysis(app, target, await prepareModel(app, { activate: false }));
  const { uploadFolder: folder, uploadLimit: limit, imports } = config;
  endsItself();
  const uploads = await openUploads({
    ...{ database, folder, limit, imports, log: uploadLog(config.logLevel) },
    analyse: (uploadId) => analysis.queueUpload(uploadId),
    recover: () => analysis.recover(),
  });
  lifecycle.opened('uploads', uploads, (it) => it.close());
  const server = buildServer({
    ...{
      database,
      uploads,
      apiKey: config.apiKey,
      rateLimit: config.rateLimit,
      queues: () => analysis.queues,
    },
    reportSeconds: config.reportSeconds,
    queueCounts: async () => (await analysis.queue()).counts(),
    queueOldest: async () => (await analysis.queue()).oldest(),
  });
  lifecycle.opened('server', server, (it) => it.close());
  const { host, port } = config;
  process.stderr.write(`Listening on ${await listen(server, host, port)}\n`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
  return done({ stopped: String(signal.reason) }, 'Server stopped.');
}

/** @throws VerbatimError CONFIG_INVALID where anybody on the network could ask */
async function assertGuarded({ config, database }: App): Promise<void> {
  if (isLoopback(config.host) || config.apiKey !== null || (await anyKey(database))) return;
  const detail = `needed when VERBATIM_HOST is ${config.host}, as long as verbatim key create has made none`;
  throw new VerbatimError('CONFIG_INVALID', { name: 'VERBATIM_API_KEY', detail });
}

/** Structured lines on standard error: ids and states, never feedback. */
function uploadLog(level: string): UploadLog {
  const log = pino({ level, base: { version: VERSION } }, pino.destination({ dest: 2, sync: true }));
  return (event, facts) => log[event === 'import' ? 'info' : 'warn'](facts, event);
}
