import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { App } from '../../../src/app/open.ts';
import { topicList, topicShow } from '../../../src/cli/topics/show.ts';
import { storeKey } from '../../../src/db/api-keys.ts';
import { lockMutex } from '../../../src/db/leases.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import { buildServer } from '../../../src/server/server.ts';
import { ROOT } from '../../support/cli.ts';
import { addModel } from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { testUploads } from '../../support/servers/upload-server.ts';

async function shop() {
  const { database } = await testDatabase();
  const uploads = await testUploads(database);
  const queueCounts = async () => ({ waiting: 0, active: 0, failed: 0 });
  const server = buildServer({ database, queueCounts, uploads, apiKey: null });
  const keyOf = async (name: string, scopes: Scope[]) => {
    const made = newKey();
    await storeKey(database, made, { name, scopes, expiresAt: null });
    return { authorization: `Bearer ${made.key}` };
  };
  const ask = async (
    method: 'GET' | 'POST' | 'PATCH',
    url: string,
    payload?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const answer = await server.inject({
      ...{ method, url, headers: { host: 'localhost', ...headers } },
      ...(payload === undefined ? {} : { payload: payload as string }),
    });
    const json = String(answer.headers['content-type']).startsWith('application/json');
    return { status: answer.statusCode, body: json ? answer.json() : answer.body };
  };
  return { database, keyOf, ask };
}

test('topics are defined, changed, merged, retired and taken up again over HTTP', async () => {
  const { ask } = await shop();
  const price = await ask('POST', '/topics', {
    name: 'Price',
    description: 'What it costs.',
    key: 'price',
    examples: [{ text: 'Too dear.' }],
  });
  expect(price).toMatchObject({
    status: 201,
    body: { name: 'Price', threshold: 0.35, retired: false, exampleCount: 1 },
  });
  const value = await ask('POST', '/topics', {
    name: 'Value <b>&',
    description: 'Worth the money.',
    parent: 'price',
  });
  expect(value).toMatchObject({ status: 201, body: { parentId: price.body.id } });
  expect((await ask('POST', '/topics', { name: 'PRICE', description: 'Again.' })).body.error).toMatchObject({
    code: 'TOPIC_NAME_TAKEN',
  });
  expect((await ask('POST', '/topics', { name: 'X', description: ' ' })).body.error.code).toBe(
    'TOPIC_UNDESCRIBED',
  );
  expect(await ask('PATCH', '/topics/price', { name: 'Cost', threshold: 0.6 })).toMatchObject({
    status: 200,
    body: { id: price.body.id, name: 'Cost', key: 'price', threshold: 0.6, exampleCount: 1 },
  });
  expect((await ask('PATCH', '/topics/cost', { parent: 'Value <b>&' })).body.error.code).toBe('TOPIC_CIRCLE');
  expect(await ask('GET', '/topics/nothing')).toMatchObject({
    status: 404,
    body: { error: { code: 'TOPIC_UNKNOWN' } },
  });
  expect(await ask('POST', '/topics/Cost/merge', { into: value.body.id })).toMatchObject({
    status: 200,
    body: { name: 'Value <b>&', parentId: null, exampleCount: 1 },
  });
  expect((await ask('GET', '/topics')).body.topics.map((it: { name: string }) => it.name)).toEqual([
    'Value <b>&',
  ]);
  expect((await ask('GET', '/topics?all=true')).body.topics.length).toBe(2);
  expect((await ask('PATCH', '/topics/Cost', { name: 'C' })).body.error.code).toBe('TOPIC_RETIRED');
  expect(await ask('POST', `/topics/${value.body.id}/retire`)).toMatchObject({
    status: 200,
    body: { retired: true },
  });
  expect(await ask('POST', `/topics/${value.body.id}/revive`)).toMatchObject({
    status: 200,
    body: { retired: false },
  });
});

test('kinds that the sentiment decides show no examples', async () => {
  const { database, ask } = await shop();
  const statements = readFileSync(join(ROOT, 'catalogue/statements.yaml'), 'utf8');
  await ask('POST', '/codebook', statements, { 'content-type': 'application/yaml' });
  const { topics } = (await ask('GET', '/topics')).body as {
    topics: { name: string; bySentiment: boolean; exampleCount: number }[];
  };
  const decided = topics.filter(({ bySentiment }) => bySentiment);
  expect(decided.map(({ name }) => name).sort()).toEqual(['Complaint', 'Praise']);
  expect(decided.every(({ exampleCount }) => exampleCount > 0)).toBe(true);
  const app = { database } as App;
  const shown = (await topicShow(app, 'Praise', {})).text;
  expect(shown).toContain('The sentiment of a sentence decides this kind.');
  expect(shown).not.toContain('example:');
  expect((await topicShow(app, 'Question', {})).text).toContain('example:');
  const list = (await topicList(app, {})).text.split('\n');
  expect(list.filter((line) => line.endsWith('by sentiment')).length).toBe(2);
});

