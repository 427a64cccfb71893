import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { stopEmbeddedServer } from '../../../src/db/server/embedded-server.ts';
import { ROOT, start, verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';
import {
  dockerAnswers,
  freePort,
  type Stop,
  startRedis,
  withDatabase,
} from '../../support/servers/services.ts';

const DEMO = join(ROOT, 'examples/womens-clothing-reviews.csv');
const stops: Stop[] = [];
let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'verbatim-e2e-'));
  stops.push(
    () => stopEmbeddedServer(home),
    () => rmSync(home, { recursive: true, force: true }),
  );
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

/** Runs a command that must fail: one line for the cause, one for the way out, no stack trace. */
async function fails(args: string[], environment: Record<string, string>, input?: string) {
  const servers = { DATABASE_URL: '', REDIS_URL: '', VERBATIM_WAIT_SECONDS: '0' };
  const env = { VERBATIM_HOME: home, ...servers, ...environment };
  const { code, stdout, stderr } = await verbatim(args, env, input);
  expect(stderr).not.toMatch(/^\s+at /m);
  const lines = stderr.trim().split('\n').slice(-2);
  expect(lines[0]).toMatch(/^verbatim: /);
  const errorCode = /\[([A-Z_]+)\]$/.exec(lines[1]!)?.[1];
  if (args.includes('--json')) expect(JSON.parse(stdout).error.code).toBe(errorCode);
  else expect(stdout).toBe('');
  return { code, errorCode, message: lines.join(' ') };
}

describe('bad usage', () => {
  test.each([
    [['run'], /missing required argument/i],
    [['rnu', 'x'], /Did you mean run/],
    [['run', 'x', '--fast'], /unknown option/i],
    [['run', 'x', '--map', 'colour=x'], /colour/],
    [['run', 'x', '--time-zone', 'Mars'], /Europe\/Berlin/],
    [['run', 'x', '--dates', 'y'], /day-first, month-first, iso/],
    [['run', 'x', '--quote', 'y'], /double, single/],
    [['report', '--format', 'pdf'], /table, csv, json, md/],
    [['run', 'x', '--device', 'tpu'], /cpu, cuda or cuda:N/],
    [['run', 'x', '--sessions', '0'], /VERBATIM_SESSIONS/],
    [['analyze', '--since', 'May'], /--since takes a day/],
    [['analyze', '--since', '2026-03-01', '--until', '2026-02-01'], /--since is not before --until/],
  ])('%j', async (args, message) => {
    const failure = await fails(args, {});
    expect(failure.message).toMatch(message);
    expect(failure.code).toBe(2);
  });
});

describe('bad files', () => {
  test.each([
    [['run', '/no/such.csv', '--json'], undefined, 'FILE_NOT_FOUND'],
    [['run', '-'], '', 'FILE_EMPTY'],
    [['run', '-'], 'id,text\n', 'FILE_NO_ROWS'],
    [['run', '-'], 'a,b\n1,2\n', 'COLUMN_TEXT_MISSING'],
    [['run', '-', '--map', 'text=c'], 'a,b\n1,2\n', 'COLUMN_UNKNOWN'],
    [['run', join(ROOT, 'docs/decisions')], undefined, 'FOLDER_EMPTY'],
    [['run', '-', '--mapping', 'none'], 'id,text\n1,x\n', 'MAPPING_UNKNOWN'],
    [['run', join(ROOT, 'models/verbatim-multilingual/onnx/model.onnx')], undefined, 'FILE_NOT_TEXT'],
    [['run', DEMO, '--encoding', 'klingon'], undefined, 'ENCODING_UNKNOWN'],
    [['run', DEMO, '--model', '/no/such'], undefined, 'MODEL_NOT_FOUND'],
    [['run', DEMO, '--model', ROOT], undefined, 'MODEL_FILE_MISSING'],
    [['worker', '--device', 'cuda:0', '--precision', 'fp32'], undefined, 'DEVICE_UNAVAILABLE'],
  ])('%j', async (args, input, errorCode) => {
    expect(await fails(args, {}, input)).toMatchObject({ code: 2, errorCode });
  });
});

