import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { storeLabels } from '../../../src/db/imports/labels.ts';
import { labelsOf } from '../../../src/db/review/comments.ts';
import { setLabel, undoLabel } from '../../../src/db/review/labels.ts';
import { addDraw, labelOf, reviewShop } from '../../support/data/review.ts';
import { addModel, addResults, addTopics } from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';

const ann = { labeller: 'ann', from: 'page' } as const;
const bob = { labeller: 'bob', from: 'http' } as const;

const stored = async (database: Database) =>
  (
    await database.query(
      `select feedback_id as id, task, labeller, value, start_offset as start, end_offset as "end", model_id as model,
              model_value as answer, imported_from as from, reason from verbatim.label order by 1, 2, 3, 5 nulls first`,
    )
  ).rows;
const changes = async (database: Database) =>
  (
    await database.query(
      `select labeller, former_value as former, value, undone_at is not null as undone from verbatim.label_change order by id`,
    )
  ).rows.map(
    ({ labeller, former, value, undone }) => `${labeller}: ${former} → ${value}${undone ? ' (undone)' : ''}`,
  );

test('a label stands beside the answer of the model, which stays; each change is kept', async () => {
  const { database } = await testDatabase();
  const { model, ids } = await reviewShop(database);
  const before = (await database.query('select * from verbatim.analysis order by 1')).rows;
  const [id] = ids as [number];
  const { rows } = await database.query<{ sentiment: string }>(
    'select a.sentiment from verbatim.analysis a join verbatim.feedback f using (document_id) where f.id = $1',
    [id],
  );
  const edit = labelOf(id, 'Mixed ', { modelId: model, reason: 'both' });
  expect(await setLabel(database, ann, edit)).toMatchObject({ former: null, value: 'mixed', changed: true });
  expect(await setLabel(database, ann, edit)).toMatchObject({ former: 'mixed', changed: false });
  const sentence = { start: 1, end: 2 };
  await setLabel(database, ann, labelOf(id, 'negative', { sentence, modelId: model }));
  await setLabel(database, ann, labelOf(id, 'yes', { task: 'toxicity', modelId: model }));
  await setLabel(database, bob, labelOf(id, 'neutral'));
  const common = { id, from: 'page', model, reason: null, start: null, end: null };
  expect(await stored(database)).toEqual([
    {
      ...common,
      task: 'sentiment',
      labeller: 'ann',
      value: 'mixed',
      answer: rows[0]!.sentiment,
      reason: 'both',
    },
    {
      ...common,
      ...sentence,
      task: 'sentiment',
      labeller: 'ann',
      value: 'negative',
      answer: expect.any(String),
    },
    {
      ...common,
      task: 'sentiment',
      labeller: 'bob',
      value: 'neutral',
      model: null,
      answer: null,
      from: 'http',
    },
    { ...common, task: 'toxicity', labeller: 'ann', value: 'yes', answer: 'no' },
  ]);
  await setLabel(database, ann, labelOf(id, 'positive'));
  await setLabel(database, ann, labelOf(id, null));
  expect(await changes(database)).toEqual([
    ...['ann: null → mixed', 'ann: null → negative', 'ann: null → yes', 'bob: null → neutral'],
    ...['ann: mixed → positive', 'ann: positive → null'],
  ]);
  expect((await database.query('select * from verbatim.analysis order by 1')).rows).toEqual(before);
});

