import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { csvOf, form, type Import, testFolder, testServer } from '../../support/servers/upload-server.ts';

interface Fault {
  readonly error: { readonly code: string; readonly fix: string; readonly message: string };
}

/** A folder on a disk of 4 MB; null where mounting is not permitted. */
function smallDisk(): string | null {
  const folder = testFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder]);
  });
  return folder;
}

const large = csvOf(60_000, (i) => `Order ${i} came late, and nobody knew why that was so, nor when.`);

test('a full disk refuses what does not fit, keeps nothing of it, and takes the next when there is room', async (context) => {
  const folder = smallDisk();
  if (!folder) return context.skip('mounting is not permitted here');
  const { post, get, settled, spooled } = await testServer({ folder });
  const dryRun = { query: { dryRun: 'true' } };
  const json = JSON.stringify(
    Array.from({ length: 60_000 }, (_, i) => ({ text: `Order ${i} came late, ${large.length}` })),
  );
  const sends: [string, () => Promise<Response>][] = [
    ['a file', () => post(large)],
    ['a form', () => post(form(large, 'a.csv'))],
    ['a dry run', () => post(large, dryRun)],
    ['JSON', () => post(`${json}${' '.repeat(5_000_000)}`, { type: 'application/json' })],
    // Its body fits, its rows do not fit beside it.
    ['JSON as rows', () => post(json, { type: 'application/json' })],
  ];
  for (const [what, send] of sends) {
    const answer = await send();
    const { error } = (await answer.json()) as Fault;
    expect([what, answer.status, error.code]).toEqual([what, 507, 'SPOOL_FAILED']);
    expect(error.message).not.toContain(folder);
    expect([what, spooled()]).toEqual([what, []]);
  }
  // Not a byte is left.
  writeFileSync(join(folder, 'filler'), Buffer.alloc(statfsSync(folder).bavail * statfsSync(folder).bsize));
  expect((await post(csvOf(3))).status).toBe(507);
  expect(((await (await get('/imports')).json()) as { imports: Import[] }).imports).toEqual([]);
  rmSync(join(folder, 'filler'));
  const { url } = (await (await post(csvOf(3))).json()) as Import;
  expect(await settled(url)).toMatchObject({ state: 'done', counts: { accepted: 3 } });
}, 120_000);

test('a spool folder that is gone is said, with no row left; it may come back', async () => {
  const { post, get, settled, folder } = await testServer();
  rmSync(folder, { recursive: true });
  for (const send of [
    () => post(csvOf(3)),
    () => post(form(csvOf(3), 'a.csv')),
    () => post(csvOf(3), { query: { dryRun: 'true' } }),
    () => post('[{"text":"x"}]', { type: 'application/json' }),
  ]) {
    const answer = await send();
    expect([answer.status, ((await answer.json()) as Fault).error.code]).toEqual([507, 'SPOOL_FAILED']);
  }
  expect(((await (await get('/imports')).json()) as { imports: Import[] }).imports).toEqual([]);
  mkdirSync(folder);
  const { url } = (await (await post(csvOf(3))).json()) as Import;
  expect(await settled(url)).toMatchObject({ state: 'done', counts: { accepted: 3 } });
}, 60_000);

test('with 64 open files at most, uploads are taken or refused with a code, and none is lost', async () => {
  const { url } = await testDatabase();
  const folder = testFolder();
  const command = `ulimit -n 64; exec ${process.execPath} bin/verbatim.mjs serve --port 0`;
  const child = spawn('bash', ['-c', command], {
    cwd: ROOT,
    env: {
      ...{ ...process.env, DATABASE_URL: url, REDIS_URL: '', VERBATIM_API_KEY: '', VERBATIM_RATE_LIMIT: '0' },
      VERBATIM_UPLOAD_FOLDER: folder,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
  });
  await expect.poll(() => stderr, { timeout: 300_000 }).toContain('Listening on');
  const address = /http:\/\/\S+/.exec(stderr)![0];
  const outcomes = await Promise.all(
    Array.from({ length: 80 }, async (_, i) => {
      const answer = await fetch(`${address}/imports?source=${i}`, {
        ...{
          method: 'POST',
          headers: { 'content-type': 'text/csv' },
          body: csvOf(200, (row) => `${i}: ${row}`),
        },
      }).catch(() => null);
      if (!answer) return 'not connected';
      const body = (await answer.json()) as Partial<Fault> & { url?: string };
      return body.error ? `${answer.status} ${body.error.code}` : body.url!;
    }),
  );
  const refused = outcomes.filter((outcome) => !outcome.startsWith('/'));
  for (const outcome of refused) {
    expect(outcome).toMatch(/^(not connected|503 (SERVER_BUSY|DATABASE_LOST)|507 SPOOL_FAILED)$/);
  }
  const taken = outcomes.filter((outcome) => outcome.startsWith('/'));
  // When the rush is over, it goes on.
  const last = async () => {
    const answer = await fetch(`${address}/imports?source=last`, {
      ...{ method: 'POST', headers: { 'content-type': 'text/csv' }, body: csvOf(5) },
    }).catch(() => null);
    const { url: at } = answer?.ok ? ((await answer.json()) as { url: string }) : { url: '' };
    return at;
  };
  await expect.poll(last, { timeout: 120_000, interval: 1_000 }).toMatch(/^\/imports/);
  for (const at of taken) {
    const state = async () => ((await (await fetch(address + at)).json()) as Import).state;
    await expect.poll(() => state().catch(() => ''), { timeout: 120_000 }).toBe('done');
  }
  await expect.poll(() => readdirSync(folder), { timeout: 20_000 }).toEqual([]);
  expect(child.exitCode).toBeNull();
}, 900_000);
