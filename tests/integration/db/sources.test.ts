import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { listSources, mergeSource, renameSource } from '../../../src/db/imports/sources.ts';
import { namesOfSource } from '../../../src/db/privacy/tombstones.ts';
import { catchUpRollups, setRollupAttributes } from '../../../src/db/rollups/rollups.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { addModel, rollupTables } from '../../support/data/rollup-rows.ts';
import { countAll, storedTables } from '../../support/data/stored-tables.ts';
import { testDatabase } from '../../support/servers/database.ts';

async function shop() {
  const { database } = await testDatabase();
  const modelId = await addModel(database, 'first');
  await setRollupAttributes(database, ['shop']);
  const read = (source: string, csv: string, options: Partial<ImportOptions> = {}) =>
    importFile(database, { file: 'f.csv', source, input: Readable.from([csv]), ...options });
  return { database, modelId, read };
}
const file = (from: number, to: number, text = (i: number) => `comment ${i}`) =>
  `id,text,rating,time,shop\n${Array.from({ length: to - from }, (_, at) => {
    const i = from + at;
    return `${i},${text(i)},${1 + (i % 5)},2026-03-${String(1 + (i % 9)).padStart(2, '0')},s${i % 2}\n`;
  }).join('')}`;

test('a renamed source is as if its files had been imported under the new name', async () => {
  const [old, wanted] = await Promise.all([shop(), shop()]);
  for (const [{ database, modelId, read }, name] of [
    [old!, 'old'],
    [wanted!, 'new'],
  ] as const) {
    await read(name, file(0, 90));
    await read('other', file(40, 60));
    await countAll(database, modelId);
  }
  const { database, modelId, read } = old!;
  expect(await renameSource(database, 'old', 'new', true)).toEqual({ feedback: 90 });
  expect((await listSources(database)).map(({ source }) => source)).toEqual(['old', 'other']);
  expect(await renameSource(database, 'old', 'new', false)).toEqual({ feedback: 90 });
  await catchUpRollups(database);
  await countAll(database, modelId);
  const [got, want] = [await storedTables(database), await storedTables(wanted!.database)];
  for (const name of ['rollup_day', 'rollup_theme_day', 'rollup_theme_month', 'audit_cube', 'feedback']) {
    const rowsOf = (stored: Record<string, string[]>) =>
      stored[`verbatim.${name}`]!.map((row) => row.replace(/"created_at": "[^"]*"/, ''));
    expect(rowsOf(got).length).toBeGreaterThan(0);
    expect(rowsOf(got)).toEqual(rowsOf(want));
  }
  expect(await read('new', file(0, 90))).toMatchObject({ accepted: 0, duplicates: 90 });
  expect(await listSources(database)).toMatchObject([
    { source: 'new', feedback: 90, imports: 2, firstDay: '2026-03-01', lastDay: '2026-03-09' },
    { source: 'other', feedback: 20, imports: 1 },
  ]);
});

test('names that do not fit are refused, and a source that an import is writing', async () => {
  const { database, read } = await shop();
  await read('a', file(0, 9));
  await read('b', file(0, 9));
  await expect(renameSource(database, 'c', 'd', false)).rejects.toMatchObject({
    code: 'SOURCE_UNKNOWN',
    params: { known: 'a, b' },
  });
  await expect(renameSource(database, 'a', 'b', false)).rejects.toMatchObject({ code: 'SOURCE_EXISTS' });
  await database.query(`update verbatim.import set status = 'running' where source = 'b'`);
  await expect(mergeSource(database, 'a', 'b', { dryRun: false, dropClashes: false })).rejects.toMatchObject({
    code: 'IMPORT_RUNNING',
  });
  await database.query(`update verbatim.import set status = 'undoing' where source = 'b'`);
  await expect(renameSource(database, 'b', 'c', false)).rejects.toMatchObject({ code: 'SOURCE_UNDOING' });
});

test('a merged source: equal comments once, others under the same id refused or dropped, labels kept', async () => {
  const { database, modelId, read } = await shop();
  await read('into', file(0, 50));
  // 20 equal comments, 5 of them otherwise, 25 new ones.
  await read(
    'from',
    file(30, 75, (i) => (i < 35 ? `otherwise ${i}` : `comment ${i}`)),
  );
  await countAll(database, modelId);
  await database.query(
    `insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
     select id, 'sentiment', 'negative', 'ann', 'l.csv' from verbatim.feedback
      where external_id in ('40', '41') and source = 'from' or external_id = '41'`,
  );
  const before = await storedTables(database);
  const counts = { feedback: 45, duplicates: 15, clashes: 5, labels: 2 };
  const merge = (dryRun: boolean, dropClashes: boolean) =>
    mergeSource(database, 'from', 'into', { dryRun, dropClashes });
  expect(await merge(true, false)).toEqual(counts);
  await expect(merge(false, false)).rejects.toMatchObject({ code: 'SOURCE_CLASH', params: { clashes: 5 } });
  expect(await storedTables(database)).toEqual(before);
  expect(await merge(false, true)).toEqual(counts);
  const { rows } = await database.query(
    `select count(*) as n, count(distinct external_id) as ids, min(source) as low, max(source) as high,
            (select count(*) from verbatim.document) as documents from verbatim.feedback`,
  );
  expect(rows[0]).toEqual({ n: 75, ids: 75, low: 'into', high: 'into', documents: 75 });
  const { rows: labels } = await database.query(
    `select f.external_id as id, f.source from verbatim.label l join verbatim.feedback f on f.id = l.feedback_id
      order by 1`,
  );
  expect(labels).toEqual([
    { id: '40', source: 'into' },
    { id: '41', source: 'into' },
  ]);
  await catchUpRollups(database);
  const counted = await rollupTables(database);
  await countAll(database, modelId);
  expect(await rollupTables(database)).toEqual(counted);
  const { rows: days } = await database.query(
    `select source, sum(feedback)::int as n from verbatim.rollup_day where attribute = '' group by source`,
  );
  expect(days).toEqual([{ source: 'into', n: 75 }]);
  const { rows: cube } = await database.query(
    'select source, sum(rows)::int as n from verbatim.audit_cube group by source',
  );
  expect(cube).toEqual([{ source: 'into', n: 75 }]);
});

test('a source keeps the names that it and those merged into it had', async () => {
  const { database, read } = await shop();
  await read('a', file(0, 2));
  await read('c', file(2, 4));
  const names = () => Promise.all(['a', 'b', 'c'].map((source) => namesOfSource(database, source)));
  await renameSource(database, 'a', 'b', false);
  expect(await names()).toEqual([['a'], ['b', 'a'], ['c']]);
  await mergeSource(database, 'b', 'c', { dryRun: false, dropClashes: false });
  expect(await names()).toEqual([['a'], ['b'], ['c', 'a', 'b']]);
  await renameSource(database, 'c', 'a', false);
  expect(await names()).toEqual([['a', 'b', 'c'], ['b'], ['c']]);
});
