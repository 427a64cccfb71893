import { type Database, openDatabase, serverName } from '../db/client.ts';
import { assertMigrated, isFresh, migrate } from '../db/migrate.ts';
import { startEmbeddedServer } from '../db/server/embedded-server.ts';
import { applyGrants } from '../db/server/grants.ts';
import { installationId } from '../db/server/installation.ts';
import { assertOwnSessions, assertSettings } from '../db/server/pooler.ts';
import { openQueuePool } from '../db/server/queue-pool.ts';
import { holdToServer } from '../db/server/same-server.ts';
import type { Engine, EngineOptions } from '../inference/engines/engine.ts';
import { readServedModel, type ServedModel } from '../inference/model/served-model.ts';
import type { AnalyseQueue, QueuePool, QueueTarget } from '../jobs/queue.ts';
import type { Keyring } from '../privacy/keyring.ts';
import { findsNames, lazyNameFinder, type NameFinder } from '../workers/name-finder.ts';
import { openTranslators, type Translators } from '../workers/translators.ts';
import { type Config, EMBEDDED_MODEL } from './config.ts';
import { openAppKeyring } from './keyring.ts';
import { Lifecycle } from './lifecycle.ts';
import { whenUp } from './patience.ts';
import { note } from './streams.ts';

// Queue and engine cost a second and a hundred megabytes: they are loaded only by commands that need them.

/** The opened parts that every command with a database needs. */
export interface App {
  readonly config: Config;
  readonly database: Database;
  /** The keys of the installation that the database knows; null: it has none. */
  readonly keyring: Keyring | null;
  readonly lifecycle: Lifecycle;
  /** Seconds to wait for servers that are not up yet. */
  readonly wait: number;
  /** It has just made its own database: whoever waits for the first time is told for what. */
  readonly first: boolean;
}

/** DATABASE_URL, or the address of the embedded server, which is started if necessary. */
export async function databaseUrl(config: Config): Promise<string> {
  return config.databaseUrl ?? (await startEmbeddedServer(config.home));
}

/** As {@link databaseUrl}, but notes the steps of a first start, which takes seconds. */
async function shownDatabaseUrl(config: Config): Promise<{ url: string; first: boolean }> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, first: false };
  let first = false;
  const url = await startEmbeddedServer(config.home, (step) => {
    if (step === 'make') {
      first = true;
      note(`First start: a database of its own in ${config.home}.`);
      note('Database   creating it');
    } else if (first) note('Database   starting it');
  });
  return { url, first };
}

/**
 * Opens the database. Migrates an embedded or an empty one. A server with an older schema is refused: its owner runs
 * `verbatim db migrate`.
 * @param usualWait seconds to wait for servers, unless a setting says otherwise
 */
export async function openApp(config: Config, usualWait = 0): Promise<App> {
  const lifecycle = new Lifecycle();
  if (config.traceEndpoint) {
    const { startTraceExport } = await import('./trace-export.ts');
    lifecycle.opened('traces', await startTraceExport(config.traceEndpoint), (it) => it.close());
  }
  const wait = config.waitSeconds ?? usualWait;
  const { url, first } = await shownDatabaseUrl(config);
  if (config.databaseUrl === null) {
    const { keepEmbeddedServer } = await import('../db/server/embedded-keeper.ts');
    lifecycle.opened('embedded server', keepEmbeddedServer(config.home, url, note), (it) => it.close());
  }
  // The embedded server commits asynchronously, but what a command reports as done must survive a crash.
  const durable = config.databaseUrl === null;
  // An import over HTTP holds two connections: one to store, one for its sign of life.
  const options = { connections: config.concurrency + 4 + 2 * config.imports, name: 'verbatim', durable };
  const pool = await whenUp(wait, () => openDatabase(url, options));
  const database = lifecycle.opened('database', pool, (it) => it.end());
  try {
    if (!config.databaseUrl || (await isFresh(database))) {
      if (first) note('Database   creating its tables');
      const { migrateQueue } = await import('../jobs/queue.ts');
      const { applied, restored } = await migrate(database, migrateQueue);
      for (const name of restored) note(`${name} was changed by hand: restored.`);
      // doctor and db migrate show what is left for an administrator.
      if (applied.length > 0) await applyGrants(database);
    } else await assertMigrated(database, serverName(url));
    await assertSettings(database, url);
    await holdToServer(database);
    const keyring = await openAppKeyring(config, database);
    return { config, database, keyring, lifecycle, wait, first };
  } catch (error) {
    await lifecycle.close();
    throw error;
  }
}

