import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import {
  addFeedback,
  addModel,
  addResults,
  addThemes,
  addTopics,
  rollupTables,
} from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';

const DAY = { source: 'shop', first: '2026-03-01', days: 20, count: 600, tag: 'a' };

async function update(database: Database, modelId: number, rebuild = false) {
  return [
    await updateRollup(database, 'day', modelId, { rebuild }),
    await updateRollup(database, 'theme', modelId, { rebuild }),
    await updateRollup(database, 'topic', modelId, { rebuild }),
  ] as const;
}

async function shop() {
  const { database } = await testDatabase();
  const modelId = await addModel(database, 'first');
  await setRollupAttributes(database, ['Department']);
  await addFeedback(database, DAY);
  await addResults(database, modelId);
  await addThemes(database, modelId);
  await addTopics(database, modelId);
  return { database, modelId };
}

/** What was counted step by step is what a rebuild counts. */
async function expectSameAsRebuilt(database: Database, modelId: number) {
  const before = await rollupTables(database);
  await update(database, modelId, true);
  expect(await rollupTables(database)).toEqual(before);
}

test('counts agree with a count made otherwise', async () => {
  const { database, modelId } = await shop();
  await update(database, modelId);
  const { rows: ours } = await database.query(
    `select day::text, nullif(value, '') as department, sum(feedback) as n, sum(analysed) as analysed,
            sum(negative) as negative, sum(score_sum)::float8 as score, sum(unsupported) as unsupported,
            sum(pending + set_aside + without_text) as rest
       from verbatim.rollup_day where attribute = 'Department' and dated group by 1, 2 order by 1, 2`,
  );
  const { rows: theirs } = await database.query(
    `select day::text, department, n, analysed, negative, coalesce(score, 0) as score, unsupported,
            n - analysed - unsupported as rest
       from (select (occurred_at at time zone 'UTC')::date as day, attributes ->> 'Department' as department,
                    count(*) as n, count(*) filter (where status = 'analysed') as analysed,
                    count(*) filter (where sentiment = 'negative') as negative, sum(score::numeric)::float8 as score,
                    count(*) filter (where document_id % 34 = 0) as unsupported
               from reporting.feedback_analysis where occurred_at is not null group by 1, 2) c order by 1, 2`,
  );
  expect(ours.map((row) => ({ ...row, n: Number(row.n), negative: Number(row.negative) }))).toEqual(
    theirs.map((row) => ({
      ...row,
      analysed: String(row.analysed),
      unsupported: String(row.unsupported),
      rest: String(row.rest),
    })),
  );
  const { rows: themes } = await database.query(
    `select theme_id, sum(feedback)::bigint as feedback, sum(segments)::bigint as segments, sum(negative)::bigint as negative
       from verbatim.rollup_theme_day where attribute = '' group by 1 order by 1`,
  );
  const { rows: viewed } = await database.query(
    `select theme_id, count(*) as feedback, sum(segments)::bigint as segments,
            count(*) filter (where negative > 0) as negative from reporting.feedback_theme group by 1 order by 1`,
  );
  expect(themes).toEqual(viewed);
});

test('a night without anything new counts nothing', async () => {
  const { database, modelId } = await shop();
  expect((await update(database, modelId)).map(({ rebuilt }) => rebuilt)).toEqual([true, true, true]);
  for (const result of await update(database, modelId)) {
    expect(result).toEqual({ rebuilt: false, days: 0, rows: 0 });
  }
});

