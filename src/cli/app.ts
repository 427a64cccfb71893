import type { Config } from '../config.ts';
import { type Database, openDatabase, serverName } from '../db/client.ts';
import { startEmbeddedServer } from '../db/embedded-server.ts';
import { installationId } from '../db/installation.ts';
import { assertMigrated, isFresh, migrate } from '../db/migrate.ts';
import { openQueuePool } from '../db/queue-pool.ts';
import { type Engine, openEngine } from '../inference/engine.ts';
import type { EngineOptions } from '../inference/engine-options.ts';
import type { ServedModel } from '../inference/served-model.ts';
import { migrateQueue, type QueuePool, type QueueTarget } from '../jobs/queue.ts';
import { assertSafeRedis } from '../jobs/redis-check.ts';
import { Lifecycle } from '../lifecycle.ts';

/** What every command that touches the database stands on. */
export interface App {
  readonly config: Config;
  readonly database: Database;
  readonly lifecycle: Lifecycle;
}

/** DATABASE_URL, or the embedded server's address: started when it is not up. */
export async function databaseUrl(config: Config): Promise<string> {
  return config.databaseUrl ?? (await startEmbeddedServer(config.home));
}

/**
 * Opens the database. An embedded or a fresh one is migrated; a server's older schema is left to
 * `verbatim db migrate`, which its owner runs when it suits.
 */
export async function openApp(config: Config): Promise<App> {
  const lifecycle = new Lifecycle();
  const url = await databaseUrl(config);
  // An import over HTTP holds two: one to store with, one that says that it is alive.
  const options = { connections: config.concurrency + 4 + 2 * config.imports, name: 'verbatim' };
  const database = lifecycle.opened('database', await openDatabase(url, options), (pool) => pool.end());
  try {
    if (!config.databaseUrl || (await isFresh(database))) await migrate(database, migrateQueue);
    else await assertMigrated(database, serverName(url));
  } catch (error) {
    await lifecycle.close();
    throw error;
  }
  return { config, database, lifecycle };
}

/** Where this installation's queue lives, checked. */
export async function openQueueTarget({ config, database, lifecycle }: App): Promise<QueueTarget> {
  const installation = await installationId(database);
  if (config.redisUrl) {
    await assertSafeRedis(config.redisUrl, config.allowEviction);
    return { kind: 'redis', url: config.redisUrl, installation };
  }
  const url = await databaseUrl(config);
  const pool = lifecycle.opened('queue pool', openQueuePool(url, config.concurrency + 6), (it) => it.end());
  // BullMQ declares pg's pool anew, with overloads that pg's own types lack.
  return { kind: 'postgres', pool: pool as unknown as QueuePool, installation };
}

/** Opens a model with a layout; closed with the app. */
export async function openAppEngine(
  { lifecycle }: App,
  model: ServedModel,
  options: EngineOptions,
): Promise<Engine> {
  return lifecycle.opened('engine', await openEngine(model, options), (it) => it.close());
}
