import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../src/db/client.ts';
import { stopEmbeddedServer } from '../../../src/db/server/embedded-server.ts';
import { ROOT, start, verbatim } from '../../support/cli.ts';
import { dump } from '../../support/data/dump.ts';
import { makeDatabase } from '../../support/servers/database.ts';
import { dockerAnswers, type Stop, startRedis } from '../../support/servers/services.ts';

const DEMO = join(ROOT, 'examples/womens-clothing-reviews.csv');
// Small batches: something is always in flight when a process is killed.
const SMALL = { VERBATIM_BATCH_CHARACTERS: '4000', VERBATIM_SESSIONS: '1', VERBATIM_CONCURRENCY: '2' };

const stops: Stop[] = [];
let redis: string | null = null;
let reference: string[];

beforeAll(async () => {
  redis = await startRedis(dockerAnswers(), stops);
  if (!redis && process.env.CI) throw new Error('CI must be able to start a Redis.');
  const home = mkdtempSync(join(tmpdir(), 'verbatim-e2e-'));
  stops.push(() => rmSync(home, { recursive: true, force: true }));
  const env = { VERBATIM_HOME: home, DATABASE_URL: '', REDIS_URL: '' };
  expect((await verbatim(['run', DEMO, '--json'], env)).code).toBe(0);
  reference = await dump((await verbatim(['db', 'url'], env)).stdout.trim());
  await stopEmbeddedServer(home);
}, 480_000);
afterAll(async () => {
  for (const stop of stops) await stop();
});

/** A database of its own, two workers on it, and what it takes to start a run. */
async function cluster() {
  const { url, drop } = await makeDatabase();
  const env = { ...SMALL, DATABASE_URL: url, REDIS_URL: redis! };
  const workers = [start(['worker'], env), start(['worker'], env)];
  await Promise.all(workers.map((worker) => worker.saw('Worker ready')));
  const analysed = async () => {
    const database = await openDatabase(url, { connections: 1, name: 'watch' });
    const { rows } = await database.query<{ n: number }>('select count(*) as n from verbatim.analysis');
    await database.end();
    return rows[0]!.n;
  };
  return { url, env, workers, analysed, drop };
}

describe('two workers and a run on Redis and Postgres', () => {
  test('give the rows of the embedded run, to the byte', async ({ skip }) => {
    if (!redis) skip();
    const { url, env, workers, drop } = await cluster();
    const run = await verbatim(['run', DEMO, '--no-worker', '--json'], env);
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ accepted: 1000, documents: 958, analysed: 958 });
    expect(await dump(url)).toEqual(reference);
    for (const worker of workers) worker.child.kill('SIGTERM');
    for (const worker of workers) expect((await worker.ended).code).toBe(0);
    await drop();
  });

  test('the same after kill -9 of one worker in the middle', async ({ skip }) => {
    if (!redis) skip();
    const { url, env, workers, analysed, drop } = await cluster();
    const run = start(['run', DEMO, '--no-worker', '--json'], env);
    await expect.poll(analysed, { timeout: 300_000, interval: 50 }).toBeGreaterThan(0);
    workers[0]!.child.kill('SIGKILL');
    const ended = await run.ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(await dump(url)).toEqual(reference);
    await drop();
  }, 480_000);

  test('the same after FLUSHALL in the middle and requeue', async ({ skip }) => {
    if (!redis) skip();
    const { url, env, analysed, drop } = await cluster();
    const run = start(['run', DEMO, '--no-worker', '--json'], env);
    await expect.poll(analysed, { timeout: 300_000, interval: 50 }).toBeGreaterThan(0);
    const client = new Redis(redis!);
    await client.flushall();
    client.disconnect();
    expect((await verbatim(['requeue', '--json'], env)).code).toBe(0);
    const ended = await run.ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(await dump(url)).toEqual(reference);
    expect((await verbatim(['requeue'], env)).stdout).toContain('Nothing is missing');
    await drop();
  }, 480_000);

  test('no text of the feedback is in Redis or in the log of a worker', async ({ skip }) => {
    if (!redis) skip();
    const { env, workers, drop } = await cluster();
    const canary = 'Kanarienvogel';
    const csv = `id,text\n1,The ${canary} sang.\n2,${canary}\u200b\n`;
    await verbatim(['import', '-', '--source', 'canary'], env, csv);
    expect((await verbatim(['analyze', '--no-wait'], env)).code).toBe(0);
    const client = new Redis(redis!);
    let seen = '';
    for (const key of await client.keys('*')) seen += (await client.dump(key))?.toString() ?? '';
    client.disconnect();
    expect((await verbatim(['analyze', '--no-worker'], env)).code).toBe(0);
    for (const worker of workers) {
      worker.child.kill('SIGTERM');
      const { stdout, stderr } = await worker.ended;
      seen += stdout + stderr;
    }
    expect(seen).toContain('"batch"');
    expect(seen).not.toContain(canary);
    await drop();
  });
});
