import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { testDatabase } from '../../support/servers/database.ts';

const DEMO = join(import.meta.dirname, '../../../examples/womens-clothing-reviews.csv');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Imports `content` as a stream and gives what the tables hold then. */
async function imported(content: string | Buffer, options: Partial<ImportOptions> = {}) {
  const { database } = await testDatabase();
  const read = (bytes: string | Buffer) =>
    importFile(database, { file: 'f.csv', input: Readable.from([Buffer.from(bytes)]), ...options });
  const summary = await read(content);
  const rows = async () =>
    (
      await database.query(
        `select f.line::int, external_id, coalesce(raw_text, d.text) as text, d.text as document, d.characters,
           f.raw_text, occurred_at, rating, f.language, author, attributes
         from verbatim.feedback f left join verbatim.document d on d.id = f.document_id order by f.id`,
      )
    ).rows;
  const rejects = async () =>
    (
      await database.query(
        'select line::int, column_name, reason, detail, raw_row from verbatim.reject order by id',
      )
    ).rows;
  const row = async () =>
    (await database.query('select * from verbatim.import order by id desc limit 1')).rows[0];
  return { database, summary, read, rows, rejects, row };
}

describe('the demo file', () => {
  test('1,000 rows, 42 of them without text; a second reading adds nothing', async () => {
    const { database } = await testDatabase();
    const progress: number[] = [];
    const summary = await importFile(database, {
      file: DEMO,
      chunkRows: 300,
      onProgress: ({ rows, bytesRead, bytesTotal }) => {
        expect(bytesRead).toBeLessThanOrEqual(bytesTotal!);
        progress.push(rows);
      },
    });
    // Counted with Python's csv module: 1,000 rows, 42 blank, 958 distinct texts.
    expect(summary).toMatchObject({
      ...{ source: 'womens-clothing-reviews', delimiter: ',', encoding: 'utf-8' },
      ...{ read: 1000, accepted: 1000, duplicates: 0, rejected: 0, withoutText: 42, newDocuments: 958 },
      ...{ columns: { text: 'Review Text', rating: 'Rating' }, unparsed: [], rejectsByReason: {} },
    });
    expect(progress).toEqual([300, 600, 900, 1000]);
    const first = await database.query(
      `select line::int, rating, attributes, d.text from verbatim.feedback f
       left join verbatim.document d on d.id = document_id order by f.id limit 1`,
    );
    expect(first.rows[0]).toEqual({
      line: 2,
      rating: 4,
      text: 'Absolutely wonderful - silky and sexy and comfortable',
      attributes: {
        ...{ column_1: '0', 'Clothing ID': '767', Age: '33', 'Recommended IND': '1' },
        ...{ 'Positive Feedback Count': '0', 'Division Name': 'Initmates' },
        ...{ 'Department Name': 'Intimate', 'Class Name': 'Intimates' },
      },
    });

    const again = await importFile(database, { file: DEMO });
    expect(again).toMatchObject({ read: 1000, accepted: 0, duplicates: 1000, rejected: 0, newDocuments: 0 });
    const { rows } = await database.query(
      `select status, read, accepted, duplicates, rejected, without_text, new_documents, committed_line,
         error_code, finished_at is not null as finished from verbatim.import order by id`,
    );
    // wc -l: 1,001 line ends and every record on one line.
    const same = { status: 'done', read: 1000, rejected: 0, error_code: null, finished: true };
    expect(rows).toMatchObject([
      { ...same, accepted: 1000, duplicates: 0, without_text: 42, new_documents: 958 },
      { ...same, accepted: 0, duplicates: 1000, without_text: 0, new_documents: 0 },
    ]);
    expect(rows[0].committed_line).toBe(rows[1].committed_line);
  });

  test('a dry run counts and writes nothing', async () => {
    const { database } = await testDatabase();
    const summary = await importFile(database, { file: DEMO, dryRun: true });
    expect(summary).toMatchObject({ importId: null, read: 1000, accepted: 1000, withoutText: 42 });
    const { rows } = await database.query(
      'select (select count(*) from verbatim.import) + (select count(*) from verbatim.feedback) as n',
    );
    expect(rows[0].n).toBe(0);
  });

  test('gzip is recognised by content, on standard input as in a file', async () => {
    const { database } = await testDatabase();
    const { readFileSync } = await import('node:fs');
    const packed = gzipSync(readFileSync(DEMO));
    const one = await importFile(database, { file: fileOf('reviews.csv', packed) });
    expect(one).toMatchObject({ source: 'reviews', read: 1000, accepted: 1000 });
    const two = await importFile(database, {
      ...{ file: '-', source: 'stdin' },
      input: createReadStream(fileOf('x.csv.gz', packed), { highWaterMark: 1 }),
    });
    expect(two).toMatchObject({ source: 'stdin', read: 1000, accepted: 1000, newDocuments: 0 });
    // Two packed files put together are one.
    const rest = gzipSync('text\nx\n'.slice(5));
    const both = Buffer.concat([gzipSync('text\ny\n'), rest]);
    expect(await importFile(database, { file: fileOf('both.csv.gz', both) })).toMatchObject({
      ...{ source: 'both', read: 2 },
    });
  });

  test('two imports at once: every row once, nobody fails', async () => {
    const { database } = await testDatabase();
    const runs = await Promise.all(
      [70, 70, 110].map((chunkRows) => importFile(database, { file: DEMO, chunkRows })),
    );
    const sum = (count: 'accepted' | 'duplicates' | 'newDocuments' | 'read') =>
      runs.reduce((total, run) => total + run[count], 0);
    expect([sum('read'), sum('accepted'), sum('duplicates'), sum('newDocuments')]).toEqual([
      3000, 1000, 2000, 958,
    ]);
    const { rows } = await database.query(
      `select (select count(*) from verbatim.feedback) as feedback, (select count(*) from verbatim.document) as documents,
         (select array_agg(distinct status) from verbatim.import) as statuses`,
    );
    expect(rows[0]).toEqual({ feedback: 1000, documents: 958, statuses: ['done'] });
  });
});