test('undo goes back step by step, of one labeller, also over a withdrawal, and not over a file', async () => {
  const { database } = await testDatabase();
  const { model, ids } = await reviewShop(database);
  const [first, second] = ids as [number, number];
  await setLabel(database, ann, labelOf(first, 'negative', { modelId: model, reason: 'why' }));
  const whole = await stored(database);
  await setLabel(database, bob, labelOf(second, 'neutral'));
  await setLabel(database, ann, labelOf(first, 'positive'));
  await setLabel(database, ann, labelOf(first, null));
  const sentence = { start: 0, end: 1 };
  await setLabel(database, ann, labelOf(first, 'positive', { sentence }));
  await setLabel(database, ann, labelOf(first, null, { sentence }));

  expect(await undoLabel(database, 'ann')).toMatchObject({ sentence, former: null, value: 'positive' });
  expect(await undoLabel(database, 'ann')).toMatchObject({ sentence, former: 'positive', value: null });
  expect(await undoLabel(database, 'ann')).toMatchObject({ former: null, value: 'positive' });
  expect(await undoLabel(database, 'ann')).toMatchObject({ former: 'positive', value: 'negative' });
  expect((await stored(database)).filter(({ labeller }) => labeller === 'ann')).toEqual(whole);
  expect(await undoLabel(database, 'ann')).toMatchObject({ feedbackId: first, value: null });
  await expect(undoLabel(database, 'ann')).rejects.toMatchObject({ code: 'LABEL_UNDO_NONE', http: 404 });
  expect((await stored(database)).map(({ labeller }) => labeller)).toEqual(['bob']);
  expect((await changes(database)).filter((it) => it.endsWith('(undone)')).length).toBe(5);

  // A file has the last word: what it says is not undone here.
  const { rows } = await database.query('select identity, external_id from verbatim.feedback where id = $1', [
    second,
  ]);
  const file = {
    source: 'shop',
    externalId: '',
    identity: rows[0].identity,
    task: 'sentiment',
    labeller: 'bob',
  };
  expect(await storeLabels(database, 'l.csv', [{ ...file, value: 'mixed' }])).toMatchObject({ changed: 1 });
  expect(await changes(database)).toContain('bob: neutral → mixed');
  await expect(undoLabel(database, 'bob')).rejects.toMatchObject({ code: 'LABEL_UNDO_NONE' });
});

test('two undo at once: each undoes another change', async () => {
  const { database } = await testDatabase();
  const { ids } = await reviewShop(database);
  for (const id of ids.slice(0, 6)) await setLabel(database, ann, labelOf(id, 'negative'));
  const undone = await Promise.all([1, 2, 3, 4].map(() => undoLabel(database, 'ann')));
  expect(undone.map(({ feedbackId }) => feedbackId).sort((a, b) => a - b)).toEqual(ids.slice(2, 6));
  expect((await stored(database)).map(({ id }) => id)).toEqual(ids.slice(0, 2));
});

test('several label one comment at once: one label each, a history without gaps, and one end of the item', async () => {
  const { database } = await testDatabase();
  const { ids } = await reviewShop(database);
  const [id] = ids as [number];
  await addDraw(database, [id], { people: 3 });
  const values = ['negative', 'neutral', 'positive', 'mixed'];
  await Promise.all(
    ['ann', 'bob', 'eve'].flatMap((labeller) =>
      values.map((value) => setLabel(database, { labeller, from: 'page' }, labelOf(id, value))),
    ),
  );
  const labels = await stored(database);
  expect(labels.map(({ labeller }) => labeller)).toEqual(['ann', 'bob', 'eve']);
  // Each change begins where the one before it ended.
  for (const { labeller, value } of labels) {
    const { rows } = await database.query(
      'select former_value as former, value from verbatim.label_change where labeller = $1 order by id',
      [labeller],
    );
    rows.reduce((last: string | null, it) => {
      expect(it.former).toBe(last);
      return it.value;
    }, null);
    expect(rows.at(-1).value).toBe(value);
  }
  const { rows } = await database.query('select done_at is not null as done from verbatim.review_item');
  expect(rows).toEqual([{ done: true }]);
});

