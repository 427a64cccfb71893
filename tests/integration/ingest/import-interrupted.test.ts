import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { testDatabase } from '../../support/servers/database.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-interrupted-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = 5000;
// Rows with an id and without, equal ones among them.
const CSV = `id,text,shop\n${Array.from({ length: ROWS }, (_, i) => `${i % 3 ? '' : i},"text ${i % 700}",s${i % 2}`).join('\n')}\n`;

async function tables(database: Database) {
  const { rows } = await database.query(
    `select f.line, f.identity, f.fingerprint, f.external_id, f.raw_text, f.attributes, d.text, d.characters
     from verbatim.feedback f join verbatim.document d on d.id = f.document_id order by f.line`,
  );
  const documents = await database.query('select count(*) as n from verbatim.document');
  return { rows, documents: documents.rows[0].n };
}
const lastImport = async (database: Database) =>
  (await database.query('select * from verbatim.import order by id desc limit 1')).rows[0];

async function undisturbed() {
  const { database } = await testDatabase();
  await importFile(database, { file: 'f.csv', input: Readable.from([CSV]) });
  const all = await tables(database);
  expect(all.rows).toHaveLength(ROWS);
  expect(all.documents).toBe(700);
  return all;
}

test('abort stops between chunks; the next run ends the same as an undisturbed one', async () => {
  const { database } = await testDatabase();
  const abort = new AbortController();
  const stopped = importFile(database, {
    ...{ file: 'f.csv', input: Readable.from([CSV]), chunkRows: 100, signal: abort.signal },
    onProgress: ({ rows }) => rows >= 1000 && abort.abort('SIGINT'),
  });
  await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED', params: { signal: 'SIGINT' } });
  const row = await lastImport(database);
  expect(row).toMatchObject({ status: 'interrupted', error_code: null });
  expect(row.accepted).toBeGreaterThanOrEqual(1000);
  expect(row.accepted).toBeLessThan(ROWS);
  expect(row.accepted % 100).toBe(0);
  expect(row.committed_line).toBe(row.accepted + 1);
  const again = await importFile(database, { file: 'f.csv', input: Readable.from([CSV]) });
  expect(again).toMatchObject({ read: ROWS, accepted: ROWS - row.accepted, duplicates: row.accepted });
  expect(await tables(database)).toEqual(await undisturbed());
});

test('abort ends the wait for a silent stream, before its first row as after it, and leaves nothing', async () => {
  const { database } = await testDatabase();
  const spools = mkdtempSync(join(folder, 'spools-'));
  vi.stubEnv('TMPDIR', spools);
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const begin of ['', `text\n${'some text\n'.repeat(20_000)}`]) {
    const abort = new AbortController();
    const input = new PassThrough();
    if (begin) input.write(begin);
    setTimeout(() => abort.abort('SIGTERM'), 300);
    const running = importFile(database, { file: '-', input, signal: abort.signal });
    await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED', params: { signal: 'SIGTERM' } });
  }
  expect(await lastImport(database)).toBeUndefined();
  expect(readdirSync(spools)).toEqual([]);
});

test('gzip that breaks off: the rows before stay, the import is failed', async () => {
  const { database } = await testDatabase();
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i},${Math.sin(i)} ${Math.cos(i)}`);
  const packed = gzipSync(`id,text\n${lines.join('\n')}\n`);
  const file = join(folder, 'broken.csv.gz');
  writeFileSync(file, packed.subarray(0, packed.length >> 1));
  const error = await importFile(database, { file }).catch((thrown) => thrown);
  const row = await lastImport(database);
  expect(error).toMatchObject({ code: 'FILE_CORRUPT', params: { line: row.committed_line } });
  expect(row).toMatchObject({ status: 'failed', error_code: 'FILE_CORRUPT', rejected: 0 });
  expect(row.accepted).toBe(row.committed_line - 1);
  // About half of the file, up to its last whole row: zlib's own view of what can be unpacked.
  const { unzipSync, constants } = await import('node:zlib');
  const half = unzipSync(packed.subarray(0, packed.length >> 1), { finishFlush: constants.Z_SYNC_FLUSH });
  expect(row.accepted).toBe(half.toString().split('\n').length - 2);
  writeFileSync(file, packed);
  expect(await importFile(database, { file })).toMatchObject({ read: 20_000, duplicates: row.accepted });
});

test('damage in the middle of gzip, and a stream that fails', async () => {
  const { database } = await testDatabase();
  const packed = gzipSync(`text\n${Array.from({ length: 20_000 }, (_, i) => `row ${i * 7919}`).join('\n')}`);
  packed.fill(0xaa, packed.length >> 1, (packed.length >> 1) + 2000);
  const damaged = importFile(database, { file: 'd.csv', input: Readable.from([packed]) });
  await expect(damaged).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
  async function* failing() {
    yield Buffer.from(`text\n${'x\n'.repeat(100_000)}half a r`);
    throw new Error('connection lost');
  }
  const failed = importFile(database, { file: 'u.csv', input: Readable.from(failing()) });
  await expect(failed).rejects.toMatchObject({ code: 'FILE_CORRUPT', params: { detail: 'connection lost' } });
  expect(await lastImport(database)).toMatchObject({ status: 'failed', accepted: 100_000, rejected: 0 });
});

test('kill -9 in the middle, again and again: the tables end the same', async () => {
  const { url, database } = await testDatabase();
  const file = join(folder, 'f.csv');
  writeFileSync(file, CSV);
  const script = `
    import { openDatabase } from '${join(import.meta.dirname, '../../../src/db/client.ts')}';
    import { importFile } from '${join(import.meta.dirname, '../../../src/ingest/store/import-file.ts')}';
    const database = await openDatabase(process.argv[1], { connections: 2, name: 'killed' });
    await importFile(database, { file: process.argv[2], chunkRows: 20 });
  `;
  let before = 0;
  for (const enough of [400, 1500, 3000]) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, url, file], {
      stdio: 'ignore',
    });
    const exited = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    while (before < enough && child.exitCode === null) {
      await sleep(2);
      before = (await database.query('select count(*) as n from verbatim.feedback')).rows[0].n;
    }
    child.kill('SIGKILL');
    expect(await exited).toBe('SIGKILL');
  }
  expect(before).toBeLessThan(ROWS);
  const last = await importFile(database, { file });
  expect(last.read).toBe(ROWS);
  expect(last.duplicates).toBeGreaterThanOrEqual(before);
  expect(await tables(database)).toEqual(await undisturbed());
});

test('a database error mid-way marks the import failed and leaves no connection behind', async () => {
  const { database } = await testDatabase();
  await database.query(`alter table verbatim.feedback add constraint planted check (line < 3000)`);
  const failed = importFile(database, { file: 'f.csv', input: Readable.from([CSV]), chunkRows: 1000 });
  await expect(failed).rejects.toMatchObject({ code: '23514' });
  expect(await lastImport(database)).toMatchObject({
    status: 'failed',
    error_code: 'INTERNAL',
    accepted: 2000,
  });
  expect(database.totalCount - database.idleCount).toBe(0);
  await database.query('alter table verbatim.feedback drop constraint planted');
  await importFile(database, { file: 'f.csv', input: Readable.from([CSV]) });
  expect((await tables(database)).rows).toHaveLength(ROWS);
});
