import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { importLabels } from '../../../src/ingest/labels/label-import.ts';
import { type ImportOptions, importFile, openSeries } from '../../../src/ingest/store/import-file.ts';
import { testDatabase } from '../../support/servers/database.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: unknown) => error,
  );
const lastImport = async (database: Database) =>
  (await database.query('select * from verbatim.import order by id desc limit 1')).rows[0];
const taken = async (content: string | Buffer, options: Partial<ImportOptions> = {}) => {
  const { database } = await testDatabase();
  const input = Readable.from([Buffer.from(content)]);
  const work = importFile(database, { file: 'f', source: 's', input, ...options });
  const rejects = async () =>
    (await database.query('select line::int, reason, detail from verbatim.reject order by id')).rows;
  return { database, work, rejects };
};

describe('a file that changes while it is read', () => {
  const ROWS = 40_000;
  const csv = `id,text\n${Array.from({ length: ROWS }, (_, i) => `${i},row ${i} ${'x'.repeat(60)}`).join('\n')}\n`;
  const rows = csv.split('\n');
  const half = rows.slice(0, ROWS >> 1).join('\n').length + 1;

  const changes: [string, string, (file: string) => void][] = [
    ['shrinks', 'it had', (file) => truncateSync(file, half)],
    ['shrinks to nothing', 'it had', (file) => truncateSync(file, 0)],
    ['grows', 'it had', (file) => appendFileSync(file, 'more,more\n')],
    [
      'is overwritten by as many bytes',
      'it was written to',
      // In place: a thread that reads meanwhile must not find an empty file.
      (file) => writeFileSync(file, csv.toUpperCase(), { flag: 'r+' }),
    ],
  ];
  test.each(changes)(
    '%s: FILE_CHANGED, the import failed, and the next one goes on',
    async (_, why, change) => {
      const { database } = await testDatabase();
      const file = join(folder, 'changing.csv');
      writeFileSync(file, csv);
      utimesSync(file, 1_700_000_000, 1_700_000_000);
      let changed = false;
      const onProgress = ({ rows }: { rows: number }) => {
        if (changed || rows < 3_000) return;
        changed = true;
        change(file);
      };
      const error = await refused(importFile(database, { file, chunkRows: 500, onProgress }));
      expect(error).toMatchObject({ code: 'FILE_CHANGED', http: 409 });
      expect((error as Error).message).toContain(why);
      const row = await lastImport(database);
      expect(row).toMatchObject({ status: 'failed', error_code: 'FILE_CHANGED', rejected: 0 });
      expect(row.accepted).toBeGreaterThanOrEqual(3_000);
      writeFileSync(file, csv);
      const again = await importFile(database, { file, update: true });
      expect(again).toMatchObject({ read: ROWS, rejected: 0 });
      expect(again.accepted + again.changed + again.duplicates).toBe(ROWS);
      const { rows: stored } = await database.query('select count(*)::int as n from verbatim.feedback');
      expect(stored).toEqual([{ n: ROWS }]);
    },
  );

  test.each<[string, string, (file: string) => void]>([
    ...changes,
    [
      'is replaced',
      'another file',
      (file) => {
        writeFileSync(`${file}.new`, csv);
        renameSync(`${file}.new`, file);
      },
    ],
    ['goes', 'it is gone', (file) => rmSync(file)],
  ])('%s between two readings: nothing is taken', async (_, why, change) => {
    const { database } = await testDatabase();
    const file = join(folder, 'between.csv');
    writeFileSync(file, csv);
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    const series = await openSeries(database, [{ file }]);
    change(file);
    const error = await refused(series.take(series.files[0]!));
    await series.close();
    expect(error).toMatchObject({ code: 'FILE_CHANGED' });
    expect((error as Error).message).toContain(why);
    const { rows: stored } = await database.query('select count(*)::int as n from verbatim.feedback');
    expect(stored).toEqual([{ n: 0 }]);
  });

  test('a file of labels is taken whole or not at all', async () => {
    const { database } = await testDatabase();
    await importFile(database, { file: 's', input: Readable.from(['id,text\n1,a\n2,b\n']) });
    const broken = gzipSync(`id,label\n1,positive\n${'2,negative\n'.repeat(50_000)}`);
    const file = join(folder, 'labels.csv.gz');
    writeFileSync(file, broken.subarray(0, broken.length - 20));
    expect(await refused(importLabels(database, file, {}))).toMatchObject({ code: 'FILE_CORRUPT' });
  });

  test('what has no size, as the files of /proc, is read as a stream', async () => {
    const { database } = await testDatabase();
    const error = await refused(importFile(database, { file: '/proc/self/status' }));
    expect(statSync('/proc/self/status').size).toBe(0);
    expect(error).not.toMatchObject({ code: 'FILE_CHANGED' });
    expect(error).not.toMatchObject({ code: 'FILE_EMPTY' });
  });
});