test('what cannot be labelled is refused: gone, changed, no such task, value, sentence or topic', async () => {
  const { database } = await testDatabase();
  const { ids } = await reviewShop(database);
  const [id, gone, textless] = ids as [number, number, number];
  await addTopics(database, 1);
  const refused = async (edit: Parameters<typeof labelOf>[2], value: string | null = 'yes', at = id) =>
    setLabel(database, ann, labelOf(at, value, edit)).then(
      () => null,
      ({ code }) => code,
    );
  await setLabel(database, ann, labelOf(gone, 'negative'));
  await database.query('delete from verbatim.feedback where id = $1', [gone]);
  await database.query('update verbatim.feedback set document_id = null where id = $1', [textless]);
  expect(await refused({}, 'negative', gone)).toBe('LABEL_COMMENT_UNKNOWN');
  expect(await refused({}, 'negative', textless)).toBe('LABEL_COMMENT_UNKNOWN');
  expect(await refused({}, 'negative', 9_999_999)).toBe('LABEL_COMMENT_UNKNOWN');
  expect(await refused({ documentId: 9_999 }, 'negative')).toBe('LABEL_TEXT_CHANGED');
  expect(await refused({})).toBe('LABEL_VALUE_UNKNOWN');
  expect(await refused({ task: 'toxicity' }, 'mixed')).toBe('LABEL_VALUE_UNKNOWN');
  expect(await refused({ task: 'mood' })).toBe('LABEL_TASK_UNKNOWN');
  expect(await refused({ task: 'topic nothing' })).toBe('TOPIC_UNKNOWN');
  expect(await refused({ sentence: { start: 0, end: 9 } }, 'negative')).toBe('LABEL_SENTENCE_UNKNOWN');
  // The comment is gone, and with it its label and the way to undo it.
  expect(await stored(database)).toEqual([]);
  await expect(undoLabel(database, 'ann')).rejects.toMatchObject({ code: 'LABEL_UNDO_NONE' });
  expect(await refused({ task: 'topic TOPIC 1' })).toBe(null);
  expect(await stored(database)).toMatchObject([{ task: 'topic 00000000-0000-4000-8000-000000000001' }]);
  // A model that never was, or that is gone: the label stands without an answer.
  expect(await refused({ modelId: 77 }, 'negative')).toBe(null);
  expect((await stored(database))[0]).toMatchObject({ task: 'sentiment', model: null, answer: null });
});

test('a label of a former text counts no more, and the new text is labelled apart', async () => {
  const { database } = await testDatabase();
  const { ids } = await reviewShop(database);
  const [id, other] = ids as [number, number];
  await setLabel(database, ann, labelOf(id, 'negative'));
  await database.query(
    'update verbatim.feedback set document_id = (select document_id from verbatim.feedback where id = $2) where id = $1',
    [id, other],
  );
  expect(await labelsOf(database, id)).toMatchObject({
    labels: [{ labeller: 'ann', value: 'negative', formerText: true }],
    majorities: [],
  });
  expect(await setLabel(database, ann, labelOf(id, 'negative'))).toMatchObject({
    former: null,
    changed: true,
  });
  expect((await labelsOf(database, id)).majorities).toMatchObject([{ value: 'negative', labellers: 1 }]);
  await undoLabel(database, 'ann');
  expect((await labelsOf(database, id)).labels).toMatchObject([{ value: 'negative', formerText: true }]);
});

const effective = async (database: Database, condition: string) =>
  (
    await database.query(
      `select feedback_id as id, task, value, by, labellers, votes, tied, model_value as model
         from reporting.effective_label where ${condition} order by feedback_id, task, start_offset nulls first`,
    )
  ).rows;

