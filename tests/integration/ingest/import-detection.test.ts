import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { inputFiles } from '../../../src/ingest/bytes/input-files.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { makeDatabase } from '../../support/servers/database.ts';

let folder: string;
let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-detection-'));
  made = await makeDatabase();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await made.drop();
});

let n = 0;
/** Imports a file under a source of its own; what was stored of it. */
async function take(content: string | Buffer, options: Partial<ImportOptions> = {}, name = 'f.csv') {
  const file = join(folder, name);
  writeFileSync(file, content);
  const summary = await importFile(made.database, { file, source: `s${++n}`, ...options });
  const { rows } = await made.database.query(
    `select external_id as id, coalesce(raw_text, d.text) as text, occurred_at as time, rating, attributes
       from verbatim.feedback f left join verbatim.document d on d.id = f.document_id
      where f.import_id = $1 order by f.id`,
    [summary.importId],
  );
  return { summary, rows };
}
async function refused(
  content: string | Buffer,
  options: Partial<ImportOptions> = {},
): Promise<VerbatimError> {
  const error = await take(content, options).catch((thrown: unknown) => thrown);
  if (error instanceof VerbatimError) return error;
  throw new Error(`no VerbatimError: ${String(error)}`);
}

describe('encodings, by the whole file', () => {
  const plain = `id,text\n${Array.from({ length: 40_000 }, (_, i) => `${i},plain words`).join('\n')}\n`;
  const latin = (text: string) => Buffer.from(text, 'latin1');

  test('the first letter of windows-1252 far behind the beginning', async () => {
    const { summary, rows } = await take(Buffer.concat([Buffer.from(plain), latin('x,sch\xf6n \x80\n')]));
    expect(summary).toMatchObject({ encoding: 'windows-1252', read: 40_001, rejected: 0 });
    expect(rows.at(-1)).toMatchObject({ id: 'x', text: 'schön €' });
  });

  test('the first letter of UTF-8 far behind the beginning', async () => {
    const { summary, rows } = await take(`${plain}x,schön €\n`);
    expect(summary).toMatchObject({ encoding: 'utf-8', rejected: 0 });
    expect(rows.at(-1)).toMatchObject({ text: 'schön €' });
  });

  test('half of the file in another encoding: those rows are rejected', async () => {
    const { summary } = await take(
      Buffer.concat([Buffer.from('id,text\n1,schön\n2,grün\n'), latin('3,sch\xf6n\n')]),
    );
    expect(summary).toMatchObject({ accepted: 2, rejectsByReason: { invalid_encoding: 1 } });
  });

  test('what would be mojibake is refused; with its name it is read', async () => {
    const bytes = latin('id,text\n1,\xce\xf7\xe5\xed\xfc \xf5\xee\xf0\xee\xf8\xee\n');
    const error = await refused(bytes);
    expect(error).toMatchObject({ code: 'ENCODING_UNDECIDED', exit: 2, params: { line: 2 } });
    expect(error.message).not.toContain('î');
    const { rows } = await take(bytes, { encoding: 'windows-1251' });
    expect(rows).toMatchObject([{ text: 'Очень хорошо' }]);
  });
});

