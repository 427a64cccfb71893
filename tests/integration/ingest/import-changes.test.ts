import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { testDatabase } from '../../support/servers/database.ts';

async function shop() {
  const { database } = await testDatabase();
  const read = (csv: string, options: Partial<ImportOptions> = {}) =>
    importFile(database, { file: 'f.csv', source: 'shop', input: Readable.from([csv]), ...options });
  return { database, read };
}
const texts = async (database: Database) =>
  (
    await database.query(
      `select f.source, f.external_id as id, d.text, f.rating from verbatim.feedback f
         left join verbatim.document d on d.id = f.document_id order by f.id`,
    )
  ).rows;
const changes = async (database: Database) =>
  (
    await database.query(
      `select f.external_id as id, c.import_id, c.line::int, a.text as before, b.text as after, c.old_values, c.new_values
         from verbatim.feedback_change c join verbatim.feedback f on f.id = c.feedback_id
         left join verbatim.document a on a.id = c.old_document_id
         left join verbatim.document b on b.id = c.new_document_id order by c.id`,
    )
  ).rows;
const numbered = (count: number, word: string) =>
  `id,text\n${Array.from({ length: count }, (_, i) => `${i + 1},${word} ${i}`).join('\n')}\n`;

describe('what a later file changes', () => {
  test('a changed text is a new document and a recorded change; the second time it is known', async () => {
    const { database, read } = await shop();
    await read('id,text,rating,shop\n1,good,5,x\n2,bad,1,y\n3,fine,3,z\n');
    const file = 'id,text,rating,shop\n1,good,5,x\n2,not so bad,2,y\n3,fine,3,w\n';
    const summary = await read(file);
    expect(summary).toMatchObject({ read: 3, accepted: 0, duplicates: 1, changed: 2, newDocuments: 1 });
    expect(await texts(database)).toMatchObject([
      { text: 'good' },
      { text: 'not so bad', rating: 2 },
      { text: 'fine' },
    ]);
    expect(await changes(database)).toEqual([
      {
        ...{ id: '2', import_id: summary.importId, line: 3, before: 'bad', after: 'not so bad' },
        ...{ old_values: { rating: 1 }, new_values: { rating: 2 } },
      },
      {
        ...{ id: '3', import_id: summary.importId, line: 4, before: 'fine', after: 'fine' },
        ...{ old_values: { attributes: { shop: 'z' } }, new_values: { attributes: { shop: 'w' } } },
      },
    ]);
    expect(await read(file)).toMatchObject({ accepted: 0, duplicates: 3, changed: 0, newDocuments: 0 });
    const { rows } = await database.query(
      'select read, accepted, duplicates, changed from verbatim.import order by id',
    );
    expect(rows.map((row) => [row.read, row.accepted, row.duplicates, row.changed])).toEqual([
      ...[
        [3, 3, 0, 0],
        [3, 0, 1, 2],
        [3, 0, 3, 0],
      ],
    ]);
  });

  test('the same content in other columns or another order is no change', async () => {
    const { database, read } = await shop();
    await read('id,text,rating\n1,good,5\n2,bad,1\n');
    expect(await read('rating;id;text\n5;1;good\n1;2;bad\n')).toMatchObject({ duplicates: 2, changed: 0 });
    expect(await changes(database)).toEqual([]);
    expect(await read('rating;id;text\n5;1;good\n1;2;bad\n')).toMatchObject({ duplicates: 2, changed: 0 });
  });

  test('a text that comes, goes and differs in blanks alone', async () => {
    const { database, read } = await shop();
    await read('id,text,x\n1,,a\n2,gone,a\n3,same,a\n');
    expect(await read('id,text,x\n1,came,a\n2,,a\n3, same ,a\n', { update: true })).toMatchObject({
      ...{ changed: 3, newDocuments: 1, withoutText: 1 },
    });
    expect((await changes(database)).map((row) => [row.before, row.after])).toEqual([
      ...[
        [null, 'came'],
        ['gone', null],
        ['same', 'same'],
      ],
    ]);
  });

  test('two imports bring the same change at once: it is recorded once', async () => {
    const { database, read } = await shop();
    await read(numbered(300, 'a'));
    const changed = numbered(300, 'a').replaceAll('a 1', 'b 1');
    const runs = await Promise.all([read(changed, { chunkRows: 40 }), read(changed, { chunkRows: 70 })]);
    const count = changed.split('b 1').length - 1;
    expect(runs[0]!.changed + runs[1]!.changed).toBe(count);
    expect(await changes(database)).toHaveLength(count);
  });
});

describe('files that are numbered alike', () => {
  test('two files of 400 rows under different sources do not touch each other', async () => {
    const { database, read } = await shop();
    await read(numbered(400, 'north'), { source: 'north' });
    expect(await read(numbered(400, 'south'), { source: 'south' })).toMatchObject({
      accepted: 400,
      changed: 0,
    });
    expect(await changes(database)).toEqual([]);
  });

  test('under the same source the clash is reported before anything is written; --update takes it', async () => {
    const { database, read } = await shop();
    await read(numbered(400, 'north'));
    const clash = await read(numbered(410, 'south'), { chunkRows: 50 }).catch((error) => error);
    expect(clash).toMatchObject({
      ...{ code: 'ID_CLASH', exit: 2, http: 409 },
      params: { source: 'shop', stored: 400, different: 400, line: 2 },
    });
    expect(clash.fix).toContain('--source');
    expect(await read(numbered(410, 'south'), { dryRun: true }).catch((error) => error.code)).toBe(
      'ID_CLASH',
    );
    const { rows } = await database.query('select count(*) as n from verbatim.import');
    expect(rows[0].n).toBe(1);
    expect((await texts(database)).every((row) => row.text.startsWith('north'))).toBe(true);
    expect(await read(numbered(410, 'south'), { update: true })).toMatchObject({
      accepted: 10,
      changed: 400,
    });
    expect(await changes(database)).toHaveLength(400);
  });

  test('a growing export with corrections is no clash', async () => {
    const { read } = await shop();
    await read(numbered(100, 'a'));
    const grown = numbered(150, 'a').replaceAll(/a 1(?=\n)/g, 'corrected 1');
    expect(await read(grown)).toMatchObject({ read: 150, accepted: 50, changed: 1, duplicates: 99 });
    expect(await read('id,text\n7,corrected alone\n')).toMatchObject({ changed: 1 });
  });
});

test('rows without an id: a growing export adds only what is new, equal answers stay apart', async () => {
  const { database, read } = await shop();
  expect(await read('text,shop\ngood,1\ngood,1\nbad,2\n')).toMatchObject({ accepted: 3 });
  const grown = await read('text,shop\ngood,1\ngood,1\nbad,2\ngood,1\nnew,3\n');
  expect(grown).toMatchObject({ accepted: 2, duplicates: 3, changed: 0 });
  expect((await texts(database)).filter((row) => row.text === 'good')).toHaveLength(3);
});
