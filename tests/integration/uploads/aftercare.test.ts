import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/db/client.ts';
import { listUploads } from '../../../src/db/uploads/lists.ts';
import { Aftercare } from '../../../src/uploads/maintenance/aftercare.ts';
import { Spool } from '../../../src/uploads/spool.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { csvOf, type Import, testFolder, testServer } from '../../support/servers/upload-server.ts';

const OLD = 100_000;

/** Uploads that ended long ago, each with its import and its run; two runs of them still go on. */
const HISTORY = `
  insert into verbatim.model (hash, name, version, task, precision, max_length, manifest)
    values ('h', 'm', '1', 't', 'fp32', 1, '{}');
  insert into verbatim.run (trigger, model_id, status, documents, analysed, device, runtime, finished_at)
    select 'upload', 1, case when i > 2 then 'done' else 'running' end, 5, case when i > 1 then 5 else 0 end,
           'cpu', 'x', now()
      from generate_series(1, ${OLD}) i;
  insert into verbatim.upload (file_name, format, state, received_at, created_at, finished_at, run_id)
    select 'f' || i, 'csv', case when i % 50 = 0 then 'failed' else 'done' end, now(), now() - i * interval '1 minute',
           now(), i
      from generate_series(1, ${OLD}) i;
  insert into verbatim.import (upload_id, source, file_name, encoding, delimiter, mapping, status)
    select id, 's', 'f', 'utf-8', ',', '{}', 'done' from verbatim.upload;
  analyze verbatim.run; analyze verbatim.upload; analyze verbatim.import`;

test(`care of uploads does not read the ${OLD} that ended long ago`, async () => {
  const { url, database } = await testDatabase();
  await database.query(HISTORY);
  const read = async () => {
    const { rows } = await database.query<{ table: string; n: number }>(
      `select relname as "table", seq_tup_read + coalesce(idx_tup_fetch, 0) as n from pg_stat_user_tables
        where schemaname = 'verbatim' and relname in ('upload', 'run', 'import')`,
    );
    return Object.fromEntries(rows.map(({ table, n }) => [table, n]));
  };
  // What a connection has read is counted when it ends.
  await database.query('select pg_stat_force_next_flush()');
  const before = await read();
  const own = await openDatabase(url, { connections: 2, name: 'care' });
  const spool = await Spool.open(testFolder(), 1_000_000);
  const parts = { database: own, spool, analyse: async () => null, log: () => {} };
  for (let round = 0; round < 5; round++) {
    const care = new Aftercare(parts);
    care.start();
    await care.close();
  }
  expect(await listUploads(own, { state: null, owner: null, limit: 100 })).toHaveLength(100);
  expect(await listUploads(own, { state: 'failed', owner: null, limit: 100 })).toHaveLength(100);
  expect(await listUploads(own, { state: 'running', owner: null, limit: 100 })).toHaveLength(0);
  await own.end();
  const { rows } = await database.query(`select status from verbatim.run where id <= 2 order by id`);
  // The first has no documents left to analyse.
  expect(rows).toEqual([{ status: 'done' }, { status: 'done' }]);
  await expect
    .poll(async () => (await read()).upload! - before.upload!, { timeout: 20_000 })
    .toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const after = await read();
  for (const table of ['upload', 'run', 'import']) {
    expect([table, after[table]! - before[table]! < 5_000]).toEqual([table, true]);
  }
}, 300_000);

test('an upload among them is imported, and its rows in progress are found as quickly', async () => {
  const { post, settled, database } = await testServer();
  await database.query(HISTORY);
  const begun = performance.now();
  const { url } = (await (await post(csvOf(10))).json()) as Import;
  expect(await settled(url)).toMatchObject({ state: 'done', counts: { accepted: 10 } });
  expect(performance.now() - begun).toBeLessThan(20_000);
}, 300_000);
