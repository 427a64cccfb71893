import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { refreshCube } from '../../../src/db/audits/audit-cube.ts';
import { type Database, inTransaction } from '../../../src/db/client.ts';
import { lockMutex, takeLease } from '../../../src/db/leases.ts';
import { withLoneRun } from '../../../src/db/lone-run.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { storeBatch } from '../../../src/db/results/batch-writes.ts';
import { activateModel, recordModel } from '../../../src/db/results/models.ts';
import { asOnlyNight } from '../../../src/db/runs/nightly-runs.ts';
import { startRun } from '../../../src/db/runs/runs.ts';
import { testDatabase } from '../../support/servers/database.ts';

async function taken(database: Database, name: string) {
  const connection = await database.connect();
  const lease = await takeLease(database, connection, name);
  connection.release();
  return lease;
}

const setExpiry = (database: Database, name: string, seconds: number) =>
  database.query(
    `update verbatim.lease set expires_at = clock_timestamp() + make_interval(secs => $2) where name = $1`,
    [name, seconds],
  );

test('one holder at a time; it is renewed while its process lives, and free after its release', async () => {
  const { database } = await testDatabase();
  const first = (await taken(database, 'a'))!;
  expect(await taken(database, 'a')).toBeNull();
  await setExpiry(database, 'a', 8);
  // Renewed every five seconds: far longer than these eight.
  await expect
    .poll(
      async () =>
        (
          await database.query<{ left: number }>(
            `select extract(epoch from expires_at - clock_timestamp())::float8 as left from verbatim.lease`,
          )
        ).rows[0]!.left,
      { timeout: 60_000, interval: 200 },
    )
    .toBeGreaterThan(10);
  await first.held();
  await first.release();
  const second = await taken(database, 'a');
  expect(second).not.toBeNull();
  await second!.release();
}, 90_000);

test('a lease that expired or whose connection ended is free; its old holder is told before it writes', async () => {
  const { database } = await testDatabase();
  const connection = await database.connect();
  onTestFinished(() => connection.release(true));
  const first = (await takeLease(database, connection, 'a'))!;
  await setExpiry(database, 'a', -1);
  const second = (await taken(database, 'a'))!;
  await expect(first.held()).rejects.toMatchObject({ code: 'LEASE_LOST' });
  await expect(inTransaction(database, first.holdUntilCommit)).rejects.toMatchObject({ code: 'LEASE_LOST' });
  await inTransaction(database, second.holdUntilCommit);
  await first.release();
  await second.held();
  await second.release();

  const dying = await database.connect();
  await takeLease(database, dying, 'b');
  expect(await taken(database, 'b')).toBeNull();
  dying.release(true);
  await expect.poll(() => taken(database, 'b'), { timeout: 20_000 }).not.toBeNull();
});

test('expiry is by the clock of the server alone', async () => {
  const { database } = await testDatabase();
  const now = Date.now;
  onTestFinished(() => {
    Date.now = now;
  });
  for (const minutes of [-1, 1]) {
    Date.now = () => now() + minutes * 60_000;
    const lease = (await taken(database, 'a'))!;
    expect(await taken(database, 'a')).toBeNull();
    await lease.held();
    await sleep(100);
    expect(await taken(database, 'a')).toBeNull();
    await lease.release();
  }
});

test('a login that holds every advisory lock of versions before holds nothing up', async () => {
  const { database } = await testDatabase();
  const model = {
    ...{ name: 'm', version: '1', hash: 'ab', task: 'feedback', precision: 'fp32', maxLength: 8 },
    ...{ manifest: {}, labels: [], folder: '/m' },
  };
  const modelId = await recordModel(database, model);
  const rogue = await database.connect();
  onTestFinished(() => rogue.release(true));
  await rogue.query(
    `select pg_advisory_lock(hashtext('verbatim.' || name)) from unnest('{night,themes,audit_cube,model,audit,theme_edit}'::text[]) name`,
  );
  await rogue.query(
    `select pg_advisory_lock(key) from unnest('{1986359906,1986359907,1986359908,1986359909}'::bigint[]) key`,
  );
  await rogue.query('select pg_advisory_lock($1, $2)', [0x76657263, modelId]);
  const waiting = (ms: number) => sleep(ms).then(() => 'waits');
  const all = (async () => {
    await migrate(database);
    await recordModel(database, model);
    await activateModel(database, modelId);
    await asOnlyNight(database, (stillAlone) => stillAlone());
    await withLoneRun(database, 'themes', async () => {});
    await refreshCube(database, modelId, []);
    await inTransaction(database, (connection) => lockMutex(connection, 'audit'));
    const runId = await startRun(database, { trigger: 't', modelId, device: 'cpu', runtime: 't' });
    const batch = { runId, modelId, modelHash: model.hash, documents: [], analyses: [], failures: [] };
    await storeBatch(database, { ...batch, tokens: 0, paddedTokens: 0 });
    return 'done';
  })();
  expect(await Promise.race([all, waiting(45_000)])).toBe('done');
}, 90_000);
