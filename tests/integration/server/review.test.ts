import { expect, test } from 'vitest';
import type { z } from 'zod';
import { CHANGED, COMMENT, LABELS, NEXT, PROGRESS } from '../../../src/server/routes/review-answers.ts';
import { buildServer } from '../../../src/server/server.ts';
import { addDraw, reviewShop } from '../../support/data/review.ts';
import { addTopics } from '../../support/data/rollup-rows.ts';
import { askOf, keysOf } from '../../support/servers/asked-server.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { testUploads } from '../../support/servers/upload-server.ts';

async function shop() {
  const { database } = await testDatabase();
  const { model, ids } = await reviewShop(database);
  await addTopics(database, model);
  const uploads = await testUploads(database);
  const queueCounts = async () => ({ waiting: 0, active: 0, failed: 0 });
  const server = buildServer({ database, queueCounts, uploads, apiKey: null });
  const ask = askOf(server);
  const keyOf = keysOf(database);
  return { database, ids, ask, keyOf };
}

test('comments are fetched, labelled, undone and released; answers fit the document', async () => {
  const { database, ids, ask } = await shop();
  const [first, second] = ids as [number, number];
  await addDraw(database, [first, second], { people: 2 });
  const fits = async (schema: z.ZodType, answer: ReturnType<typeof ask>) => {
    const { status, body } = await answer;
    expect([status, schema.safeParse(body).error]).toEqual([200, undefined]);
    return body;
  };
  const ann = { labeller: 'ann' };
  const next = await fits(NEXT, ask('POST', '/review/next', { ...ann, limit: 2 }));
  expect(next.comments.map(({ feedbackId }: { feedbackId: number }) => feedbackId)).toEqual([first, second]);
  expect(next.comments[0]).toMatchObject({ hidden: true, answer: null });
  expect((await fits(NEXT, ask('POST', '/review/next', { labeller: 'bob' }))).comments).toEqual([]);
  await ask('POST', '/review/release', { ...ann, items: [next.comments[1].item.id] });
  expect((await fits(NEXT, ask('POST', '/review/next', { labeller: 'bob' }))).comments).toMatchObject([
    { feedbackId: second },
  ]);
  const { documentId: document, modelId: model } = next.comments[0];
  const label = { ...ann, comment: first, document, model };
  const made = await fits(CHANGED, ask('POST', '/labels', { ...label, value: 'negative', reason: 'late' }));
  expect(made).toMatchObject({ change: { value: 'negative', changed: true }, comment: { hidden: false } });
  await fits(
    CHANGED,
    ask('POST', '/labels', { ...label, value: 'positive', sentence: { start: 0, end: 1 } }),
  );
  await fits(CHANGED, ask('POST', '/labels', { ...label, value: 'yes', task: 'topic topic 1' }));
  await fits(CHANGED, ask('POST', '/labels', { comment: first, labeller: 'bob', value: 'neutral' }));
  // Two people contradict each other: side by side, and no majority.
  const both = await fits(LABELS, ask('GET', `/labels?comment=${first}`));
  expect(
    both.labels.map(({ labeller, value, from }: Record<string, string>) => [labeller, value, from]),
  ).toEqual([
    ['ann', 'negative', 'http'],
    ['bob', 'neutral', 'http'],
    ['ann', 'yes', 'http'],
    ['ann', 'positive', 'http'],
  ]);
  expect(both.majorities[0]).toMatchObject({
    task: 'sentiment',
    start: null,
    labellers: 2,
    votes: 1,
    value: null,
  });
  const undone = await fits(CHANGED, ask('POST', '/review/undo', ann));
  expect(undone.change).toMatchObject({ task: expect.stringMatching(/^topic /), former: 'yes', value: null });
  await fits(COMMENT, ask('GET', `/review/comments/${second}?labeller=ann`));
  expect(await fits(PROGRESS, ask('GET', '/review/progress'))).toMatchObject({ labeller: 'local', today: 0 });
  expect(await fits(PROGRESS, ask('GET', '/review/progress?labeller=ann'))).toMatchObject({ today: 1 });
  expect((await ask('POST', '/review/next', {})).body.labeller).toBe('local');
});

