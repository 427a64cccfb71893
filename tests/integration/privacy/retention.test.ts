import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { renameSource } from '../../../src/db/imports/sources.ts';
import { changeRules } from '../../../src/db/privacy/rules.ts';
import { catchUpRollups, setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { brokenPromises } from '../../../src/db/runs/nightly-runs.ts';
import { EVERY_SOURCE } from '../../../src/privacy/rules.ts';
import { applyRetention } from '../../../src/runs/privacy/retention.ts';
import {
  addFeedback,
  addModel,
  addResults,
  addThemes,
  rollupTables,
} from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';

const SIGNAL = new AbortController().signal;
const TODAY = new Date('2026-02-20T03:00:00Z');

/** Comments of January and February of two sources, counted. */
async function counted() {
  const { database } = await testDatabase();
  const modelId = await addModel(database, 'first');
  await setRollupAttributes(database, ['Department']);
  await addFeedback(database, { source: 'shop', first: '2026-01-01', days: 40, count: 200, tag: 'a' });
  await addFeedback(database, { source: 'hotel', first: '2026-01-01', days: 40, count: 60, tag: 'b' });
  await addResults(database, modelId);
  await addThemes(database, modelId);
  await database.query(`update verbatim.import set status = 'done'`);
  await count(database, modelId);
  return { database, modelId };
}

async function count(database: Database, modelId: number, rebuild = false): Promise<void> {
  for (const cube of ['day', 'theme', 'topic'] as const)
    await updateRollup(database, cube, modelId, { rebuild });
}

/** Roll-ups without ids of comments, which go with their comments. */
const figures = async (database: Database) => {
  const tables = (await rollupTables(database)) as unknown[][];
  return tables.filter((_, i) => i !== 3);
};
const rows = async (database: Database, source: string) =>
  (
    await database.query<{ n: number; first: string }>(
      `select count(*) as n, (min(coalesce(occurred_at, created_at)) at time zone 'UTC')::date::text as first
         from verbatim.feedback where source = $1`,
      [source],
    )
  ).rows[0]!;

test('deletes what is older than a source allows, and leaves reported counts as they were', async () => {
  const { database, modelId } = await counted();
  await changeRules(database, 'shop', { retainDays: 30 });
  const before = await figures(database);
  const hotel = await rows(database, 'hotel');
  const retention = await applyRetention(database, TODAY, SIGNAL);
  expect(retention).toMatchObject({ sources: 1, rejects: 0 });
  expect(retention.comments).toBeGreaterThan(50);
  expect(retention.texts).toBeGreaterThan(50);
  expect(await rows(database, 'shop')).toEqual({ n: 200 - retention.comments, first: '2026-01-22' });
  expect(await rows(database, 'hotel')).toEqual(hotel);
  expect(await figures(database)).toEqual(before);
  expect(await brokenPromises(database, modelId)).toEqual([]);
  const { rows: erasures } = await database.query(
    'select selected_by, source, reason, status, feedback from verbatim.erasure',
  );
  expect(erasures).toEqual([
    { selected_by: 'age', source: 'shop', reason: 'retention', status: 'done', feedback: retention.comments },
  ]);
  const { rows: tombstones } = await database.query('select from verbatim.tombstone');
  expect(tombstones).toEqual([]);

  // Nothing is left to count, and neither counting nor a rebuild undoes it.
  await catchUpRollups(database);
  await count(database, modelId, true);
  expect(await figures(database)).toEqual(before);
  expect(await applyRetention(database, TODAY, SIGNAL)).toMatchObject({ comments: 0, texts: 0 });

  // Another model counts the days that are left.
  const second = await addModel(database, 'second');
  await addResults(database, second);
  await count(database, second);
  const { rows: days } = await database.query<{ model: number; last: string }>(
    `select model_id as model, max(day)::text as last from verbatim.rollup_day
      where source = 'shop' and attribute = '' and dated group by model_id order by model_id`,
  );
  expect(days).toEqual([
    { model: modelId, last: '2026-01-20' },
    { model: second, last: '2026-02-09' },
  ]);
  expect(await brokenPromises(database, second)).toEqual([]);
});

test('a day that is not counted yet waits; a late comment of a kept day goes without being counted', async () => {
  const { database, modelId } = await counted();
  await changeRules(database, EVERY_SOURCE, { retainDays: 30 });
  await addFeedback(database, { source: 'shop', first: '2026-01-03', days: 1, count: 9, tag: 'late' });
  await addResults(database, modelId);
  // Whose scale of ratings may have changed: every day of the source is to be counted again.
  expect((await applyRetention(database, TODAY, SIGNAL)).comments).toBeGreaterThan(0);
  expect(await rows(database, 'shop')).toMatchObject({ n: 209 });
  await count(database, modelId);
  const before = await figures(database);
  const rest = await applyRetention(database, TODAY, SIGNAL);
  expect(rest.comments).toBeGreaterThan(9);
  expect(await figures(database)).toEqual(before);
  expect((await rows(database, 'shop')).first).toBe('2026-01-22');

  await addFeedback(database, { source: 'shop', first: '2026-01-04', days: 1, count: 5, tag: 'later' });
  await addResults(database, modelId);
  await count(database, modelId);
  expect(await brokenPromises(database, modelId)).toEqual([]);
  await applyRetention(database, TODAY, SIGNAL);
  expect(await figures(database)).toEqual(before);
});

test('kept days follow their source to another name', async () => {
  const { database, modelId } = await counted();
  await changeRules(database, 'shop', { retainDays: 30 });
  await applyRetention(database, TODAY, SIGNAL);
  const sum = async (source: string) =>
    (
      await database.query(
        `select sum(feedback)::int as n, (select sum(feedback)::int from verbatim.rollup_theme_month where source = $1) as themes
           from verbatim.rollup_day where source = $1 and attribute = ''`,
        [source],
      )
    ).rows[0];
  const before = await sum('shop');
  await renameSource(database, 'shop', 'store', false);
  await count(database, modelId);
  expect(await sum('store')).toEqual(before);
  expect(await sum('shop')).toEqual({ n: null, themes: null });
});