describe('where bytes come from', () => {
  const csv = 'id,text\n1,one\n2,two\n';

  test('zstd by content, also of several frames, and what is damaged', async () => {
    const packed = zstdCompressSync(Buffer.from(csv));
    expect((await take(packed, {}, 'a.csv.zst')).rows).toHaveLength(2);
    const frames = Buffer.concat([
      packed,
      zstdCompressSync(Buffer.from('3,three\n')),
      zstdCompressSync('4,four\n'),
    ]);
    expect((await take(frames)).rows.map((row) => row.text)).toEqual(['one', 'two', 'three', 'four']);
    const stream = await importFile(made.database, {
      ...{ file: '-', source: 'piped', input: Readable.from(Array.from(frames, (byte) => Buffer.of(byte))) },
    });
    expect(stream).toMatchObject({ read: 4, source: 'piped' });
    const rows = Array.from({ length: 50_000 }, (_, i) => `${i},${Math.sin(i)}`).join('\n');
    const long = zstdCompressSync(Buffer.from(`id,text\n${rows}\n`));
    const error = await refused(long.subarray(0, long.length >> 1), { map: { text: 'text' } });
    expect(error).toMatchObject({ code: 'FILE_CORRUPT' });
    expect(error.message).toContain('zstd');
  });

  test('a bomb of zstd is unpacked in flat memory', async () => {
    const bomb = zstdCompressSync(
      Buffer.concat([Buffer.from('id,text\n1,'), Buffer.alloc(400_000_000, 0x20)]),
    );
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().rss;
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss - before);
    }, 20);
    const { summary } = await take(bomb).finally(() => clearInterval(watch));
    expect(summary.rejectsByReason).toEqual({ record_too_long: 1 });
    expect(peak).toBeLessThan(900_000_000);
  });

  test('a folder is its files, by name; links, hidden and other files are left out', async () => {
    const shop = join(folder, 'shop');
    mkdirSync(join(shop, 'deeper.csv'), { recursive: true });
    for (const name of ['b.csv', 'a.ndjson', 'c.tsv.gz', '.hidden.csv', 'readme.md'])
      writeFileSync(join(shop, name), csv);
    symlinkSync('/etc/passwd', join(shop, 'link.csv'));
    expect(await inputFiles([shop, 'x.csv', '-'])).toEqual([
      ...['a.ndjson', 'b.csv', 'c.tsv.gz'].map((name) => join(shop, name)),
      ...['x.csv', '-'],
    ]);
    writeFileSync(join(shop, 'd.csv'), '');
    const empty: string[] = [];
    expect(await inputFiles([shop], (file) => empty.push(file))).toHaveLength(3);
    expect(empty).toEqual([join(shop, 'd.csv')]);
    const nothing = join(folder, 'nothing');
    mkdirSync(nothing);
    for (const name of ['a.csv', 'b.csv']) writeFileSync(join(nothing, name), '');
    expect(await inputFiles([nothing])).toEqual([join(nothing, 'a.csv')]);
    await expect(inputFiles([join(shop, 'deeper.csv')])).rejects.toMatchObject({ code: 'FOLDER_EMPTY' });
  });

  test.each([
    ['../../etc/pass\u202ewd\u001b[2J.csv', 'pass\ufffdwd\ufffd[2J'],
    ['C:\\data\\..\\reviews.csv.zst', 'reviews'],
    ['...', 'file'],
    ['a\0b.csv', 'a\ufffdb'],
    ['.csv', '.csv'],
  ])('the name %j is no path and moves no cursor', async (file, source) => {
    const summary = await importFile(made.database, { file, input: Readable.from([csv]) });
    expect(summary.source).toBe(source);
    expect(summary.file).not.toMatch(/[\p{Cc}\u202e]/u);
    const { rows } = await made.database.query('select file_name from verbatim.import where id = $1', [
      summary.importId,
    ]);
    expect(rows[0].file_name).not.toMatch(/[/\\\p{Cc}\u202e]/u);
  });
});

