import { expect, test } from 'vitest';
import { finishNight, startNight, UPLOAD_COUNT } from '../../../src/db/runs/nightly-runs.ts';
import { wasMissed } from '../../../src/runs/nightly/schedule.ts';
import { addModel } from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';

test('a run that only counts uploads does not stand for a missed night', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database, 'mini');
  const done = async (trigger: string) => {
    const { runId, asOf } = await startNight(database, { trigger, modelId, device: 'cpu' });
    await finishNight(database, runId, null, asOf);
  };
  const schedule = { pattern: '0 3 1 1 *', zone: 'UTC' };
  await done(UPLOAD_COUNT);
  expect(await wasMissed(database, schedule)).toBe(true);
  await done('schedule');
  expect(await wasMissed(database, schedule)).toBe(false);
});
