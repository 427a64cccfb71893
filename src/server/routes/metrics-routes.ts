import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Database } from '../../db/client.ts';
import { storedCounts } from '../../db/reports/metrics.ts';
import type { QueueCounts } from '../../jobs/queue.ts';

export interface MetricsParts {
  readonly database: Database;
  readonly queueCounts: () => Promise<QueueCounts>;
  /** When the oldest batch that waits was queued, in Unix milliseconds; null when none waits. */
  readonly queueOldest?: (() => Promise<number | null>) | undefined;
}

// Scrapers come every few seconds; the tables are counted less often.
const COUNT_EVERY_MS = 30_000;

/** `GET /metrics`: the state of the installation for Prometheus. Labels are codes and states, never text. */
export function addMetricsRoutes(server: FastifyInstance, parts: MetricsParts): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const refresh = installationGauges(registry, parts);
  let counted = Number.NEGATIVE_INFINITY;
  let counting: Promise<void> | null = null;
  const options = { schema: { hide: true }, config: { scope: 'read' } } as const;
  server.get('/metrics', options, async (_request, reply) => {
    if (performance.now() - counted > COUNT_EVERY_MS) {
      counting ??= refresh().finally(() => {
        counted = performance.now();
        counting = null;
      });
      await counting;
    }
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

/** `GET /metrics` of a registry that is kept up to date elsewhere. */
export function addRegistryRoute(server: FastifyInstance, registry: Registry): void {
  server.get('/metrics', async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function installationGauges(
  registry: Registry,
  { database, queueCounts, queueOldest }: MetricsParts,
): () => Promise<void> {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name: `verbatim_${name}`, help, labelNames, registers: [registry] });
  const up = gauge('up', 'Whether Postgres and the queue answered, by part.', ['part']);
  const feedback = gauge('feedback', 'Rows of feedback.');
  const documents = gauge('documents', 'Distinct texts, by whether the active model has judged them.', [
    'state',
  ]);
  const failed = gauge('failed_documents', 'Documents that are set aside, by code.', ['code']);
  const missingFor = gauge('oldest_missing_seconds', 'Age of the oldest document without a result; 0: none.');
  const lastRun = gauge('last_run_seconds', 'Since the last run was done; not set before the first.');
  const nightly = gauge(
    'night_age_seconds',
    'Age of the data of the last nightly run; not set before the first.',
  );
  const rejects = gauge('open_rejects', 'Rejected rows that are not mended.');
  const batches = gauge('queue_batches', 'Batches in the queue, by state.', ['state']);
  const age = gauge('queue_oldest_seconds', 'How long the oldest batch has waited; 0: none waits.');
  const total = (name: string, help: string) => {
    const counter = new Counter({ name: `verbatim_run_${name}_total`, help, registers: [registry] });
    return (value: number) => {
      counter.reset();
      counter.inc(value);
    };
  };
  const worked = total('documents', 'Documents that runs have processed, those set aside included.');
  const tokens = total('tokens', 'Tokens that runs have run.');
  const padded = total('padded_tokens', 'Tokens that runs have run, padding included.');

  const count = async () => {
    const stored = await storedCounts(database);
    feedback.set(stored.feedback);
    documents.set({ state: 'analysed' }, stored.analysed);
    documents.set({ state: 'missing' }, stored.missing);
    failed.reset();
    for (const { code, documents: n } of stored.failures) failed.set({ code }, n);
    missingFor.set(stored.missingSeconds);
    if (stored.lastRunSeconds !== null) lastRun.set(stored.lastRunSeconds);
    if (stored.nightlySeconds !== null) nightly.set(stored.nightlySeconds);
    rejects.set(stored.openRejects);
    worked(stored.runDocuments);
    tokens(stored.runTokens);
    padded(stored.runPaddedTokens);
  };
  const look = async () => {
    const { waiting, active, failed: gaveUp } = await queueCounts();
    batches.set({ state: 'waiting' }, waiting);
    batches.set({ state: 'active' }, active);
    batches.set({ state: 'gave_up' }, gaveUp);
    const oldest = (await queueOldest?.()) ?? null;
    age.set(oldest === null ? 0 : Math.max(0, (Date.now() - oldest) / 1000));
  };
  return async () => {
    const [postgres, queue] = await Promise.allSettled([count(), look()]);
    up.set({ part: 'postgres' }, postgres.status === 'fulfilled' ? 1 : 0);
    up.set({ part: 'queue' }, queue.status === 'fulfilled' ? 1 : 0);
  };
}
