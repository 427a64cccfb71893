import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { makeDigest } from '../../../src/analysis/digest/digest.ts';
import { digestHash, storeDigest } from '../../../src/db/reports/digests.ts';
import { deliverDigest } from '../../../src/runs/digest/webhook-delivery.ts';
import { insertDocuments } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';

const TEXT = 'Päckchen 📦 kam an. Great <service> & fast.';

/** A stored digest with one quote, of one comment. */
async function storedDigest(quote = { feedbackId: 1, start: 10, end: 19, text: ' kam an. ' }, analysed = 3) {
  const { database } = await testDatabase();
  await insertDocuments(database, [TEXT]);
  await database.query(`
    insert into verbatim.import (source, file_name, encoding, delimiter, mapping) values ('s', 'f', 'utf-8', ',', '{}');
    insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id)
      values (1, 2, 's', gen_random_uuid(), gen_random_uuid(), 1);
    insert into verbatim.model (name, version, hash, task, precision, max_length, manifest, active)
      values ('m', '1', repeat('a', 64), 'feedback', 'fp32', 512, '{}', true)`);
  const none = {
    withoutText: 0,
    pending: 0,
    setAside: 0,
    noAnswer: 0,
    unsupported: 0,
    translated: 0,
    undated: 0,
    toxic: 0,
    rated: 0,
    ratingSum: 0,
  };
  const now = { ...none, feedback: 3, analysed, negative: 1, neutral: 0, positive: 2, mixed: 0 };
  const summary = { quotes: [quote], read: 3, comments: 3, coverage: null, dissent: null };
  const digest = makeDigest({
    ...{ period: { name: 'all', first: null, last: null }, previous: null, by: [] },
    model: { name: 'm', version: '1', hash: 'a'.repeat(64) },
    figures: { now, before: null, days: [], themes: [], groups: [] },
    subjects: { kind: 'topic', changed: [], complaints: [], praise: [], requests: [] },
    ...{ summary, themeSummaries: new Map(), emerging: new Set<number>() },
  });
  const content = JSON.stringify(digest);
  const record = {
    period: digest.period,
    by: [],
    modelId: 1,
    runId: null,
    hash: digestHash(content),
    content,
    quotes: [quote],
  };
  return { database, digest, store: () => storeDigest(database, record) };
}

/** A webhook that answers as told, one answer a request. */
async function webhook(answers: ((response: ServerResponse) => unknown)[]) {
  const bodies: string[] = [];
  const keys: unknown[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    keys.push(request.headers['idempotency-key']);
    (answers.shift() ?? ((last) => void last.writeHead(200).end('ok')))(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/secret`, bodies, keys };
}

const quick = { pauseMs: 5, timeoutMs: 2_000 };

test('Postgres refuses a quote that differs from its comment in a byte', async () => {
  expect(await (await storedDigest()).store()).toMatchObject({ fresh: true });
  for (const quote of [
    { feedbackId: 1, start: 10, end: 19, text: ' kam an? ' },
    { feedbackId: 1, start: 11, end: 20, text: ' kam an. ' },
    { feedbackId: 1, start: 0, end: 9, text: 'Pa\u0308ckchen ' },
    { feedbackId: 1, start: 30, end: 99, text: 'and more that nobody wrote' },
  ]) {
    const { database, store } = await storedDigest(quote);
    await expect(store()).rejects.toMatchObject({ code: '23514' });
    expect((await database.query('select count(*) as n from verbatim.digest')).rows[0].n).toBe(0);
  }
});

test('the same digest is stored once', async () => {
  const { store } = await storedDigest();
  const [first, again] = [await store(), await store()];
  expect(again).toEqual({ ...first, fresh: false });
});

test('a webhook that hangs and fails is asked again, and never twice for what it took', async () => {
  const { database, digest, store } = await storedDigest();
  const { id } = await store();
  const { address, bodies } = await webhook([
    () => {}, // never answers
    (response) => void response.writeHead(500).end(),
    (response) => void response.writeHead(200).end('ok'),
  ]);
  expect(await deliverDigest(database, { id, digest }, address, quick)).toBe('delivered');
  expect(await deliverDigest(database, { id, digest }, address, quick)).toBe('delivered before');
  expect(bodies).toHaveLength(3);
  const message = JSON.parse(bodies[2]!) as { text: string; blocks: { type: string }[] };
  expect(message.text).toContain('3 comments');
  expect(message.blocks[0]!.type).toBe('header');
  expect(bodies[2]).toContain('kam an.');
});

test('a digest whose delivery could not be noted is sent again, with the same key', async () => {
  const { database, digest, store } = await storedDigest();
  const { id } = await store();
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction'`;
  const { address, bodies, keys } = await webhook([
    async (response) => {
      expect((await database.query(cut)).rowCount).toBe(1);
      response.writeHead(200).end('ok');
    },
  ]);
  const patient = { pauseMs: 5, timeoutMs: 30_000 };
  await expect(deliverDigest(database, { id, digest }, address, patient)).rejects.toThrow();
  expect(await deliverDigest(database, { id, digest }, address, patient)).toBe('delivered');
  expect(await deliverDigest(database, { id, digest }, address, patient)).toBe('delivered before');
  expect(bodies).toHaveLength(2);
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), keys[0]]);
});

test('one that refuses is not asked again; the digest stays to be delivered, the address is not told', async () => {
  const { database, digest, store } = await storedDigest();
  const { id } = await store();
  const { address, bodies } = await webhook([(response) => void response.writeHead(403).end()]);
  const error = await deliverDigest(database, { id, digest }, address, quick).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'WEBHOOK_FAILED' });
  expect(error.message).not.toContain('secret');
  expect(bodies).toHaveLength(1);
  expect(await deliverDigest(database, { id, digest }, address, quick)).toBe('delivered');
  for (const wrong of ['ftp://host/x', 'file:///etc/passwd', 'host', 'javascript:alert(1)']) {
    await expect(deliverDigest(database, { id, digest }, wrong, quick)).rejects.toMatchObject({
      code: 'USAGE',
    });
  }
});

test('no alarm without comments', async () => {
  const { database, digest, store } = await storedDigest(undefined, 0);
  const { id } = await store();
  const { address, bodies } = await webhook([]);
  expect(await deliverDigest(database, { id, digest }, address, quick)).toBe('nothing to say');
  expect(bodies).toEqual([]);
});
