import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ErrorCode, VerbatimError } from '../../src/errors.ts';
import { type ImportOptions, importFile } from '../../src/ingest/import-file.ts';
import { makeDatabase, testDatabase } from '../support/database.ts';

let folder: string;
let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-rejects-'));
  made = await makeDatabase();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await made.drop();
});

const stream = (content: string | Buffer) => Readable.from([Buffer.from(content)]);

async function failure(options: ImportOptions): Promise<VerbatimError> {
  const error = await importFile(made.database, options).catch((thrown: unknown) => thrown);
  if (error instanceof VerbatimError) return error;
  throw new Error(`no VerbatimError: ${String(error)}`);
}

describe('files that are refused, before anything is written', () => {
  const invalid = (text: string) => Buffer.from(text, 'latin1');
  test.each<[string, string | Buffer, ErrorCode, string, Partial<ImportOptions>]>([
    ['empty', '', 'FILE_EMPTY', '', {}],
    ['only a byte order mark', '\ufeff', 'FILE_EMPTY', '', {}],
    ['only blank lines', '\n\r\n  \n', 'FILE_EMPTY', '', {}],
    ['only a header', 'id,text\r\n', 'FILE_NO_ROWS', '', {}],
    ['only a header, no line end', 'id,text', 'FILE_NO_ROWS', '', {}],
    ['an Excel workbook', invalid('PK\x03\x04\x14\0xl/workbook.xml'), 'FILE_NOT_TEXT', 'Excel', {}],
    ['a PDF', '%PDF-1.7\n', 'FILE_NOT_TEXT', 'PDF', {}],
    ['a PNG', invalid('\x89PNG\r\n\x1a\n'), 'FILE_NOT_TEXT', 'PNG', {}],
    ['a web page', '<!DOCTYPE html>\n<html>text</html>', 'FILE_NOT_TEXT', 'HTML', {}],
    ['binary data', invalid('text\n\0\x01\x02\x03'.repeat(50)), 'FILE_NOT_TEXT', 'binary', {}],
    ['a packed PDF', gzipSync('%PDF-1.7\n'), 'FILE_NOT_TEXT', 'PDF', {}],
    ['a packed nothing', gzipSync(''), 'FILE_EMPTY', '', {}],
    ['gzip that breaks off at once', gzipSync('text\nx\n').subarray(0, 9), 'FILE_CORRUPT', 'gzip', {}],
    ['an unknown encoding', 'text\nx\n', 'ENCODING_UNKNOWN', 'utf-9', { encoding: 'utf-9' }],
    ['no text column', 'a,b\n1,2\n', 'COLUMN_TEXT_MISSING', 'a, b', {}],
    ['an unknown column', 'text\nx\n', 'COLUMN_UNKNOWN', 'body', { map: { text: 'body' } }],
    ['a column twice', 'text,text\nx,y\n', 'COLUMN_DUPLICATE', 'text', {}],
    ['a header that cannot be read', '"id,text\n1,x\n', 'FILE_HEADER_INVALID', 'line 1', {}],
    ['a wrong delimiter', 'text\nx\n', 'USAGE', '--delimiter', { delimiter: '::' }],
  ])('%s', async (_, content, code, part, options) => {
    const error = await failure({ file: 'upload.csv', input: stream(content), ...options });
    expect(error.code).toBe(code);
    expect(error.message).toContain(part);
    const { rows } = await made.database.query('select count(*) as n from verbatim.import');
    expect(rows[0].n).toBe(0);
  });

  test('standard input is called by its name', async () => {
    const error = await failure({ file: '-', input: stream('') });
    expect(error.message).toBe('standard input is empty.');
  });

  test('a path that is not there, a directory, a file that may not be read', async () => {
    expect((await failure({ file: join(folder, 'none.csv') })).code).toBe('FILE_NOT_FOUND');
    const directory = join(folder, 'some.csv');
    mkdirSync(directory);
    const error = await failure({ file: directory });
    expect([error.code, error.message]).toEqual(['FILE_UNREADABLE', expect.stringContaining('directory')]);
    if (process.getuid?.() === 0) return; // root may read everything
    const locked = join(folder, 'locked.csv');
    writeFileSync(locked, 'text\nx\n', { mode: 0 });
    expect((await failure({ file: locked })).message).toContain('permission denied');
  });
});