describe('lines and records without an end', () => {
  const LONG = 300 * 1024 * 1024;
  const piece = Buffer.alloc(1024 * 1024, 'z');
  test.each<[string, string, string]>([
    ['CSV', 'id,text\n1,', '\n2,fine\n'],
    ['CSV behind an open quote', 'id,text\n1,"', '\n2,fine\n'],
    ['NDJSON', '{"id":2,"text":"ok"}\n{"id":1,"text":"', '"}\n{"id":3,"text":"fine"}\n'],
  ])('%s: a line of 300 MB is a reject with its line, in flat memory', async (_, before, after) => {
    async function* endless() {
      yield Buffer.from(before);
      for (let n = 0; n < LONG; n += piece.length) yield piece;
      yield Buffer.from(after);
    }
    const { database } = await testDatabase();
    const start = process.memoryUsage().rss;
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss - start);
    }, 20);
    const work = importFile(database, { file: 'f', source: 's', input: Readable.from(endless()) });
    const summary = await work.finally(() => clearInterval(watch));
    expect(summary.rejectsByReason).toEqual({ record_too_long: 1 });
    expect(summary.rejected + summary.accepted).toBe(summary.read);
    const { rows } = await database.query('select line::int, length(raw_row) as kept from verbatim.reject');
    expect(rows).toMatchObject([{ line: 2, kept: 65_536 }]);
    expect(peak).toBeLessThan(250_000_000);
  });

  test('a JSON array with an object of 300 MB: FILE_CORRUPT with its line', async () => {
    async function* endless() {
      yield Buffer.from('[{"text":"ok"},\n{"text":"');
      for (let n = 0; n < LONG; n += piece.length) yield piece;
      yield Buffer.from('"}]');
    }
    const { database } = await testDatabase();
    const work = importFile(database, { file: 'f', input: Readable.from(endless()) });
    const error = await refused(work);
    expect(error).toMatchObject({ code: 'FILE_CORRUPT', http: 400 });
    expect((error as Error).message).toContain('the object that begins in line 2 is too long');
    expect(await lastImport(database)).toMatchObject({ status: 'failed', accepted: 1 });
  });

  test('an unclosed quote, then 66 Mi characters of short lines: every line, in a small heap', () => {
    const script = `
      import { RecordScanner } from '${join(import.meta.dirname, '../../../src/ingest/records/records.ts')}';
      const scanner = new RecordScanner(',');
      const lines = 'a\\n'.repeat(128 * 1024);
      let count = 0;
      const drain = (records) => { for (const record of records) count++; };
      drain(scanner.push('text\\n"'));
      for (let i = 0; i < 264; i++) drain(scanner.push(lines));
      drain(scanner.end());
      console.log(count);
    `;
    const heap = '--max-old-space-size=160';
    const { stdout, stderr } = spawnSync(process.execPath, [heap, '--input-type=module', '-e', script]);
    expect(stderr.toString()).toBe('');
    // The header, and the first line, which has the quote.
    expect(Number(stdout)).toBe(1 + 264 * 128 * 1024);
  });
});