test('late, changed, deleted and newly scored rows, and edited themes, correct the past; as a rebuild does', async () => {
  const { database, modelId } = await shop();
  await update(database, modelId);
  // Late rows of a day long counted, and a new source.
  await addFeedback(database, { ...DAY, days: 1, count: 30, tag: 'late' });
  await addFeedback(database, { ...DAY, source: 'app', count: 50, tag: 'app' });
  const [late] = await update(database, modelId);
  expect(late.rebuilt).toBe(false);
  await expectSameAsRebuilt(database, modelId);
  // Their results come a night later.
  await addResults(database, modelId);
  await addThemes(database, modelId);
  await update(database, modelId);
  await expectSameAsRebuilt(database, modelId);
  // Rows change their day, rating, text, attributes; some go.
  for (const change of [
    `update verbatim.feedback set occurred_at = occurred_at - interval '3 days' where id % 50 = 1`,
    `update verbatim.feedback set rating = 5 where id % 50 = 2`,
    // Marks outside the scale, and back.
    `update verbatim.feedback set rating = 9 where id % 100 = 6`,
    `update verbatim.feedback set rating = 95 where id = 7`,
    `update verbatim.feedback set rating = 3 where rating > 5`,
    // The scale itself.
    `update verbatim.import set rating_scale = rating_scale || '{"inverted": true}'`,
    `update verbatim.import set rating_scale = rating_scale || '{"high": 7, "inverted": false}'`,
    `update verbatim.feedback set attributes = '{"Department": "New"}' where id % 50 = 3`,
    `update verbatim.feedback set document_id = (select min(id) from verbatim.document) where id % 50 = 4`,
    `delete from verbatim.feedback where id % 50 = 5`,
    // A text is scored again.
    `update verbatim.analysis set score = 0.123456, sentiment = 'positive' where document_id % 30 = 1`,
    `delete from verbatim.failure where document_id % 34 = 0`,
    `update verbatim.theme_segment set theme_id = $1 * 10 + 1 where document_id % 30 = 2`,
    `update verbatim.theme set shown_as = $1 * 10 + 2 where id = $1 * 10 + 3`,
    `update verbatim.theme set hidden = true where id = $1 * 10 + 2`,
  ]) {
    await database.query(change.replaceAll('$1', String(modelId)));
    const results = await update(database, modelId);
    expect(
      results.some(({ days }) => days > 0),
      change,
    ).toBe(true);
    await expectSameAsRebuilt(database, modelId);
  }
});

test('another model or other attributes: everything is counted anew', async () => {
  const { database, modelId } = await shop();
  await update(database, modelId);
  await setRollupAttributes(database, ['Department', 'Shop']);
  expect((await updateRollup(database, 'day', modelId)).rebuilt).toBe(true);
  const second = await addModel(database, 'second');
  expect((await updateRollup(database, 'day', second)).rebuilt).toBe(true);
  const { rows } = await database.query(
    `select sum(pending)::bigint as pending, sum(feedback)::bigint as n from verbatim.rollup_day where attribute = ''`,
  );
  expect(rows[0]).toEqual({ pending: 600, n: 600 });
  await addResults(database, second);
  await update(database, second);
  await expectSameAsRebuilt(database, second);
});

test('what is stored while roll-ups are counted is counted, then or the next time', async () => {
  const { database, modelId } = await shop();
  const writers = Array.from({ length: 8 }, (_, i) =>
    addFeedback(database, { ...DAY, count: 40, tag: `during ${i}` }).then(() =>
      i % 2 ? addResults(database, modelId) : undefined,
    ),
  );
  await Promise.all([...writers, update(database, modelId)]);
  await addThemes(database, modelId);
  await update(database, modelId);
  await expectSameAsRebuilt(database, modelId);
});

test('a turn that is killed leaves its days to the next one', async () => {
  const { database, modelId } = await shop();
  await update(database, modelId);
  await addFeedback(database, { ...DAY, count: 60, tag: 'killed' });
  const killer = await database.connect();
  await killer.query('begin');
  // Whoever counts has to wait for this row, and is cut off there.
  await killer.query('update verbatim.rollup_day set negative = negative');
  const turn = updateRollup(database, 'day', modelId).then(
    () => null,
    (error) => error,
  );
  for (let cut = 0; cut === 0; ) {
    const { rows } = await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like 'delete from%rollup_day%'`,
    );
    cut = rows.length;
  }
  expect(await turn).toBeInstanceOf(Error);
  await killer.query('rollback');
  killer.release();
  await update(database, modelId);
  await expectSameAsRebuilt(database, modelId);
});

test('who was frozen since it looked counts nothing into the table of another model', async () => {
  const { database, modelId } = await shop();
  await update(database, modelId);
  await addFeedback(database, { ...DAY, count: 30, tag: 'late' });
  const other = await addModel(database, 'second');
  const holder = await database.connect();
  await holder.query('begin');
  await holder.query(`update verbatim.rollup_state set model_id = $1 where cube = 'day'`, [other]);
  // It has seen that the table holds its model, and waits; meanwhile the table becomes that of another.
  const stale = updateRollup(database, 'day', modelId);
  await expect
    .poll(async () => (await database.query(WAITS)).rowCount, { timeout: 180_000 })
    .toBeGreaterThan(0);
  const before = await rollupTables(database);
  await holder.query('commit');
  holder.release();
  expect(await stale).toEqual({ rebuilt: false, days: 0, rows: 0 });
  expect(await rollupTables(database)).toEqual(before);
});

const WAITS = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
