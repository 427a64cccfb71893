import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { testDatabase } from '../../support/servers/database.ts';

async function survey() {
  const { database } = await testDatabase();
  const read = (csv: string, options: Partial<ImportOptions> = {}) =>
    importFile(database, { file: 'f.csv', source: 's', input: Readable.from([csv]), ...options });
  const rows = async () =>
    (
      await database.query(
        `select external_id as id, coalesce(raw_text, d.text) as text, rating, attributes from verbatim.feedback f
           left join verbatim.document d on d.id = f.document_id order by f.id`,
      )
    ).rows;
  return { database, read, rows };
}

describe('several text columns', () => {
  const csv = 'id,good,bad,field\n1,the food,the wait,x\n2,,noise,\n3,,,y\n4,all,all,\n';
  const map = { text: ['good', 'bad'] };

  test('each text is a feedback that says which column it is from', async () => {
    const { read, rows } = await survey();
    const summary = await read(csv, { map });
    // Six: both texts of 1 and 4, one of 2, and 3 without text.
    expect(summary).toMatchObject({
      read: 6,
      accepted: 6,
      withoutText: 1,
      newDocuments: 4,
      columns: { id: 'id', ...map },
    });
    expect(await rows()).toEqual([
      { id: '1', text: 'the food', rating: null, attributes: { field: 'good', 'field (2)': 'x' } },
      { id: '1', text: 'the wait', rating: null, attributes: { field: 'bad', 'field (2)': 'x' } },
      { id: '2', text: 'noise', rating: null, attributes: { field: 'bad' } },
      { id: '3', text: null, rating: null, attributes: { field: 'good', 'field (2)': 'y' } },
      { id: '4', text: 'all', rating: null, attributes: { field: 'good' } },
      { id: '4', text: 'all', rating: null, attributes: { field: 'bad' } },
    ]);
    expect(await read(csv, { map })).toMatchObject({ read: 6, accepted: 0, duplicates: 6 });
    const changed = csv.replace('the wait', 'the long wait');
    expect(await read(changed, { map })).toMatchObject({ accepted: 0, duplicates: 5, changed: 1 });
  });

  test('the same without ids, and across chunks', async () => {
    const { read } = await survey();
    const plain = 'good,bad\na,b\na,b\na,\n';
    expect(await read(plain, { map, chunkRows: 1 })).toMatchObject({ read: 5, accepted: 5 });
    expect(await read(`${plain}a,b\n`, { map })).toMatchObject({ read: 7, accepted: 2, duplicates: 5 });
  });

  test('or joined', async () => {
    const { read, rows } = await survey();
    expect(await read(csv, { map, joinText: true })).toMatchObject({ read: 4, accepted: 4, withoutText: 1 });
    expect((await rows()).map((row) => row.text)).toEqual(['the food\nthe wait', 'noise', null, 'all\nall']);
  });
});

describe('saved mappings', () => {
  const csv = 'nr;q1;q2;when;noise\n1;fine words here;4,5;03/04/2024;x\n';
  const map = { text: 'q1', id: 'nr', rating: '#3', time: 'when' };

  test('saved under a name with its formats, used again, overruled, saved again', async () => {
    const { database, read, rows } = await survey();
    const options = { map, dates: 'day-first', ignore: ['noise'], saveMapping: 'nps-survey' } as const;
    await read(csv, options);
    const stored = await database.query('select name, columns, options from verbatim.mapping');
    expect(stored.rows).toEqual([
      {
        name: 'nps-survey',
        columns: { text: 'q1', id: 'nr', rating: 'q2', time: 'when' },
        options: { ignore: ['noise'], dates: 'day-first' },
      },
    ]);
    const again = await read(csv, { source: 'other', mapping: 'nps-survey' });
    expect(again).toMatchObject({ accepted: 1, ignored: ['noise'], dates: 'day-first', attributes: [] });
    const [first, second] = await rows();
    expect(second).toEqual(first);
    const overruled = await read(csv, {
      source: 'third',
      mapping: 'nps-survey',
      map: { rating: 'nr', id: 'q2' },
    });
    expect(overruled.columns).toMatchObject({ text: 'q1', rating: 'nr', id: 'q2' });
    await read(csv, { source: 'fourth', mapping: 'nps-survey', keep: [], saveMapping: 'nps-survey' });
    const saved = await database.query('select options from verbatim.mapping');
    expect(saved.rows).toEqual([{ options: { ignore: ['noise'], keep: [], dates: 'day-first' } }]);
  });

  test('an unknown name, a file that does not fit, a dry run that saves nothing', async () => {
    const { database, read } = await survey();
    await read(csv, { map, dates: 'iso', saveMapping: 'a' });
    expect(await read(csv, { mapping: 'b' }).catch((error) => error)).toMatchObject({
      ...{ code: 'MAPPING_UNKNOWN', params: { name: 'b', known: 'a' } },
    });
    expect((await read('id,text\n1,x\n', { mapping: 'a' }).catch((error) => error)).code).toBe(
      'COLUMN_UNKNOWN',
    );
    await read(csv, { map, dates: 'iso', saveMapping: 'dry', dryRun: true });
    await read('id,text\n', { saveMapping: 'refused' }).catch(() => {});
    const { rows } = await database.query('select name from verbatim.mapping');
    expect(rows).toEqual([{ name: 'a' }]);
  });
});
