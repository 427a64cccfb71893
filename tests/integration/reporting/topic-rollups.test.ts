import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { CUBES } from '../../../src/db/rollups/rollup-counts.ts';
import { freshRollups } from '../../../src/db/rollups/rollup-freshness.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { report } from '../../../src/reporting/report.ts';
import { noteTopicChanges } from '../../../src/runs/topics/changes.ts';
import {
  addFeedback,
  addModel,
  addResults,
  addTopics,
  rollupTables,
} from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';

const TOO_LONG = 180_000;
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const ROWS = { source: 'shop', first: '2026-02-20', days: 56, count: 1200, tag: 'a' };
const [FIRST, LAST] = ['2026-03-01', '2026-03-31'];

async function shop() {
  const { database } = await testDatabase();
  const modelId = await addModel(database, 'first');
  await setRollupAttributes(database, ['Shop']);
  await addFeedback(database, ROWS);
  await addResults(database, modelId);
  await addTopics(database, modelId);
  const update = async (rebuild = false) => {
    for (const cube of CUBES) await updateRollup(database, cube, modelId, { rebuild });
  };
  await update();
  return { database, modelId, update };
}

/** Counted without our views and roll-ups: comments by topic and shop, in a period. */
async function plainCounts(database: Database) {
  const { rows } = await database.query<{ row: string }>(
    `select concat_ws(' | ', t.name, coalesce(nullif(f.attributes ->> 'Shop', ''), '(missing)'),
                      count(distinct f.id), count(distinct f.id) filter (where s.sentiment = 'negative'),
                      count(distinct f.id) filter (where s.sentiment = 'positive')) as row
       from verbatim.feedback f
       join verbatim.sentence_topic st on st.document_id = f.document_id
       join verbatim.model m on m.id = st.model_id and m.active
       join verbatim.segment s on s.document_id = st.document_id and s.model_id = st.model_id and s.ordinal = st.ordinal
       join verbatim.topic own on own.id = st.topic_id and own.retired_at is null and st.probability >= own.threshold
       left join verbatim.topic above on above.id = own.parent_id
       left join verbatim.topic top on top.id = above.parent_id
       join verbatim.topic t on t.id in (own.id, above.id, top.id)
      where f.occurred_at >= $1::date and f.occurred_at < $2::date + 1
      group by t.id, nullif(f.attributes ->> 'Shop', '') order by 1`,
    [FIRST, LAST],
  );
  return rows.map(({ row }) => row);
}

async function reported(database: Database) {
  expect(await freshRollups(database)).toMatchObject({ topics: true });
  const [section] = await report(database, {
    ...{ name: 'topics', attributes: ['Shop'], period: { name: 'March', first: FIRST, last: LAST } },
  });
  return section!.rows
    .filter(({ topic_id: id }) => id !== null)
    .map(({ topic, value, n, negative, positive }) => {
      const name = String(topic).split(' › ').at(-1);
      const of = (share: unknown) => Math.round(Number(share) * Number(n));
      return [name, value, n, of(negative), of(positive)].join(' | ');
    })
    .sort();
}