test('a name is looked up when the edit has its turn, not before', async () => {
  const { database, ask } = await shop();
  await ask('POST', '/topics', { name: 'Price', description: 'What it costs.' });
  const other = await database.connect();
  try {
    await other.query('begin');
    await lockMutex(other, 'topic');
    await other.query(`update verbatim.topic set name = 'Cost'`);
    const edit = ask('PATCH', '/topics/Price', { threshold: 0.9 });
    await vi.waitFor(async () => {
      const { rows } = await database.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(rows.length).toBe(1);
    });
    await other.query('commit');
    expect((await edit).body.error).toMatchObject({ code: 'TOPIC_UNKNOWN' });
  } finally {
    other.release();
  }
  expect((await ask('GET', '/topics/Cost')).body).toMatchObject({ threshold: 0.35 });
});

test('topics have the figures of their examples as the last run had them', async () => {
  const { database, ask } = await shop();
  const { body } = await ask('POST', '/topics', { name: 'Price', description: 'What it costs.' });
  expect((await ask('GET', '/topics')).body).toMatchObject({ edits: true, topics: [{ check: null }] });
  await addModel(database, 'first');
  await database.query(
    `insert into verbatim.topic_model (topic_id, model_id, definition, method, weights, bias, examples, counter_examples,
       hits, misses, false_alarms) values ($1, 1, 'd', 'head', '', 0, 10, 0, 8, 2, 0)`,
    [body.id],
  );
  const { precision, recall, method } = (await ask('GET', '/topics')).body.topics[0].check;
  expect([method, precision.value, precision.n]).toEqual(['head', 1, 8]);
  // Wilson's interval of 8 of 10: 0.4902 to 0.9433 (Newcombe 1998, by R's binom::binom.wilson).
  expect([recall.value, recall.low, recall.high, recall.n]).toEqual([
    ...[0.8, expect.closeTo(0.4902, 3), expect.closeTo(0.9433, 3), 10],
  ]);
});

test('a codebook goes in and comes out in both forms; a dry run and a wrong one change nothing', async () => {
  const { ask } = await shop();
  const yaml =
    'topics:\n  - name: Delivery\n    description: How it comes.\n    topics:\n      - {name: Time, description: When it comes., examples: {de: [Zu spät.]}}\n';
  const type = { 'content-type': 'application/yaml' };
  expect((await ask('POST', '/codebook?dryRun=true', yaml, type)).body).toMatchObject({
    dryRun: true,
    unchanged: 0,
  });
  expect((await ask('GET', '/topics')).body.topics).toEqual([]);
  expect((await ask('POST', '/codebook', yaml, type)).body.added.length).toBe(2);
  expect((await ask('POST', '/codebook', yaml, type)).body).toMatchObject({
    added: [],
    changed: [],
    unchanged: 2,
  });
  const wrong = await ask('POST', '/codebook?name=mine.yaml', 'topics:\n  - {name: A}\n', type);
  expect(wrong.body.error.message).toBe('Topic "A" (line 2 of mine.yaml) has no description.');
  const csv = await ask('GET', '/codebook?format=csv');
  expect(csv.body).toContain('Zu spät.');
  expect((await ask('POST', '/codebook', csv.body, { 'content-type': 'text/csv' })).body.unchanged).toBe(2);
  expect((await ask('GET', '/codebook')).body).toContain('de:');
  expect(await ask('POST', '/codebook', '{}', { 'content-type': 'application/json' })).toMatchObject({
    status: 400,
  });
});

test('readers see no examples, and only an administrator edits', async () => {
  const { ask, keyOf } = await shop();
  await ask('POST', '/topics', {
    name: 'Price',
    description: 'What it costs.',
    examples: [{ text: 'Words of a customer.' }],
  });
  const reader = await keyOf('reader', ['read']);
  const analyst = await keyOf('analyst', ['read', 'quotes']);
  const admin = await keyOf('admin', ['read', 'quotes', 'admin']);
  expect(JSON.stringify((await ask('GET', '/topics', undefined, reader)).body)).not.toContain('Words of');
  expect((await ask('GET', '/topics/Price', undefined, analyst)).body.examples[0].text).toBe(
    'Words of a customer.',
  );
  expect((await ask('GET', '/codebook', undefined, reader)).status).toBe(403);
  for (const [method, url] of [
    ['POST', '/topics'],
    ['PATCH', '/topics/Price'],
    ['POST', '/topics/Price/retire'],
    ['POST', '/topics/Price/merge'],
    ['POST', '/codebook'],
  ] as const) {
    expect([
      url,
      (await ask(method, url, { name: 'N', description: 'D', into: 'Price' }, analyst)).status,
    ]).toEqual([url, 403]);
    expect((await ask(method, url, {})).status).toBe(401);
  }
  expect((await ask('POST', '/topics', { name: 'N', description: 'D' }, admin)).status).toBe(201);
  // A page of another origin cannot edit, not even where no key is required.
  expect(
    (
      await ask(
        'POST',
        '/topics',
        { name: 'M', description: 'D' },
        { ...admin, origin: 'https://evil.example' },
      )
    ).status,
  ).toBe(403);
});
