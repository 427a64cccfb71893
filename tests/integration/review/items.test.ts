import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { mergeSource } from '../../../src/db/imports/sources.ts';
import { readComments } from '../../../src/db/review/comments.ts';
import { nextItems, releaseItems, reviewProgress } from '../../../src/db/review/items.ts';
import { setLabel, undoLabel } from '../../../src/db/review/labels.ts';
import { addDraw, labelOf, reviewShop } from '../../support/data/review.ts';
import { addTopics } from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';

const ann = { labeller: 'ann', from: 'page' } as const;
const bob = { labeller: 'bob', from: 'page' } as const;
const next = async (database: Database, labeller: string, limit = 1, after?: number) =>
  (await nextItems(database, labeller, { limit, ...(after && { after }) })).map(
    ({ feedbackId }) => feedbackId,
  );
const states = async (database: Database) =>
  (
    await database.query(
      `select feedback_id as id, held_by as by, done_at is not null as done from verbatim.review_item order by id`,
    )
  ).rows;

test('samples come before the queue, the newest draw first, each by rank; what is labelled is left out', async () => {
  const { database } = await testDatabase();
  const { ids } = await reviewShop(database);
  const [a, b, c, d, e, f] = ids as [number, number, number, number, number, number];
  await addDraw(database, [a, b], { kind: 'queue', reasons: ['rating'] });
  await addDraw(database, [c]);
  await addDraw(database, [e, d]);
  expect(await next(database, 'ann', 10)).toEqual([e, d, c, a, b]);
  // A browser that was closed: the same again. Of what follows: only that.
  expect(await next(database, 'ann', 2)).toEqual([e, d]);
  const [, second] = await nextItems(database, 'ann', { limit: 2 });
  expect(await next(database, 'ann', 10, second!.id)).toEqual([c, a, b]);
  expect(await next(database, 'bob', 10)).toEqual([]);
  await setLabel(database, ann, labelOf(e, 'negative'));
  // A sentence is not the comment, and neither is another question.
  await setLabel(database, ann, labelOf(d, 'negative', { sentence: { start: 0, end: 1 } }));
  await setLabel(database, ann, labelOf(d, 'yes', { task: 'toxicity' }));
  await setLabel(database, ann, labelOf(f, 'neutral'));
  expect(await next(database, 'ann', 10)).toEqual([d, c, a, b]);
  expect(await reviewProgress(database, 'ann')).toEqual({
    draws: [
      { kind: 'sample', items: 3, done: 1, open: 2 },
      { kind: 'queue', items: 2, done: 0, open: 2 },
    ],
    today: 3,
  });
  await undoLabel(database, 'ann');
  await undoLabel(database, 'ann');
  await undoLabel(database, 'ann');
  await undoLabel(database, 'ann');
  expect(await next(database, 'ann', 10)).toEqual([e, d, c, a, b]);
  expect(await states(database)).toEqual(expect.arrayContaining([{ id: e, by: 'ann', done: false }]));
});

test('two who ask at once never get the same item, and a hold that ended lets it go', async () => {
  const { database } = await testDatabase();
  const { ids } = await reviewShop(database, 60);
  await addDraw(database, ids);
  const got = await Promise.all(
    Array.from({ length: 20 }, (_, i) => next(database, `p${i % 4}`, 3, i < 4 ? undefined : 0)),
  );
  // Who asks again from the start gets the own ones again: each item has one holder.
  const { rows } = await database.query<{ id: number; by: string }>(
    'select feedback_id as id, held_by as by from verbatim.review_item where held_by is not null',
  );
  const holder = new Map(rows.map(({ id, by }) => [id, by]));
  got.forEach((found, i) => {
    for (const id of found) expect(holder.get(id)).toBe(`p${i % 4}`);
  });
  const mine = await next(database, 'p0', 100);
  await database.query(
    `update verbatim.review_item set held_until = now() - interval '1 second' where held_by = 'p0'`,
  );
  expect(await next(database, 'late', 100)).toEqual(mine);
  const held = await nextItems(database, 'late', { limit: 2 });
  await releaseItems(
    database,
    'p1',
    held.map(({ id }) => id),
  );
  expect(await next(database, 'p2', 100)).not.toEqual(expect.arrayContaining([held[0]!.feedbackId]));
  await releaseItems(
    database,
    'late',
    held.map(({ id }) => id),
  );
  expect(await next(database, 'p3', 100)).toEqual(
    expect.arrayContaining(held.map(({ feedbackId }) => feedbackId)),
  );
});

