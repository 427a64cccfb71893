import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/db/client.ts';
import { mergeSource, renameSource } from '../../../src/db/imports/sources.ts';
import { checkQuery } from '../../../src/db/origins/foreign-query.ts';
import { removeOrigin } from '../../../src/db/origins/origins.ts';
import { start } from '../../support/cli.ts';
import { pulledSource } from '../../support/data/pulled.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { withDatabase } from '../../support/servers/services.ts';

/** A shop's own Postgres database with reviews. */
async function shop() {
  const name = `shop_${Math.random().toString(36).slice(2)}`;
  const admin = await openDatabase(inject('postgres'), { connections: 1, name: 'tests' });
  await admin.query(`create database ${name}`);
  const url = withDatabase(inject('postgres'), name);
  const reviews = await openDatabase(url, { connections: 2, name: 'tests' });
  onTestFinished(async () => {
    await reviews.end();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  });
  await reviews.query(
    'create table review (id int primary key, body text, stars int, written timestamptz, updated_at timestamptz)',
  );
  return {
    url,
    reviews,
    /** @param minutes after the new year */
    write: (id: number, body: string, minutes: number) =>
      reviews.query(
        `insert into review values ($1, $2, 3, timestamptz '2026-01-01', timestamptz '2026-01-01' + $3 * interval '1 minute')
         on conflict (id) do update set body = excluded.body, updated_at = excluded.updated_at`,
        [id, body, minutes],
      ),
    many: (from: number, to: number, minute = 'g') =>
      reviews.query(
        `insert into review select g, 'Parcel number ' || g || ' came late.', 3, timestamptz '2026-01-01',
                timestamptz '2026-01-01' + (${minute}) * interval '1 minute' from generate_series($1::int, $2::int) g`,
        [from, to],
      ),
  };
}

const SETTINGS = {
  query: `select id, body as text, stars as rating, written as time, updated_at from review -- all of them;`,
  ...{ cursor: 'updated_at', id: 'id' },
};
// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to the environment.
const ADDRESS = '${SHOP_URL}';

async function pulled(settings: object = SETTINGS) {
  const { url, database } = await testDatabase();
  const other = await shop();
  const origin = { kind: 'sql' as const, address: ADDRESS, settings };
  const source = await pulledSource(database, origin, { SHOP_URL: other.url });
  return { ...other, ...source, database, own: url };
}