test('the effective label is what most people say; a tie and a rule leave it to the model', async () => {
  const { database } = await testDatabase();
  const { model, ids } = await reviewShop(database);
  const [major, tie, rule, none] = ids as [number, number, number, number];
  await database.query(`update verbatim.analysis set sentiment = 'neutral'`);
  const say = (id: number, labeller: string, value: string) =>
    setLabel(database, { labeller, from: 'page' }, labelOf(id, value));
  await say(major, 'ann', 'negative');
  await say(major, 'bob', 'negative');
  await say(major, 'eve', 'positive');
  await say(tie, 'ann', 'negative');
  await say(tie, 'bob', 'positive');
  await database.query(
    `insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
     values ($1, 'sentiment', 'positive', 'rule slang', 'rule slang')`,
    [rule],
  );
  const comment = { task: 'sentiment', model: 'neutral' };
  const shown = await effective(database, `level = 'comment' and task = 'sentiment'`);
  expect(shown.slice(0, 4)).toEqual([
    { ...comment, id: major, value: 'negative', by: 'person', labellers: 3, votes: 2, tied: false },
    { ...comment, id: tie, value: 'neutral', by: 'model', labellers: 2, votes: 1, tied: true },
    { ...comment, id: rule, value: 'neutral', by: 'model', labellers: 0, votes: 0, tied: false },
    { ...comment, id: none, value: 'neutral', by: 'model', labellers: 0, votes: 0, tied: false },
  ]);
  // Every comment once, as in feedback_analysis.
  const { rows } = await database.query(
    `select count(*) from reporting.feedback_analysis where status = 'analysed'`,
  );
  expect(shown.length).toBe(rows[0].count);

  // Another model: people keep their word, and sentences that it does not have stay visible.
  await setLabel(database, ann, labelOf(major, 'positive', { sentence: { start: 2, end: 3 } }));
  await setLabel(database, ann, labelOf(major, 'no', { task: 'toxicity' }));
  const second = await addModel(database, 'second');
  expect(await effective(database, `feedback_id = ${major}`)).toMatchObject([
    { task: 'sentiment', value: 'negative', by: 'person', model: null },
    { task: 'sentiment', value: 'positive', by: 'person', model: null },
    { task: 'toxicity', value: 'no', by: 'person', model: null },
  ]);
  expect(await effective(database, `feedback_id = ${tie}`)).toMatchObject([
    { value: null, by: null, tied: true },
  ]);
  expect(await effective(database, `feedback_id = ${none}`)).toEqual([]);
  await addResults(database, second);
  expect(await effective(database, `feedback_id = ${none} and level = 'comment'`)).toMatchObject([
    { by: 'model' },
    { by: 'model', task: 'toxicity' },
  ]);
  expect(model).not.toBe(second);
});

test('topics: a yes of the model is overruled by a no, and the other way round, of comment and sentence', async () => {
  const { database } = await testDatabase();
  const { model, ids } = await reviewShop(database, 40);
  await addTopics(database, model);
  await database.query(
    `insert into verbatim.topic_model (topic_id, model_id, definition, method, weights, bias, examples, counter_examples)
     select id, $1, 'd', 'description', '', 0, 0, 0 from verbatim.topic where retired_at is null`,
    [model],
  );
  await database.query(
    'insert into verbatim.topic_scored (document_id, model_id) select document_id, model_id from verbatim.analysis',
  );
  const topic = '00000000-0000-4000-8000-000000000003';
  const task = `topic ${topic}`;
  const { rows } = await database.query<{ id: number; direct: boolean }>(
    `select f.id, exists (select from reporting.feedback_topic t where t.feedback_id = f.id and t.topic_id = $1) as direct
       from verbatim.feedback f where f.id = any ($2) order by 1`,
    [topic, ids],
  );
  const yes = rows.find(({ direct }) => direct)!.id;
  const no = rows.find(({ direct }) => !direct)!.id;
  expect(
    await effective(database, `topic_id = '${topic}' and level = 'comment' and feedback_id = ${yes}`),
  ).toMatchObject([{ value: 'yes', by: 'model' }]);
  await setLabel(database, ann, labelOf(yes, 'no', { task, modelId: model }));
  await setLabel(database, ann, labelOf(no, 'yes', { task, modelId: model }));
  await setLabel(database, ann, labelOf(no, 'yes', { task, modelId: model, sentence: { start: 1, end: 2 } }));
  expect((await stored(database)).map(({ id, answer }) => [id, answer])).toEqual(
    [
      [yes, 'yes'],
      [no, 'no'],
      [no, 'no'],
    ].toSorted(([a], [b]) => Number(a) - Number(b)),
  );
  expect(
    await effective(database, `topic_id = '${topic}' and labellers > 0 and feedback_id = ${yes}`),
  ).toEqual([
    { id: yes, task: 'topic', value: 'no', by: 'person', labellers: 1, votes: 1, tied: false, model: 'yes' },
  ]);
  expect(
    await effective(database, `topic_id = '${topic}' and labellers > 0 and feedback_id = ${no}`),
  ).toMatchObject([
    { value: 'yes', by: 'person', model: 'no' },
    { value: 'yes', by: 'person', model: 'no' },
  ]);
});
