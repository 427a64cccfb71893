import { availableParallelism, totalmem } from 'node:os';
import { type Config, defaultLayout } from '../config.ts';
import { openDatabase, serverName } from '../db/client.ts';
import { assertMigrated, isFresh } from '../db/migrate.ts';
import { EXIT, VerbatimError } from '../errors.ts';
import { modelTitle } from '../inference/served-model.ts';
import { assertSafeRedis, redisName } from '../jobs/redis-check.ts';
import { databaseUrl } from './app.ts';
import { configuredModel } from './model-choice.ts';
import { withEngine } from './model-gate.ts';
import { done, type Outcome } from './output.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** `verbatim doctor`: tries every part that a run needs and says what is wrong. Exit 1 when one is. */
export async function doctor(config: Config): Promise<Outcome> {
  const checks = [
    await check('Machine', async () => {
      const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
      return `Node ${process.versions.node}, ${availableParallelism()} cores, ${memory}, ${process.platform}-${process.arch}`;
    }),
    await check('Postgres', () => tryPostgres(config)),
    await check('Queue', async () => {
      if (!config.redisUrl) return 'in Postgres (no REDIS_URL)';
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
    .map(({ name, ok, detail }) => `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(10)} ${detail}`)
    .join('\n');
  const healthy = checks.every(({ ok }) => ok);
  return done({ healthy, checks }, text, healthy ? EXIT.ok : EXIT.failed);
}

async function check(name: string, attempt: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: await attempt() };
  } catch (error) {
    const detail = error instanceof VerbatimError ? `${error.message} ${error.fix}` : String(error);
    return { name, ok: false, detail };
  }
}

async function tryPostgres(config: Config): Promise<string> {
  const url = await databaseUrl(config);
  const database = await openDatabase(url, { connections: 1, name: 'verbatim doctor' });
  try {
    const { rows } = await database.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    );
    const fresh = await isFresh(database);
    if (!fresh) await assertMigrated(database, serverName(url));
    const place = config.databaseUrl ? `at ${serverName(url)}` : `embedded, at ${serverName(url)}`;
    return `${rows[0]!.version} ${place}, ${fresh ? 'empty: the first run migrates it' : 'migrated'}`;
  } finally {
    await database.end();
  }
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
