import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { planErasure } from '../../../src/db/erasure/erasure-plan.ts';
import { textColumns } from '../../../src/db/erasure/text-columns.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { asOnlyNight } from '../../../src/db/runs/nightly-runs.ts';
import { readUpload } from '../../../src/db/uploads/lists.ts';
import { placeOf } from '../../../src/privacy/text-places.ts';
import { type EraseOptions, erase } from '../../../src/runs/privacy/erase.ts';
import { type ErasureRequest, selectorsOf } from '../../../src/runs/privacy/erasure-request.ts';
import { readMatchFile } from '../../../src/runs/privacy/match-file.ts';
import {
  CANARY,
  canaries,
  databaseText,
  dumpText,
  folderText,
  importCanary,
  importUpload,
  PERSON,
  plantCanary,
  plantUpload,
  testKeyring,
} from '../../support/data/canary.ts';
import { rollupTables } from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';

async function shop() {
  const { url } = await testDatabase();
  const database = await openDatabase(url, { connections: 10, name: 'tests' });
  onTestFinished(() => database.end());
  const keyring = testKeyring();
  const canary = await plantCanary(database, keyring);
  await setRollupAttributes(database, ['shop', 'wish']);
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, canary.modelId);
  return { url, database, keyring, ...canary };
}

const NOTHING = { source: null, authors: [], ids: [], texts: [] };
const person: ErasureRequest = { ...NOTHING, by: 'author', authors: [PERSON] };
const run = (database: Database, request: ErasureRequest, options: Partial<EraseOptions>) =>
  erase(database, request, {
    ...{ keyring: null, tombstones: true, vacuum: 'none', signal: new AbortController().signal, ...options },
  });
const all = async <Row extends object>(database: Database, sql: string): Promise<Row[]> =>
  (await database.query<Row>(sql)).rows;
const number = async (database: Database, table: string) =>
  (await all<{ n: number }>(database, `select count(*) as n from verbatim.${table}`))[0]!.n;

test('every column that can hold words has a place', async () => {
  const { database } = await testDatabase();
  const columns = await textColumns(database);
  const unknown = columns
    .filter(({ schema, table, column }) => schema === 'verbatim' && placeOf(table, column) === null)
    .map(({ table, column }) => `${table}.${column}`);
  expect(unknown).toEqual([]);
});