test('refusals name what is wrong, and none holds a text', async () => {
  const { database, ids, ask } = await shop();
  const [id, gone] = ids as [number, number];
  await database.query('delete from verbatim.feedback where id = $1', [gone]);
  const label = { comment: id, value: 'negative' };
  for (const [body, status, code] of [
    [{ ...label, comment: gone }, 404, 'LABEL_COMMENT_UNKNOWN'],
    [{ ...label, comment: 2 ** 52 }, 404, 'LABEL_COMMENT_UNKNOWN'],
    [{ ...label, document: 999 }, 409, 'LABEL_TEXT_CHANGED'],
    [{ ...label, value: 'angry' }, 400, 'LABEL_VALUE_UNKNOWN'],
    [{ ...label, value: 'mixed', task: 'toxicity' }, 400, 'LABEL_VALUE_UNKNOWN'],
    [{ ...label, task: 'mood' }, 400, 'LABEL_TASK_UNKNOWN'],
    [{ ...label, task: 'topic nothing' }, 404, 'TOPIC_UNKNOWN'],
    [{ ...label, sentence: { start: 0, end: 2_000_000_000 } }, 404, 'LABEL_SENTENCE_UNKNOWN'],
    [{ ...label, sentence: { start: 0, end: 2 ** 40 } }, 400, 'USAGE'],
    [{ ...label, model: 2 ** 40 }, 400, 'USAGE'],
    [{ ...label, reason: 'a\0b' }, 400, 'USAGE'],
    [{ ...label, reason: 'x'.repeat(2_001) }, 400, 'USAGE'],
    [{ ...label, labeller: 'rule mine' }, 400, 'LABELLER_INVALID'],
    [{ ...label, labeller: ' ' }, 400, 'LABELLER_INVALID'],
    [{ ...label, labeller: 'a\u202eb' }, 400, 'LABELLER_INVALID'],
    [{ value: 'negative' }, 400, 'USAGE'],
  ] as const) {
    const refused = await ask('POST', '/labels', body);
    expect([body, refused.status, refused.body.error?.code]).toEqual([body, status, code]);
    expect(JSON.stringify(refused.body)).not.toContain('a comment');
  }
  expect((await ask('POST', '/review/undo', {})).body.error.code).toBe('LABEL_UNDO_NONE');
  expect((await ask('GET', `/review/comments/${gone}`)).status).toBe(404);
  expect((await ask('GET', '/labels?comment=999999')).body).toEqual({ labels: [], majorities: [] });
  expect((await database.query('select from verbatim.label')).rowCount).toBe(0);
  // A label of a model that is gone stands without its answer.
  expect((await ask('POST', '/labels', { ...label, model: 4_711 })).status).toBe(200);
  const { rows } = await database.query(
    'select model_id as model, model_value as answer from verbatim.label',
  );
  expect(rows).toEqual([{ model: null, answer: null }]);
});

test('only keys with the scope label see comments to review and label them, under their name', async () => {
  const { ids, ask, keyOf } = await shop();
  const analyst = await keyOf('analyst', ['read', 'quotes', 'import', 'admin']);
  const ann = await keyOf('ann', ['label']);
  for (const [method, url] of [
    ['POST', '/review/next'],
    ['POST', '/review/release'],
    ['POST', '/review/undo'],
    ['GET', '/review/progress'],
    ['GET', `/review/comments/${ids[0]}`],
    ['GET', `/labels?comment=${ids[0]}`],
    ['POST', '/labels'],
  ] as const) {
    const body = method === 'GET' ? undefined : { comment: ids[0], value: 'negative', items: [] };
    expect([url, (await ask(method, url, body, analyst)).body.error.code]).toEqual([url, 'SCOPE_MISSING']);
    expect([url, (await ask(method, url, body)).status]).toEqual([url, 401]);
    expect([url, (await ask(method, url, body, { ...ann, origin: 'https://evil.example' })).status]).toEqual([
      url,
      403,
    ]);
  }
  expect((await ask('POST', '/labels', { comment: ids[0], value: 'mixed' }, ann)).status).toBe(200);
  const { labels } = (await ask('GET', `/labels?comment=${ids[0]}`, undefined, ann)).body;
  expect(labels).toMatchObject([{ labeller: 'ann', value: 'mixed' }]);
});
