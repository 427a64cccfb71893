import fs from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openRejects } from '../../../src/db/imports/rejects.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { rejectsCsv, rejectsHeader } from '../../../src/ingest/store/rejects-file.ts';
import { testDatabase } from '../../support/servers/database.ts';

/** Names of the files that were opened for reading. */
let opened: string[] = [];
let folder = '';
const { open } = fs.promises;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verbatim-readings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// The real `open`, counted.
beforeEach(() => {
  opened = [];
  fs.promises.open = (path, flags, mode) => {
    if (flags === 'r') opened.push(basename(String(path)));
    return open(path, flags, mode);
  };
  syncBuiltinESMExports();
});
afterEach(() => {
  fs.promises.open = open;
  syncBuiltinESMExports();
});

const HEADER = 'text,date,rating,shop\n';
const lines = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `comment number ${i},2024-03-${String((i % 28) + 1).padStart(2, '0')},${(i % 5) + 1},Bonn\n`,
  ).join('');
const wide = `${Array.from({ length: 300 }, (_, i) => `the question of column ${i}`).join(',')}\n`;
const windows1252 = Buffer.concat([
  Buffer.from(HEADER + lines(8_000)),
  Buffer.from('sch\xf6n und gut,2024-03-04,4,K\xf6ln\n'.repeat(20), 'latin1'),
]);

test.each<[string, string | Buffer, number, Partial<ImportOptions>]>([
  ['a plain CSV', HEADER + lines(20_000), 2, {}],
  ['a source that is given', HEADER + lines(3_000), 2, { source: 'shop' }],
  ['an encoding that is given', HEADER + lines(3_000), 2, { encoding: 'utf-8' }],
  ['a mark of UTF-8', `\ufeff${HEADER}${lines(3_000)}`, 2, {}],
  ['neither times nor ratings', `text,shop\n${lines(8_000).replace(/,2024-[\d-]+,\d/g, '')}`, 2, {}],
  [
    'titles above the header',
    `Report\n${'All shops of the region\n'.repeat(12)}\n${HEADER}${lines(300)}`,
    2,
    {},
  ],
  [
    'a long header',
    wide.replace('the question of column 0,', 'text,') + 'good and cheap,\n'.repeat(30),
    2,
    {},
  ],
  // The survey is repeated: beyond the first 256 KiB the file is not what it seemed to be.
  ['Western letters far below', windows1252, 3, {}],
])('%s', async (_, content, readings, options) => {
  const { database } = await testDatabase();
  const file = join(folder, 'export.csv');
  await writeFile(file, content);
  const { read, accepted } = await importFile(database, { file, ...options });
  expect(accepted).toBe(read);
  expect(accepted).toBeGreaterThan(20);
  expect(opened).toEqual(Array(readings).fill('export.csv'));
});

test('standard input is spooled once and read twice', async () => {
  const { database } = await testDatabase();
  const input = Readable.from([HEADER, lines(3_000)]);
  expect(await importFile(database, { file: '-', input })).toMatchObject({ accepted: 3_000 });
  expect(opened).toEqual(['input', 'input']);
});

test('a file of rejects is read twice', async () => {
  const { database } = await testDatabase();
  const input = Readable.from([`text,rating\ngood,4\n${'bad,3,4\n'.repeat(30)}`]);
  await importFile(database, { file: 'shop.csv', input });
  let content = rejectsHeader(true);
  for await (const page of openRejects(database, {})) content += rejectsCsv(page);
  const file = join(folder, 'rejects.csv');
  await writeFile(file, content.replaceAll('bad,3,4', 'bad,3'));
  opened = [];
  expect(await importFile(database, { file })).toMatchObject({ read: 30, rejected: 0 });
  expect(opened).toEqual(['rejects.csv', 'rejects.csv']);
});

test('ids that are stored take a reading of their own, before anything is written', async () => {
  const { database } = await testDatabase();
  const file = join(folder, 'ids.csv');
  await writeFile(file, `id,text\n${Array.from({ length: 50 }, (_, i) => `${i},comment ${i}\n`).join('')}`);
  await importFile(database, { file });
  expect(opened).toHaveLength(2);
  expect(await importFile(database, { file })).toMatchObject({ duplicates: 50 });
  expect(opened).toHaveLength(5);
});