describe('a query of another database', () => {
  test('is read from where the last pull ended: new and changed rows alone', async () => {
    const { pull, many, write, comments, origin } = await pulled();
    await many(1, 3_000);
    expect(await pull()).toMatchObject({ read: 3_000, accepted: 3_000 });
    expect((await origin()).position).toEqual({ value: '2026-01-03 02:00:00+00', id: '3000' });
    expect(await pull()).toMatchObject({ read: 0, files: 0 });
    await write(7, 'Parcel number 7 came after all.', 3_001);
    await write(3_001, 'A "quoted", and\nbroken line; \\. too.', 3_002);
    expect(await pull()).toMatchObject({ read: 2, accepted: 1, changed: 1 });
    const stored = await comments();
    expect(stored).toHaveLength(3_001);
    expect(stored[6]).toEqual(['7', 'Parcel number 7 came after all.']);
    expect(stored[3_000]).toEqual(['3001', 'A "quoted", and\nbroken line; \\. too.']);
    expect(await origin()).toMatchObject({ status: 'done', counts: { rows: 2, accepted: 1, changed: 1 } });
  });

  test('reads every row once when ten thousand have the same cursor', async () => {
    const { pull, many, comments } = await pulled();
    await many(1, 10_000, '5');
    expect(await pull({})).toMatchObject({ read: 10_000, accepted: 10_000 });
    await many(10_001, 10_010, '5');
    expect(await pull()).toMatchObject({ read: 10, accepted: 10 });
    expect(await comments()).toHaveLength(10_010);
  });

  test('without an id, rows with the last cursor are read again and recognised', async () => {
    const { pull, many, comments } = await pulled({ ...SETTINGS, id: undefined });
    await many(1, 20, '5');
    await pull();
    await many(21, 25, '5');
    expect(await pull()).toMatchObject({ read: 25, accepted: 5, duplicates: 20 });
    expect(await comments()).toHaveLength(25);
  });

  test('finds late rows within the overlap, and those without a cursor always', async () => {
    const { pull, many, write, reviews, comments } = await pulled({ ...SETTINGS, overlap: '1h' });
    await many(1, 200);
    await pull();
    await write(201, 'This row was committed late.', 150);
    await write(202, 'This row was committed too late.', 100);
    await reviews.query(`insert into review values (203, 'This row has no cursor.', 3, null, null)`);
    expect(await pull()).toMatchObject({ accepted: 2, duplicates: 61 });
    expect((await comments()).map(([id]) => id)).not.toContain('202');
  });

  test('a dry run counts, and moves nothing', async () => {
    const { pull, many, comments, origin } = await pulled();
    await many(1, 30);
    expect(await pull({ dryRun: true })).toMatchObject({ read: 30, accepted: 30 });
    expect([await comments(), await origin()]).toMatchObject([[], { position: null, status: null }]);
    await pull();
    expect(await pull({ dryRun: true, again: true })).toMatchObject({ read: 30, duplicates: 30 });
  });

  test('an origin that was set back is reported, and read from the start with again', async () => {
    const { pull, many, write, reviews } = await pulled();
    await many(1, 30);
    await pull();
    await reviews.query('delete from review where id > 10');
    await write(11, 'Another row took this number.', 12);
    await expect(pull()).rejects.toMatchObject({ code: 'ORIGIN_WENT_BACK' });
    expect(await pull({ again: true })).toMatchObject({ read: 11, changed: 1, duplicates: 10 });
    await reviews.query('delete from review');
    expect(await pull()).toMatchObject({ read: 0 });
  });

  test('columns that are missing or renamed are named; a new one becomes an attribute', async () => {
    const { pull, many, reviews, database, origin } = await pulled();
    await many(1, 30);
    await pull();
    const set = (query: string) =>
      database.query(
        `update verbatim.origin set settings = settings || jsonb_build_object('query', $1::text)`,
        [query],
      );
    await set('select id, body as comment, updated_at from review');
    await reviews.query(`update review set updated_at = now() where id < 4`);
    await expect(pull()).rejects.toMatchObject({
      code: 'COLUMN_UNKNOWN',
      message: expect.stringMatching(/query of shop has no column text.*id, comment, updated_at/),
    });
    await set('select id, body as text, written as time from review');
    await expect(pull()).rejects.toMatchObject({
      code: 'ORIGIN_COLUMN',
      message: expect.stringContaining('updated_at'),
    });
    await set(
      `select id, body as text, stars as rating, written as time, updated_at, 'Ulm' as town from review`,
    );
    expect(await pull()).toMatchObject({ read: 3, changed: 3 });
    expect(await origin()).toMatchObject({ status: 'done', errorCode: null });
    const { rows } = await database.query(
      `select attributes ->> 'town' as town, count(*) as n from verbatim.feedback group by 1 order by 2`,
    );
    expect(rows).toEqual([
      { town: 'Ulm', n: 3 },
      { town: null, n: 27 },
    ]);
  });

  test('reads only: a query that writes, and one of two statements, is refused', async () => {
    const { url, reviews, many } = await pulled();
    await many(1, 2);
    const check = (query: string) => checkQuery(url, { query }, null);
    await reviews.query(
      `create function wipe() returns int language sql as 'delete from review returning id'`,
    );
    await expect(check('select wipe()')).rejects.toMatchObject({ code: 'ORIGIN_QUERY' });
    await expect(check('select 1) as q; commit; drop table review; select (1')).rejects.toMatchObject({
      code: 'ORIGIN_QUERY',
    });
    await expect(check('select id from review where body::int > 0')).rejects.toMatchObject({
      message: expect.not.stringContaining('Parcel'),
    });
    expect((await reviews.query('select from review')).rowCount).toBe(2);
  });

  test('a server that is down, silent or refuses is an error without its password', async () => {
    const { url, pull, database, reviews } = await pulled();
    const errorOf = (address: string) =>
      checkQuery(address, { query: 'select 1' }, null).catch((error) => error);
    const down = await errorOf('postgresql://reader:hunter2@127.0.0.1:9/shop');
    expect(down).toMatchObject({
      code: 'ORIGIN_UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:9/shop'),
    });
    expect(down.message + down.fix).not.toMatch(/hunter2|reader/);
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    expect(await errorOf(`postgresql://reader:hunter2@127.0.0.1:${port}/shop`)).toMatchObject({
      code: 'ORIGIN_UNREACHABLE',
    });
    const reader = `reader_${Math.random().toString(36).slice(2)}`;
    await reviews.query(`create role ${reader} login`);
    const denied = new URL(url);
    denied.username = reader;
    await expect(checkQuery(denied.href, SETTINGS, null)).rejects.toMatchObject({ code: 'ORIGIN_REFUSED' });
    await reviews.query(`drop role ${reader}`);
    await reviews.query('drop table review');
    await expect(pull()).rejects.toMatchObject({ code: 'ORIGIN_QUERY' });
    const { rows } = await database.query('select status, error_code from verbatim.origin');
    expect(rows).toEqual([{ status: 'failed', error_code: 'ORIGIN_QUERY' }]);
  });

  test('rows that break off store nothing and leave the cursor', async () => {
    const { pull, many, comments, origin } = await pulled({
      ...SETTINGS,
      query: `${SETTINGS.query}\n where 1 / (id - 40000) is not null`,
    });
    await many(39_000, 39_999);
    await pull();
    const before = (await origin()).position;
    await many(40_000, 40_100);
    await expect(pull()).rejects.toMatchObject({
      code: 'ORIGIN_QUERY',
      message: expect.stringContaining('22012'),
    });
    expect([(await comments()).length, (await origin()).position]).toEqual([1_000, before]);
  });
});

