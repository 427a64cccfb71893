import { expect, test } from 'vitest';
import type { z } from 'zod';
import { updateRollup } from '../../../src/db/rollups/rollups.ts';
import { BREAKDOWN, FIGURES, QUOTES, TOPICS } from '../../../src/server/routes/dashboard-answers.ts';
import { HANDLED_CHANGE, HANDLED_LIST } from '../../../src/server/routes/handled-routes.ts';
import { buildServer } from '../../../src/server/server.ts';
import { reviewShop } from '../../support/data/review.ts';
import { addThemes, addTopics } from '../../support/data/rollup-rows.ts';
import { askOf, keysOf } from '../../support/servers/asked-server.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { testUploads } from '../../support/servers/upload-server.ts';

async function shop(count = 20) {
  const { database } = await testDatabase();
  const { model, ids } = await reviewShop(database, count);
  await addThemes(database, model);
  await addTopics(database, model);
  await database.query(
    `insert into verbatim.topic_model (topic_id, model_id, definition, method, weights, bias, examples, counter_examples)
     select id, $1, 'made', 'description', '', 0, 0, 0 from verbatim.topic`,
    [model],
  );
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, model);
  const uploads = await testUploads(database);
  const queueCounts = async () => ({ waiting: 0, active: 0, failed: 0 });
  const server = buildServer({ database, queueCounts, uploads, apiKey: null });
  const ask = askOf(server);
  const fits = async (schema: z.ZodType, answer: ReturnType<typeof ask>) => {
    const { status, body } = await answer;
    expect([status, schema.safeParse(body).error]).toEqual([200, undefined]);
    expect(schema.parse(body)).toEqual(body);
    return body;
  };
  const keyOf = keysOf(database);
  const n = async (where: string) =>
    (
      await database.query<{ n: number }>(
        `select count(*) as n from reporting.feedback_analysis where ${where}`,
      )
    ).rows[0]!.n;
  return { database, ids, ask, fits, keyOf, n };
}

test('comments are marked and opened again; the same request twice changes nothing', async () => {
  const { ids, ask, fits, database } = await shop();
  const [first, second] = ids as [number, number];
  const both = [first, second];
  const note = 'Refunded <b>today</b>.\nCalled back.';
  const marked = await fits(HANDLED_CHANGE, ask('POST', '/handled', { comments: both, note: ` ${note} ` }));
  expect(marked).toMatchObject({ changed: 2, unchanged: 0 });
  expect(marked.comments).toHaveLength(2);
  expect(marked.comments[0]).toMatchObject({ note, handledBy: 'local', source: 'shop' });
  const again = await fits(HANDLED_CHANGE, ask('POST', '/handled', { comments: both, note }));
  expect(again).toEqual({ ...marked, changed: 0, unchanged: 2 });
  // Without a note the stored one stays; another note takes its place.
  const silent = await fits(HANDLED_CHANGE, ask('POST', '/handled', { comments: [first, first] }));
  expect(silent).toMatchObject({ changed: 0, unchanged: 1, comments: [{ note }] });
  const other = await fits(HANDLED_CHANGE, ask('POST', '/handled', { comments: [first], note: 'Done.' }));
  expect(other).toMatchObject({ changed: 1, comments: [{ feedbackId: first, note: 'Done.' }] });

  const list = await fits(HANDLED_LIST, ask('GET', '/handled?source=shop&by=local&limit=1'));
  expect(list).toMatchObject({ total: 2, comments: [{ feedbackId: first }] });
  expect(await fits(HANDLED_LIST, ask('GET', `/handled?comments=${second},99`))).toMatchObject({ total: 1 });
  const { rows } = await database.query(
    `select feedback_id as id, handled_by as by, handled_note as note from reporting.feedback_analysis
      where handled_at is not null order by 1`,
  );
  expect(rows).toEqual([
    { id: first, by: 'local', note: 'Done.' },
    { id: second, by: 'local', note },
  ]);
  for (const view of ['feedback_theme', 'feedback_topic', 'disagreement']) {
    const { rows: wrong } = await database.query(
      `select from reporting.${view} v where (handled_by is null) = (feedback_id = any($1::bigint[]))`,
      [both],
    );
    expect(wrong, view).toEqual([]);
  }

  const opened = await fits(HANDLED_CHANGE, ask('POST', '/handled/remove', { comments: both }));
  expect(opened).toEqual({ changed: 2, unchanged: 0, comments: [] });
  const twice = await fits(HANDLED_CHANGE, ask('POST', '/handled/remove', { comments: both }));
  expect(twice).toEqual({ changed: 0, unchanged: 2, comments: [] });
});

