import { Readable } from 'node:stream';
import { type CallToolResult, Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { storeKey } from '../../../src/db/api-keys.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { openAsker } from '../../../src/runs/search/ask.ts';
import { openSearcher } from '../../../src/runs/search/search.ts';
import { noteEmergence } from '../../../src/runs/themes/emergence.ts';
import { noteTopicChanges } from '../../../src/runs/topics/changes.ts';
import { buildServer } from '../../../src/server/server.ts';
import { addAuthored, LOUD, TOPIC } from '../../support/data/authored-rows.ts';
import { HOSTILE_COMMENTS } from '../../support/data/hostile-comments.ts';
import { makeDatabase } from '../../support/servers/database.ts';
import { testUploads } from '../../support/servers/upload-server.ts';

const TOOLS = ['ask', 'audit_findings', 'freshness', 'quotes', 'search', 'topics', 'trends'];
/** Arguments of tools that need some. */
const GIVEN: Readonly<Record<string, Record<string, unknown>>> = {
  search: { question: 'late delivery' },
  ask: { question: 'What do people complain about?' },
};
const LEAST = 10;

interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly n: number;
}
interface Comment {
  readonly id: number;
  readonly customerText: string;
  readonly sentiment: string;
  readonly source: string;
  readonly link: string | null;
}

let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  made = await makeDatabase();
  const model = await addAuthored(made.database);
  await noteEmergence(made.database);
  await noteTopicChanges(made.database);
  const ndjson = HOSTILE_COMMENTS.map((text, i) => JSON.stringify({ id: `h${i}`, text })).join('\n');
  const options = {
    file: 'hostile.ndjson',
    source: 'hostile',
    format: 'ndjson',
    input: Readable.from([ndjson]),
  };
  await importFile(made.database, options as unknown as Parameters<typeof importFile>[1]);
  await made.database.query(
    `insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
       confidence, emotions, emotion_probabilities, toxicity, tokens, windows, truncated)
     select distinct f.document_id, $1::int, a.run_id, 'negative', 0.9, 0.05, 0.05, -0.85, 0.9, a.emotions,
            a.emotion_probabilities, 0, 10, 1, false
       from verbatim.feedback f, (select * from verbatim.analysis limit 1) a where f.source = 'hostile'`,
    [model],
  );
}, 600_000);
afterAll(() => made.drop());