describe('archives', () => {
  test('one that unpacks to more than a thousand times its size is refused beyond 1 GiB', async () => {
    const frame = zstdCompressSync(Buffer.from(`${'x'.repeat(64_000_000)}\n`));
    const frames = [zstdCompressSync(Buffer.from('id,text\n')), ...Array.from({ length: 20 }, () => frame)];
    const { database, work } = await taken(Buffer.concat(frames));
    const error = await refused(work);
    expect(error).toMatchObject({ code: 'FILE_CORRUPT' });
    expect((error as Error).message).toContain('more than 1,000 times its size');
    expect(await lastImport(database)).toMatchObject({ status: 'failed', error_code: 'FILE_CORRUPT' });
  });

  test.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('a file of rejects in damaged %s is FILE_CORRUPT', async (_, pack) => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},f,1,,,,${Math.sin(i)}`).join('\n');
    const packed = pack(Buffer.from(`reject_id,file,line,column,reason,detail,raw_row\n${rows}\n`));
    const { work } = await taken(packed.subarray(0, packed.length >> 1));
    expect(await refused(work)).toMatchObject({ code: 'FILE_CORRUPT' });
  });
});

describe('shapes', () => {
  test('65,536 columns are refused, as CSV and as JSON', async () => {
    const names = Array.from({ length: 65_536 }, (_, i) => `c${i}`);
    const csv = `${names.join(',')}\n${names.join(',')}\n`;
    const object = `${JSON.stringify(Object.fromEntries(names.map((name) => [name, 1])))}\n`;
    for (const content of [csv, object, `[${object}]`]) {
      const { work } = await taken(content);
      expect(await refused(work)).toMatchObject({ code: 'FILE_TOO_WIDE' });
    }
  });

  const OWN = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  test('columns named as the members of every object are columns', async () => {
    const csv = `id,text,${OWN.join(',')}\n1,Good,a,b,c,d\n2,Bad,,,,\n`;
    const { database, work } = await taken(csv);
    expect(await work).toMatchObject({ accepted: 2, rejected: 0 });
    const { rows } = await database.query('select attributes from verbatim.feedback order by id');
    expect(rows.map(({ attributes }) => Object.entries(attributes))).toEqual([
      expect.arrayContaining(
        Object.entries({ column_3: 'a', constructor: 'b', toString: 'c', hasOwnProperty: 'd' }),
      ),
      [],
    ]);
    const changed = await importFile(database, {
      ...{ file: 'f', source: 's', input: Readable.from([csv.replace('a,b,c,d', 'a,,c,d')]) },
    });
    expect(changed).toMatchObject({ changed: 1, duplicates: 1 });
  });

  test('so are keys of JSON, also inside of objects', async () => {
    const inner = OWN.map((name) => `"${name}":"x"`).join(',');
    const { database, work } = await taken(
      `{"id":1,"text":"Good","in":{${inner}},${inner}}\n{"id":2,"text":"Fine"}\n`,
    );
    expect(await work).toMatchObject({ accepted: 2, rejected: 0 });
    const { rows } = await database.query('select attributes from verbatim.feedback order by id');
    expect(Object.keys(rows[0].attributes)).toHaveLength(8);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('JSON that is nested 100,000 deep is one reject, with the reason', async () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const objects = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const { work, rejects } = await taken(`{"text":"ok"}\n${deep}\n${objects}\n{"text":"fine"}\n`);
    expect(await work).toMatchObject({ accepted: 2, rejected: 2 });
    const flaw = { reason: 'malformed_json', detail: 'the row is nested deeper than 100 objects' };
    expect(await rejects()).toEqual([
      { line: 2, ...flaw },
      { line: 3, ...flaw },
    ]);
    const array = await taken(`[{"text":"ok"},\n${deep}]`);
    const error = await refused(array.work);
    expect(error).toMatchObject({ code: 'FILE_CORRUPT' });
    expect((error as Error).message).toContain('line 2');
  });

  test('a name that many names repeat costs its row, not the memory', async () => {
    const long = 'n'.repeat(200_000);
    const inner = Array.from({ length: 3_000 }, (_, i) => `"${i}":1`).join(',');
    const { work, rejects } = await taken(`{"text":"ok"}\n{"text":"bad","${long}":{${inner}}}\n`);
    expect(await work).toMatchObject({ accepted: 1, rejected: 1 });
    expect(await rejects()).toMatchObject([
      { line: 2, reason: 'malformed_json', detail: 'a name has more than 1,000 characters' },
    ]);
  });

  test('a delimiter that also quotes or escapes is refused', async () => {
    const { work } = await taken('a"b\n1"2\n', { quotes: { quote: "'", escape: "'" }, delimiter: "'" });
    expect(await refused(work)).toMatchObject({ code: 'USAGE' });
    const backslash = { quotes: { quote: '"', escape: '\\' }, delimiter: '\\' } as const;
    const { work: other } = await taken(`${'\\"x'.repeat(5)}\n`, backslash);
    expect(await refused(other)).toMatchObject({ code: 'USAGE' });
  });
});
