import { expect, onTestFinished, test } from 'vitest';
import { asDatabaseError, inTransaction, openDatabase } from '../../src/db/client.ts';
import { isOutage, waitForDatabase } from '../../src/workers/outage.ts';
import { startProxy } from '../chaos/tcp-proxy.ts';
import { testDatabase } from '../support/database.ts';

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
