import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stopEmbeddedServer } from '../../../src/db/server/embedded-server.ts';
import { start, verbatim } from '../../support/cli.ts';

/** The embedded default under hardship: its server dies, two commands want the same, another language is spoken. */
const folder = mkdtempSync(join(tmpdir(), 'verbatim-life-'));
const home = join(folder, 'home');
const env = { VERBATIM_HOME: home, DATABASE_URL: '', REDIS_URL: '', VERBATIM_SESSIONS: '1' };
const postmaster = () => Number(readFileSync(join(home, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
const csv = (name: string, rows: number, from = 0) => {
  const file = join(folder, name);
  const lines = Array.from(
    { length: rows },
    (_, i) => `${from + i},The ${from + i}th parcel was LATE; it is torn.`,
  );
  writeFileSync(file, `id,text\n${lines.join('\n')}\n`);
  return file;
};
const status = async () => JSON.parse((await verbatim(['status', '--json'], env)).stdout);

beforeAll(async () => {
  // The model is checked once, here.
  expect((await verbatim(['run', csv('first.csv', 3)], env)).code).toBe(0);
}, 300_000);
afterAll(async () => {
  await stopEmbeddedServer(home);
  rmSync(folder, { recursive: true, force: true });
});

test('two runs of one file at once: each row once, both end well', async () => {
  const file = csv('twice.csv', 400, 1_000);
  const both = await Promise.all([1, 2].map(() => verbatim(['run', file, '--json'], env)));
  for (const { code, stderr } of both) expect(code, stderr).toBe(0);
  const { accepted, duplicates } = both
    .map(({ stdout }) => JSON.parse(stdout))
    .reduce((sum, it) => ({
      accepted: sum.accepted + it.accepted,
      duplicates: sum.duplicates + it.duplicates,
    }));
  expect([accepted, duplicates]).toEqual([400, 400]);
  expect((await status()).missing).toBe(0);
}, 300_000);

test('a worker and a server start the postmaster again when it is killed: nothing lost, nothing stuck', async () => {
  const worker = start(['worker'], env);
  const serve = start(['serve', '--port', '0'], env);
  await Promise.all([worker.saw('Worker ready'), serve.saw('Listening on')]);
  const run = start(['run', csv('killed.csv', 3_000, 10_000), '--no-worker', '--json'], env);
  await run.saw('Import');
  const killed = postmaster();
  process.kill(killed, 'SIGKILL');
  // Whoever looks first starts it; another that looks a second later may find nothing amiss.
  await Promise.any([worker.saw('is up again'), serve.saw('is up again'), run.saw('is up again')]);
  expect(postmaster()).not.toBe(killed);
  await run.ended;
  // Whatever the outage did to the command: the same command again finishes the work, by the same worker.
  const again = await verbatim(['run', join(folder, 'killed.csv'), '--no-worker', '--json'], env);
  expect(again.code, again.stderr).toBe(0);
  const { accepted, duplicates } = JSON.parse(again.stdout);
  expect(accepted + duplicates).toBe(3_000);
  expect((await status()).missing).toBe(0);
  // What `db stop` ends stays so.
  await verbatim(['db', 'stop'], env);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(() => postmaster()).toThrow();
  for (const { child, ended } of [worker, serve]) {
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  }
}, 600_000);

test('a Turkish locale changes no result and no message', async () => {
  const said = async (name: string, locale: string) => {
    const environment = { ...env, LANG: locale, LC_ALL: locale, LANGUAGE: 'tr' };
    const imported = await verbatim(
      ['import', csv(`${name}.csv`, 20, 50_000), '--source', name, '--json'],
      environment,
    );
    const { accepted, columns } = JSON.parse(imported.stdout);
    const wrong = await verbatim(['report', 'SENTIMENT-I', '--json'], environment);
    return JSON.stringify({ accepted, columns, wrong }).replaceAll(name, 'NAME');
  };
  expect(await said('turkish', 'tr_TR.UTF-8')).toBe(await said('english', 'C.UTF-8'));
}, 300_000);
