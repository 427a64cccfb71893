import { chmod, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { openBucket } from '../../../src/buckets/bucket.ts';
import { checkOrigin } from '../../../src/runs/sources/check.ts';
import { pulledSource } from '../../support/data/pulled.ts';
import { bucketServer } from '../../support/servers/bucket-server.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { faultyServer } from '../../support/servers/faulty-server.ts';

const csv = (...rows: [number, string][]) =>
  `id,text\n${rows.map(([id, text]) => `${id},${text}\n`).join('')}`;

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'verbatim-pull-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  const { database } = await testDatabase();
  const source = await pulledSource(database, { kind: 'folder', address: path });
  const put = (name: string, content: string | Buffer) => writeFile(join(path, name), content);
  return { path, database, put, ...source };
}

test('a folder: each new or changed file is one import, and known files are left alone', async () => {
  const { path, put, pull, comments, database, origin } = await folder();
  await put('2026-01.csv', csv([1, 'good'], [2, 'bad']));
  await put('2026-02.csv.gz', gzipSync(csv([3, 'fine'])));
  await put('notes.docx', 'not read');
  await put('.hidden.csv', csv([9, 'hidden']));
  await put('empty.csv', '');
  expect(await pull()).toMatchObject({ files: 2, accepted: 3, failed: [] });
  expect(await pull()).toMatchObject({ files: 0 });
  await put('2026-01.csv', csv([1, 'good'], [2, 'not so bad'], [4, 'new']));
  await put('2026-03.csv', csv([5, 'late']));
  expect(await pull({ dryRun: true })).toMatchObject({ files: 2, accepted: 2, changed: 1 });
  expect(await pull()).toMatchObject({ files: 2, accepted: 2, changed: 1, duplicates: 1 });
  expect(await comments()).toEqual([
    ['1', 'good'],
    ['2', 'not so bad'],
    ['3', 'fine'],
    ['4', 'new'],
    ['5', 'late'],
  ]);
  // Touched, with the same content: read again, and recognised.
  await utimes(join(path, '2026-03.csv'), new Date(), new Date(Date.now() + 5_000));
  expect(await pull()).toMatchObject({ files: 1, accepted: 0, duplicates: 1 });
  const { rows } = await database.query('select file_name as file from verbatim.import order by id');
  expect(rows.map(({ file }) => file)).toEqual([
    ...['2026-01.csv', '2026-02.csv.gz', '2026-01.csv', '2026-03.csv', '2026-03.csv'],
  ]);
  await rm(path, { recursive: true });
  await expect(pull()).rejects.toMatchObject({ code: 'ORIGIN_UNREACHABLE' });
  expect(await origin()).toMatchObject({ status: 'failed', errorCode: 'ORIGIN_UNREACHABLE' });
});

test('a file that cannot be read is named, the others are pulled, and it is tried again', async () => {
  const { put, pull, comments, origin } = await folder();
  await put('a.csv', csv([1, 'good']));
  await put('b.csv', '%PDF-1.7 a document under the wrong name');
  await put('c.csv', csv([2, 'bad']));
  const first = await pull();
  expect(first).toMatchObject({ files: 2, failed: [{ file: 'b.csv', error: { code: 'FILE_NOT_TEXT' } }] });
  expect(await origin()).toMatchObject({
    status: 'failed',
    errorCode: 'FILE_NOT_TEXT',
    counts: { failed: 1 },
  });
  await put('b.csv', csv([3, 'fine']));
  expect(await pull()).toMatchObject({ files: 1, accepted: 1, failed: [] });
  expect(await comments()).toHaveLength(3);
  expect(await origin()).toMatchObject({ status: 'done', errorCode: null });
});

test.skipIf(process.getuid?.() === 0)('a folder without permission is refused', async () => {
  const { path, pull } = await folder();
  await chmod(path, 0);
  await expect(pull()).rejects.toMatchObject({ code: 'ORIGIN_REFUSED' });
});

test('a bucket: new and changed objects under the prefix', async () => {
  const server = await bucketServer();
  const bucket = openBucket(server.address(), server.environment);
  const put = (key: string, content: string) => bucket.write(key, Readable.from([Buffer.from(content)]));
  const { database } = await testDatabase();
  const origin = { kind: 'bucket' as const, address: server.address('night/') };
  const { pull, comments } = await pulledSource(database, origin, server.environment);
  await put('night/1.csv', csv([1, 'good'], [2, 'bad']));
  await put('night/deep/2.ndjson', '{"id":3,"text":"fine"}\n');
  await put('day/3.csv', csv([9, 'of another prefix']));
  await put('night/readme.md', 'not read');
  expect(await pull()).toMatchObject({ files: 2, accepted: 3 });
  expect(await pull()).toMatchObject({ files: 0 });
  await put('night/1.csv', csv([1, 'good'], [2, 'not so bad']));
  expect(await pull()).toMatchObject({ files: 1, changed: 1, duplicates: 1 });
  expect(await comments()).toEqual([
    ['1', 'good'],
    ['2', 'not so bad'],
    ['3', 'fine'],
  ]);
  const { rows } = await database.query('select address from verbatim.origin');
  expect(JSON.stringify(rows)).not.toContain(server.environment.BUCKET_SECRET);
});

test('a bucket with 100,000 objects is listed page by page, and only new objects are read', async () => {
  const objects = 100_000;
  const page = 1_000;
  const store = await faultyServer((request, response) => {
    const url = new URL(request.url!, 'http://store');
    if (!url.searchParams.has('list-type')) return void response.end(csv([1, 'good']));
    const from = Number(url.searchParams.get('continuation-token') ?? 0);
    const keys = Array.from({ length: page }, (_, at) => `f${String(from + at).padStart(6, '0')}.csv`);
    const more = from + page < objects;
    const entries = keys.map(
      (key) => `<Contents><Key>${key}</Key><ETag>"e"</ETag><Size>20</Size></Contents>`,
    );
    const next = `<NextContinuationToken>${from + page}</NextContinuationToken>`;
    response.end(
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? next : ''}${entries.join('')}</ListBucketResult>`,
    );
  });
  const { database } = await testDatabase();
  const address = `s3://exports/?endpoint=${encodeURIComponent(store.url)}`;
  const { pull } = await pulledSource(database, { kind: 'bucket', address });
  // All but three are known.
  await database.query(
    `insert into verbatim.origin_file (source, key, etag)
     select 'shop', sha256(convert_to('f' || lpad(g::text, 6, '0') || '.csv', 'utf8')), '20:e'
       from generate_series(0, $1::int - 1) g where g not in (5, 50000, 99999)`,
    [objects],
  );
  const checked = await checkOrigin(
    database,
    { source: 'shop', kind: 'bucket', address, settings: {}, position: null },
    {},
  );
  expect(checked).toMatchObject({ found: 3, bytes: 60 });
  expect(await pull()).toMatchObject({ files: 3, accepted: 1, duplicates: 2 });
  expect(store.requests.filter(({ url }) => !url.includes('list-type'))).toHaveLength(3);
});
