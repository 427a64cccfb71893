import { isLoopback } from '../config.ts';
import { anyKey } from '../db/api-keys.ts';
import { VerbatimError } from '../errors.ts';
import { openQueue } from '../jobs/queue.ts';
import { buildServer } from '../server/server.ts';
import { type App, openQueueTarget } from './app.ts';
import { listen } from './listen.ts';
import { chosenModel } from './model-choice.ts';
import { done, type Outcome } from './output.ts';

/** `verbatim serve`: health, status and reports over HTTP, until a signal. */
export async function serve(app: App, signal: AbortSignal): Promise<Outcome> {
  const { config, database, lifecycle } = app;
  await assertGuarded(app);
  const target = await openQueueTarget(app);
  const { hash } = await chosenModel(database, config);
  const queue = lifecycle.opened('queue', openQueue(target, hash), (it) => it.close());
  const server = buildServer({
    ...{ database, apiKey: config.apiKey, rateLimit: config.rateLimit, queues: [queue.bull] },
    ...{ queueCounts: () => queue.counts(), queueOldest: () => queue.oldest() },
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