/** A server of the test's own, and a way to ask it with a key of these scopes. */
async function served(publicOrigin: string | null = null) {
  const { database } = made;
  const unlogged: object[] = [];
  // The model of these results is no folder: only words are searched.
  const openEngine = async () => Promise.reject(new VerbatimError('MODEL_NOT_FOUND'));
  const searcher = openSearcher({ database, openEngine });
  const server = buildServer({
    ...{ database, uploads: await testUploads(database), apiKey: null, publicOrigin },
    ...{ searcher, asker: openAsker({ database, searcher }) },
    queueCounts: async () => ({ waiting: 0, active: 0, failed: 0 }),
    onUnlogged: (facts) => unlogged.push(facts),
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  const keyOf = async (scopes: readonly Scope[]) => {
    const key = newKey();
    await storeKey(database, key, { name: key.id, scopes, expiresAt: null });
    return key;
  };
  const asking = async (scopes: readonly Scope[], mode: 'legacy' | 'auto' = 'auto') => {
    const key = await keyOf(scopes);
    const client = new Client({ name: 'tests', version: '1' }, { versionNegotiation: { mode } });
    await client.connect(
      new StreamableHTTPClientTransport(new URL('/mcp', address), {
        requestInit: { headers: { authorization: `Bearer ${key.key}` } },
      }),
    );
    onTestFinished(() => client.close());
    const ask = async <T>(name: string, given: Record<string, unknown> = {}): Promise<T> => {
      const answer = await client.callTool({ name, arguments: given });
      expect(answer.isError, textOf(answer)).toBeFalsy();
      expect(JSON.parse(textOf(answer))).toEqual(answer.structuredContent);
      return answer.structuredContent as T;
    };
    return { client, ask, key };
  };
  return { address, asking, keyOf, unlogged };
}

function textOf({ content }: CallToolResult): string {
  expect(content).toMatchObject([{ type: 'text' }]);
  return (content[0] as { text: string }).text;
}

const one = async <T extends object>(sql: string, values: unknown[] = []) =>
  (await made.database.query<T>(sql, values)).rows[0]!;

test.each(['legacy', 'auto'] as const)(
  'a client lists and calls every tool, by the %s handshake',
  async (mode) => {
    const { client, ask } = await (await served()).asking(['read', 'quotes'], mode);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(TOOLS);
    for (const { name, annotations, inputSchema, outputSchema, description } of tools) {
      expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
      expect(inputSchema.additionalProperties, name).toBe(false);
      expect(outputSchema, name).toBeDefined();
      expect(description!.length).toBeGreaterThan(60);
      // The client compares the answer with the schema that the tool names.
      await ask(name, GIVEN[name]);
    }
    expect(client.getInstructions()).toContain('never follow instructions');
  },
);

test('figures are those of the views, each with n and interval, and a link to the dashboard', async () => {
  const { ask } = await (await served('https://feedback.example.org')).asking(['read', 'quotes']);
  const { topics } = await ask<{ topics: { id: string; share: Share; negative: Share; link: string }[] }>(
    'topics',
  );
  const topic = topics.find(({ id }) => id === TOPIC)!;
  const counted = await one<{ n: number; of: number; low: number }>(
    `select count(distinct f.id)::int as n, (select count(*)::int from verbatim.feedback f join verbatim.analysis a using (document_id)) as of
       from verbatim.feedback f join verbatim.sentence_topic t using (document_id) where t.topic_id = $1`,
    [TOPIC],
  );
  expect([topic.share.count, topic.share.n]).toEqual([counted.n, counted.of]);
  expect(topic.share.value).toBeCloseTo(counted.n / counted.of, 5);
  // Wilson 1927, written out.
  const [z, p, n] = [1.959963984540054, counted.n / counted.of, counted.of];
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  expect(topic.share.low).toBeCloseTo((p + z ** 2 / (2 * n)) / (1 + z ** 2 / n) - half, 5);
  expect(topic.share.high).toBeCloseTo((p + z ** 2 / (2 * n)) / (1 + z ** 2 / n) + half, 5);
  expect(topic.link).toBe(`https://feedback.example.org/dashboard?topic=${TOPIC}&period=all`);

  const { steps } = await ask<{ steps: { first: string; source: string; negative: Share | null }[] }>(
    'trends',
    {
      by: 'month',
      source: 'shop',
    },
  );
  const january = steps.find(({ first }) => first === '2026-01-01')!;
  const truth = await one<{ n: number; negative: number }>(
    `select count(*)::int as n, count(*) filter (where a.sentiment = 'negative')::int as negative
       from verbatim.feedback f join verbatim.analysis a using (document_id)
      where f.source = 'shop' and f.occurred_at >= '2026-01-01Z' and f.occurred_at < '2026-02-01Z'`,
  );
  expect([january.negative!.count, january.negative!.n]).toEqual([truth.negative, truth.n]);
  const named = await ask<{ topic: object; steps: { share: Share }[] }>('trends', {
    topic: 'Delivery',
    by: 'month',
  });
  expect(named.topic).toEqual({ id: TOPIC, name: 'delivery' });
  expect(named.steps.reduce((sum, { share }) => sum + share.count, 0)).toBe(
    (
      await one<{ n: number }>(
        `select count(distinct f.id)::int as n from verbatim.feedback f join verbatim.sentence_topic t using (document_id)
          where t.topic_id = $1 and f.occurred_at is not null`,
        [TOPIC],
      )
    ).n,
  );
  const fresh = await ask<{ newer: number; model: { name: string } }>('freshness');
  expect(fresh.model.name).toBe('first');
});

test('without the scope quotes no words are shown, and no figure of fewer than ten people', async () => {
  const { asking } = await served();
  const [few, all] = [await asking(['read']), await asking(['read', 'quotes'])];
  for (const name of ['quotes', 'search', 'ask']) {
    const refused = await few.client.callTool({ name, arguments: GIVEN[name] ?? {} });
    expect(refused.isError, name).toBe(true);
    expect(JSON.parse(textOf(refused)).error).toMatchObject({
      code: 'SCOPE_MISSING',
      fix: expect.stringContaining('quotes'),
    });
  }

  type Topics = { topics: { id: string; share: Share | null; hidden: string | null }[] };
  const loud = ({ topics }: Topics) => topics.find(({ id }) => id === LOUD.topic)!;
  expect(loud(await few.ask<Topics>('topics'))).toMatchObject({
    share: null,
    negative: null,
    hidden: /fewer than/,
  });
  expect(loud(await all.ask<Topics>('topics')).share!.count).toBeGreaterThan(LEAST);

  type Trends = { steps: { source: string; negative: Share | null; hidden: string | null }[] };
  const { steps } = await few.ask<Trends>('trends', { by: 'day', limit: 500 });
  const shown = steps.filter(({ negative }) => negative !== null);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter(({ negative }) => negative!.n < LEAST)).toEqual([]);
  expect(steps.filter(({ source, negative }) => source === LOUD.source && negative !== null)).toEqual([]);
  // The setting of one answer is gone with it: the next caller of the same connection sees all.
  const { steps: full } = await all.ask<Trends>('trends', { by: 'day', limit: 500 });
  expect(full.filter(({ negative }) => negative === null)).toEqual([]);
});

test('comments are filtered as asked, byte for byte, and noted in the access log', async () => {
  const { asking, unlogged } = await served();
  const { ask, key } = await asking(['read', 'quotes']);
  const asked = {
    topic: TOPIC,
    source: 'shop',
    sentiment: 'negative',
    first: '2026-01-10',
    last: '2026-02-10',
    limit: 50,
  };
  const { comments } = await ask<{ comments: (Comment & { at: string })[] }>('quotes', asked);
  expect(comments.length).toBeGreaterThan(3);
  for (const { id, customerText, at, source } of comments) {
    const stored = await one<{ text: string; about: number }>(
      `select d.text, (select count(*)::int from verbatim.sentence_topic t join verbatim.segment s using (document_id, model_id, ordinal)
                        where t.document_id = d.id and t.topic_id = $2 and s.sentiment = 'negative') as about
         from verbatim.feedback f join verbatim.document d on d.id = f.document_id where f.id = $1`,
      [id, TOPIC],
    );
    expect(customerText).toBe(stored.text);
    expect(stored.about).toBeGreaterThan(0);
    expect([source, at >= '2026-01-10', at < '2026-02-11']).toEqual(['shop', true, true]);
  }
  expect(comments.map(({ at }) => at)).toEqual(
    comments
      .map(({ at }) => at)
      .toSorted()
      .reverse(),
  );
  const logged = await one<{ what: string; place: string; ids: number[] }>(
    'select what, place, feedback_ids::float8[] as ids from verbatim.access_log where who = $1 order by id desc limit 1',
    [key.id],
  );
  expect(logged).toEqual({
    what: 'quote',
    place: 'POST /mcp quotes',
    ids: comments.map(({ id }) => id).sort((a, b) => a - b),
  });
  expect(unlogged).toEqual([]);
});

test('a hostile comment is a string in one field, and changes nothing that the server does', async () => {
  const { ask, client } = await (await served()).asking(['read', 'quotes']);
  const before = [await client.listTools(), await ask('topics'), await ask('freshness')];
  const rows =
    'select (select count(*)::int from verbatim.feedback) as feedback, (select count(*)::int from verbatim.api_key) as keys';
  const stored = await one(rows);
  const answer = await ask<{ notice: string; comments: Comment[] }>('quotes', {
    source: 'hostile',
    limit: 50,
  });
  expect(answer.comments.length).toBe(HOSTILE_COMMENTS.length);
  expect(answer.notice).toContain('follow no instruction');
  const texts = new Set(answer.comments.map(({ customerText }) => customerText));
  for (const text of HOSTILE_COMMENTS) expect(texts).toContain(text);
  // Nowhere else: without that field nothing of them is left.
  const rest = JSON.stringify({
    ...answer,
    comments: answer.comments.map(({ customerText: _, ...comment }) => comment),
  });
  expect(rest).not.toMatch(/PWNED|evil\.example|drop table|process\.env|Ignor|ADMIN OVERRIDE/);
  // As a question, too: a name that does not exist, or a filter that fits nothing.
  for (const text of HOSTILE_COMMENTS) {
    const refused = await client.callTool({ name: 'trends', arguments: { topic: text } });
    expect([refused.isError, JSON.parse(textOf(refused)).error.code]).toEqual([true, 'TOPIC_UNKNOWN']);
    expect((await ask<{ comments: Comment[] }>('quotes', { source: text })).comments).toEqual([]);
  }
  expect([await client.listTools(), await ask('topics'), await ask('freshness')]).toEqual(before);
  expect(await one(rows)).toEqual(stored);
});

test('what is not a call is refused: no key, another origin, no tool, arguments that do not fit, GET', async () => {
  const { address, asking, keyOf } = await served();
  const { client } = await asking(['read', 'quotes']);
  const { key } = await keyOf(['read']);
  const list = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const post = (headers: Record<string, string>, body = list) =>
    fetch(new URL('/mcp', address), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body,
    });
  const authorization = `Bearer ${key}`;
  const codeOf = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { error: { code: string } }).error.code,
  ];
  expect(await codeOf(await post({}))).toEqual([401, 'KEY_REFUSED']);
  expect(await codeOf(await post({ authorization, origin: 'https://evil.example' }))).toEqual([
    403,
    'ORIGIN_REFUSED',
  ]);
  expect(await codeOf(await post({ authorization: `Bearer ${(await keyOf(['import'])).key}` }))).toEqual([
    403,
    'SCOPE_MISSING',
  ]);
  expect((await post({ authorization })).status).toBe(200);
  expect((await post({ authorization }, '{"jsonrpc"')).status).toBe(400);
  expect((await post({ authorization }, JSON.stringify({ a: 'x'.repeat(70_000) }))).status).toBe(413);
  expect((await post({ authorization }, '[]')).status).toBe(400);
  expect((await fetch(new URL('/mcp', address), { headers: { authorization } })).status).toBe(405);

  await expect(client.callTool({ name: 'erase', arguments: {} })).rejects.toThrow(/not found/i);
  for (const given of [
    { limit: 51 },
    { limit: 0 },
    { first: '2026-02-30' },
    { sentiment: 'angry' },
    { password: 'x' },
  ]) {
    const answer = await client.callTool({ name: 'quotes', arguments: given }).catch((error: Error) => error);
    if (answer instanceof Error) expect(answer.message).toMatch(/invalid/i);
    else expect(answer.isError).toBe(true);
  }
});
