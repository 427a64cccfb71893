import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { openRejects, type StoredReject } from '../../../src/db/imports/rejects.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { guarded, rejectsCsv, rejectsHeader, unguarded } from '../../../src/ingest/store/rejects-file.ts';
import { testDatabase } from '../../support/servers/database.ts';

async function shop() {
  const { database } = await testDatabase();
  const read = (content: string | Buffer, options: Partial<ImportOptions> = {}) =>
    importFile(database, {
      file: 'f.csv',
      source: 'shop',
      input: Readable.from([Buffer.from(content)]),
      ...options,
    });
  return { database, read };
}
async function open(database: Database): Promise<StoredReject[]> {
  const rejects: StoredReject[] = [];
  for await (const page of openRejects(database, {})) rejects.push(...page);
  return rejects;
}
/** The file of open rejects, its raw rows changed as a person would in a spreadsheet. */
async function mendedFile(
  database: Database,
  mend: (raw: string, reject: StoredReject) => string,
): Promise<string> {
  const rejects = await open(database);
  const rows = parse(rejectsHeader(true) + rejectsCsv(rejects), { bom: true, columns: true }) as Record<
    string,
    string
  >[];
  const changed = rows.map((row, at) => ({ ...row, raw_row: mend(row.raw_row!, rejects[at]!) }));
  return stringify(changed, { header: true, record_delimiter: '\r\n' });
}
const closed = async (database: Database) =>
  (await database.query('select line::int, closed_as, closed_by from verbatim.reject order by id')).rows;

