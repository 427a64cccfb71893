import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { storeKey } from '../../../src/db/api-keys.ts';
import { subjectCounts } from '../../../src/db/reports/subject-counts.ts';
import { CUBES } from '../../../src/db/rollups/rollup-counts.ts';
import { updateRollup } from '../../../src/db/rollups/rollups.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import { noteEmergence } from '../../../src/runs/themes/emergence.ts';
import { noteTopicChanges } from '../../../src/runs/topics/changes.ts';
import type { BREAKDOWN, FIGURES, TOPICS } from '../../../src/server/routes/dashboard-answers.ts';
import { buildServer } from '../../../src/server/server.ts';
import { addAuthored, LOUD, TOPIC } from '../../support/data/authored-rows.ts';
import { makeDatabase } from '../../support/servers/database.ts';
import { testUploads } from '../../support/servers/upload-server.ts';

type Figures = z.output<typeof FIGURES>;
type Breakdown = z.output<typeof BREAKDOWN>;
type Topics = z.output<typeof TOPICS>;
type Report = { sections: { rows: Record<string, string | number | null>[] }[] };

const LEAST = 10;
let made: Awaited<ReturnType<typeof makeDatabase>>;
let model: number;
beforeAll(async () => {
  made = await makeDatabase();
  model = await addAuthored(made.database);
  await noteEmergence(made.database);
  await noteTopicChanges(made.database);
}, 600_000);
afterAll(() => made.drop());

async function asking(scopes: Scope[]) {
  const { database } = made;
  const key = newKey();
  await storeKey(database, key, { name: key.id, scopes, expiresAt: null });
  const queueCounts = async () => ({ waiting: 0, active: 0, failed: 0 });
  const server = buildServer({ database, queueCounts, uploads: await testUploads(database), apiKey: null });
  return async <T>(path: string, question: Record<string, string> = {}) => {
    const query = new URLSearchParams({ period: 'all', ...question });
    const headers = { authorization: `Bearer ${key.key}` };
    const answer = await server.inject({ url: `${path}?${query}`, headers });
    return { status: answer.statusCode, body: answer.json() as T & { error?: { code: string } } };
  };
}
const few = () => asking(['read']);
const words = () => asking(['read', 'quotes']);

/** People who wrote analysed comments for which a condition on feedback `f` holds, and how many comments. */
async function truth(where: string): Promise<{ n: number; people: number }> {
  const { rows } = await made.database.query<{ n: number; people: number }>(
    `select count(*)::int as n, count(distinct coalesce(f.author, f.id::text))::int as people
       from verbatim.feedback f join verbatim.analysis a on a.document_id = f.document_id where ${where}`,
  );
  return rows[0]!;
}
const about = (table: 'theme' | 'topic', id: string | number) =>
  `f.document_id in (select document_id from verbatim.document_${table} where ${table}_id::text = '${id}')`;

test.each([
  [{ source: LOUD.source }],
  [{ attribute: 'Department', value: LOUD.value }],
  [{ theme: String(LOUD.theme) }],
  [{ topic: LOUD.topic }],
])('figures of twenty comments by one author are refused: %o', async (question) => {
  const asked = question as Record<string, string>;
  const { status, body } = await (await few())<Figures>('/dashboard/figures', asked);
  expect([status, body.error?.code]).toEqual([403, 'CELL_HIDDEN']);
  const all = await (await words())<Figures>('/dashboard/figures', asked);
  expect(all.status).toBe(200);
  expect(all.body.totals.comments).toBeGreaterThanOrEqual(LEAST);
});

test('steps of few people are hidden, together with enough others', async () => {
  const period = '2026-02-16..2026-03-01';
  const all = (await (await words())<Figures>('/dashboard/figures', { period, source: 'shop' })).body;
  const { body } = await (await few())<Figures>('/dashboard/figures', { period, source: 'shop' });
  expect(body.steps.length).toBe(all.steps.length);
  let hiddenFew = 0;
  for (const [at, step] of body.steps.entries()) {
    const { n, people } = await truth(
      `f.source = 'shop' and f.occurred_at >= '${step.first}Z' and f.occurred_at < '${step.last}Z'::timestamptz + interval '1 day'`,
    );
    expect(all.steps[at]!.of).toBe(n);
    if (!step.hidden) expect([step.first, people >= LEAST]).toEqual([step.first, true]);
    else if (n >= LEAST && people < LEAST) hiddenFew++;
  }
  const hidden = body.steps.filter((step) => step.hidden);
  expect(hidden.length).not.toBe(1);
  expect(hiddenFew + hidden.length).toBeGreaterThan(0);
});