describe('what rows become', () => {
  test('every field, with what does not parse kept and counted', async () => {
    const { rows, summary } = await imported(
      'id,created_at,rating,lang,user,review,shop,when\n' +
        'a1,2024-03-01T10:00:00+02:00,"4,5",de,u1,  Gut\u0065\u0308!  ,Köln,\n' +
        'a2,soon,great,,,ok,,noon\n' +
        'a3,,,,, ,x,\n',
    );
    expect(await rows()).toEqual([
      {
        ...{ line: 2, external_id: 'a1', text: '  Gute\u0308!  ', document: 'Gutë!', characters: 5 },
        ...{ raw_text: '  Gute\u0308!  ', occurred_at: new Date('2024-03-01T08:00:00Z'), rating: 4.5 },
        ...{ language: 'de', author: null, attributes: { shop: 'Köln' } },
      },
      {
        ...{ line: 3, external_id: 'a2', text: 'ok', document: 'ok', characters: 2, raw_text: null },
        ...{ occurred_at: null, rating: null, language: null, author: null },
        attributes: { created_at: 'soon', rating: 'great', when: 'noon' },
      },
      {
        ...{ line: 4, external_id: 'a3', text: null, document: null, characters: null, raw_text: null },
        ...{ occurred_at: null, rating: null, language: null, author: null, attributes: { shop: 'x' } },
      },
    ]);
    expect(summary.unparsed).toEqual([
      { column: 'created_at', count: 1, firstLine: 3, examples: ['soon'] },
      { column: 'rating', count: 1, firstLine: 3, examples: ['great'] },
    ]);
    expect(summary).toMatchObject({
      accepted: 3,
      withoutText: 1,
      newDocuments: 2,
      attributes: ['shop', 'when'],
    });
  });

  test('emoji, right-to-left text and quoted line ends come back unchanged', async () => {
    const texts = [
      '👩‍👩‍👧 love 💜',
      'الخدمة رائعة جدا',
      'שירות מצוין',
      'two\r\nlines, "quoted"',
      '\u202eabc\u202c',
      '𝒳',
    ];
    const csv = `text\r\n${texts.map((text) => `"${text.replaceAll('"', '""')}"`).join('\r\n')}`;
    const { rows } = await imported(csv);
    const stored = await rows();
    expect(stored.map((row) => row.text)).toEqual(texts);
    // Python: len() of each
    expect(stored.map((row) => row.characters)).toEqual([12, 16, 11, 20, 5, 1]);
  });

  test('what COPY gives a meaning to is stored as it stands', async () => {
    const values = [
      '\\.',
      'C:\\temp\\new',
      'tab\there',
      'two\nlines\rthree\r\nfour',
      '\\\\',
      '{"a\\u0041"}',
      '\b\f\v',
    ];
    const lines = values.map((value) =>
      [value, value].map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';'),
    );
    const { rows, summary } = await imported(`text;col\\um"n\n${lines.join('\n')}\n\\N;x\n`);
    // The mark of an empty cell in a dump of a database is one.
    expect(summary).toMatchObject({ read: 8, accepted: 8, newDocuments: 7, withoutText: 1 });
    const stored = await rows();
    expect(stored.map(({ text }) => text)).toEqual([...values, null]);
    expect(stored.map(({ attributes }) => attributes['col\\um"n'])).toEqual([...values, 'x']);
  });

  test('a text that somebody else is storing is waited for, and is no new document then', async () => {
    const { database } = await testDatabase();
    const other = await database.connect();
    await other.query('begin');
    await other.query(
      `insert into verbatim.document (hash, text, characters) values (sha256('shared'), 'shared', 6)`,
    );
    const csv = 'id,text\n1,own\n2,shared\n3,third\n';
    const importing = importFile(database, { file: 'f.csv', input: Readable.from([csv]), chunkRows: 2 });
    const waiting = `select from pg_stat_activity
       where wait_event = 'transactionid' and datname = current_database()`;
    await vi.waitFor(async () => expect((await database.query(waiting)).rowCount).toBe(1), 30_000);
    await other.query('commit');
    other.release();
    expect(await importing).toMatchObject({ read: 3, accepted: 3, newDocuments: 2 });
    const { rows } = await database.query(
      'select f.line::int, d.text from verbatim.feedback f join verbatim.document d on d.id = f.document_id order by 1',
    );
    expect(rows).toEqual([
      { line: 2, text: 'own' },
      { line: 3, text: 'shared' },
      { line: 4, text: 'third' },
    ]);
  });

  test('100,000 equal rows stay 100,000, as one document; read again, none is added', async () => {
    const csv = `text,shop\n${'good,1\n'.repeat(100_000)}`;
    const { summary, read, database } = await imported(csv);
    expect(summary).toMatchObject({ read: 100_000, accepted: 100_000, duplicates: 0, newDocuments: 1 });
    expect(await read(csv)).toMatchObject({ accepted: 0, duplicates: 100_000 });
    expect(await read(`${csv}good,1\n`)).toMatchObject({ accepted: 1, duplicates: 100_000 });
    const { rows } = await database.query(
      'select count(*) as n, count(distinct document_id) as d from verbatim.feedback',
    );
    expect(rows[0]).toEqual({ n: 100_001, d: 1 });
  });

  test('a text of a million characters; one of more is set aside with its whole row', async () => {
    const text = `${'Ä long story. '.repeat(71_428)}Thanks.`;
    const emoji = '😀'.repeat(1_000_000);
    expect(text.length).toBe(999_999);
    const { summary, rows, database } = await imported(
      `id,text\n1,"${text}\n"\n2,short\n3,${text}ab\n4,${emoji}\n`,
    );
    expect(summary).toMatchObject({ accepted: 3, rejectsByReason: { text_too_long: 1 } });
    const [long, short, wide] = await rows();
    expect(long.document === text).toBe(true);
    expect(long.raw_text === `${text}\n`).toBe(true);
    expect(short).toMatchObject({ line: 4, text: 'short' });
    expect(wide.document === emoji).toBe(true);
    const { rows: rejects } = await database.query(
      'select line::int, column_name, detail, length(raw_row) as kept from verbatim.reject',
    );
    const detail = 'more than 1,000,000 characters in column text';
    expect(rejects).toEqual([{ line: 5, column_name: 'text', detail, kept: 1_000_003 }]);
  });

  test('equal texts of different rows are one document; case counts, outer blanks do not', async () => {
    const { summary, read } = await imported('id,text\n1,Good\n2, Good \n3,good\n');
    expect(summary).toMatchObject({ accepted: 3, newDocuments: 2 });
    expect(await read('id,text\n9,good\n')).toMatchObject({ accepted: 1, newDocuments: 0 });
  });

  test.each([
    ['semicolons', 'id;text;note\n1;a, b;5\n', ';'],
    ['tabs', 'id\ttext\tnote\n1\ta, b\t5\n', '\t'],
    ['bars', 'id|text|note\n1|a, b|5\n', '|'],
    ["Excel's first line", 'sep=;\r\nid;text;note\r\n1;a, b;5\r\n', ';'],
  ])('%s', async (_, csv, delimiter) => {
    const { summary, rows } = await imported(csv);
    expect(summary.delimiter).toBe(delimiter);
    expect(await rows()).toMatchObject([{ external_id: '1', text: 'a, b', rating: 5 }]);
  });

  test.each<[string, Buffer, string, Partial<ImportOptions>]>([
    ['UTF-8 with a mark', Buffer.from('\ufefftext\nschön €\n'), 'utf-8', {}],
    ['UTF-16LE', Buffer.from('\ufefftext\r\nschön €\r\n', 'utf16le'), 'utf-16le', {}],
    ['UTF-16BE', Buffer.from('\ufefftext\nschön €\n', 'utf16le').swap16(), 'utf-16be', {}],
    ['UTF-16LE without a mark', Buffer.from('text\nschön €\n', 'utf16le'), 'utf-16le', {}],
    ['windows-1252', Buffer.from('text\nsch\xf6n \x80\n', 'latin1'), 'windows-1252', { encoding: 'cp1252' }],
  ])('%s', async (_, bytes, encoding, options) => {
    const { summary, rows } = await imported(bytes, options);
    expect(summary).toMatchObject({ encoding, columns: { text: 'text' } });
    expect(await rows()).toMatchObject([{ text: 'schön €' }]);
  });

  test('columns by --map, a rating that is the text, __proto__ and twice the same name', async () => {
    const { rows, summary } = await imported('a,b,b,__proto__\nx,y,z,w\n', {
      map: { text: '#2', author: 'a' },
    });
    expect(summary.columns).toEqual({ text: 'b', author: 'a' });
    expect(await rows()).toMatchObject([
      { text: 'y', author: null, attributes: { 'b (2)': 'z', column_4: 'w' } },
    ]);
  });
});