describe('mended rejects', () => {
  test('imported again they are taken as their file was read, and close; what is not mended stays open', async () => {
    const { database, read } = await shop();
    const first = await read(
      'sep=;\nNr;Datum;Note;Kommentar\n1;01.02.2024;4,5;gut\n2;13.02\n3;14.02.2024;1;=SUM(A1);zu viel\n4;n\0l;2;x\n',
      { map: { id: 'Nr' }, timeZone: 'Europe/Berlin' },
    );
    expect(first).toMatchObject({ accepted: 1, rejected: 3 });
    const file = await mendedFile(database, (raw) =>
      raw.startsWith('2;')
        ? '2;13.02.2024;3,5;"na; ja"'
        : raw.startsWith('3;')
          ? '3;14.02.2024;1;=SUM(A1)'
          : raw,
    );
    expect(await read(file, { source: undefined, dryRun: true })).toMatchObject({ accepted: 2, rejected: 1 });
    const second = await read(file, { source: undefined, file: 'rejects.csv' });
    expect(second).toMatchObject({
      ...{ source: 'shop', read: 3, accepted: 2, rejected: 1, rejectsByReason: { nul_character: 1 } },
    });
    const { rows } = await database.query(
      `select external_id as id, occurred_at as time, rating, d.text, source from verbatim.feedback f
         join verbatim.document d on d.id = document_id where external_id > '1' order by external_id`,
    );
    expect(rows).toEqual([
      { id: '2', time: new Date('2024-02-13T00:00:00Z'), rating: 3.5, text: 'na; ja', source: 'shop' },
      { id: '3', time: new Date('2024-02-14T00:00:00Z'), rating: 1, text: '=SUM(A1)', source: 'shop' },
    ]);
    expect(await closed(database)).toEqual([
      { line: 4, closed_as: 'mended', closed_by: second.importId },
      { line: 5, closed_as: 'mended', closed_by: second.importId },
      { line: 6, closed_as: 'repeated', closed_by: second.importId },
      { line: 4, closed_as: null, closed_by: null },
    ]);
    expect(await open(database)).toMatchObject([{ reason: 'nul_character', firstImportId: first.importId }]);
    // The older file mends what is open now, and says 0 new for the rest.
    const third = await read(file.replace('n\u2400l', '15.02.2024'), { source: undefined });
    expect(third).toMatchObject({ read: 3, accepted: 1, duplicates: 2, rejected: 0 });
    expect(await open(database)).toEqual([]);
  });

  test('a mended row that is wrong in another way is open once, with its new reason', async () => {
    const { database, read } = await shop();
    await read('id,text,x\n1\n');
    await read(await mendedFile(database, (raw) => `${raw},a,b,c`));
    expect(await open(database)).toMatchObject([{ reason: 'too_many_fields', raw: '1,a,b,c' }]);
    expect(await read(await mendedFile(database, () => '1,a,b'))).toMatchObject({ accepted: 1, rejected: 0 });
    expect(await open(database)).toEqual([]);
  });

  test('the file itself imported again leaves each row open once, equal rows apart', async () => {
    const { database, read } = await shop();
    const csv = 'id,text,shop\n1\n1\n2,a,b,c\n3,fine,x\n';
    await read(csv);
    expect(await read(csv, { chunkRows: 1 })).toMatchObject({ duplicates: 1, rejected: 3 });
    expect(await open(database)).toHaveLength(3);
    await read(csv, { source: 'elsewhere' });
    expect(await open(database)).toHaveLength(6);
  });

  test('a row that was mended is not open again when its file comes again', async () => {
    const { database, read } = await shop();
    const csv = 'id,text,shop\n1\n1\n2,a,b,c\n';
    await read(csv);
    await read(await mendedFile(database, (raw, { line }) => (line === 3 ? '1,mended,x' : raw)));
    expect(await open(database)).toHaveLength(2);
    for (const chunkRows of [1, 9]) {
      expect(await read(csv, { chunkRows })).toMatchObject({ rejected: 3 });
      expect((await open(database)).map(({ raw }) => raw).sort()).toEqual(['1', '2,a,b,c']);
    }
  });

  test('NDJSON, joined texts and ignored columns are read as they were', async () => {
    const { database, read } = await shop();
    await read('{"id":1,"a":"x","b":"y","c":"z"}\n{"id":2,"a":"u","b":\n', {
      ...{ map: { text: ['a', 'b'] }, joinText: true, ignore: ['c'] },
    });
    expect(await read(await mendedFile(database, () => '{"id":2,"a":"u",\n"b":"v","c":"w"}'))).toMatchObject({
      accepted: 1,
    });
    const { rows } = await database.query(
      `select d.text, attributes from verbatim.feedback f join verbatim.document d on d.id = document_id order by f.id`,
    );
    expect(rows).toEqual([
      { text: 'x\ny', attributes: {} },
      { text: 'u\nv', attributes: {} },
    ]);
  });

  test('rejects of several sources, of another database, and of no number', async () => {
    const { database, read } = await shop();
    await read('id,text,shop\n1\n2,a,b\n');
    await read('id,text,shop\n1\n2,a,b\n', { source: 'other' });
    const mixed = await mendedFile(database, (raw) => `${raw},x,y`);
    expect(await read(mixed).catch((error) => error)).toMatchObject({
      ...{ code: 'REJECTS_MIXED', params: { sources: 'shop, other' } },
    });
    expect((await read('reject_id,raw_row\n99,"1,x,y"\n').catch((error) => error)).code).toBe(
      'REJECTS_UNKNOWN',
    );
    expect(await read('raw_row,reject_id\n"1,x,y",1\n"2,y,z",one\n')).toMatchObject({
      ...{ accepted: 1, rejectsByReason: { reject_unknown: 1 } },
    });
  });
});

test.each([
  '=1+1',
  '+1',
  '-1,x',
  '@a',
  '\t=1',
  "'=1",
  "''=1",
  '  =1',
  '＝1',
  'plain',
  "'plain",
  '',
  '\r\n=x',
])('the cell %j runs in no spreadsheet and comes back as it was', (cell) => {
  const safe = guarded(cell);
  expect(safe).not.toMatch(/^[\s\ufeff]*[=+\-@\t\r＝]/);
  expect(unguarded(safe)).toBe(cell);
});