test.each(['negative', 'positive'])(
  'with a sentiment, people of that sentiment are counted: %s',
  async (sentiment) => {
    const question = { sentiment, source: 'shop', period: '2026-01-05..2026-03-01' };
    const { status, body } = await (await few())<Figures>('/dashboard/figures', question);
    expect([status, body.live]).toEqual([200, false]);
    for (const { first, last, comments, hidden } of body.steps) {
      const { people } = await truth(
        `f.source = 'shop' and a.sentiment = '${sentiment}' and f.occurred_at >= '${first}Z' and f.occurred_at < '${last}Z'::timestamptz + interval '1 day'`,
      );
      if (!hidden && comments > 0) expect([first, people >= LEAST]).toEqual([first, true]);
    }
  },
);

test('themes and topics of one author are not shown', async () => {
  const { body } = await (await few())<Figures>('/dashboard/figures');
  const all = (await (await words())<Figures>('/dashboard/figures')).body;
  const loud = all.themes.find(({ id }) => id === LOUD.theme)!;
  expect(loud.count).toBeGreaterThanOrEqual(LEAST);
  expect(body.themes.map(({ id }) => id)).not.toContain(LOUD.theme);
  expect(body.themes.length).toBeGreaterThan(2);
  const topics = (await (await few())<Topics>('/dashboard/topics')).body.topics;
  expect(topics.find(({ id }) => id === LOUD.topic)).toMatchObject({ hidden: true, count: 0, rating: null });
  expect(topics.find(({ id }) => id === TOPIC)!.count).toBe((await truth(about('topic', TOPIC))).n);
});

test('a topic is hidden if few people may have written what is left beside it', async () => {
  const { database } = made;
  // All comments but those of one author and of four others: twenty-four comments of five people.
  const spared = `f.author = 'a1.loud' and f.source = 'shop' or f.id in (select id from verbatim.feedback where source = 'kiosk' order by id limit 4)`;
  const key = '00000000-0000-4000-8000-000000000007';
  await database.query(
    `insert into verbatim.topic (id, name, description, threshold) values ($1, 'nearly all', 'd', 0.5)`,
    [key],
  );
  await database.query(
    `insert into verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)
     select $1, s.document_id, s.model_id, s.ordinal, 0.8 from verbatim.segment s
      where s.ordinal = 0 and not exists (select from verbatim.feedback f where f.document_id = s.document_id and (${spared}))`,
    [key],
  );
  const tree = (await (await few())<Topics>('/dashboard/topics')).body.topics;
  expect(tree.find(({ id }) => id === key)).toMatchObject({ hidden: true });
  const open = (await (await words())<Topics>('/dashboard/topics')).body.topics.find(({ id }) => id === key)!;
  expect(open.of - open.count).toBeGreaterThanOrEqual(LEAST);
  const asked = await (await few())<Figures>('/dashboard/figures', { topic: key });
  expect(asked.body.error?.code).toBe('CELL_HIDDEN');
  await database.query('delete from verbatim.topic where id = $1', [key]);
});

test('values of few people are among the others', async () => {
  const { body } = await (await few())<Breakdown>('/dashboard/breakdown', { by: 'Department' });
  const all = (await (await words())<Breakdown>('/dashboard/breakdown', { by: 'Department' })).body;
  expect(all.values.map(({ value }) => value)).toContain(LOUD.value);
  expect(JSON.stringify(all)).not.toContain('marks');
  expect(JSON.stringify(body)).not.toContain('marks');
  expect(body.values.map(({ value }) => value)).not.toContain(LOUD.value);
  expect(body.values.length).toBeGreaterThan(2);
  for (const { value } of body.values) {
    const { people } = await truth(`f.attributes ->> 'Department' = '${value}'`);
    expect([value, people >= LEAST]).toEqual([value, true]);
  }
  const others = await truth(
    `f.attributes ->> 'Department' <> all (array[${body.values.map(({ value }) => `'${value}'`).join(', ')}])`,
  );
  expect(body.others === null || others.people >= LEAST).toBe(true);
  const sources = (await (await few())<Breakdown>('/dashboard/breakdown')).body.values;
  expect(sources.map(({ value }) => value)).not.toContain(LOUD.source);
});

test.each([
  ...['overview', 'sentiment', 'ratings', 'emotions', 'topics', 'scores', 'score-contributions'],
  ...['sentiment-over-time', 'sentiment-as-reported', 'toxicity'],
])('report %s: twenty comments by one author are refused', async (name) => {
  const asked = { source: LOUD.source };
  const { status, body } = await (await few())<Report>(`/reports/${name}`, asked);
  expect([status, body.error?.code]).toEqual([403, 'CELL_HIDDEN']);
  expect((await (await words())<Report>(`/reports/${name}`, asked)).status).toBe(200);
  expect((await (await few())<Report>(`/reports/${name}`, { source: 'shop' })).status).toBe(200);
});