describe('rows that are set aside', () => {
  async function rejectsOf(content: string | Buffer, options: Partial<ImportOptions> = {}) {
    const { database } = await testDatabase();
    const summary = await importFile(database, { file: 'f.csv', input: stream(content), ...options });
    const { rows } = await database.query(
      'select line::int, column_name as column, reason, detail, raw_row as raw from verbatim.reject order by id',
    );
    return { summary, rejects: rows };
  }

  test('each with its physical line, reason and raw row; the others are taken', async () => {
    const { summary, rejects } = await rejectsOf(
      'id,text,shop\r\n' + //               1
        '1,"two\r\nlines",x\r\n' + //       2-3
        '2,short\r\n' + //                  4
        '3,a,b,c\r\n' + //                  5
        '\r\n' + //                         6
        '4,n\0ul,x\r\n' + //                7
        '5,"said "hi" there",x\r\n' + //    8
        '6,fine,"x\r\n' + //                9: never closed
        '7,fine,y\r\n', //                  10
    );
    expect(rejects).toEqual([
      {
        line: 4,
        column: null,
        reason: 'too_few_fields',
        detail: '2 fields, the header has 3',
        raw: '2,short',
      },
      {
        line: 5,
        column: null,
        reason: 'too_many_fields',
        detail: '4 fields, the header has 3',
        raw: '3,a,b,c',
      },
      { line: 7, column: 'text', reason: 'nul_character', detail: expect.any(String), raw: '4,n\u2400ul,x' },
      {
        line: 8,
        column: null,
        reason: 'malformed_row',
        detail: expect.any(String),
        raw: '5,"said "hi" there",x',
      },
      {
        line: 9,
        column: null,
        reason: 'quote_not_closed',
        detail: expect.stringContaining('line 9'),
        raw: '6,fine,"x',
      },
    ]);
    expect(summary).toMatchObject({ read: 7, accepted: 2, rejected: 5, duplicates: 0 });
    expect(summary.rejectsByReason).toEqual({
      ...{ too_few_fields: 1, too_many_fields: 1, nul_character: 1, malformed_row: 1, quote_not_closed: 1 },
    });
    for (const reject of rejects) expect(reject.detail).not.toMatch(/said|fine|short/);
  });

  test('invalid bytes cost their rows; the advice names windows-1252; a written U+FFFD is fine', async () => {
    const bytes = Buffer.concat([
      Buffer.from('id,text\n1,fine \ufffd\n2,'),
      Buffer.from([0x67, 0xfc, 0x74]),
      Buffer.from('\n3,grün\n'),
    ]);
    const { summary, rejects } = await rejectsOf(bytes);
    expect(summary).toMatchObject({ accepted: 2, rejected: 1 });
    expect(rejects).toMatchObject([
      { line: 3, column: 'text', reason: 'invalid_encoding', raw: '2,g\ufffdt' },
    ]);
    expect(rejects[0].detail).toContain('--encoding windows-1252');
  });

  test('unpaired surrogates and half a character at the end of UTF-16', async () => {
    const text = Buffer.from('\ufefftext\ngood\nb\ud800ad\nlast', 'utf16le');
    const { summary, rejects } = await rejectsOf(Buffer.concat([text, Buffer.from([0x61])]));
    expect(summary).toMatchObject({ accepted: 1, rejected: 2 });
    expect(rejects.map((reject) => reject.line)).toEqual([3, 4]);
  });

  test('a row over the limit is set aside in bounded memory', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'z');
    async function* endless() {
      yield Buffer.from('id,text\n1,');
      for (let i = 0; i < 70; i++) yield piece;
      yield Buffer.from('\n2,fine\n');
    }
    const { database } = await testDatabase();
    const summary = await importFile(database, { file: 'f.csv', input: Readable.from(endless()) });
    expect(summary).toMatchObject({ read: 2, accepted: 1, rejectsByReason: { record_too_long: 1 } });
    const { rows } = await database.query('select line::int, length(raw_row) as kept from verbatim.reject');
    expect(rows).toEqual([{ line: 2, kept: 65_536 }]);
  });

  const seeds = [3, 11, undefined];
  test.each(seeds)('read = accepted + duplicates + rejected, whatever the file (seed %s)', async (seed) => {
    const { database } = await testDatabase();
    const cell = fc.constantFrom('', '1', '2', 'good', '"a,b"', '"x\ny"', '"open', 'q"q', 'nul\0', '\udc80');
    const line = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','));
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 25 }),
        ends,
        fc.integer({ min: 1, max: 9 }),
        async (lines, end, chunkRows) => {
          // Here a lone surrogate stands for an invalid byte.
          const parts = `id,text,shop${end}${lines.join(end)}${end}`.split('\udc80');
          const bytes = Buffer.concat(
            parts.flatMap((part, at) => [...(at ? [Buffer.from([0xff])] : []), Buffer.from(part)]),
          );
          const options = () => ({ file: 'f.csv', source: `s${n}`, chunkRows, input: stream(bytes) });
          n++;
          let first: Awaited<ReturnType<typeof importFile>>;
          try {
            first = await importFile(database, options());
          } catch (error) {
            expect((error as VerbatimError).code).toBe('FILE_NO_ROWS'); // blank lines alone
            return;
          }
          expect(first.read).toBe(first.accepted + first.duplicates + first.rejected);
          const again = await importFile(database, options());
          expect(again).toMatchObject({
            read: first.read,
            accepted: 0,
            rejected: first.rejected,
            newDocuments: 0,
          });
          const { rows } = await database.query(
            `select i.read, i.accepted, i.duplicates, i.rejected, i.without_text as "withoutText",
             i.new_documents as "newDocuments", (select count(*) from verbatim.feedback f where f.import_id = i.id) as rows,
             (select count(*) from verbatim.reject r where r.import_id = i.id) as rejects
           from verbatim.import i where id = $1`,
            [first.importId],
          );
          const { read, accepted, duplicates, rejected, withoutText, newDocuments } = first;
          expect(rows[0]).toEqual({
            ...{
              read,
              accepted,
              duplicates,
              rejected,
              withoutText,
              newDocuments,
              rows: accepted,
              rejects: rejected,
            },
          });
        },
      ),
      { numRuns: 60, ...(seed === undefined ? {} : { seed }) },
    );
    const { rows } = await database.query(
      'select count(*) as n from verbatim.document d where not exists (select from verbatim.feedback where document_id = d.id)',
    );
    expect(rows[0].n).toBe(0);
  });
});
