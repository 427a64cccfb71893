import { expect, onTestFinished, test } from 'vitest';
import { asDatabaseError, inTransaction, openDatabase } from '../../../src/db/client.ts';
import { holdToServer } from '../../../src/db/server/same-server.ts';
import { isOutage, waitForDatabase } from '../../../src/workers/outage.ts';
import { startProxy } from '../../chaos/tcp-proxy.ts';
import { makeDatabase, testDatabase } from '../../support/servers/database.ts';

/** A pool on a wire that can be cut. */
async function wired(queryTimeout?: number) {
  const { url, database } = await testDatabase();
  const address = new URL(url);
  const wire = await startProxy(Number(address.port));
  address.port = String(wire.port);
  const options = { connections: 1, name: 'wired', ...(queryTimeout ? { queryTimeout } : {}) };
  const pool = await openDatabase(address.href, options);
  onTestFinished(async () => {
    wire.close();
    await pool.end();
  });
  return { pool, wire, direct: database };
}

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

test('a connection that is closed while it is lent out, between two statements, fails the next one and no more', async () => {
  const { pool, direct } = await wired();
  const error = await caught(
    inTransaction(pool, async (connection) => {
      await connection.query('select 1');
      await direct.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'wired'`,
      );
      // Without a listener on the lent connection, the process would end here.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await connection.query('select 2');
    }),
  );
  expect(asDatabaseError(error)).toMatchObject({ code: 'DATABASE_LOST' });
  expect(isOutage(error)).toBe(true);
  expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
});

test('a network that swallows everything is an outage after the time limit, and the connection is not used again', async () => {
  const { pool, wire } = await wired(500);
  await pool.query('select 1');
  wire.swallow();
  const error = await caught(inTransaction(pool, (connection) => connection.query('select 2')));
  expect(asDatabaseError(error)).toMatchObject({ code: 'DATABASE_LOST' });
  const waiting = waitForDatabase(pool, 20_000);
  wire.heal();
  await waiting;
  expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
});

test('a fault of the statement is no outage; waiting for a Postgres that stays away ends', async () => {
  const { pool, wire } = await wired();
  expect(isOutage(await caught(pool.query('select 1 / 0')))).toBe(false);
  expect(isOutage(new Error('anything'))).toBe(false);
  wire.close();
  const error = await caught(waitForDatabase(pool, 500));
  expect(isOutage(error)).toBe(true);
});

test('a Postgres that comes back as another installation is refused, also for every later connection', async () => {
  const [mine, other] = [await makeDatabase(), await makeDatabase()];
  onTestFinished(async () => {
    await mine.drop();
    await other.drop();
  });
  const pool = await openDatabase(mine.url, { connections: 2, name: 'held' });
  onTestFinished(() => pool.end());
  await holdToServer(pool);
  const cut = () =>
    mine.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'held'`,
    );
  await cut();
  // The same server again.
  await expect
    .poll(() =>
      pool.query('select 1 as one').then(
        ({ rows }) => rows[0].one,
        () => 0,
      ),
    )
    .toBe(1);
  // A dump restored elsewhere has the installation of its origin; this one has another, as a server set up anew has.
  await mine.database.query('update verbatim.installation set id = gen_random_uuid()');
  await cut();
  await expect
    .poll(async () => (await caught(pool.query('select 1'))) as { code?: string } | null)
    .toMatchObject({ code: 'DATABASE_REPLACED' });
  const error = await caught(pool.query('select 1'));
  expect(asDatabaseError(error)).toMatchObject({ code: 'DATABASE_REPLACED' });
  expect(isOutage(error)).toBe(false);
});

test('limits of the administrator are typed, and pass: no fault of ours, none of a document', async () => {
  const { database, url } = await testDatabase();
  const pool = await openDatabase(url, { connections: 1, name: 'limited' });
  onTestFinished(() => pool.end());
  await pool.query(`set statement_timeout = '50ms'`);
  const slow = await caught(pool.query('select pg_sleep(5)'));
  expect(asDatabaseError(slow)).toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
  expect(isOutage(slow)).toBe(true);
  await pool.query(`set statement_timeout = 0; set idle_in_transaction_session_timeout = '50ms'`);
  const idle = await caught(
    inTransaction(pool, async (connection) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await connection.query('select 1');
    }),
  );
  expect(isOutage(idle)).toBe(true);
  expect((await pool.query('select 2 as two')).rows).toEqual([{ two: 2 }]);
  // Connections used up: those of one database here, those of the server alike (53300). Not for superusers.
  const { rows } = await database.query('select current_database() as name');
  await database.query(`create role limited_${process.pid} login password 'x'`);
  onTestFinished(async () => void (await database.query(`drop role limited_${process.pid}`)));
  await database.query(`alter role limited_${process.pid} connection limit 0`);
  const address = new URL(url);
  [address.username, address.password] = [`limited_${process.pid}`, 'x'];
  const full = await caught(openDatabase(address.href, { connections: 1, name: rows[0].name }));
  expect(full).toMatchObject({ code: 'DATABASE_UNREACHABLE', retryable: true });
  expect(asDatabaseError((full as Error).cause)).toMatchObject({ code: 'DATABASE_BUSY' });
  expect(isOutage((full as Error).cause)).toBe(true);
});