test('the report of topics from roll-ups is a plain count, whatever changes', {
  timeout: TOO_LONG,
}, async () => {
  const { database, modelId, update } = await shop();
  const changes = [
    'select 1',
    `update verbatim.topic set threshold = 0.8 where name = 'topic 1'`,
    `update verbatim.topic set parent_id = '${uuid(2)}' where name = 'topic 3'`,
    `update verbatim.topic set retired_at = now() where name = 'topic 3'`,
    `update verbatim.topic set retired_at = null where name in ('topic 3', 'topic 4')`,
    `update verbatim.topic set parent_id = null where name in ('topic 2', 'topic 3')`,
    `update verbatim.topic set name = '<b>topic</b> 1' where name = 'topic 1'`,
    `delete from verbatim.sentence_topic where topic_id = '${uuid(2)}' and document_id % 2 = 0`,
    `delete from verbatim.segment where document_id % 13 = 0`,
    `update verbatim.feedback set document_id = (select min(document_id) from verbatim.sentence_topic) where id % 9 = 0`,
    `update verbatim.feedback set attributes = '{"Shop": "S9"}', occurred_at = occurred_at + interval '9 days' where id % 7 = 0`,
    `delete from verbatim.feedback where id % 5 = 0`,
  ];
  for (const change of changes) {
    await database.query(change);
    await update();
    const plain = await plainCounts(database);
    expect(plain.length).toBeGreaterThan(4);
    expect(await reported(database), change).toEqual(plain.sort());
  }
  await addFeedback(database, { ...ROWS, days: 5, count: 90, tag: 'late' });
  await addResults(database, modelId);
  await addTopics(database, modelId);
  await update();
  expect(await reported(database)).toEqual((await plainCounts(database)).sort());
  const before = await rollupTables(database);
  await update(true);
  expect(await rollupTables(database)).toEqual(before);

  // Views by time add up to the same.
  const { rows } = await database.query<{
    name: string;
    weeks: number;
    months: number;
    values: number;
    all: number;
  }>(
    `select t.name,
            (select sum(feedback)::int from reporting.topic_weekly w where w.topic_id = t.topic_id) as weeks,
            (select sum(feedback)::int from reporting.topic_monthly w where w.topic_id = t.topic_id) as months,
            (select coalesce(sum(feedback), 0)::int from reporting.topic_attribute_monthly w where w.topic_id = t.topic_id) as values,
            (select count(*)::int from reporting.feedback_topic f
              where f.topic_id = t.topic_id and f.occurred_at is not null) as all
       from reporting.topic t`,
  );
  for (const { weeks, months, values, all } of rows) {
    expect([weeks, months]).toEqual([all, all]);
    expect(values).toBeLessThanOrEqual(all);
    expect(values).toBeGreaterThan(0);
  }
});

test('the effect of a topic on a score is that of a computation from single values', async () => {
  const { database } = await testDatabase();
  const effect = async (
    measure: string,
    own: readonly [number, number][],
    others: readonly [number, number][],
  ) => {
    const sums = (values: readonly [number, number][]) => [
      values.reduce((sum, [, n]) => sum + n, 0),
      values.reduce((sum, [value, n]) => sum + n * value, 0),
      values.reduce((sum, [value, n]) => sum + n * value ** 2, 0),
    ];
    const { rows } = await database.query<Record<string, number>>(
      'select * from reporting.score_effect($1, $2, $3, $4, $5, $6, $7)',
      [measure, ...sums(own), ...sums([...own, ...others])],
    );
    return rows.length === 0 ? null : Object.values(rows[0]!);
  };
  const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));
  // By Python, from the single values: Welch's difference, Newcombe's for CSAT, and the covariance with its influence.
  expect(
    await effect(
      'nps',
      [
        [100, 18],
        [0, 10],
        [-100, 12],
      ],
      [
        [100, 70],
        [0, 20],
        [-100, 10],
      ],
    ),
  ).toEqual(near([15, 60, -45, -74.787771, -15.212229, -9.183673, -15.366024, -3.001323]));
  expect(
    await effect(
      'csat',
      [
        [100, 31],
        [0, 9],
      ],
      [
        [100, 80],
        [0, 20],
      ],
    ),
  ).toEqual(near([77.5, 80, -2.5, -18.916229, 11.01363, -0.510204, -3.599068, 2.578659]));
  expect(
    await effect(
      'rating',
      [
        [1, 10],
        [3, 12],
        [4, 13],
      ],
      [
        [5, 50],
        [4, 30],
        [2, 20],
      ],
    ),
  ).toEqual(near([2.8, 4.1, -1.3, -1.765431, -0.834569, -0.249657, -0.349338, -0.149976]));
  expect(await effect('csat', [[100, 29]], [[0, 500]])).toBeNull();
});