describe('a person', () => {
  test('is gone from every table and from a dump; others stay', async () => {
    const { url, database, keyring, modelId } = await shop();
    expect(canaries(await databaseText(database)).length).toBeGreaterThan(30);
    const plan = await planErasure(database, selectorsOf(person, keyring));
    const [erased, ...more] = await run(database, person, { keyring, vacuum: 'full' });
    expect(more).toEqual([]);
    expect(canaries(await databaseText(database))).toEqual([]);
    expect(canaries(dumpText(url) ?? '')).toEqual([]);
    expect(erased!.proof.columns.filter(({ found }) => found > 0)).toEqual([]);
    // Indexed words are searched as any text.
    const words = erased!.proof.columns.find(({ column }) => column === 'words');
    expect(words).toMatchObject({ table: 'document_words', cells: 31 });
    expect(erased).toMatchObject({ feedback: 5, documents: 5, proof: { found: 0, vacuum: 'full' } });
    expect(plan).toMatchObject({ feedback: 5, documents: 5, digests: 1 });

    // What others said, and what people made of it, is still there.
    expect(await number(database, 'feedback')).toBe(31);
    expect(await number(database, 'document')).toBe(31);
    expect(await number(database, 'analysis')).toBe(31);
    expect(await all(database, 'select raw_row from verbatim.reject order by raw_row desc')).toEqual([
      { raw_row: 'o-77,"the lamp of others",Other 7,9' },
      // An import withholds author and text of a row that it rejects: nothing tells whose it was.
      { raw_row: '77,[withheld],[withheld],5,the day after,south' },
    ]);
    // One quotes the person, one lists a word that only the person had. Both are made again, and are the same now.
    expect(erased!.proof.digests).toEqual({ withdrawn: 2, madeAgain: 1 });
    expect(await number(database, 'digest')).toBe(1);
    expect(await all(database, 'select id, name, keywords, current from verbatim.theme order by id')).toEqual(
      [
        { id: 1, name: 'Lamp, delivery', keywords: ['lamp', 'delivery'], current: true },
        { id: 2, name: 'Withdrawn 2', keywords: [], current: false },
      ],
    );
    expect(await all(database, 'select reason from verbatim.label')).toEqual([{ reason: '[erased]' }]);
    // Also without the text that others have, too: nothing tells whose comment was sampled.
    expect(
      await all(
        database,
        'select rows::int as n, octet_length(vectors) as bytes from verbatim.audit_baseline',
      ),
    ).toEqual([{ n: 30, bytes: 30 * 8 }]);
    expect(await number(database, 'topic_model')).toBe(0);
    expect(await number(database, 'topic_text')).toBe(0);
    expect(
      await all(database, `select jsonb_array_length(tuning -> 'heldOut') as n from verbatim.model`),
    ).toEqual([{ n: 31 }]);

    // Roll-ups are what a count of the comments gives.
    const corrected = await rollupTables(database);
    for (const cube of ['day', 'theme', 'topic'] as const) {
      await updateRollup(database, cube, modelId, { rebuild: true });
    }
    expect(await rollupTables(database)).toEqual(corrected);
    expect(await all(database, 'select status, feedback, documents from verbatim.erasure')).toEqual([
      { status: 'done', feedback: 5, documents: 5 },
    ]);
    expect(await number(database, 'erasure_part')).toBe(0);
  });

  test('does not come back with the same file, and a second erasure finds nothing', async () => {
    const { database, keyring } = await shop();
    await run(database, person, { keyring });
    const again = await importCanary(database, keyring);
    expect(again).toMatchObject({ read: 36, accepted: 0, duplicates: 31, rejected: 0, erased: 5 });
    expect(canaries(await databaseText(database))).toEqual([]);
    expect(await run(database, person, { keyring })).toEqual([]);
    expect(await number(database, 'erasure')).toBe(1);
  });

  test('is gone after an erasure that was stopped at any moment and run again', async () => {
    const { database, keyring } = await shop();
    let steps = 0;
    for (let at = 1; ; at += 1 + Math.floor(at / 3)) {
      const stop = new AbortController();
      steps = 0;
      const onProgress = () => {
        if (++steps === at) stop.abort(new Error('stopped'));
      };
      const ended = await run(database, person, { keyring, signal: stop.signal, onProgress }).catch(
        (error) => error,
      );
      if (Array.isArray(ended)) {
        expect(ended).toMatchObject([{ continued: true, feedback: 5, documents: 5, proof: { found: 0 } }]);
        break;
      }
      expect(ended).toMatchObject({ code: 'INTERRUPTED' });
      expect(await number(database, 'erasure_part')).toBeGreaterThan(0);
    }
    expect(steps).toBeGreaterThan(100);
    expect(canaries(await databaseText(database))).toEqual([]);
    expect(await all(database, 'select status from verbatim.erasure')).toEqual([{ status: 'done' }]);
  });

  test('that nobody knows changes nothing', async () => {
    const { database, keyring } = await shop();
    const before = await databaseText(database);
    const unknown: ErasureRequest = { ...person, authors: ['Somebody else'] };
    expect(await run(database, unknown, { keyring })).toEqual([]);
    expect(await databaseText(database)).toEqual(before);
  });
});

test('what the search finds where it must not be fails the erasure, with its place', async () => {
  const { database, keyring } = await shop();
  await database.query('update verbatim.audit_policy set document = jsonb_build_object($1::text, $2::text)', [
    'note',
    `${CANARY} has: My ${CANARY} cabinet squeaks at midnight.`,
  ]);
  const [erased] = await run(database, person, { keyring });
  const found = erased!.proof.columns.filter((column) => column.found > 0);
  expect(found).toMatchObject([{ table: 'audit_policy', column: 'document', found: 1 }]);
  expect(await all(database, 'select status from verbatim.erasure')).toEqual([{ status: 'failed' }]);
});

