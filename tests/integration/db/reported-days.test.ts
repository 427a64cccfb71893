import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { addFeedback, addModel, addResults } from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';

const KEPT = new Date('2026-02-01T04:00:00Z');

const night = (database: Database, modelId: number, options: { rebuild?: boolean } = {}) =>
  updateRollup(database, 'day', modelId, { ...options, now: KEPT });

const figures = async (database: Database, view: string, where = 'true') => {
  const { rows } = await database.query<{ row: string }>(
    `select to_jsonb(v)::text as row from reporting.${view} v where ${where} order by 1`,
  );
  return rows.map(({ row }) => JSON.parse(row) as Record<string, unknown>);
};

/** As sentiment_daily and attribute_daily have it. */
const plain = (rows: readonly Record<string, unknown>[]) =>
  rows.map(({ model_id, model_name, model_version, model_hash, kept_at, ...row }) => row);

async function twoModels() {
  const { database } = await testDatabase();
  await setRollupAttributes(database, ['Shop']);
  const first = await addModel(database, 'first');
  await addFeedback(database, { source: 'web', first: '2026-01-01', days: 5, count: 200, tag: 'old' });
  await addResults(database, first);
  await night(database, first);
  const before = {
    sentiment: await figures(database, 'sentiment_daily'),
    attribute: await figures(database, 'attribute_daily'),
  };
  const second = await addModel(database, 'second');
  await addFeedback(database, { source: 'web', first: '2026-01-06', days: 5, count: 200, tag: 'new' });
  await addResults(database, second);
  await night(database, second);
  return { database, first, second, before };
}

test('what was reported with one model stays when another takes over; days after it are of the other', async () => {
  const { database, first, second, before } = await twoModels();
  const old = `day < '2026-01-06'`;
  // The other model judges otherwise, so that it would be seen.
  expect(await figures(database, 'sentiment_daily', old)).not.toEqual(before.sentiment);
  const kept = await figures(database, 'sentiment_as_reported', old);
  expect(plain(kept)).toEqual(before.sentiment);
  expect(plain(await figures(database, 'attribute_as_reported', old))).toEqual(before.attribute);
  expect(new Set(kept.map(({ model_id, kept_at }) => `${model_id} ${kept_at}`))).toEqual(
    new Set([`${first} 2026-02-01T04:00:00+00:00`]),
  );
  const since = await figures(database, 'sentiment_as_reported', `not (${old})`);
  expect(since.length).toBe(5);
  expect(plain(since)).toEqual(await figures(database, 'sentiment_daily', `not (${old})`));
  expect(new Set(since.map(({ model_id, kept_at }) => `${model_id} ${kept_at}`))).toEqual(
    new Set([`${second} null`]),
  );
});

test('late comments, nights that count everything anew, and a third model change no day that is kept', async () => {
  const { database, second, before } = await twoModels();
  const old = `day < '2026-01-06'`;
  const newer = await figures(database, 'sentiment_daily', `not (${old})`);
  await addFeedback(database, { source: 'web', first: '2026-01-02', days: 2, count: 40, tag: 'late' });
  await addResults(database, second);
  await night(database, second);
  await night(database, second, { rebuild: true });
  expect(plain(await figures(database, 'sentiment_as_reported', old))).toEqual(before.sentiment);
  const third = await addModel(database, 'third');
  await night(database, third);
  // It has judged nothing yet: days of which nothing was judged are not kept either when the next one comes.
  await addResults(database, third);
  await night(database, third);
  expect(plain(await figures(database, 'sentiment_as_reported', old))).toEqual(before.sentiment);
  expect(plain(await figures(database, 'sentiment_as_reported', `not (${old})`))).toEqual(newer);
});

test('a source that comes later to a day has its own first model; a period is reported anew on purpose', async () => {
  const { database, second, before } = await twoModels();
  await addFeedback(database, { source: 'app', first: '2026-01-01', days: 5, count: 100, tag: 'app' });
  await addResults(database, second);
  await night(database, second);
  const app = await figures(database, 'sentiment_as_reported', `source = 'app'`);
  expect(plain(app)).toEqual(await figures(database, 'sentiment_daily', `source = 'app'`));
  const { rows } = await database.query<{ n: number }>(
    `select verbatim.report_anew('2026-01-01', '2026-01-02', 'web') as n`,
  );
  expect(rows[0]!.n).toBe(2);
  const anew = await figures(database, 'sentiment_as_reported', `source = 'web' and day <= '2026-01-02'`);
  expect(plain(anew)).toEqual(
    await figures(database, 'sentiment_daily', `source = 'web' and day <= '2026-01-02'`),
  );
  expect(anew.every(({ model_id }) => model_id === second)).toBe(true);
  const rest = await figures(
    database,
    'sentiment_as_reported',
    `source = 'web' and day between '2026-01-03' and '2026-01-05'`,
  );
  expect(plain(rest)).toEqual(before.sentiment.filter(({ day }) => String(day) > '2026-01-02'));
});