test('drivers are of rated and analysed comments, and contributions of topics that do not overlap add up', async () => {
  const { database, update } = await shop();
  // Two topics without a common comment, and one above that has the comments of both.
  await database.query('delete from verbatim.sentence_topic');
  await database.query(
    `insert into verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)
     select case when document_id % 3 = 0 then $1::uuid else $2::uuid end, document_id, model_id, 0, 0.9
       from verbatim.segment where ordinal = 0 and document_id % 3 < 2`,
    [uuid(2), uuid(3)],
  );
  await database.query(`update verbatim.topic set parent_id = $1 where id = $2`, [uuid(1), uuid(3)]);
  await update();
  const [section] = await report(database, { name: 'drivers' });
  const by = new Map(section!.rows.map((row) => [String(row.topic).split(' › ').at(-1), row]));
  const number = (topic: string, column: string) => Number(by.get(topic)![column]);
  expect(number('topic 1', 'contribution')).toBeCloseTo(
    number('topic 2', 'contribution') + number('topic 3', 'contribution'),
    9,
  );
  const { rows } = await database.query<{ n: number; rest: number; score: number; other: number }>(
    `select count(*) filter (where about)::int as n, count(*) filter (where not about)::int as rest,
            100 * avg((rating >= 4)::int) filter (where about)::float8 as score,
            100 * avg((rating >= 4)::int) filter (where not about)::float8 as other
       from (select f.rating, exists (select from verbatim.sentence_topic s where s.document_id = f.document_id
                                        and s.topic_id = $1) as about
               from verbatim.feedback f join verbatim.analysis a on a.document_id = f.document_id
              where f.rating is not null) r`,
    [uuid(3)],
  );
  expect(by.get('topic 3')).toMatchObject({ measure: 'csat', n: rows[0]!.n, rest: rows[0]!.rest });
  expect(number('topic 3', 'with_topic')).toBeCloseTo(rows[0]!.score, 9);
  expect(number('topic 3', 'without_topic')).toBeCloseTo(rows[0]!.other, 9);
  const view = await database.query(
    `select topic, contribution, contribution_low as low, n::int from reporting.topic_driver order by topic`,
  );
  expect(view.rows).toEqual(
    ['topic 1', 'topic 2', 'topic 3'].map((topic) => ({
      ...{ topic, contribution: expect.closeTo(number(topic, 'contribution'), 9) },
      ...{ low: expect.closeTo(number(topic, 'contribution_low'), 9), n: number(topic, 'n') },
    })),
  );
});

test('a topic that doubles is a change, one that stays is none, and nothing new writes nothing', async () => {
  const { database, update } = await shop();
  await database.query('delete from verbatim.sentence_topic');
  await database.query(
    `insert into verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)
     select t.id, s.document_id, s.model_id, 0, 0.9
       from verbatim.segment s join verbatim.feedback f using (document_id)
       join (values ($1::uuid, 3, 3), ($2::uuid, 6, 2)) as t (id, early, late)
         on f.id % case when f.occurred_at < '2026-03-20' then early else late end = 0
      where s.ordinal = 0 on conflict do nothing`,
    [uuid(1), uuid(3)],
  );
  await update();
  expect(await noteTopicChanges(database)).toBe(1);
  const [section] = await report(database, { name: 'topic-changes' });
  expect(section!.rows[0]).toMatchObject({ topic: 'topic 3', measure: 'share', changed: 'yes' });
  expect(section!.rows.filter(({ changed }) => changed === 'yes')).toHaveLength(1);
  const written = () =>
    database
      .query('select xmin::text, topic_id, measure from verbatim.topic_change order by 2, 3')
      .then((it) => it.rows);
  const before = await written();
  expect(await noteTopicChanges(database)).toBe(1);
  expect(await written()).toEqual(before);
});