describe('servers that are not as they should be', () => {
  test('Postgres: nothing there, no Postgres there, wrong password, wrong database', async () => {
    const port = await freePort();
    const nothing = await fails(['status'], { DATABASE_URL: `postgres://u:hush@127.0.0.1:${port}/x` });
    expect(nothing).toMatchObject({ code: 1, errorCode: 'DATABASE_UNREACHABLE' });
    expect(nothing.message).toContain(`127.0.0.1:${port}/x`);
    expect(nothing.message).not.toContain('hush');

    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
      port,
      '127.0.0.1',
    );
    expect(await fails(['status'], { DATABASE_URL: `postgres://u@127.0.0.1:${port}/x` })).toMatchObject({
      errorCode: 'DATABASE_UNREACHABLE',
    });
    other.close();

    const { url } = await testDatabase();
    const wrong = new URL(url);
    wrong.username = 'nobody_of_that_name';
    wrong.password = 'hush';
    expect(await fails(['status'], { DATABASE_URL: wrong.href })).toMatchObject({
      code: 2,
      errorCode: 'DATABASE_REFUSED',
    });
    expect(await fails(['status'], { DATABASE_URL: withDatabase(url, 'no_such_database') })).toMatchObject({
      errorCode: 'DATABASE_REFUSED',
    });
    expect(await fails(['status'], { DATABASE_URL: 'mysql://x' })).toMatchObject({
      errorCode: 'CONFIG_INVALID',
    });
  });

  test('Postgres with an older schema waits for its owner; a fresh one is migrated', async () => {
    const { url, database } = await testDatabase();
    await database.query(
      'delete from drizzle.__drizzle_migrations where hash = (select hash from drizzle.__drizzle_migrations order by id desc limit 1)',
    );
    expect(await fails(['status'], { DATABASE_URL: url })).toMatchObject({
      errorCode: 'DATABASE_NOT_MIGRATED',
    });
    await database.query(
      'drop schema verbatim cascade; drop schema drizzle cascade; drop schema reporting cascade',
    );
    expect(await verbatim(['status', '--json'], { DATABASE_URL: url, REDIS_URL: '' })).toMatchObject({
      code: 0,
    });
  });

  test('Redis: nothing there, one that may evict, one that wants a password', async ({ skip }) => {
    const { url } = await testDatabase();
    const port = await freePort();
    const env = { DATABASE_URL: url };
    const nothing = await fails(['worker'], { ...env, REDIS_URL: `redis://:hush@127.0.0.1:${port}` });
    expect(nothing).toMatchObject({ code: 1, errorCode: 'QUEUE_UNREACHABLE' });
    expect(nothing.message).not.toContain('hush');
    if (inject('redis') === null) skip();
    const docker = dockerAnswers();
    const evicting = await startRedis(docker, stops, ['--maxmemory-policy', 'allkeys-lru']);
    expect(await fails(['worker'], { ...env, REDIS_URL: evicting! })).toMatchObject({
      code: 2,
      errorCode: 'QUEUE_MAY_EVICT',
    });
    const accepted = await verbatim(['requeue'], {
      ...env,
      REDIS_URL: evicting!,
      VERBATIM_ALLOW_EVICTION: 'true',
    });
    expect(accepted).toMatchObject({ code: 0 });
    expect(accepted.stderr).toContain('may drop jobs (allkeys-lru); accepted by VERBATIM_ALLOW_EVICTION');
    const locked = await startRedis(docker, stops, ['--requirepass', 'open-sesame']);
    expect(await fails(['worker'], { ...env, REDIS_URL: locked! })).toMatchObject({
      code: 2,
      errorCode: 'QUEUE_REFUSED',
    });
  });
});

describe('servers that go away in the middle', () => {
  test('Redis: the run waits, then says so; Postgres: the run says so; afterwards it is finished', async ({
    skip,
  }) => {
    if (inject('redis') === null || dockerAnswers()) skip();
    const { url, database } = await testDatabase();
    const own: Stop[] = [];
    const redis = await startRedis(false, own);
    const env = { DATABASE_URL: url, REDIS_URL: redis!, VERBATIM_HOME: home };
    // Nobody works: the run waits.
    const waiting = start(['run', DEMO, '--no-worker'], env);
    const runs = () => database.query('select from verbatim.run').then((rows) => rows.rowCount);
    await expect.poll(runs, { timeout: 300_000 }).toBe(1);
    for (const stop of own) await stop();
    const redisGone = await waiting.ended;
    expect(redisGone).toMatchObject({ code: 1, stdout: '' });
    expect(redisGone.stderr).toContain('[QUEUE_UNREACHABLE]');

    const running = start(['run', DEMO], { ...env, REDIS_URL: '', VERBATIM_SESSIONS: '1' });
    const analysed = () =>
      database.query('select from verbatim.analysis limit 1').then((rows) => rows.rowCount);
    await expect.poll(analysed, { timeout: 300_000 }).toBe(1);
    await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
    const ended = await running.ended;
    // It may have met the cut in a place that reconnects: then it is done.
    if (ended.code !== 0) expect(ended.stderr).toMatch(/\[DATABASE_LOST\]/);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(await verbatim(['run', DEMO, '--json'], { ...env, REDIS_URL: '' })).toMatchObject({ code: 0 });
    const { rows } = await database.query('select count(*)::int as n from verbatim.analysis');
    expect(rows).toEqual([{ n: 958 }]);
  }, 400_000);
});