describe('JSON, by the same engine', () => {
  const rows = [
    { id: 12, text: 'one, "two"\nthree', rating: 4.5, shop: { city: 'Köln' }, at: '2024-03-01' },
    { id: 13, text: 'four', tags: ['a', 'b'] },
  ];
  const stored = [
    {
      id: '12',
      text: 'one, "two"\nthree',
      rating: 4.5,
      attributes: { 'shop.city': 'Köln', at: '2024-03-01' },
    },
    { id: '13', text: 'four', rating: null, attributes: { tags: '["a","b"]' } },
  ];

  test.each([
    ['ndjson', rows.map((row) => JSON.stringify(row)).join('\n')],
    ['json', JSON.stringify(rows, null, 2)],
  ])('%s', async (format, text) => {
    const { summary, rows: found } = await take(text);
    expect(summary).toMatchObject({
      format,
      delimiter: '',
      columns: { text: 'text', id: 'id', rating: 'rating' },
    });
    expect(found).toMatchObject(stored);
    expect((await take(zstdCompressSync(Buffer.from(text)))).rows).toMatchObject(stored);
  });

  test('bad rows are rejected one by one: no JSON, no object, NUL, half a character, nothing in it', async () => {
    const { summary } = await take(
      '{"text":"ok"}\n{"text":\n[1]\n{"text":"n\\u0000l"}\n{"text":"\\ud800"}\n{"text":" "}\n',
    );
    expect(summary).toMatchObject({
      ...{ read: 6, accepted: 1, rejected: 5 },
      rejectsByReason: { malformed_json: 2, nul_character: 1, invalid_encoding: 1, empty_row: 1 },
    });
  });

  test('an array that breaks off is damaged; one object alone is no table', async () => {
    expect(await refused('[{"text":"a"},{"text":')).toMatchObject({ code: 'FILE_CORRUPT' });
    expect(await refused('{\n  "data": [{"text": "a"}]\n}')).toMatchObject({ code: 'FILE_NOT_TEXT' });
    // One object on one line is an answer of an API; NDJSON only where the file says so.
    for (const object of ['{"data": [{"text": "a"}]}', '{"error": "try later"}\n', '{"text": "a"}\n\n']) {
      const error = await refused(object);
      expect(error).toMatchObject({ code: 'FILE_NOT_TEXT' });
      expect(error.message).toContain('one JSON object');
    }
    expect((await take('{"text": "a"}', {}, 'one.ndjson')).rows).toMatchObject([{ text: 'a' }]);
    expect((await take('{"text": "a"}', { format: 'ndjson' })).rows).toHaveLength(1);
    expect(await refused('[]')).toMatchObject({ code: 'FILE_NO_ROWS' });
  });
});

describe('formats of the cells', () => {
  test('decimal comma, day first, a time zone, texts of a spreadsheet', async () => {
    const { summary, rows } = await take(
      'Nr;Datum;Bewertung;Kommentar\n="007";03.04.2024 10:00;4,5;gut\n008;25.04.2024 10:00;1.234,5;=1+1\n',
      { map: { id: 'Nr' }, timeZone: 'Europe/Berlin' },
    );
    expect(rows).toMatchObject([
      { id: '007', time: new Date('2024-04-03T08:00:00Z'), rating: 4.5 },
      { id: '008', time: new Date('2024-04-25T08:00:00Z'), rating: 1234.5, text: '=1+1' },
    ]);
    expect(summary).toMatchObject({ dates: 'day-first', timeZone: 'Europe/Berlin', decimal: 'comma' });
  });

  test('dates that can be read in two ways are asked for, and nothing is written', async () => {
    const csv = 'id,date,text\n1,03/04/2024,a\n2,05/06/2024,b\n';
    const error = await refused(csv);
    expect(error).toMatchObject({ code: 'DATE_ORDER_UNDECIDED', params: { column: 'date' } });
    expect(error.fix).toContain('--dates day-first');
    const { rows } = await made.database.query(
      'select count(*) as n from verbatim.import where source = $1',
      [`s${n}`],
    );
    expect(rows[0].n).toBe(0);
    expect((await take(csv, { dates: 'month-first' })).rows[0]).toMatchObject({
      time: new Date('2024-03-04T00:00:00Z'),
    });
    expect((await take(csv, { dates: 'iso' })).summary.unparsed).toEqual([
      { column: 'date', count: 2, firstLine: 2, examples: ['03/04/2024', '05/06/2024'] },
    ]);
  });

  test('one date far below decides for the whole column', async () => {
    const rows = Array.from({ length: 6000 }, (_, i) => `${i},03/04/2024,t`).join('\n');
    const { summary, rows: stored } = await take(`id,date,text\n${rows}\nx,04/25/2024,t\n`);
    expect(summary).toMatchObject({ dates: 'month-first', unparsed: [] });
    expect(stored[0].time).toEqual(new Date('2024-03-04T00:00:00Z'));
  });
});