describe('other choices', () => {
  test('one comment by its id: the author may write again, the comment does not come back', async () => {
    const { database, keyring } = await shop();
    const request: ErasureRequest = { ...NOTHING, by: 'id', source: 'shop', ids: [`${CANARY}-3`, 'unknown'] };
    const [erased] = await run(database, request, { keyring });
    expect(erased).toMatchObject({ feedback: 1, documents: 1, proof: { found: 0 } });
    expect((await databaseText(database)).includes('短い')).toBe(false);
    expect(await importCanary(database, keyring)).toMatchObject({ accepted: 0, erased: 1 });
    const more = `order no,comment,customer,stars,when,shop,wish\nnew-1,"A new word of thanks",${JSON.stringify(PERSON).replaceAll('\\"', '""')},5,2026-03-09T10:00:00Z,north,\n`;
    expect(await importCanary(database, keyring, more)).toMatchObject({ accepted: 1, erased: 0 });
  });

  test('a whole source, without a key and without tombstones', async () => {
    const { database } = await shop();
    await database.query('delete from verbatim.privacy_key');
    const request: ErasureRequest = { ...NOTHING, by: 'source', source: 'shop' };
    await expect(run(database, request, {})).rejects.toMatchObject({ code: 'KEY_MISSING' });
    const [erased] = await run(database, request, { tombstones: false });
    expect(erased).toMatchObject({ feedback: 36, documents: 36, proof: { found: 0 } });
    expect(await number(database, 'feedback')).toBe(0);
    expect(await number(database, 'reject')).toBe(0);
    expect(await number(database, 'tombstone')).toBe(0);
    // Written on the command line is only the source: the name of a file may stay.
    const left = canaries(await databaseText(database));
    expect(left.filter((row) => !row.startsWith('verbatim.import '))).toEqual([]);
  });

  test('a file of ids, authors and texts', async () => {
    const { database, keyring } = await shop();
    const folder = await mkdtemp(join(tmpdir(), 'verbatim-erase-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'match.csv');
    await writeFile(
      file,
      `\ufeffId;Text;other\n${CANARY}-0;;1\n;"Mies!";2\n;The parcel came two weeks late and nobody told me.;3\n`,
    );
    const matched = await readMatchFile(file);
    expect(matched).toEqual({
      ...{ ids: [`${CANARY}-0`], authors: [] },
      texts: ['Mies!', 'The parcel came two weeks late and nobody told me.'],
    });
    const request: ErasureRequest = { ...NOTHING, by: 'match', ...matched };
    expect((await run(database, request, { keyring }))[0]).toMatchObject({ feedback: 4, documents: 3 });
    await writeFile(file, 'name\nJoan\n');
    await expect(readMatchFile(file)).rejects.toMatchObject({ code: 'ERASE_FILE_INVALID' });
    await writeFile(file, 'id\n');
    await expect(readMatchFile(file)).rejects.toMatchObject({ code: 'ERASE_FILE_INVALID' });
  });
});

describe('at the same time', () => {
  test('an upload waits: its import refuses the person, and its file goes', async () => {
    const { database, keyring } = await shop();
    const folder = await mkdtemp(join(tmpdir(), 'verbatim-erase-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const id = await plantUpload(database, folder);
    const [erased] = await run(database, person, { keyring });
    expect(erased).toMatchObject({ feedback: 5, proof: { found: 0, openUploads: 1 } });
    expect(canaries(await databaseText(database))).toEqual([]);
    expect(canaries(await folderText(folder)).length).toBeGreaterThan(0);
    const log = await importUpload(database, keyring, folder, id);
    expect(await readUpload(database, id)).toMatchObject({
      ...{ state: 'done', counts: { read: 4, accepted: 1, rejected: 1, erased: 2 } },
    });
    expect(canaries(`${await databaseText(database)}\n${await folderText(folder)}\n${log}`)).toEqual([]);
  });

  test('a nightly run is refused, and refuses', async () => {
    const { database, keyring } = await shop();
    await asOnlyNight(database, async () => {
      await expect(run(database, person, { keyring })).rejects.toMatchObject({ code: 'NIGHT_BUSY' });
    });
    let refused: unknown = null;
    await run(database, person, {
      keyring,
      onProgress: () => {
        refused ??= asOnlyNight(database, async () => 'ran').catch((error) => error);
      },
    });
    expect(await refused).toMatchObject({ code: 'NIGHT_BUSY' });
  });

  test('a running import is waited for', async () => {
    const { database, keyring } = await shop();
    await database.query(
      `insert into verbatim.lease (name, holder, expires_at)
       select 'import ' || max(id), gen_random_uuid(), now() + interval '1 hour' from verbatim.import`,
    );
    await database.query(
      `update verbatim.import set status = 'running', finished_at = null where id = (select max(id) from verbatim.import)`,
    );
    const erased = run(database, person, { keyring });
    await sleep(1_500);
    expect(await number(database, 'erasure')).toBe(0);
    await database.query(`update verbatim.import set status = 'done'`);
    expect(await erased).toMatchObject([{ feedback: 5, proof: { found: 0 } }]);
  });
});