test('an item for two people goes to the second once the first is done, and is done after the second', async () => {
  const { database } = await testDatabase();
  const { ids } = await reviewShop(database);
  const [id] = ids as [number];
  await addDraw(database, [id], { people: 2 });
  expect(await next(database, 'ann')).toEqual([id]);
  expect(await next(database, 'bob')).toEqual([]);
  await database.query(
    `insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
     values ($1, 'sentiment', 'positive', 'rule slang', 'rule slang')`,
    [id],
  );
  await setLabel(database, ann, labelOf(id, 'negative'));
  expect(await states(database)).toEqual([{ id, by: null, done: false }]);
  expect(await next(database, 'ann')).toEqual([]);
  expect(await next(database, 'bob')).toEqual([id]);
  // While bob looks at it, ann changes her mind: it stays with bob.
  await setLabel(database, ann, labelOf(id, 'neutral'));
  expect(await states(database)).toEqual([{ id, by: 'bob', done: false }]);
  await setLabel(database, bob, labelOf(id, 'negative'));
  expect(await states(database)).toEqual([{ id, by: null, done: true }]);
  await undoLabel(database, 'bob');
  expect(await next(database, 'bob')).toEqual([id]);
});

test('a random comment keeps the answer of the model back until this person has labelled it', async () => {
  const { database } = await testDatabase();
  const { model, ids } = await reviewShop(database);
  await addTopics(database, model);
  const [random, queued, free] = ids as [number, number, number];
  await addDraw(database, [random]);
  await addDraw(database, [queued], { kind: 'queue', reasons: ['rating and text disagree'] });
  await setLabel(database, bob, labelOf(random, 'negative'));
  await setLabel(database, ann, labelOf(random, 'yes', { task: 'toxicity' }));
  const read = async (...wanted: number[]) => readComments(database, 'ann', wanted);
  const [first, second, third] = await read(random, queued, free);
  expect(first).toMatchObject({
    ...{ feedbackId: random, hidden: true, answer: null, modelId: model, others: 1, cut: false },
    item: { kind: 'sample', random: true, reasons: [] },
    labels: [{ task: 'toxicity', value: 'yes', start: null }],
  });
  expect(
    first!.sentences.map(({ start, end, sentiment, topics }) => [start, end, sentiment, topics]),
  ).toEqual([
    [0, 1, null, null],
    [1, 2, null, null],
    [2, 3, null, null],
  ]);
  expect(second).toMatchObject({
    ...{
      hidden: false,
      source: 'shop',
      best: 5,
      item: { kind: 'queue', reasons: ['rating and text disagree'] },
    },
    answer: { sentiment: expect.any(String), confidence: 0.5, toxic: false },
  });
  expect(third).toMatchObject({ item: null, hidden: false, others: 0 });
  await setLabel(database, ann, labelOf(random, 'positive'));
  const [seen] = await read(random, 999_999);
  expect(seen).toMatchObject({ hidden: false, answer: { sentiment: expect.any(String) } });
  expect(seen!.sentences[0]!.sentiment).not.toBe(null);
});

test('an erased comment takes its items and labels with it; a merge of sources moves them', async () => {
  const { database } = await testDatabase();
  const { ids } = await reviewShop(database);
  const [gone, kept] = ids as [number, number];
  await addDraw(database, [gone, kept]);
  await setLabel(database, ann, labelOf(kept, 'negative'));
  const [held] = await nextItems(database, 'ann', { limit: 1 });
  await database.query('delete from verbatim.feedback where id = $1', [gone]);
  expect(await next(database, 'ann')).toEqual([]);
  // A place in the order that is gone: nothing follows it, and the start is open.
  expect(await next(database, 'bob', 10, held!.id)).toEqual([]);
  expect(await readComments(database, 'ann', [gone])).toEqual([]);

  await database.query(`update verbatim.feedback set source = 'old', attributes = '{}'`);
  await database.query(
    `insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id, occurred_at, rating)
     select import_id, line, 'new', identity, fingerprint, document_id, occurred_at, rating from verbatim.feedback
      where id = $1`,
    [kept],
  );
  await database.query(`update verbatim.import set status = 'done'`);
  await database.query(
    `insert into verbatim.import (source, file_name, encoding, delimiter, mapping, status)
     select unnest(array['old', 'new']), 'made', 'utf-8', ',', '{}', 'done'`,
  );
  await mergeSource(database, 'old', 'new', { dryRun: false, dropClashes: false });
  const { rows } = await database.query(
    `select f.source, l.value, c.value as change, i.done_at is not null as done
       from verbatim.feedback f join verbatim.label l on l.feedback_id = f.id
       join verbatim.label_change c on c.feedback_id = f.id join verbatim.review_item i on i.feedback_id = f.id`,
  );
  expect(rows).toEqual([{ source: 'new', value: 'negative', change: 'negative', done: true }]);
});
