import { expect, inject, test } from 'vitest';
import { findKey, listKeys, revokeKey, storeKey } from '../../../src/db/api-keys.ts';
import { idOfKey, newKey, type Scope } from '../../../src/domain/api-key.ts';
import { openQueue } from '../../../src/jobs/queue.ts';
import { buildServer } from '../../../src/server/server.ts';
import { BACKENDS, queueTarget } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { testUploads } from '../../support/servers/upload-server.ts';

const COUNTS = { waiting: 0, active: 0, failed: 0 };
const queueCounts = async () => COUNTS;
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function shop(options: { rateLimit?: number } = {}) {
  const { database } = await testDatabase();
  const uploads = await testUploads(database);
  const server = buildServer({ database, queueCounts, uploads, apiKey: null, ...options });
  const make = async (name: string, scopes: Scope[], expiresAt: Date | null = null) => {
    const made = newKey();
    await storeKey(database, made, { name, scopes, expiresAt });
    return made.key;
  };
  const get = (url: string, headers: Record<string, string> = {}) =>
    server.inject({ url, headers: { host: 'localhost', ...headers } });
  return { database, server, make, get };
}

test('a key may do what its scopes say, until it expires or is revoked', async () => {
  const { database, make, get } = await shop();
  const reader = await make('reader', ['read']);
  const uploader = await make('uploader', ['import']);
  const late = await make('late', ['read'], new Date(Date.now() - 1_000));
  expect((await get('/status', bearer(reader))).statusCode).toBe(200);
  expect((await get('/status', bearer(uploader))).json().error).toMatchObject({ code: 'SCOPE_MISSING' });
  expect((await get('/status', bearer(late))).statusCode).toBe(401);
  // The password of Basic authentication, which browsers ask people for.
  const basic = { authorization: `Basic ${Buffer.from(`anna:${reader}`).toString('base64')}` };
  expect((await get('/status', basic)).statusCode).toBe(200);
  await revokeKey(database, 'reader');
  expect((await get('/status', bearer(reader))).statusCode).toBe(401);
  await expect(revokeKey(database, 'reader')).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
});

test('words of customers, and names out of them, need the scope for them', async () => {
  const { make, get } = await shop();
  const key = bearer(await make('figures', ['read']));
  for (const name of ['all', 'quotes', 'theme-quotes', 'disagreement', 'entities']) {
    const answer = await get(`/reports/${name}?format=html`, key);
    expect([name, answer.json().error?.code]).toEqual([name, 'SCOPE_MISSING']);
  }
  expect((await get('/reports/models', key)).statusCode).toBe(200);
});

test('as soon as there is a key, nobody is answered without one, nor with a forged one', async () => {
  const { make, get } = await shop();
  const key = await make('first', ['read']);
  const forged = [
    '',
    key.slice(0, -1),
    `${key}x`,
    newKey().key,
    `vb_${idOfKey(key)}_${newKey().key.slice(16)}`,
    "vb_' or true --_",
    'x'.repeat(5_000),
  ];
  expect((await get('/status')).statusCode).toBe(401);
  for (const given of forged) expect((await get('/status', bearer(given))).statusCode).toBe(401);
  expect((await get('/health/live')).statusCode).toBe(200);
});

test('keys are stored as hashes, and a name is given once at a time', async () => {
  const { database, make } = await shop();
  const key = await make('nightly', ['read', 'import']);
  await expect(make('nightly', ['read'])).rejects.toMatchObject({ code: 'KEY_NAME_TAKEN' });
  const { rows } = await database.query<{ row: string }>(
    'select to_json(k)::text as row from verbatim.api_key k',
  );
  const secret = key.split('_').slice(2).join('_');
  expect(rows[0]!.row).not.toContain(secret);
  expect(rows[0]!.row).not.toContain(Buffer.from(key).toString('hex'));
  expect(await listKeys(database)).toMatchObject([{ name: 'nightly', scopes: ['read', 'import'] }]);
  expect(await findKey(database, idOfKey(key)!)).toMatchObject({ name: 'nightly' });
});

test('more requests than the limit are told to wait, each key for itself', async () => {
  const { make, get } = await shop({ rateLimit: 3 });
  const [one, other] = [await make('one', ['read']), await make('other', ['read'])];
  const states: number[] = [];
  for (let i = 0; i < 5; i++) states.push((await get('/reports', bearer(one))).statusCode);
  expect(states).toEqual([200, 200, 200, 429, 429]);
  const refused = await get('/reports', bearer(one));
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.json().error).toMatchObject({ code: 'RATE_LIMITED' });
  expect((await get('/reports', bearer(other))).statusCode).toBe(200);
  // Guesses are counted by address, so that no key of others is used up.
  for (let i = 0; i < 3; i++) await get('/reports', bearer('guess'));
  expect((await get('/reports', bearer('guess'))).statusCode).toBe(429);
  expect((await get('/health/live')).statusCode).toBe(200);
});

for (const backend of BACKENDS) {
  test.skipIf(backend === 'redis' && !inject('redis'))(
    `the queue board asks for admin, and changes nothing (${backend})`,
    async () => {
      const { database, url } = await testDatabase();
      const target = await queueTarget(backend, url, database);
      const queue = openQueue(target, 'b'.repeat(64));
      const uploads = await testUploads(database);
      const server = buildServer({ database, queueCounts, uploads, apiKey: null, queues: () => [queue] });
      const [admin, reader] = [newKey(), newKey()];
      await storeKey(database, admin, { name: 'admin', scopes: ['admin'], expiresAt: null });
      await storeKey(database, reader, { name: 'reader', scopes: ['read'], expiresAt: null });
      try {
        const refused = await server.inject('/queues');
        expect(refused.statusCode).toBe(401);
        expect(refused.headers['www-authenticate']).toMatch(/^Basic/);
        expect((await server.inject({ url: '/queues', headers: bearer(reader.key) })).statusCode).toBe(403);
        const page = await server.inject({ url: '/queues', headers: bearer(admin.key) });
        expect(page.statusCode).toBe(200);
        expect(page.headers['content-security-policy']).toContain("default-src 'self'");
        const answer = await server.inject({ url: '/queues/api/queues', headers: bearer(admin.key) });
        expect(answer.json().queues).toMatchObject([{ name: queue.name, readOnlyMode: true }]);
        const clean = `/queues/api/queues/${queue.name}/pause`;
        const change = await server.inject({ method: 'PUT', url: clean, headers: bearer(admin.key) });
        expect(change.statusCode).toBeGreaterThanOrEqual(400);
      } finally {
        await server.close();
        await queue.close();
      }
    },
  );
}
