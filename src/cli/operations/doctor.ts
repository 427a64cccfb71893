import { availableParallelism, totalmem } from 'node:os';
import { type Config, defaultLayout } from '../../app/config.ts';
import { openAppKeyring } from '../../app/keyring.ts';
import { configuredModel } from '../../app/model-choice.ts';
import { withEngine } from '../../app/model-gate.ts';
import { databaseUrl } from '../../app/open.ts';
import { type Database, openDatabase, serverName } from '../../db/client.ts';
import { assertMigrated, changedDefinitions, isFresh } from '../../db/migrate.ts';
import { brokenReferences } from '../../db/runs/nightly-runs.ts';
import { missingGrants } from '../../db/server/grants.ts';
import { assertOwnSessions, assertSettings, poolingOf } from '../../db/server/pooler.ts';
import { loudLogSettings } from '../../db/server/server-log.ts';
import { EXIT } from '../../errors/entry.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { assertSafeRedis, redisName } from '../../jobs/redis-check.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';
import { lookAtPrivacy } from '../privacy/status.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** It works, but an administrator should look at it. */
  readonly warning: boolean;
  readonly detail: string;
}

/** In order, or a warning for an administrator. */
type Finding = string | { readonly warning: string };

/** `verbatim doctor`: tries every part that a run needs. Exit code 1 if a part fails. */
export async function doctor(config: Config): Promise<Outcome> {
  const checks = [
    await check('Machine', async () => {
      const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
      return `Node ${process.versions.node}, ${availableParallelism()} cores, ${memory}, ${process.platform}-${process.arch}`;
    }),
    await check('Postgres', () => tryPostgres(config)),
    await check('Views', () => tryViews(config)),
    await check('References', () => tryReferences(config)),
    await check('Roles', () => tryRoles(config)),
    await check('Server log', () => tryLog(config)),
    await check('Privacy', () => tryPrivacy(config)),
    await check('Queue', async () => {
      if (!config.redisUrl) {
        const url = config.queueDatabaseUrl ?? (await databaseUrl(config));
        await withDatabase(url, (database) => assertOwnSessions(database, url));
        return 'in Postgres (no REDIS_URL)';
      }
      const facts = await assertSafeRedis(config.redisUrl, config.allowEviction);
      const kept = { aof: 'AOF', rdb: 'RDB snapshots', none: 'nothing on disk: a restart empties the queue' };
      return `Redis ${facts.version} at ${redisName(config.redisUrl)}, ${facts.evictionPolicy}, keeps ${kept[facts.persistence]}`;
    }),
    await check('Model', async () => {
      const model = await configuredModel(config);
      return `${modelTitle(model)}, windows of ${model.maxLength} tokens`;
    }),
    await check('Inference', () => tryInference(config)),
  ];
  const text = checks
    .map(({ name, ok, warning, detail }) => {
      const state = ok ? (warning ? 'NOTE' : 'ok  ') : 'FAIL';
      return `${state}  ${name.padEnd(10)} ${detail}`;
    })
    .join('\n');
  const healthy = checks.every(({ ok }) => ok);
  return done({ healthy, checks }, text, healthy ? EXIT.ok : EXIT.failed);
}

async function check(name: string, attempt: () => Promise<Finding>): Promise<Check> {
  try {
    const found = await attempt();
    if (typeof found === 'string') return { name, ok: true, warning: false, detail: found };
    return { name, ok: true, warning: true, detail: found.warning };
  } catch (error) {
    const detail = error instanceof VerbatimError ? `${error.message} ${error.fix}` : String(error);
    return { name, ok: false, warning: false, detail };
  }
}

async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(url, { connections: 2, name: 'verbatim doctor' });
  try {
    return await work(database);
  } finally {
    await database.end();
  }
}

async function tryPostgres(config: Config): Promise<string> {
  const url = await databaseUrl(config);
  return withDatabase(url, async (database) => {
    const { rows } = await database.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    );
    const fresh = await isFresh(database);
    if (!fresh) await assertMigrated(database, serverName(url));
    const place = config.databaseUrl ? `at ${serverName(url)}` : `embedded, at ${serverName(url)}`;
    await assertSettings(database, url);
    const pooling = await poolingOf(database);
    const pooled = pooling === 'none' ? '' : `, behind a pooler in ${pooling} mode`;
    return `${rows[0]!.version} ${place}${pooled}, ${fresh ? 'empty: the first run migrates it' : 'migrated'}`;
  });
}

async function tryViews(config: Config): Promise<Finding> {
  return withDatabase(await databaseUrl(config), async (database) => {
    if (await isFresh(database)) return 'none yet';
    const changed = await changedDefinitions(database);
    if (changed.length === 0) return 'views and functions are those of this version';
    return { warning: `changed by hand: ${changed.join(', ')}. verbatim db migrate restores them` };
  });
}

async function tryReferences(config: Config): Promise<Finding> {
  return withDatabase(await databaseUrl(config), async (database) => {
    if (await isFresh(database)) return 'none yet';
    const broken = await brokenReferences(database);
    if (broken.length === 0) return 'every comment has its document and its import';
    return {
      warning: `${broken.join(', ')}: restore the backup again, as a whole (docs/operations.md#backups)`,
    };
  });
}

async function tryRoles(config: Config): Promise<Finding> {
  return withDatabase(await databaseUrl(config), async (database) => {
    if (await isFresh(database)) return 'none yet';
    const missing = await missingGrants(database);
    if (missing.length === 0)
      return 'verbatim_reader, verbatim_analyst and verbatim_originals have what they need, and no more';
    return {
      warning: `${missing.length} roles or grants are missing: verbatim db grants makes what this login may, and prints the SQL for the rest`,
    };
  });
}

async function tryLog(config: Config): Promise<Finding> {
  return withDatabase(await databaseUrl(config), async (database) => {
    const loud = await loudLogSettings(database);
    if (loud.length === 0) return 'holds no customer text';
    return {
      warning: `may hold what customers wrote: ${loud.join(', ')}. Set log_error_verbosity = terse and log_min_error_statement = panic, and log no statements (docs/security.md)`,
    };
  });
}

async function tryPrivacy(config: Config): Promise<Finding> {
  const url = await databaseUrl(config);
  return withDatabase(url, async (database) => {
    if (await isFresh(database)) return 'nothing is stored yet';
    await assertMigrated(database, serverName(url));
    const keyring = await openAppKeyring(config, database);
    const { privacy, warnings } = await lookAtPrivacy(config, database);
    if (warnings.length > 0) return { warning: `${warnings.join('. ')} (verbatim privacy status)` };
    return `${count(keyring?.size ?? 0, 'key')}, all stored comments masked by the rules of ${count(privacy.sources.length, 'source')}`;
  });
}

async function tryInference(config: Config): Promise<string> {
  const { device } = config;
  return withEngine(await configuredModel(config), device, async (engine) => {
    const started = performance.now();
    await engine.analyse([{ id: 1, text: 'The parcel came early. Thank you!' }]);
    const took = `${(performance.now() - started).toFixed(0)} ms`;
    const sessions = config.layout.sessions ?? defaultLayout(device).sessions;
    return `${engine.runtime} on ${device}, one comment in ${took}, ${sessions} session threads a worker`;
  });
}