test('a comment that does not exist is named, and nothing is changed; a deleted one takes its mark along', async () => {
  const { ids, ask, database } = await shop();
  const [first, gone] = ids as [number, number];
  await ask('POST', '/handled', { comments: [gone], note: 'Mine.' });
  await database.query('delete from verbatim.feedback where id = $1', [gone]);
  expect((await ask('GET', '/handled')).body.total).toBe(0);
  for (const url of ['/handled', '/handled/remove']) {
    const refused = await ask('POST', url, { comments: [first, gone, 2 ** 52] });
    expect([refused.status, refused.body.error.code]).toEqual([404, 'HANDLED_COMMENT_UNKNOWN']);
    expect(refused.body.error.message).toContain(`: ${gone}, ${2 ** 52}.`);
  }
  expect((await ask('GET', '/handled')).body.total).toBe(0);
  for (const body of [
    ...[{}, { comments: [] }, { comments: [0] }, { comments: ['1'] }, { comments: [1.5] }],
    ...[{ comments: Array.from({ length: 1_001 }, (_, i) => i + 1) }, { comments: [2 ** 60] }],
    ...[
      { comments: [first], note: 'a\0b' },
      { comments: [first], note: 'x'.repeat(2_001) },
    ],
  ]) {
    expect([body, (await ask('POST', '/handled', body)).body.error?.code]).toEqual([body, 'USAGE']);
  }
  for (const query of ['comments=1;2', 'limit=0', 'limit=1001', 'comments=']) {
    expect([query, (await ask('GET', `/handled?${query}`)).status]).toEqual([query, 400]);
  }
  expect((await ask('GET', "/handled?by=';drop table x;--")).body).toEqual({ total: 0, comments: [] });
});

test('only keys with the scope label mark comments, under their name', async () => {
  const { ids, ask, keyOf } = await shop();
  const reader = await keyOf('reader', ['read', 'quotes', 'import', 'admin']);
  const ann = await keyOf('ann', ['label']);
  const body = { comments: [ids[0]!] };
  for (const [method, url] of [
    ['GET', '/handled'],
    ['POST', '/handled'],
    ['POST', '/handled/remove'],
  ] as const) {
    const sent = method === 'GET' ? null : body;
    expect([url, (await ask(method, url, sent, reader)).body.error.code]).toEqual([url, 'SCOPE_MISSING']);
    expect([url, (await ask(method, url, sent)).status]).toEqual([url, 401]);
    const elsewhere = { ...ann, origin: 'https://evil.example' };
    expect([url, (await ask(method, url, sent, elsewhere)).status]).toEqual([url, 403]);
  }
  expect((await ask('POST', '/handled', body, ann)).body.comments).toMatchObject([{ handledBy: 'ann' }]);
});

test('the dashboard counts open and handled comments, and lists their quotes', async () => {
  const { ids, ask, fits, keyOf, n } = await shop(300);
  await ask('POST', '/handled', { comments: ids.filter((_, i) => i % 3 === 0), note: 'Called back.' });
  const all = 'period=all';
  const whole = await fits(FIGURES, ask('GET', `/dashboard/figures?${all}`));
  expect([whole.live, whole.labels]).toEqual([false, true]);
  let negative = 0;
  for (const [state, where] of [
    ['open', 'handled_at is null'],
    ['handled', 'handled_at is not null'],
  ] as const) {
    const question = `${all}&handled=${state}`;
    const figures = await fits(FIGURES, ask('GET', `/dashboard/figures?${question}`));
    expect(figures.live).toBe(true);
    expect(figures.totals.sums.feedback).toBe(await n(where));
    expect(figures.totals.comments).toBe(await n(`status = 'analysed' and ${where}`));
    expect(figures.totals.shares.negative.count).toBe(await n(`sentiment = 'negative' and ${where}`));
    negative += figures.totals.shares.negative.count;
    const { values } = await fits(BREAKDOWN, ask('GET', `/dashboard/breakdown?${question}`));
    expect(values.map(({ comments }: { comments: number }) => comments)).toEqual([figures.totals.comments]);
    const { topics } = await fits(TOPICS, ask('GET', `/dashboard/topics?${question}`));
    expect(topics[0].of).toBe(figures.totals.comments);
    const { quotes } = await fits(QUOTES, ask('GET', `/dashboard/quotes?${question}&limit=100`));
    expect(quotes.length).toBe(Math.min(100, figures.totals.comments));
    const notes = new Set(quotes.map(({ handled }: { handled: { note: string } | null }) => handled?.note));
    expect([...notes]).toEqual([state === 'open' ? undefined : 'Called back.']);
  }
  expect(negative).toBe(whole.totals.shares.negative.count);
  // Two counts, before and after a mark, would tell the sentiment of one comment.
  const reader = await keyOf('reader', ['read']);
  for (const path of ['figures', 'topics', 'breakdown']) {
    const { status, body } = await ask('GET', `/dashboard/${path}?${all}&handled=open`, null, reader);
    expect([path, status, body.error.code]).toEqual([path, 403, 'HANDLED_UNCOUNTED']);
  }
});