describe('headers', () => {
  test('none: the text is found by what it holds', async () => {
    const { summary, rows } = await take('17,This was really a great stay.\n18,We will not come again.\n');
    expect(summary).toMatchObject({ header: false, columns: { text: 'column_2' }, byContent: ['text'] });
    expect(rows).toMatchObject([{ attributes: { column_1: '17' } }, {}]);
    expect((await take('good\nbad\n', { header: false, map: { text: '#1' } })).rows).toHaveLength(2);
    expect(
      (await take('5,fine words here\n', { header: true, map: { text: '#2' } }).catch((e) => e)).code,
    ).toBe('FILE_NO_ROWS');
  });

  test('repeated, empty, twice, and rows of separators', async () => {
    const { summary, rows } = await take(
      'id,text,,,a,a\r\n1,x,,,b,c\nid,text,,,a,a\r,,,,,\n2,y,z,,,\n,,,,,\r\n',
    );
    expect(summary).toMatchObject({
      ...{ read: 4, accepted: 2, rejectsByReason: { empty_row: 2 } },
      skipped: [{ kind: 'repeated_header', rows: 1 }],
      ...{ attributes: ['column_3', 'a', 'a (2)'], ignored: ['column_4'] },
    });
    expect(rows).toMatchObject([{ attributes: { a: 'b', 'a (2)': 'c' } }, { attributes: { column_3: 'z' } }]);
  });

  test('an id that a spreadsheet has rounded', async () => {
    const { summary } = await take('id,text\n1.23457E+12,a\n"1,23457E+12",b\n1234567890123,c\n');
    expect(summary).toMatchObject({ accepted: 1, rejectsByReason: { id_rounded: 2 } });
  });

  test('10,000 columns', async () => {
    const wide = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
    const error = await refused(`text,${wide.join(',')}\nx${',1'.repeat(10_000)}\n`);
    expect(error).toMatchObject({ code: 'FILE_TOO_WIDE', params: { columns: 10_001 } });
    const objects = wide.map((name) => `{"text":"x","${name}":1}`).join('\n');
    expect(await refused(objects)).toMatchObject({ code: 'FILE_TOO_WIDE' });
  });

  test("Excel's first line in all its shapes", async () => {
    for (const first of ['sep=;\r\n', 'SEP=;\n', '"sep=;"\r\n', '\ufeffsep=;\n']) {
      expect((await take(`${first}id;text\n1;a, b\n`)).rows).toMatchObject([{ id: '1', text: 'a, b' }]);
    }
    expect((await take('sep=^\nid^text\n1^a;b,c\n')).rows).toMatchObject([{ text: 'a;b,c' }]);
  });
});

test.each([
  ['HTML', '\ufeff<table><tr><td>text</td></tr></table>', 'HTML'],
  [
    'HTML in UTF-16',
    Buffer.from('\ufeff<html xmlns:x="urn:schemas-microsoft-com:office:excel">', 'utf16le'),
    'HTML',
  ],
  ['XML of a spreadsheet', '<?xml version="1.0"?>\n<Workbook/>', 'XML'],
  ['an .xls', Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex'), '.xls'],
])('%s under the name .csv is refused by its name', async (_, content, kind) => {
  const error = await refused(content);
  expect(error.code).toBe('FILE_NOT_TEXT');
  expect(error.message).toContain(kind);
});

describe('columns of exports that the product was not built for', () => {
  test('"Completed" is the time where dates stand below it, and else an attribute', async () => {
    const rows = (cell: (i: number) => string) =>
      Array.from({ length: 12 }, (_, i) => `E${i},${cell(i)},The canteen closes too early on day ${i}.`);
    const head = 'Respondent,Completed,What gets in the way?';
    const dated = await take([head, ...rows((i) => `2025-09-0${1 + (i % 9)} 09:05`)].join('\n'));
    expect(dated.summary.columns).toMatchObject({ time: 'Completed', id: 'Respondent' });
    expect(dated.rows[0]).toMatchObject({ id: 'E0', time: new Date('2025-09-01T09:05:00Z') });
    for (const cell of [(i: number) => (i % 2 ? 'Yes' : 'No'), (i: number) => String(100 - i)]) {
      const other = await take([head, ...rows(cell)].join('\n'));
      expect(other.summary.columns).not.toHaveProperty('time');
      expect(other.summary.attributes).toContain('Completed');
    }
  });
});