test('a period in which few people wrote is refused, and few ratings and few remarks are not told', async () => {
  const { database } = made;
  const ask = await few();
  const period = { source: 'kiosk', period: '2025-12-01..2025-12-31' };
  expect((await ask<Report>('/reports/sentiment', period)).status).toBe(200);
  await database.query(
    `update verbatim.feedback set occurred_at = '2025-12-24Z'
      where id in (select id from verbatim.feedback where source = 'kiosk' order by id limit 9)`,
  );
  expect((await ask<Report>('/reports/sentiment', period)).body.error?.code).toBe('CELL_HIDDEN');
  await database.query(
    `update verbatim.feedback set rating = case when id % 40 = 0 then 3 end where source = 'kiosk'`,
  );
  for (const cube of CUBES) await updateRollup(database, cube, model, { rebuild: true });
  const question = { source: 'kiosk' };
  const all = (await (await words())<Report>('/reports/overview', question)).body.sections[0]!.rows[0]!;
  expect(all.rated).toBeLessThan(LEAST);
  expect(all.rated).toBeGreaterThan(0);
  const seen = (await ask<Report>('/reports/overview', question)).body.sections[0]!.rows[0]!;
  expect(seen).toMatchObject({ feedback: all.feedback, rated: null, mean_rating: null });
  const ratings = (await ask<Report>('/reports/ratings', question)).body.sections[0]!.rows;
  expect(ratings.length).toBeGreaterThan(0);
  for (const row of ratings) expect(row.n).toBeNull();
});

/** Reports by groups, the column of their comments, and the rows that one author wrote. */
test.each([
  ['attributes', { by: 'Department' }, 'n', (row: Record<string, unknown>) => row.value === LOUD.value],
  ['themes', { limit: '50' }, 'n', (row: Record<string, unknown>) => row.theme === 'the loud one'],
  ['topics', {}, 'n', (row: Record<string, unknown>) => row.topic === 'loud topic'],
  ['topics', { by: 'Department' }, 'n', (row: Record<string, unknown>) => row.value === LOUD.value],
  [
    'attribute-over-time',
    { by: 'Department', grain: 'month', limit: '20' },
    'n',
    (row: Record<string, unknown>) => row.value === LOUD.value,
  ],
  [
    'theme-over-time',
    { grain: 'week', limit: '20' },
    'said',
    (row: Record<string, unknown>) => row.theme === 'the loud one',
  ],
  [
    'theme-attribute',
    { by: 'Department', limit: '20' },
    'said',
    (row: Record<string, unknown>) => row.theme === 'the loud one',
  ],
  ['emerging', { limit: '20' }, 'said', (row: Record<string, unknown>) => row.theme === 'the loud one'],
  ['topic-changes', {}, 'n', (row: Record<string, unknown>) => row.topic === 'loud topic'],
] as const)('report %s %o: what one author wrote is not shown', async (name, question, n, isLoud) => {
  const rows = async (ask: Awaited<ReturnType<typeof asking>>) => {
    const { status, body } = await ask<Report>(`/reports/${name}`, question);
    expect([status, body.error]).toEqual([200, undefined]);
    return body.sections[0]!.rows;
  };
  const [all, seen] = [await rows(await words()), await rows(await few())];
  // `attributes` adds such values up for everybody.
  const loud = all.filter(isLoud);
  if (name !== 'attributes') expect(loud.some((row) => Number(row[n]) >= LEAST)).toBe(true);
  expect(seen.filter(isLoud).every((row) => row[n] === null)).toBe(true);
  expect(seen.every((row) => !('people' in row))).toBe(true);
  if (loud.length < all.length && !['topic-changes', 'emerging', 'theme-attribute'].includes(name))
    expect(seen.some((row) => row[n] !== null)).toBe(true);
});

test('digests count the people who write about a subject', async () => {
  const counts = await subjectCounts(made.database, model, 'topic', {});
  const loud = counts.find(({ id }) => id === LOUD.topic)!;
  expect(loud.comments).toBeGreaterThanOrEqual(LEAST);
  expect(loud.people).toMatchObject({ comments: 1 });
  const delivery = counts.find(({ id }) => id === TOPIC)!;
  expect(delivery.people.comments).toBe((await truth(about('topic', TOPIC))).people);
});
