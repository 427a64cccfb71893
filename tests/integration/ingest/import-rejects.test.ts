import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ErrorCode, VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { makeDatabase, testDatabase } from '../../support/servers/database.ts';

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
    [
      'binary data of high bytes',
      invalid('\x81\0\x01\x02\xfe\x90'.repeat(50)),
      'FILE_NOT_TEXT',
      'binary',
      {},
    ],
    ['a packed PDF', gzipSync('%PDF-1.7\n'), 'FILE_NOT_TEXT', 'PDF', {}],
    ['a packed nothing', gzipSync(''), 'FILE_EMPTY', '', {}],
    ['gzip that breaks off at once', gzipSync('text\nx\n').subarray(0, 9), 'FILE_CORRUPT', 'gzip', {}],
    ['an unknown encoding', 'text\nx\n', 'ENCODING_UNKNOWN', 'utf-9', { encoding: 'utf-9' }],
    ['no text column', 'a,b\n1,2\n', 'COLUMN_TEXT_MISSING', 'a, b', {}],
    ['an unknown column', 'text\nx\n', 'COLUMN_UNKNOWN', 'body', { map: { text: 'body' } }],
    ['a column twice', 'id,id,text\n1,2,x\n', 'COLUMN_DUPLICATE', 'id', {}],
    ['titles above no header', 'Report\n1,2,3\n4,5,6\n', 'HEADER_UNDECIDED', 'line 1', {}],
    [
      'a header line that is not there',
      'text\nx\n',
      'FILE_HEADER_INVALID',
      'line 9',
      { header: { from: 9, to: 9 } },
    ],
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
    const locked = join(folder, 'locked.csv');
    writeFileSync(locked, 'text\nx\n', { mode: 0 });
    const refused = await asOrdinaryUser(() => failure({ file: locked }));
    expect([refused.code, refused.message]).toEqual([
      'FILE_UNREADABLE',
      expect.stringContaining('permission denied'),
    ]);
  });
});