test('an id that tells who somebody is is not kept as a position', async () => {
  const { pull, many, origin } = await pulled({
    ...SETTINGS,
    query: `select 'anna.schmidt' || id || '@example.com' as id, body as text, updated_at from review`,
  });
  await many(1, 40);
  await pull();
  expect((await origin()).position).toEqual({ value: '2026-01-01 00:40:00+00' });
  expect(await pull()).toMatchObject({ read: 1, accepted: 0 });
});

test('a renamed source takes its origin along; a merge keeps one origin', async () => {
  const { pull, many, database, url } = await pulled();
  await many(1, 5);
  await pull();
  await renameSource(database, 'shop', 'store', false);
  const rows = async () =>
    (await database.query('select source, kind from verbatim.origin order by source')).rows;
  expect(await rows()).toEqual([{ source: 'store', kind: 'sql' }]);
  const again = await pulledSource(
    database,
    { kind: 'sql', address: ADDRESS, settings: SETTINGS },
    { SHOP_URL: url },
  );
  await again.pull();
  const merge = { dryRun: false, dropClashes: false };
  await expect(mergeSource(database, 'shop', 'store', merge)).rejects.toMatchObject({
    code: 'SOURCE_ORIGINS',
  });
  await removeOrigin(database, 'store');
  expect(await mergeSource(database, 'shop', 'store', merge)).toMatchObject({ duplicates: 5 });
  expect(await rows()).toEqual([{ source: 'store', kind: 'sql' }]);
});

test('killed between two chunks, the next pull goes on behind the last stored row', async () => {
  const { own, url, many, database, pull, comments, origin } = await pulled();
  await many(1, 9_000);
  await database.query(`
    create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.5); return null; end';
    create trigger slow after update on verbatim.import for each statement execute function slow()`);
  const run = start(['source', 'pull', 'shop'], { DATABASE_URL: own, REDIS_URL: '', SHOP_URL: url });
  for (;;) {
    if ((await origin()).position !== null) break;
    if (run.child.exitCode !== null) throw new Error((await run.ended).stderr);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  run.child.kill('SIGKILL');
  await run.ended;
  await database.query('drop function slow cascade');
  const stored = (await comments()).length;
  const { position } = await origin();
  expect(stored).toBe(Number(position!.id));
  expect([stored > 0, stored < 9_000]).toEqual([true, true]);
  for (;;) {
    const ended = await pull().catch((error: { code: string }) => error);
    if (!('code' in ended)) {
      expect(ended).toMatchObject({ read: 9_000 - stored, accepted: 9_000 - stored });
      break;
    }
    expect(ended.code).toBe('ORIGIN_BUSY');
  }
  expect(await comments()).toHaveLength(9_000);
});
