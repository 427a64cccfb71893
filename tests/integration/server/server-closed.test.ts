import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { storeKey } from '../../../src/db/api-keys.ts';
import { newKey, SCOPES } from '../../../src/domain/api-key.ts';
import type { ServerParts } from '../../../src/server/parts.ts';
import { buildServer } from '../../../src/server/server.ts';
import { start } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { testFolder, testServer, testUploads } from '../../support/servers/upload-server.ts';

const queueCounts = async () => ({ waiting: 0, active: 0, failed: 0 });

async function shop(parts: Partial<ServerParts> = {}) {
  const { database, url } = await testDatabase();
  const uploads = await testUploads(database);
  const server = buildServer({ database, queueCounts, uploads, apiKey: null, ...parts });
  onTestFinished(() => server.close());
  const ask = async (headers: Record<string, string | string[]> = {}, more: object = {}) => {
    const all = { host: 'localhost:8080', ...headers };
    return (await server.inject({ url: '/reports', headers: all, ...more })).statusCode;
  };
  const make = async (expiresAt: Date | null = null) => {
    const made = newKey();
    await storeKey(database, made, { name: made.id, scopes: [...SCOPES], expiresAt });
    return made.key;
  };
  return { database, url, server, ask, make };
}

test.each([
  ['expired', "update verbatim.api_key set expires_at = now() - interval '1 s'"],
  ['was revoked', 'update verbatim.api_key set revoked_at = now()'],
  ['was deleted', 'delete from verbatim.api_key'],
])('a server whose last key %s does not open again', async (_, end) => {
  const { database, ask, make } = await shop();
  expect(await ask()).toBe(200);
  const key = await make();
  // The first key closes it at once.
  expect(await ask()).toBe(401);
  expect(await ask({ authorization: `Bearer ${key}` })).toBe(200);
  await database.query(end);
  expect(await ask()).toBe(401);
  expect(await ask({ authorization: `Bearer ${key}` })).toBe(401);
  // Nor does another server over the same database.
  const again = buildServer({
    ...{ database, queueCounts, apiKey: null, uploads: await testUploads(database) },
  });
  expect((await again.inject({ url: '/reports', headers: { host: 'localhost' } })).statusCode).toBe(401);
});

test('without keys only peers of this machine are answered, whatever they say of themselves', async () => {
  const { ask } = await shop();
  for (const remoteAddress of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1']) {
    expect([remoteAddress, await ask({}, { remoteAddress })]).toEqual([remoteAddress, 200]);
  }
  for (const remoteAddress of ['10.0.0.7', '::ffff:10.0.0.7', 'fe80::1', '1127.0.0.1', '127.0.0.1.evil']) {
    expect([remoteAddress, await ask({}, { remoteAddress })]).toEqual([remoteAddress, 401]);
  }
  for (const host of ['evil.example', 'localhost.evil.example', 'localhost@evil', '127.0.0.1.nip.io']) {
    expect([host, await ask({ host })]).toEqual([host, 401]);
  }
});

test('without keys nothing that a proxy handed on is answered', async () => {
  const { ask } = await shop();
  for (const name of [
    ...['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'X-Real-IP'],
    ...['x-forwarded', 'cf-connecting-ip', 'true-client-ip', 'x-original-url', 'x-amzn-trace-id'],
  ]) {
    expect([name, await ask({ [name]: '' })]).toEqual([name, 401]);
  }
});

test('what nginx sends by default is not answered without a key', async () => {
  const { address } = await testServer();
  const { hostname, port } = new URL(address);
  const state = async (...lines: string[]) => {
    const socket = connect(Number(port), hostname);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    return (await text(socket)).slice(9, 12);
  };
  const host = `Host: 127.0.0.1:${port}`;
  // proxy_pass http://127.0.0.1:PORT, and nothing else.
  expect(await state('GET /reports HTTP/1.0', host, 'Connection: close')).toBe('401');
  expect(await state('GET /reports HTTP/1.1', 'Host: verbatim_upstream', 'Connection: close')).toBe('401');
  expect(await state('GET /reports HTTP/1.1', host, 'Connection: close')).toBe('200');
  // Two of a header that decides, or one that holds no key.
  expect(await state('GET /reports HTTP/1.1', host, 'Authorization:', 'Connection: close')).toBe('401');
});

test('a key is demanded behind a proxy and on an address of the network, before any is made', async () => {
  for (const parts of [{ publicOrigin: 'https://verbatim.example' }, { closed: true }]) {
    const { ask } = await shop(parts);
    expect(await ask()).toBe(401);
    expect(await ask({ host: 'verbatim.example' })).toBe(401);
  }
});

test('a header that holds two keys, none, or something else is refused', async () => {
  const { server, ask, make } = await shop();
  expect(await ask({ authorization: '' })).toBe(401);
  const key = await make();
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
  expect(await ask({ authorization: basic(`x:${key}`) })).toBe(200);
  for (const authorization of [
    ...['', 'Bearer', 'Bearer ', `Bearer ${key} ${key}`, key, `Digest ${key}`, `Bearer\t${key}`],
    ...[basic(key), basic(`${key}:`), basic(`x:${key}:`), 'Basic %%%', `Bearer ${key.toUpperCase()}`],
  ]) {
    expect([authorization, await ask({ authorization })]).toEqual([authorization, 401]);
  }
  // As two headers: which one would a proxy have looked at?
  const address = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
  for (const [first, second] of [
    [`Bearer ${key}`, 'Bearer vb_other'],
    ['Bearer vb_other', `Bearer ${key}`],
    [`Bearer ${key}`, `Bearer ${key}`],
  ]) {
    const socket = connect(Number(address.port), address.hostname);
    await once(socket, 'connect');
    socket.write(
      `GET /reports HTTP/1.1\r\nHost: ${address.host}\r\nAuthorization: ${first}\r\nAuthorization: ${second}\r\nConnection: close\r\n\r\n`,
    );
    expect((await text(socket)).slice(9, 12)).toBe('401');
  }
});

test('where the keys cannot be read, nobody is answered', async () => {
  const { database, ask } = await shop();
  await database.query('delete from verbatim.installation');
  expect(await ask()).toBe(401);
  const other = await shop();
  await other.database.query('alter table verbatim.installation rename to gone');
  expect(await other.ask()).toBeGreaterThanOrEqual(500);
});

test('verbatim serve demands a key behind a proxy, and remembers VERBATIM_API_KEY', async () => {
  const { url } = await testDatabase();
  const env = {
    ...{ DATABASE_URL: url, REDIS_URL: '', VERBATIM_UPLOAD_FOLDER: testFolder(), VERBATIM_API_KEY: '' },
  };
  const refused = await start(['serve'], { ...env, VERBATIM_PUBLIC_URL: 'https://v.example/' }).ended;
  expect(refused.stderr).toContain('[CONFIG_INVALID]');
  const status = async (apiKey: string) => {
    const running = start(['serve', '--port', '0'], { ...env, VERBATIM_API_KEY: apiKey });
    let stderr = '';
    running.child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    await running.saw('Listening on');
    const address = /http:\/\/\S+/.exec(stderr)![0];
    const answer = await fetch(`${address}/reports`);
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
    return answer.status;
  };
  expect(await status('')).toBe(200);
  expect(await status('a-key-of-some-length')).toBe(401);
  expect(await status('')).toBe(401);
}, 180_000);
