import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/db/client.ts';
import { setRollupAttributes } from '../../../src/db/rollups/rollups.ts';
import { asOnlyNight } from '../../../src/db/runs/nightly-runs.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { type UndoOptions, undoImport } from '../../../src/runs/imports/undo.ts';
import { addModel } from '../../support/data/rollup-rows.ts';
import { countAll, storedTables } from '../../support/data/stored-tables.ts';
import { testDatabase } from '../../support/servers/database.ts';

async function shop() {
  const { url } = await testDatabase();
  // As many connections as a process has: an undo holds three.
  const database = await openDatabase(url, { connections: 10, name: 'tests' });
  onTestFinished(() => database.end());
  const modelId = await addModel(database, 'first');
  await setRollupAttributes(database, ['shop']);
  const read = (csv: string, options: Partial<ImportOptions> = {}) =>
    importFile(database, { file: 'f.csv', source: 'shop', input: Readable.from([csv]), ...options });
  const undo = (importId: number | null, options: Partial<UndoOptions> = {}) =>
    undoImport(database, importId!, {
      ...{ dryRun: false, withLabels: false, signal: new AbortController().signal, ...options },
    });
  const count = async (table: string) =>
    (await database.query<{ n: number }>(`select count(*) as n from verbatim.${table}`)).rows[0]!.n;
  return { database, modelId, read, undo, count };
}

const HEADER = 'id,text,rating,time,shop\n';
const row = (id: number, text: string, rating = 1 + (id % 5), of = 'x') =>
  `${id},${text},${rating},${id % 9 === 0 ? '' : `2026-03-${String(1 + (id % 20)).padStart(2, '0')}T10:00:00Z`},${of}\n`;
const file = (from: number, to: number, text: (i: number) => string, of = 'x') =>
  HEADER + Array.from({ length: to - from }, (_, i) => row(from + i, text(from + i), undefined, of)).join('');

const FIRST = file(1, 120, (i) => `comment ${i % 70}`);
// New rows with known and with new texts, changed texts and values, equal rows, rows that are refused.
const SECOND =
  file(1, 20, (i) => `comment ${i % 70}`) +
  file(20, 40, (i) => (i % 2 ? `other ${i}` : `comment ${i % 70}`), 'y').slice(HEADER.length) +
  file(120, 220, (i) => `comment ${i % 110}`, 'z').slice(HEADER.length) +
  '300,"torn\n';

