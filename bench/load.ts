import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { type Database, openDatabase } from '../src/db/client.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../src/db/server/embedded-server.ts';
import { type Stop, startRedis } from '../tests/support/servers/services.ts';
import { verbatim } from './command.ts';
import { measureUploads } from './concurrent-uploads.ts';
import { writePage } from './page.ts';

/**
 * `npm run bench:load`: short synthetic feedback, all different, through Redis and Postgres with a model so small
 * that everything but the model is measured. Compares the first tenth with the last, and watches memory.
 * Then 50 uploads at once. `-- --documents N` (default 1,000,000), `-- --workers N` (2). Writes docs/benchmarks.md from
 * a hundred thousand on.
 */
const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '1000000' },
    workers: { type: 'string', default: '2' },
  },
});
const documents = Number(values.documents);
const workers = Number(values.workers);
const ROOT = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'verbatim-load-'));
const stops: Stop[] = [() => rmSync(folder, { recursive: true, force: true })];

const WORDS =
  'the a is was it not very good great love fine bad late broken awful order parcel and but'.split(' ');

/** Ten words each; the number makes each text its own. */
function* lines(): Generator<string> {
  yield 'id,text,rating,region\n';
  for (let i = 0; i < documents; i++) {
    const words = Array.from({ length: 9 }, (_, k) => WORDS[(i * (2 * k + 3) + k * k) % WORDS.length]!);
    yield `${i},${words.join(' ')} ${i},${(i % 5) + 1},${i % 2 ? 'north' : 'south'}\n`;
  }
}

/** Seconds that the first and the last tenth took, by looking at how far it has come. */
class Tenths {
  readonly #seen: { at: number; done: number }[] = [];

  see(done: number): void {
    const last = this.#seen.at(-1);
    if (done > 0 && done !== last?.done) this.#seen.push({ at: performance.now(), done });
  }

  /** Documents a second between two shares of the whole. */
  rate(low: number, high: number): number {
    const first = this.#seen.find(({ done }) => done >= low * documents)!;
    const last = this.#seen.find(({ done }) => done >= high * documents) ?? this.#seen.at(-1)!;
    return (last.done - first.done) / Math.max(0.001, (last.at - first.at) / 1000);
  }
}

async function watched<T>(work: Promise<T>, look: () => Promise<void>): Promise<T> {
  const state = { over: false };
  const watching = (async () => {
    while (!state.over) {
      await look();
      await pause(Math.max(50, Math.min(1_000, documents / 2_000)));
    }
    await look();
  })();
  try {
    return await work;
  } finally {
    state.over = true;
    await watching;
  }
}

const peakMiB = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
};

const one = async (database: Database, sql: string) =>
  Number((await database.query<{ n: number }>(sql)).rows[0]?.n ?? 0);

async function measure(): Promise<string[][]> {
  const file = join(folder, 'feedback.csv');
  await pipeline(Readable.from(lines()), createWriteStream(file));
  const home = join(folder, 'home');
  const url = await startEmbeddedServer(home);
  stops.unshift(() => stopEmbeddedServer(home));
  const redisUrl = await startRedis(false, stops);
  if (!redisUrl) throw new Error('There is no redis-server on the PATH.');
  const environment = {
    ...{ DATABASE_URL: url, REDIS_URL: redisUrl, VERBATIM_HOME: home, VERBATIM_SESSIONS: '1' },
    ...{ VERBATIM_MODEL: join(ROOT, 'tests/fixtures/tiny-classifier'), VERBATIM_TOKEN_BUDGET: '4096' },
    // A tenth of a hundred thousand is still many batches.
    VERBATIM_BATCH_CHARACTERS: '16000',
  };
  await verbatim(['db', 'migrate'], environment);
  const database = await openDatabase(url, { connections: 2, name: 'load' });
  stops.unshift(() => database.end());

  const importTenths = new Tenths();
  const imported = await watched(verbatim(['import', file], environment), async () => {
    importTenths.see(await one(database, 'select sum(read) as n from verbatim.import'));
  });

  const running = Array.from({ length: workers }, () =>
    spawn(process.execPath, [join(ROOT, 'src/cli/main.ts'), 'worker'], {
      env: { ...process.env, ...environment, VERBATIM_LOG_LEVEL: 'warn' },
      stdio: 'ignore',
    }),
  );
  stops.unshift(() => running.forEach((worker) => void worker.kill('SIGKILL')));
  const redis = new Redis(redisUrl);
  stops.unshift(() => redis.disconnect());
  let [redisBytes, redisKeys] = [0, 0];
  const tenths = new Tenths();
  const started = performance.now();
  const analysed = await watched(verbatim(['analyze', '--no-worker'], environment), async () => {
    tenths.see(await one(database, 'select sum(analysed) as n from verbatim.run'));
    redisBytes = Math.max(redisBytes, Number(/used_memory:(\d+)/.exec(await redis.info('memory'))![1]));
    redisKeys = Math.max(redisKeys, await redis.dbsize());
  });
  const seconds = (performance.now() - started) / 1000;
  const stored = await one(database, 'select count(*) as n from verbatim.analysis');
  if (stored !== documents) throw new Error(`${stored} analyses are stored, not ${documents}.`);
  const left = await redis.dbsize();
  const rate = (value: number) => `${Math.round(value).toLocaleString('en')} documents/s`;
  const ratio = (of: Tenths) => (of.rate(0.9, 1) / of.rate(0, 0.1)).toFixed(2);
  const peaks = running.map(({ pid }) => peakMiB(pid!));
  return [
    [`import of ${documents.toLocaleString('en')} rows`, rate(importTenths.rate(0, 1)), ''],
    ['the same, last tenth ÷ first tenth', ratio(importTenths), '≥ 0.9'],
    [`analysis by ${workers} workers of one session`, rate(documents / seconds), ''],
    ['the same, first tenth', rate(tenths.rate(0, 0.1)), ''],
    ['the same, last tenth', rate(tenths.rate(0.9, 1)), ''],
    ['the same, last tenth ÷ first tenth', ratio(tenths), '≥ 0.9'],
    ['peak memory of the import', `${imported.peakMiB.toFixed(0)} MiB`, ''],
    ['peak memory of the command that waits', `${analysed.peakMiB.toFixed(0)} MiB`, ''],
    ['peak memory of a worker', `${Math.max(...peaks).toFixed(0)} MiB`, ''],
    ['peak memory of Redis, most keys', `${(redisBytes / 2 ** 20).toFixed(1)} MiB, ${redisKeys} keys`, ''],
    ['keys left in Redis', String(left), ''],
    ...(await measureUploads(environment)),
  ];
}

try {
  const figures = await measure();
  const table = [
    '| figure | value | target |',
    '| --- | --- | --- |',
    ...figures.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
  console.log(table);
  if (documents >= 100_000) writePage('load', table, 'npm run bench:load');
} finally {
  for (const stop of stops) await stop();
}
