import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { buildServer } from '../../../src/server/server.ts';
import { start } from '../../support/cli.ts';
import { insertDocuments } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { csvOf, testFolder, testServer, testUploads } from '../../support/servers/upload-server.ts';

const COUNTS = { waiting: 0, active: 0, failed: 0 };
const KEY = 'a-key-of-some-length';

async function server(apiKey: string | null, queueCounts = async () => COUNTS) {
  const made = await testDatabase();
  const uploads = await testUploads(made.database);
  return { ...made, server: buildServer({ database: made.database, queueCounts, uploads, apiKey }) };
}

test('a key is asked for everywhere but on the health routes', async () => {
  const { server: app } = await server(KEY);
  expect((await app.inject('/health/live')).statusCode).toBe(200);
  const ready = await app.inject('/health/ready');
  expect(ready.json()).toEqual({ ok: true, postgres: true, queue: true });
  for (const headers of [{}, { authorization: 'Bearer wrong-key-of-length' }, { authorization: KEY }]) {
    const refused = await app.inject({ url: '/status', headers });
    expect(refused.statusCode).toBe(401);
    expect(refused.json().error).toMatchObject({ code: 'KEY_REFUSED' });
  }
  const answered = await app.inject({ url: '/status', headers: { authorization: `Bearer ${KEY}` } });
  expect(answered.statusCode).toBe(200);
  expect(answered.json()).toMatchObject({ feedback: 0, missing: 0, queue: COUNTS });
});

test('what waits is told in tokens of full batches', async () => {
  const { server: app } = await server(null, async () => ({ waiting: 3, active: 1, failed: 2 }));
  const answered = await app.inject({ url: '/queue', headers: { host: 'localhost' } });
  // 4 batches of 64,000 characters, four to a token.
  expect(answered.json()).toEqual({ waiting: 3, active: 1, failed: 2, tokens: 64_000 });
});

test('without a key only loopback names are answered: a page elsewhere cannot rebind its name', async () => {
  const { server: app } = await server(null);
  for (const host of ['localhost:8080', '127.0.0.1', '[::1]:80']) {
    expect((await app.inject({ url: '/reports', headers: { host } })).statusCode).toBe(200);
  }
  for (const host of ['evil.example', 'localhost.evil.example', '10.0.0.1:8080']) {
    expect((await app.inject({ url: '/reports', headers: { host } })).statusCode).toBe(401);
  }
});

test('uploads ask for the key too; the page that asks a person for it does not', async () => {
  const { address, database } = await testServer({ apiKey: KEY });
  const send = (headers: Record<string, string>) =>
    fetch(`${address}/imports`, {
      method: 'POST',
      body: csvOf(2),
      headers: { 'content-type': 'text/csv', ...headers },
    });
  for (const headers of [{}, { authorization: 'Bearer wrong-key-of-length' }] as Record<string, string>[]) {
    const refused = await send(headers);
    expect([refused.status, await refused.json()]).toMatchObject([401, { error: { code: 'KEY_REFUSED' } }]);
    for (const path of ['/imports', '/openapi.json']) {
      expect((await fetch(address + path, { headers })).status).toBe(401);
    }
  }
  const { rows } = await database.query('select count(*) as n from verbatim.upload');
  expect(rows[0].n).toBe(0);
  expect((await send({ authorization: `Bearer ${KEY}` })).status).toBe(202);
  const page = await fetch(`${address}/upload`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).not.toContain(KEY);
});

test('without a key, a page of another site cannot send anything here', async () => {
  const { address } = await testServer();
  const send = (headers: Record<string, string>) =>
    fetch(`${address}/imports`, {
      method: 'POST',
      body: csvOf(2),
      headers: { 'content-type': 'text/csv', ...headers },
    });
  for (const origin of ['https://evil.example', 'http://127.0.0.1:1', 'null']) {
    expect([origin, (await send({ origin })).status]).toEqual([origin, 403]);
  }
  expect((await send({ origin: address })).status).toBe(202);
  expect((await send({})).status).toBe(202);
  const { server: app } = await server(null);
  const elsewhere = await app.inject({ url: '/imports', headers: { host: 'evil.example' } });
  expect(elsewhere.statusCode).toBe(401);
});