describe('identity', () => {
  test('an id with the same content is a duplicate; with another text a further comment in a file, a change across', async () => {
    const { summary, rejects, read, rows, row } = await imported(
      'id,text,n\n1,first,1\n2,other,1\n1,first,1\n1,secret words,1\n1,secret words,2\n,no id,1\n,no id,1\n',
    );
    expect(summary).toMatchObject({ read: 7, accepted: 5, duplicates: 1, rejected: 1, newDocuments: 4 });
    expect(await rejects()).toEqual([
      {
        ...{ line: 6, column_name: null, reason: 'id_conflict', raw_row: '1,secret words,2' },
        detail: expect.not.stringContaining('secret'),
      },
    ]);
    expect(await row()).toMatchObject({ read: 7, accepted: 5, duplicates: 1, rejected: 1 });
    // The same rows in another order are known; one with another text is a change, unless the stored row stands beside it.
    const again = await read('id,text,n\n1,secret words,1\n1,first,1\n2,changed,1\n3,new,1\n,no id,1\n');
    expect(again).toMatchObject({ accepted: 1, duplicates: 3, changed: 1, rejected: 0, newDocuments: 2 });
    const beside = await read('id,text,n\n3,newer,1\n3,new,1\n');
    expect(beside).toMatchObject({ accepted: 1, duplicates: 1, changed: 0 });
    expect((await rows()).map((stored) => stored.text)).toEqual([
      ...['first', 'changed', 'secret words', 'no id', 'no id', 'new', 'newer'],
    ]);
  });

  test('a respondent who answers two questions alike has two comments', async () => {
    const { summary, read } = await imported(
      'respondent id,question,answer\n1,What was good?,nothing\n1,What was bad?,nothing\n1,What was bad?,nothing\n',
    );
    expect(summary).toMatchObject({ read: 3, accepted: 2, duplicates: 1, rejected: 0 });
    const again = await read(
      'respondent id,question,answer\n1,What was bad?,nothing\n1,What was good?,nothing\n2,What was bad?,all\n',
    );
    expect(again).toMatchObject({ accepted: 1, duplicates: 2, changed: 0 });
  });

  test('the same across chunks', async () => {
    const csv = 'id,text\n1,a\n1,a\n1,b\n1,a\n1,b\n';
    const { summary } = await imported(csv, { chunkRows: 1 });
    expect(summary).toMatchObject({ accepted: 2, duplicates: 3, rejected: 0, newDocuments: 2 });
    const plain = await imported('text\na\na\nb\na\n', { chunkRows: 1 });
    expect(plain.summary).toMatchObject({ accepted: 4, duplicates: 0, newDocuments: 2 });
  });

  test('sources do not share ids; cells that join alike are not equal', async () => {
    const { read, database } = await imported('id,text\n1,a\n');
    const other = await importFile(database, {
      ...{ file: 'g.csv', source: 'elsewhere', input: Readable.from(['id,text\n1,b\n']) },
    });
    expect(other).toMatchObject({ source: 'elsewhere', accepted: 1 });
    expect(await read('text,x\n"a,b",c\na,"b,c"\n')).toMatchObject({ accepted: 2, duplicates: 0 });
  });
});
