import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start, verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-undo-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const csv = (name: string, from: number, to: number) => {
  const file = join(folder, name);
  const rows = Array.from({ length: to - from }, (_, i) => `${from + i},Comment ${from + i} of a customer`);
  writeFileSync(file, `id,text\n${rows.join('\n')}\n`);
  return file;
};

test('imports are listed, shown in a dry run, taken back and imported again; sources get other names', async () => {
  const { url, database } = await testDatabase();
  const run = async (...args: string[]) => {
    const ended = await verbatim(args, { DATABASE_URL: url, REDIS_URL: '' });
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    return ended;
  };
  const count = async () =>
    (await database.query<{ n: number }>('select count(*) as n from verbatim.feedback')).rows[0]!.n;
  await run('import', csv('a.csv', 0, 30));
  await run('import', csv('b.csv', 20, 60));
  const listed = await run('report', 'imports');
  expect(listed.stdout).toMatch(/^\s*id\b.*source/m);
  expect(listed.stdout).toMatch(/^\s*2 +b +done/m);

  const dry = await run('import', 'undo', '2', '--dry-run', '--json');
  expect(JSON.parse(dry.stdout)).toMatchObject({
    dryRun: true,
    state: 'planned',
    feedback: 40,
    documents: 30,
  });
  const told = await run('import', 'undo', '2', '--dry-run');
  expect(told.stdout).toContain('40 comments deleted');
  expect(told.stdout).toContain('Nothing was changed (--dry-run).');
  expect(await count()).toBe(70);

  const undone = await run('import', 'undo', '2');
  expect([undone.code, undone.stdout.split('\n')[0]]).toEqual([0, 'Import 2, b.csv, source b: was undone.']);
  expect(await count()).toBe(30);
  expect((await run('import', 'undo', '2')).stdout).toContain('was undone before');
  for (const id of ['99', 'x', '0', '1;drop']) {
    const refused = await run('import', 'undo', id, '--json');
    expect([refused.code, JSON.parse(refused.stdout).error.code]).toEqual([2, 'IMPORT_UNKNOWN']);
  }
  const again = JSON.parse((await run('import', join(folder, 'b.csv'), '--json')).stdout);
  expect(again).toMatchObject({ accepted: 40, duplicates: 0, newDocuments: 30 });

  expect((await run('source', 'list')).stdout).toMatch(/^a +30 .*1 import\nb +40 .*2 imports\n$/);
  expect((await run('source', 'rename', 'a', 'c')).stdout).toBe('30 comments of a are in source c.\n');
  const merged = await run('source', 'merge', 'c', 'b', '--dry-run', '--json');
  expect(JSON.parse(merged.stdout)).toMatchObject({ feedback: 30, duplicates: 10, clashes: 0, dryRun: true });
  expect((await run('source', 'merge', 'c', 'b')).stdout).toContain('20 comments of c went into b.');
  expect(await count()).toBe(60);
  const missing = await run('source', 'rename', 'c', 'd', '--json');
  expect([missing.code, JSON.parse(missing.stdout).error.code]).toEqual([2, 'SOURCE_UNKNOWN']);
  for (const line of (await run('import', 'undo', '--help')).stdout.split('\n')) {
    expect(line.length).toBeLessThanOrEqual(80);
  }
});

test('an undo that is killed goes on where it stopped', async () => {
  const { url, database } = await testDatabase();
  const environment = { DATABASE_URL: url, REDIS_URL: '' };
  const count = async () =>
    (await database.query<{ n: number }>('select count(*) as n from verbatim.feedback')).rows[0]!.n;
  await verbatim(['import', csv('kept.csv', 0, 100)], environment);
  await verbatim(['import', csv('large.csv', 50, 60_050)], environment);
  const killed = start(['import', 'undo', '2'], environment);
  await expect.poll(count, { timeout: 180_000, interval: 20 }).toBeLessThan(60_100);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const left = await count();
  expect(left).toBeGreaterThan(100);
  const refused = await verbatim(['import', join(folder, 'large.csv'), '--json'], environment);
  expect(JSON.parse(refused.stdout).error.code).toBe('SOURCE_UNDOING');
  const resumed = JSON.parse((await verbatim(['import', 'undo', '2', '--json'], environment)).stdout);
  expect(resumed).toMatchObject({ state: 'undone', feedback: left - 100 });
  const { rows } = await database.query(
    `select (select count(*) from verbatim.feedback) as feedback, (select count(*) from verbatim.document) as documents`,
  );
  expect(rows[0]).toEqual({ feedback: 100, documents: 100 });
});
