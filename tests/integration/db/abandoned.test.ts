import { expect, test } from 'vitest';
import { startImport } from '../../../src/db/imports/writes.ts';
import { recordModel } from '../../../src/db/results/models.ts';
import { attendImport, attendRun, closeAbandoned } from '../../../src/db/runs/abandoned.ts';
import { startRun } from '../../../src/db/runs/runs.ts';
import { testDatabase } from '../../support/servers/database.ts';

const IMPORT = {
  source: 's',
  fileName: 'f',
  encoding: 'utf-8',
  delimiter: ',',
  mapping: {},
  layout: {},
  ratingScale: null,
};
const MODEL = {
  ...{ name: 'm', version: '1', hash: 'ab', task: 'feedback', precision: 'fp32', maxLength: 8 },
  ...{ manifest: {}, labels: [], folder: '/m' },
};

test('what a killed process leaves as running is closed; a live import or run, and one nobody waits for, is not', async () => {
  const { database } = await testDatabase();
  const modelId = await recordModel(database, MODEL);
  const run = () => startRun(database, { trigger: 'test', modelId, device: 'cpu', runtime: 'test' });
  const [dead, living] = [await startImport(database, IMPORT), await startImport(database, IMPORT)];
  const [deadRun, livingRun, queuedRun] = [await run(), await run(), await run()];
  const states = async () => {
    const { rows } = await database.query<{ id: string; status: string }>(
      `select 'import ' || id as id, status from verbatim.import union all select 'run ' || id, status from verbatim.run`,
    );
    return Object.fromEntries(rows.map(({ id, status }) => [id, status]));
  };
  const [ofDead, ofLiving] = [await database.connect(), await database.connect()];
  await attendImport(database, ofDead, dead);
  const livingImport = await attendImport(database, ofLiving, living);
  const deadRunner = await attendRun(database, deadRun);
  const livingRunner = await attendRun(database, livingRun);
  // Ended as the connections of a killed process are.
  ofDead.release(true);
  await database.query(
    `select pg_terminate_backend(backend_pid) from verbatim.lease where name = 'run ' || $1::bigint`,
    [deadRun],
  );
  await expect.poll(() => closeAbandoned(database), { timeout: 20_000 }).toBe(2);
  expect(await closeAbandoned(database)).toBe(0);
  expect(await states()).toEqual({
    [`import ${dead}`]: 'interrupted',
    [`import ${living}`]: 'running',
    [`run ${deadRun}`]: 'interrupted',
    [`run ${livingRun}`]: 'running',
    [`run ${queuedRun}`]: 'running',
  });
  ofLiving.release();
  await livingImport.release();
  await livingRunner!.end();
  await deadRunner!.end();
  expect((await database.query('select from verbatim.lease')).rowCount).toBe(0);
});