describe('an import that is taken back', () => {
  test('leaves the tables, roll-ups, cube and views as they were before it', async () => {
    const { database, modelId, read, undo } = await shop();
    await read(`${FIRST}400,"torn\n`);
    await countAll(database, modelId);
    const before = await storedTables(database);
    const second = await read(`${SECOND.slice(0, -'300,"torn\n'.length)}400,"torn\n`);
    expect(second).toMatchObject({ accepted: 100, duplicates: 19, changed: 20, rejected: 1 });
    await countAll(database, modelId);
    const after = await storedTables(database);
    expect(after).not.toEqual(before);

    const planned = await undo(second.importId, { dryRun: true });
    expect(await storedTables(database)).toEqual(after);
    const size = (tables: Record<string, string[]>, name: string) => tables[`verbatim.${name}`]!.length;
    expect(planned).toMatchObject({
      ...{ state: 'planned', feedback: 100, restored: 20, notRestored: 0, changedLater: 0, rejects: 1 },
      documents: size(after, 'document') - size(before, 'document'),
      analyses: size(after, 'analysis') - size(before, 'analysis'),
      failures: size(after, 'failure') - size(before, 'failure'),
    });

    const undone = await undo(second.importId);
    expect(undone).toEqual({ ...planned, state: 'undone' });
    const { rows: left } = await database.query('select count(*) as n from verbatim.rollup_touched');
    expect(left[0].n).toBe(0);
    await countAll(database, modelId);
    expect(await storedTables(database)).toEqual(before);

    const { rows } = await database.query(
      `select status, undone_at is not null as noted, accepted, changed from reporting.import order by import_id`,
    );
    expect(rows).toEqual([
      { status: 'done', noted: false, accepted: 119, changed: 0 },
      { status: 'undone', noted: true, accepted: 100, changed: 20 },
    ]);
    // Once more changes nothing.
    expect(await undo(second.importId)).toMatchObject({ state: 'undone before', feedback: 0 });
    expect(await storedTables(database)).toEqual(before);
  });

  test('may be imported again, with the counts and comments of the first time', async () => {
    const { database, modelId, read, undo } = await shop();
    await read(FIRST);
    await countAll(database, modelId);
    const comments = async () =>
      (
        await database.query<{ line: string }>(
          `select concat_ws('|', f.import_id > 1, f.external_id, d.text, f.rating, f.occurred_at, f.attributes,
                            f.fingerprint, f.identity, f.line) as line
             from verbatim.feedback f left join verbatim.document d on d.id = f.document_id order by 1`,
        )
      ).rows;
    const first = await read(SECOND);
    const stored = await comments();
    await undo(first.importId);
    const again = await read(SECOND);
    expect({ ...again, importId: 0 }).toEqual({ ...first, importId: 0 });
    expect(await comments()).toEqual(stored);
  });

  test('the only one leaves nothing', async () => {
    const { database, modelId, read, undo, count } = await shop();
    const { importId } = await read(FIRST);
    await countAll(database, modelId);
    await undo(importId);
    for (const table of [
      ...['feedback', 'document', 'analysis', 'failure', 'segment', 'theme_segment', 'reject', 'rollup_day'],
      ...['rollup_theme_day', 'rollup_touched', 'document_left'],
    ]) {
      expect([table, await count(table)]).toEqual([table, 0]);
    }
  });

  test('a comment that a later import changed again stays, and it is said', async () => {
    const { database, read, undo } = await shop();
    await read(`${HEADER}${row(1, 'good')}${row(2, 'bad')}${row(3, 'fine')}`);
    const update = { update: true };
    const second = await read(`${HEADER}${row(1, 'very good')}${row(2, 'very bad')}${row(4, 'new')}`, update);
    await read(`${HEADER}${row(1, 'excellent')}${row(4, 'newer')}`, update);
    expect(await undo(second.importId)).toMatchObject({
      ...{ feedback: 1, changedLater: 1, restored: 1, notRestored: 1, documents: 3 },
    });
    const { rows } = await database.query(
      `select f.external_id as id, d.text from verbatim.feedback f join verbatim.document d on d.id = f.document_id
        order by 1`,
    );
    expect(rows).toEqual([
      { id: '1', text: 'excellent' },
      { id: '2', text: 'bad' },
      { id: '3', text: 'fine' },
    ]);
    // The text between the two changes is history, which stays whole.
    const { rows: texts } = await database.query('select text from verbatim.document order by 1');
    expect(texts.map(({ text }) => text)).toEqual(['bad', 'excellent', 'fine', 'good', 'very good']);
  });

  test('rejects of other imports are again what they were without it', async () => {
    const { database, read, undo } = await shop();
    const torn = (...ids: number[]) => HEADER + row(1, 'fine') + ids.map((id) => `${id}\n`).join('');
    const open = async () =>
      (
        await database.query(
          `select i.file_name as file, r.raw_row as raw, r.closed_as, c.file_name as by, r.repeats is null as root
             from verbatim.reject r join verbatim.import i on i.id = r.import_id
             left join verbatim.import c on c.id = r.closed_by order by r.raw_row, r.id`,
        )
      ).rows;
    const take = (name: string, ...ids: number[]) => read(torn(...ids), { file: name });
    await take('a', 7);
    const without = await open();
    const b = await take('b', 7, 8);
    await undo(b.importId);
    expect(await open()).toEqual(without);

    // Taken back in the middle of a chain: the next import repeats the one before; its own row has a new first.
    const second = await take('b', 7, 8);
    await take('c', 7, 8, 9);
    await undo(second.importId);
    expect(await open()).toEqual([
      { file: 'a', raw: '7', closed_as: 'repeated', by: 'c', root: true },
      { file: 'c', raw: '7', closed_as: null, by: null, root: false },
      { file: 'c', raw: '8', closed_as: null, by: null, root: true },
      { file: 'c', raw: '9', closed_as: null, by: null, root: true },
    ]);
  });

  test('labels by people are not deleted unless it is said', async () => {
    const { database, read, undo, count } = await shop();
    const { importId } = await read(FIRST);
    await database.query(
      `insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
       select min(id), 'sentiment', 'negative', 'ann', 'l.csv' from verbatim.feedback`,
    );
    expect(await undo(importId, { dryRun: true })).toMatchObject({ labels: 1 });
    await expect(undo(importId)).rejects.toMatchObject({ code: 'IMPORT_LABELLED', params: { labels: 1 } });
    expect(await count('feedback')).toBe(119);
    await undo(importId, { withLabels: true });
    expect(await count('label')).toBe(0);
  });

  test('digests that quote it go and are named; those that count it are named', async () => {
    const { database, modelId, read, undo, count } = await shop();
    await read(FIRST);
    const second = await read(`${HEADER}${row(500, 'only here')}`);
    const digest = async (hash: string, text: string | null) => {
      await database.query(
        `with made as (
           insert into verbatim.digest (hash, period, grouped_by, model_id, content) values ($1, 'all', '{}', $2, '{}')
           returning id)
         insert into verbatim.digest_quote (digest_id, place, feedback_id, document_id, start_offset, end_offset, quote)
         select made.id, 1, f.id, d.id, 0, length(d.text), d.text
           from made, verbatim.feedback f join verbatim.document d on d.id = f.document_id where d.text = $3 limit 1`,
        [hash, modelId, text],
      );
    };
    await digest('a', 'only here');
    await digest('b', 'comment 5');
    expect(await undo(second.importId)).toMatchObject({
      digests: [{ id: 1, period: 'all', firstDay: null, delivered: false }],
      digestsCounting: [2],
    });
    expect([await count('digest'), await count('digest_quote')]).toEqual([1, 1]);
  });
});

