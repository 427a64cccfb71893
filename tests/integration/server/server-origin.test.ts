import { expect, onTestFinished, test } from 'vitest';
import { storeKey } from '../../../src/db/api-keys.ts';
import { newKey, SCOPES } from '../../../src/domain/api-key.ts';
import { buildServer } from '../../../src/server/server.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { testUploads } from '../../support/servers/upload-server.ts';

const queueCounts = async () => ({ waiting: 0, active: 0, failed: 0 });
const PUBLIC = 'https://verbatim.example';

async function shop(publicOrigin: string | null = null) {
  const { database } = await testDatabase();
  const uploads = await testUploads(database);
  const server = buildServer({ database, queueCounts, uploads, apiKey: null, publicOrigin });
  onTestFinished(() => server.close());
  const made = newKey();
  const key = async () => {
    await storeKey(database, made, { name: 'browser', scopes: [...SCOPES], expiresAt: null });
    // As a browser adds it on its own after a visit to /queues.
    return { authorization: `Basic ${Buffer.from(`anna:${made.key}`).toString('base64')}` };
  };
  // An import that there is not: 404 once the request is let in.
  const url = '/imports/00000000-0000-4000-8000-000000000000/cancel';
  const post = async (headers: Record<string, string>) =>
    (await server.inject({ method: 'POST', url, headers: { host: 'localhost:8080', ...headers } }))
      .statusCode;
  const get = (url: string, headers: Record<string, string>) =>
    server.inject({ url, headers: { host: 'localhost:8080', ...headers } });
  return { server, key, post, get };
}

const FOREIGN: readonly Record<string, string>[] = [
  ...[{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: 'http://localhost:9' }],
  ...[{ origin: 'http://localhost:8080.evil.example' }, { 'sec-fetch-site': 'cross-site' }],
  ...[{ 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:8080' }],
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
];

test.each([false, true])(
  'a page of another origin changes nothing (with a key that the browser adds: %s)',
  async (keyed) => {
    const { key, post } = await shop();
    const given = keyed ? await key() : {};
    for (const headers of FOREIGN) {
      expect([headers, await post({ ...given, ...headers })]).toEqual([headers, 403]);
    }
    expect(await post({ ...given, origin: 'http://localhost:8080' })).toBe(404);
    expect(await post({ ...given, 'sec-fetch-site': 'same-origin' })).toBe(404);
    expect(await post(given)).toBe(404);
  },
);

test.each([false, true])(
  'a page of another origin reads and starts nothing (with a key that the browser adds: %s)',
  async (keyed) => {
    const { key, get } = await shop();
    const given = keyed ? await key() : {};
    for (const dest of ['script', 'image', 'iframe', 'object', 'empty', 'style']) {
      const mode = dest === 'iframe' || dest === 'object' ? 'navigate' : 'no-cors';
      const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode, 'sec-fetch-dest': dest };
      expect([dest, (await get('/reports', { ...given, ...headers })).statusCode]).toEqual([dest, 403]);
    }
    // A link that a user follows.
    const followed = {
      ...{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    };
    expect((await get('/reports', { ...given, ...followed })).statusCode).toBe(200);
    expect((await get('/reports', { ...given, 'sec-fetch-site': 'none' })).statusCode).toBe(200);
  },
);

test('behind a proxy that rewrites Host, pages of the public address are known', async () => {
  const { key, post } = await shop(PUBLIC);
  const given = await key();
  expect(await post({ ...given, host: 'verbatim_upstream', origin: PUBLIC })).toBe(404);
  expect(await post({ ...given, host: 'verbatim_upstream', origin: 'https://evil.example' })).toBe(403);
  expect(await post({ ...given, host: 'verbatim_upstream', origin: `${PUBLIC}.evil.example` })).toBe(403);
});

test('no answer may be framed, embedded or read by a page of another origin', async () => {
  const { get, server } = await shop();
  for (const url of ['/dashboard', '/upload', '/reports', '/nothing', '/health/live', '/reports/%zz']) {
    const { headers } = await get(url, {});
    expect([url, headers['x-frame-options']]).toEqual([url, 'DENY']);
    expect([url, headers['cross-origin-resource-policy']]).toEqual([url, 'same-origin']);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
  const preflight = await server.inject({
    ...{ method: 'OPTIONS', url: '/imports' },
    headers: { host: 'localhost', origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  expect(preflight.statusCode).toBe(405);
});