/** Root may read every file, so that root works as nobody meanwhile. */
async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid!() !== 0) return work();
  process.seteuid!(65534);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}

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
        'short\r\n' + //                    4
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
        detail: '1 fields, the header has 3',
        raw: 'short',
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

  test('a cell of 100 MB is set aside in bounded memory', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'z');
    async function* endless() {
      yield Buffer.from('id,text\n1,');
      for (let i = 0; i < 100; i++) yield piece;
      yield Buffer.from('\n2,fine\n');
    }
    const { database } = await testDatabase();
    const summary = await importFile(database, { file: 'f.csv', input: Readable.from(endless()) });
    expect(summary).toMatchObject({ read: 2, accepted: 1, rejectsByReason: { record_too_long: 1 } });
    const { rows } = await database.query('select line::int, length(raw_row) as kept from verbatim.reject');
    expect(rows).toEqual([{ line: 2, kept: 65_536 }]);
  });

  test('a quote that is never closed, far above the end of the file, costs its own line', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `${i},plain text`);
    rows[9] = '9,"never closed';
    const { summary, rejects } = await rejectsOf(`id,text\n${rows.join('\n')}\n`);
    expect(summary).toMatchObject({ accepted: 29_999, rejected: 1 });
    expect(rejects).toMatchObject([{ line: 11, reason: 'quote_not_closed', raw: '9,"never closed' }]);
  });

  const cell = fc.constantFrom(
    ...['', '', '1', '2', 'good', '"a,b"', '"x\ny"', '"x\r\ny"', '"open', 'q"q', '"a" b', '"a"b', "'", "'s'"],
    ...[
      'nul\0',
      '\udc80',
      'ä',
      '\\"',
      '=1+1',
      '="1"',
      '1.2E+9',
      '4,5',
      'a;b',
      '\t',
      ' ',
      '"',
      '""',
      '"""',
      '👍',
    ],
  );
  const odd = fc.constantFrom(
    ...['id,text,shop', ',,', '', ' ', 'sep=;', '{"a":1}', '<html>', '#', '1,2,3,4,5,6'],
  );
  const line = fc.oneof(
    { arbitrary: fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(',')), weight: 6 },
    { arbitrary: odd, weight: 1 },
  );
  const end = fc.constantFrom('\n', '\r\n', '\r');
  /** Lines of malformed CSV, each with a line end of its own. */
  const malformed = fc.array(fc.tuple(line, end), { minLength: 1, maxLength: 25 });
  const bytesOf = (lines: readonly (readonly [string, string])[], delimiter: string, mark: string) => {
    const text =
      mark + [['id,text,shop', '\n'] as const, ...lines].map(([row, newline]) => row + newline).join('');
    // A comma stands for the delimiter, a lone surrogate for a byte that is not valid.
    const parts = text.replaceAll(',', delimiter).split('\udc80');
    return Buffer.concat(
      parts.flatMap((part, at) => [...(at ? [Buffer.from([0xff])] : []), Buffer.from(part)]),
    );
  };

  const seeds = [3, 11, 20240229, undefined];
  test.each(seeds)(
    'read = accepted + duplicates + changed + rejected, whatever the file (seed %s)',
    async (seed) => {
      const { database } = await testDatabase();
      const settings = fc.record({
        chunkRows: fc.integer({ min: 1, max: 9 }),
        encoding: fc.constantFrom('utf-8', undefined),
        header: fc.constantFrom(true, undefined),
        map: fc.constantFrom(
          { text: 'text' },
          { text: ['text', 'shop'] },
          { text: 'text', author: 'id', id: 'shop' },
        ),
        joinText: fc.boolean(),
        update: fc.constant(true),
      });
      const delimiters = fc.constantFrom(',', ';', '\t', '|');
      let n = 0;
      const stored = async (importId: number | null) =>
        (
          await database.query(
            `select i.read, i.accepted, i.duplicates, i.changed, i.rejected, i.without_text as "withoutText",
             i.new_documents as "newDocuments", i.status,
             (select count(*) from verbatim.feedback f where f.import_id = i.id) as rows,
             (select count(*) from verbatim.feedback_change c where c.import_id = i.id) as changes,
             (select count(*) from verbatim.reject r where r.import_id = i.id) as rejects
           from verbatim.import i where id = $1`,
            [importId],
          )
        ).rows[0];
      await fc.assert(
        fc.asyncProperty(
          malformed,
          malformed,
          delimiters,
          fc.constantFrom('', '\ufeff'),
          settings,
          async (a, b, d, mark, set) => {
            const source = `s${n++}`;
            const read = (lines: typeof a) =>
              importFile(database, { ...set, file: 'f.csv', source, input: stream(bytesOf(lines, d, mark)) });
            for (const lines of [a, b]) {
              let first: Awaited<ReturnType<typeof importFile>>;
              try {
                first = await read(lines);
              } catch (error) {
                // Blank lines alone; bytes that read well in no encoding.
                expect(['FILE_NO_ROWS', 'ENCODING_UNDECIDED']).toContain((error as VerbatimError).code);
                continue;
              }
              const {
                read: rows,
                accepted,
                duplicates,
                changed,
                rejected,
                withoutText,
                newDocuments,
              } = first;
              expect(rows).toBe(accepted + duplicates + changed + rejected);
              expect(Object.values(first.rejectsByReason).reduce((sum, count) => sum + count, 0)).toBe(
                rejected,
              );
              expect(await stored(first.importId)).toEqual({
                ...{
                  read: rows,
                  accepted,
                  duplicates,
                  changed,
                  rejected,
                  withoutText,
                  newDocuments,
                  status: 'done',
                },
                ...{ rows: accepted, changes: changed, rejects: rejected },
              });
              const again = await read(lines);
              expect(again).toMatchObject({ read: rows, accepted: 0, changed: 0, rejected, newDocuments: 0 });
            }
          },
        ),
        { numRuns: 40, ...(seed === undefined ? {} : { seed }) },
      );
      const { rows } = await database.query(
        `select count(*) as n from verbatim.document d
        where not exists (select from verbatim.feedback where document_id = d.id)
          and not exists (select from verbatim.feedback_change where old_document_id = d.id)`,
      );
      expect(rows[0].n).toBe(0);
      const open = await database.query(
        `select i.source, r.raw_row from verbatim.reject r join verbatim.import i on i.id = r.import_id
        where r.closed_at is null group by 1, 2
       having count(*) > (select max(n) from (select count(*) as n from verbatim.reject s join verbatim.import j
         on j.id = s.import_id where j.source = i.source and s.raw_row = r.raw_row group by j.id) most)`,
      );
      expect(open.rows).toEqual([]);
    },
  );
});