describe('others at the same time', () => {
  test('a running import, one of its source, and a nightly run are waited for', async () => {
    const { database, read, undo } = await shop();
    const first = await read(FIRST);
    const holder = await database.connect();
    await holder.query('begin; lock table verbatim.feedback in share mode');
    const running = read(file(500, 600, (i) => `slow ${i}`));
    const isRunning = `select from verbatim.import where status = 'running'`;
    await expect.poll(async () => (await database.query(isRunning)).rowCount, { timeout: 180_000 }).toBe(1);
    for (const id of [first.importId, first.importId! + 1]) {
      await expect(undo(id)).rejects.toMatchObject({ code: 'IMPORT_RUNNING' });
      await expect(undo(id, { dryRun: true })).rejects.toMatchObject({ code: 'IMPORT_RUNNING' });
    }
    await holder.query('commit');
    holder.release();
    await running;
    await asOnlyNight(database, async () => {
      await expect(undo(first.importId)).rejects.toMatchObject({ code: 'NIGHT_BUSY' });
    });
    await expect(undo(999)).rejects.toMatchObject({ code: 'IMPORT_UNKNOWN' });
  });

  test('stopped half-way it blocks its source, and goes on when it is run again', async () => {
    const { database, modelId, read, undo, count } = await shop();
    await read(FIRST);
    await countAll(database, modelId);
    const before = await storedTables(database);
    const large = await read(file(1_000, 13_000, (i) => `large ${i % 8_000}`));
    await database.query(
      `update verbatim.feedback set document_id = (select id from verbatim.document where text = 'large 9')
        where external_id = '12999'`,
    );
    const stop = new AbortController();
    const onProgress = (rows: number) => {
      if (rows > 0) stop.abort('SIGTERM');
    };
    await expect(undo(large.importId, { signal: stop.signal, onProgress })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    const left = await count('feedback');
    expect(left).toBeGreaterThan(119);
    expect(left).toBeLessThan(12_119);
    await expect(read(FIRST)).rejects.toMatchObject({ code: 'SOURCE_UNDOING' });
    await read(FIRST, { source: 'elsewhere' }).then(({ importId }) => undo(importId));
    expect(await undo(large.importId)).toMatchObject({ feedback: left - 119, state: 'undone' });
    await countAll(database, modelId);
    expect(await storedTables(database)).toEqual(before);
  });

  test('another source that imports the same texts meanwhile loses none', async () => {
    const { database, read, undo } = await shop();
    const texts = (i: number) => `shared ${i % 3_000}`;
    const first = await read(file(1, 12_000, texts));
    const others = ['north', 'south'].map((source) =>
      read(file(1, 6_000, texts), { source, chunkRows: 100 }),
    );
    const [, ...imported] = await Promise.all([undo(first.importId), ...others]);
    expect(imported.map(({ accepted }) => accepted)).toEqual([5_999, 5_999]);
    const { rows } = await database.query(
      `select source, count(d.id) as n from verbatim.feedback f join verbatim.document d on d.id = f.document_id
        where d.text like 'shared %' group by source order by source`,
    );
    expect(rows).toEqual([
      { source: 'north', n: 5_999 },
      { source: 'south', n: 5_999 },
    ]);
  });
});