/** Runs work that closes what it opened when it ends, while the app stays open: one run of many in a process. */
export async function withOwnLifecycle<T>(app: App, work: (own: App) => Promise<T>): Promise<T> {
  const lifecycle = new Lifecycle();
  try {
    return await work({ ...app, lifecycle });
  } finally {
    await lifecycle.close(closeLimit(app.config));
  }
}

/** Milliseconds to close everything: the time of a worker, and ten seconds for the rest. */
export const closeLimit = ({ shutdownSeconds }: Config): number => (shutdownSeconds + 10) * 1000;

/** The checked place of this installation's queue. @throws VerbatimError QUEUE_*, DATABASE_* */
export async function openQueueTarget({ config, database, lifecycle, wait }: App): Promise<QueueTarget> {
  const installation = await installationId(database);
  if (config.redisUrl) {
    const url = config.redisUrl;
    const { assertSafeRedis, redisRisks } = await import('../jobs/redis-check.ts');
    const facts = await whenUp(wait, () => assertSafeRedis(url, config.allowEviction));
    for (const line of redisRisks(url, facts)) note(line);
    return { kind: 'redis', url: config.redisUrl, installation };
  }
  const url = config.queueDatabaseUrl ?? (await databaseUrl(config));
  const pool = lifecycle.opened('queue pool', openQueuePool(url, config.concurrency + 6), (it) => it.end());
  await assertOwnSessions(pool, url);
  // BullMQ's type of the pool has overloads that pg's own types lack.
  return { kind: 'postgres', pool: pool as unknown as QueuePool, installation };
}

/** The queue of a model; closed with the app. */
export async function openAppQueue(
  { lifecycle }: App,
  target: QueueTarget,
  modelHash: string,
): Promise<AnalyseQueue> {
  const { openQueue } = await import('../jobs/queue.ts');
  return lifecycle.opened('queue', openQueue(target, modelHash), (it) => it.close());
}

// A batch reads and writes for milliseconds, so a server that is silent for this long is gone.
const WORK_TIMEOUT_MS = 60_000;

/** A pool for a worker, whose statements time out: a statement without end would hold its batch without end. */
export async function openWorkDatabase({ config, lifecycle, wait }: App): Promise<Database> {
  const url = await databaseUrl(config);
  const options = {
    connections: config.concurrency + 1,
    name: 'verbatim worker',
    queryTimeout: WORK_TIMEOUT_MS,
  };
  const pool = await whenUp(wait, () => openDatabase(url, options));
  await holdToServer(pool);
  return lifecycle.opened('work database', pool, (it) => it.end());
}

/** Opens a model with a layout; closed with the app. */
export async function openAppEngine(
  { lifecycle }: Pick<App, 'lifecycle'>,
  model: ServedModel,
  options: EngineOptions,
): Promise<Engine> {
  const { openEngine } = await import('../inference/engines/open-engine.ts');
  return lifecycle.opened('engine', await openEngine(model, options), (it) => it.close());
}

/**
 * What finds names in this process: the engine, if its model has a names head, else the embedded model beside it, which
 * opens when a source asks for names.
 */
export function openAppNames({ config, lifecycle }: App, engine: Engine, layout: EngineOptions): NameFinder {
  if (findsNames(engine)) return { open: async () => engine };
  return openEmbeddedNames({ config, lifecycle }, { ...layout, sessions: 1 });
}

/** The embedded model, which opens when names are looked for; closed with the app. */
export function openEmbeddedNames(
  { config, lifecycle }: Pick<App, 'config' | 'lifecycle'>,
  layout: EngineOptions,
): NameFinder {
  const finder = lazyNameFinder(async () => {
    const model = await readServedModel(EMBEDDED_MODEL, { fast: config.device === 'cpu' });
    if (!findsNames({ model })) return null;
    const { openEngine } = await import('../inference/engines/open-engine.ts');
    return openEngine(model, layout);
  });
  return lifecycle.opened('names', finder, (it) => it.close());
}

/** Translators of this process, which open on first use and close with the app. Each has one session with all threads. */
export function openAppTranslators({ lifecycle }: App, layout: EngineOptions): Translators {
  const { device, sessions, threads = 1 } = layout;
  const translators = openTranslators({ device, threads: sessions * threads });
  return lifecycle.opened('translators', translators, (it) => it.close());
}