test('reports in every format; errors carry code, message and fix', async () => {
  const { server: app, database } = await server(null);
  const get = (url: string) => app.inject({ url, headers: { host: 'localhost' } });
  expect((await get('/reports/sentiment')).json().error).toMatchObject({ code: 'REPORT_NO_DATA' });
  await insertDocuments(database, ['Good.']);
  await database.query(`
    insert into verbatim.import (source, file_name, encoding, delimiter, mapping) values ('s', 'f', 'utf-8', ',', '{}');
    insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id)
      values (1, 2, 's', gen_random_uuid(), gen_random_uuid(), 1)`);
  expect((await get('/reports/overview')).json()).toMatchObject({ sections: [{ name: 'overview' }] });
  for (const [format, type, begin] of [
    ['csv', 'text/csv', 'feedback,'],
    ['md', 'text/markdown', '## Overview'],
    ['table', 'text/plain', 'Overview'],
    ['html', 'text/html', '<!doctype html>'],
    ['parquet', 'application/vnd.apache.parquet', 'PAR1'],
  ] as const) {
    const answer = await get(`/reports/overview?format=${format}`);
    expect([format, answer.statusCode]).toEqual([format, 200]);
    expect(answer.headers['content-type']).toContain(type);
    expect(answer.rawPayload.toString('latin1').startsWith(begin), format).toBe(true);
  }
  expect((await get('/reports/overview?period=2020')).json().sections[0].rows[0].feedback).toBe(0);
  expect((await get('/reports/nope')).json().error.message).toContain('Known: overview');
  expect((await get('/reports/sentimant')).json().error.message).toContain('Did you mean sentiment?');
  expect((await get('/reports/all?format=md')).body).toContain('## Overview');
  for (const [url, status, code] of [
    ['/reports/nope', 404, 'REPORT_UNKNOWN'],
    ['/reports/..%2F..%2Fetc%2Fpasswd', 404, 'REPORT_UNKNOWN'],
    ['/reports/overview?format=xls', 400, 'USAGE'],
    ['/reports/overview?format=__proto__', 400, 'USAGE'],
    ['/reports/quotes?limit=0', 400, 'USAGE'],
    ['/reports/overview?source=a&source=b', 400, 'USAGE'],
    [
      `/reports/attributes?by=${encodeURIComponent("x'; drop table verbatim.feedback; --")}`,
      400,
      'ATTRIBUTE_UNKNOWN',
    ],
    ['/reports/overview?period=lately', 400, 'REPORT_PERIOD_INVALID'],
    [`/reports/overview?period=${'9'.repeat(500)}`, 400, 'USAGE'],
    ['/reports/overview?theme=x', 400, 'REPORT_PARAMETER'],
    ['/reports/all?format=parquet', 400, 'USAGE'],
    ['/reports/theme-over-time?theme=x%27--', 404, 'THEME_UNKNOWN'],
    ['/reports/sentiment-over-time?grain=year', 400, 'USAGE'],
    ['/nothing/here', 404, 'ROUTE_UNKNOWN'],
    ['/reports/%zz', 400, 'USAGE'],
  ] as const) {
    const answer = await get(url);
    expect([url, answer.statusCode, answer.json().error?.code]).toEqual([url, status, code]);
    expect(answer.json().error.fix).toBeTruthy();
    expect(answer.body).not.toContain('    at ');
  }
});

test('a known path with an unknown method is answered with 405', async () => {
  const { server: app } = await server(null);
  for (const [method, url, allow] of [
    ['DELETE', '/status', 'GET, HEAD'],
    ['PUT', '/reports/overview?format=csv', 'GET, HEAD'],
    ['TRACE', '/health/live', 'GET, HEAD'],
    ['QUERY', '/imports/some/events', 'GET, HEAD'],
    ['GET', '/imports/some/cancel', 'POST'],
    ['PATCH', '/imports', 'GET, HEAD, POST'],
  ] as const) {
    const answer = await app.inject({ url, method: method as 'GET', headers: { host: 'localhost' } });
    expect([url, answer.statusCode, answer.headers.allow]).toEqual([url, 405, allow]);
    expect(answer.json().error.code).toBe('METHOD_NOT_ALLOWED');
  }
  for (const url of ['/imports/', '/imports//events', '/reportsx']) {
    const answer = await app.inject({ url, method: 'DELETE', headers: { host: 'localhost' } });
    expect([url, answer.statusCode]).toEqual([url, 404]);
  }
});

test('malformed HTTP is answered with the standard error body', async () => {
  const { address } = await testServer();
  const { hostname, port } = new URL(address);
  for (const [sent, status] of [
    [`GET /status?a=${'a'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`, 431],
    ['hello\r\n\r\n', 400],
  ] as const) {
    const socket = connect(Number(port), hostname);
    socket.write(sent);
    const [head, body] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(body!).error).toMatchObject({ code: 'USAGE', fix: expect.any(String) });
  }
});

test('readiness says what is away; a fault inside is not told to the caller', async () => {
  const { server: app } = await server(null, async () => {
    throw new Error('secret inside');
  });
  const ready = await app.inject('/health/ready');
  expect(ready.statusCode).toBe(503);
  expect(ready.json()).toEqual({ ok: false, postgres: true, queue: false });
  const status = await app.inject({ url: '/status', headers: { host: 'localhost' } });
  expect(status.statusCode).toBe(500);
  expect(status.body).not.toContain('secret');
});

test('verbatim serve answers, and ends well on SIGTERM; it does not open itself to others without a key', async () => {
  const { url } = await testDatabase();
  const env = {
    DATABASE_URL: url,
    REDIS_URL: '',
    VERBATIM_API_KEY: '',
    VERBATIM_UPLOAD_FOLDER: testFolder(),
  };
  const running = start(['serve', '--port', '0'], env);
  let stderr = '';
  running.child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  await running.saw('Listening on');
  const address = /http:\/\/\S+/.exec(stderr)![0];
  expect(await (await fetch(`${address}/health/live`)).json()).toEqual({ ok: true });
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);

  const refused = await start(['serve', '--host', '0.0.0.0'], env).ended;
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('[CONFIG_INVALID]');
});
