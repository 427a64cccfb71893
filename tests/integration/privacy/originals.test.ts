import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Database, inTransaction, openDatabase } from '../../../src/db/client.ts';
import { renameSource } from '../../../src/db/imports/sources.ts';
import { type OriginalCells, readOriginals, storeOriginals } from '../../../src/db/privacy/originals.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { openKeyring } from '../../../src/privacy/keyring.ts';
import { undoImport } from '../../../src/runs/imports/undo.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const keyring = openKeyring([randomBytes(32)]);

/** Three comments of a source, and logins of the roles. */
async function shop() {
  const { url, database, drop } = await makeDatabase();
  const read = (text = 'Call [phone]') =>
    importFile(database, {
      ...{ file: 'f.csv', source: 'shop', update: true },
      input: Readable.from([`id,text\n1,${text}\n2,b\n3,c\n`]),
    });
  await read();
  const { rows } = await database.query<{ id: number; identity: string }>(
    'select id, identity from verbatim.feedback order by id',
  );
  const store = (cells: Readonly<Record<number, OriginalCells>>, source = 'shop') =>
    inTransaction(database, (connection) =>
      storeOriginals(
        connection,
        keyring,
        source,
        Object.entries(cells).map(([id, it]) => ({ identity: rows[Number(id) - 1]!.identity, cells: it })),
      ),
    );
  const logins: string[] = [];
  onTestFinished(async () => {
    for (const name of logins) await database.query(`drop role ${name}`);
    await drop();
  });
  /** A connection of somebody who has one of the roles. */
  const as = async (role: string) => {
    const name = `test_${randomBytes(6).toString('hex')}`;
    await database.query(`create role ${name} login password '${name}' in role ${role}`);
    logins.push(name);
    const address = new URL(url);
    address.username = name;
    address.password = name;
    const own = await openDatabase(address.href, { connections: 1, name: 'tests' });
    onTestFinished(() => own.end());
    return { own, name };
  };
  const log = async () =>
    (
      await database.query(
        'select who, what, feedback_ids::integer[] as ids, place from verbatim.access_log order by id',
      )
    ).rows;
  return { database, ids: rows.map(({ id }) => id), store, as, log, read };
}

const cellsOf = (database: Database, ids: readonly number[]) => readOriginals(database, keyring, ids);

describe('originals', () => {
  test('are read by verbatim_originals alone, and each reading is logged', async () => {
    const { database, ids, store, as, log } = await shop();
    const cells = { text: 'Call 030 1234567, “Zoë” \u0000', Order: '👍' };
    await store({ 1: cells, 2: { text: 'x' } });
    const { own, name } = await as('verbatim_originals');
    expect(await cellsOf(own, [ids[0]!, ids[2]!, 999])).toEqual([{ feedbackId: ids[0], cells }]);
    expect(await cellsOf(own, [ids[2]!])).toEqual([]);
    expect(await log()).toEqual([
      { who: name, what: 'original', ids: [ids[0]], place: 'reporting.read_original' },
    ]);
    await expect(own.query('select * from verbatim.original')).rejects.toMatchObject({ code: '42501' });
    await expect(own.query('select * from verbatim.access_log')).rejects.toMatchObject({ code: '42501' });
    await expect(own.query('delete from verbatim.access_log')).rejects.toMatchObject({ code: '42501' });
    for (const role of ['verbatim_reader', 'verbatim_analyst']) {
      const other = (await as(role)).own;
      await expect(other.query('select * from verbatim.original')).rejects.toMatchObject({ code: '42501' });
      await expect(cellsOf(other, ids)).rejects.toMatchObject({ code: 'ORIGINALS_REFUSED' });
    }
    const { rows } = await database.query<{ all: string }>(
      `select string_agg(o::text, ',') as all from verbatim.original o`,
    );
    expect(rows[0]!.all).not.toContain(Buffer.from('1234567').toString('hex'));
  });

  test('are not read where the reading cannot be logged', async () => {
    const { database, ids, store, as } = await shop();
    await store({ 1: { text: 'x' } });
    const { own } = await as('verbatim_originals');
    await database.query('alter table verbatim.access_log add constraint full_disk check (false) not valid');
    await expect(cellsOf(own, ids)).rejects.toMatchObject({ code: '23514' });
    await database.query('alter table verbatim.access_log drop constraint full_disk');
    await own.query('set default_transaction_read_only = on');
    await expect(cellsOf(own, ids)).rejects.toMatchObject({ code: '25006' });
  });

  test('are replaced with their comment, and go with it', async () => {
    const { database, ids, store, read } = await shop();
    await store({ 1: { text: 'one' }, 2: { text: 'two' }, 3: { text: 'three' } });
    await store({ 1: { text: 'new' }, 2: {} });
    await store({ 3: { text: 'of another source' } }, 'other');
    expect((await cellsOf(database, ids)).map(({ cells }) => cells.text)).toEqual(['new', 'three']);
    // An undo gives the comment its former text, of which no original is kept.
    const second = await read('Call [email]');
    await undoImport(database, second.importId!, {
      ...{ dryRun: false, withLabels: false, signal: new AbortController().signal },
    });
    expect((await cellsOf(database, ids)).map(({ feedbackId }) => feedbackId)).toEqual([ids[2]]);
    await database.query('delete from verbatim.feedback');
    expect((await database.query('select from verbatim.original')).rowCount).toBe(0);
  });

  test('open after their source has another name, and not as those of another comment', async () => {
    const { database, ids, store } = await shop();
    await store({ 1: { text: 'one' }, 2: { text: 'two' } });
    await renameSource(database, 'shop', 'store', false);
    expect(await cellsOf(database, ids)).toHaveLength(2);
    await database.query(
      'update verbatim.original o set sealed = p.sealed from verbatim.original p where p.feedback_id <> o.feedback_id',
    );
    await expect(cellsOf(database, ids)).rejects.toMatchObject({ code: 'SEALED_INVALID' });
  });
});
