import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { revokeKey, storeKey } from '../../../src/db/api-keys.ts';
import type { Database } from '../../../src/db/client.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import { STREAMS } from '../../../src/server/routes/import-events.ts';
import { csvOf, type TestServer, testServer } from '../../support/servers/upload-server.ts';

interface Key {
  readonly name: string;
  ask(path: string, options?: RequestInit): Promise<Response>;
}

async function keyOf({ address, database }: TestServer, name: string, scopes: Scope[]): Promise<Key> {
  const made = newKey();
  await storeKey(database, made, { name, scopes, expiresAt: null });
  const authorization = `Bearer ${made.key}`;
  const ask = (path: string, options: RequestInit = {}) =>
    fetch(address + path, { ...options, headers: { authorization, ...options.headers } });
  return { name, ask };
}

const send = async (key: Key, body: string, headers: Record<string, string> = {}) => {
  const options = { method: 'POST', body, headers: { 'content-type': 'text/csv', ...headers } };
  const answer = await key.ask('/imports?name=f.csv', options);
  expect(answer.status).toBe(202);
  return (await answer.json()) as { id: string; url: string };
};

const json = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const stateOf = async (key: Key, url: string) => (await json<{ state: string }>(key.ask(url))).state;

const EVERYTHING: Scope[] = ['read', 'quotes', 'import'];

test('an import is seen and stopped by the key that sent it, and by admins', async () => {
  const server = await testServer();
  const [anna, ben] = [await keyOf(server, 'anna', EVERYTHING), await keyOf(server, 'ben', EVERYTHING)];
  const admin = await keyOf(server, 'admin', [...EVERYTHING, 'admin']);
  const { id, url } = await send(anna, csvOf(3));
  await expect.poll(() => stateOf(anna, url), { timeout: 20_000 }).toBe('done');
  const list = async (key: Key) => (await json<{ imports: unknown[] }>(key.ask('/imports'))).imports.length;
  const files = async (key: Key) =>
    (await json<{ imports: unknown[] }>(key.ask('/dashboard/operations'))).imports.length;
  expect([await list(anna), await list(ben), await list(admin)]).toEqual([1, 0, 1]);
  expect([await files(anna), await files(ben), await files(admin)]).toEqual([1, 0, 1]);
  for (const path of [url, `${url}/events`, `${url}/rejects`, `${url}/rejects?format=json`]) {
    expect([path, (await ben.ask(path)).status]).toEqual([path, 404]);
    expect([path, (await anna.ask(path)).status]).toEqual([path, 200]);
    expect([path, (await admin.ask(path)).status]).toEqual([path, 200]);
  }
  const cancel = (key: Key) => key.ask(`/imports/${id}/cancel`, { method: 'POST' });
  // Known and over, or not known.
  expect([(await cancel(ben)).status, (await cancel(anna)).status]).toEqual([404, 409]);
  // A later key of the same name is another key.
  await revokeKey(server.database, 'anna');
  const later = await keyOf(server, 'anna', EVERYTHING);
  expect((await later.ask(url)).status).toBe(404);
});

test('an idempotency key is its sender’s own', async () => {
  const server = await testServer();
  const [anna, ben] = [await keyOf(server, 'anna', EVERYTHING), await keyOf(server, 'ben', EVERYTHING)];
  const same = { 'idempotency-key': 'nightly-1' };
  const first = await send(anna, csvOf(3), same);
  const other = await send(ben, csvOf(3), same);
  expect(other.id).not.toBe(first.id);
  // Another body: not even that the key was used is told.
  const third = await keyOf(server, 'third', EVERYTHING);
  await send(third, csvOf(4), same);
  expect((await send(anna, csvOf(3), same)).id).toBe(first.id);
  expect((await send(ben, csvOf(3), same)).id).toBe(other.id);
});

const END: readonly (readonly [string, (database: Database) => Promise<unknown>])[] = [
  ['revoked', (database) => revokeKey(database, 'anna')],
  ['expired', (database) => database.query('update verbatim.api_key set expires_at = now()')],
  ['deleted', (database) => database.query('delete from verbatim.api_key')],
];

test.each(END)(
  'an upload that is open ends when its key is %s',
  async (_, end) => {
    const server = await testServer();
    const made = newKey();
    await storeKey(server.database, made, { name: 'anna', scopes: ['import'], expiresAt: null });
    const { hostname, port, host } = new URL(server.address);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.write(
      `POST /imports HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${made.key}\r\nContent-Type: text/csv\r\nContent-Length: 1000000\r\n\r\nid,text\n`,
    );
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', () => {});
    const closed = once(socket, 'close');
    // It goes on as long as the key works: longer than a look takes.
    const dripping = setInterval(() => socket.write('1,Good.\n'), 200);
    onTestFinished(() => clearInterval(dripping));
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(answer).toBe('');
    await end(server.database);
    const since = performance.now();
    await closed;
    expect(performance.now() - since).toBeLessThan(30_000);
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
    expect(answer).toContain('KEY_REFUSED');
    const states = async () => (await server.database.query('select state from verbatim.upload')).rows;
    await expect.poll(states, { timeout: 20_000 }).toEqual([{ state: 'broken_off' }]);
    expect(server.spooled()).toEqual([]);
  },
  60_000,
);

test('an upload whose key is revoked just before its end is not imported', async () => {
  const server = await testServer();
  const made = newKey();
  await storeKey(server.database, made, { name: 'anna', scopes: ['import'], expiresAt: null });
  const { hostname, port, host } = new URL(server.address);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  const body = csvOf(2);
  socket.write(
    `POST /imports HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${made.key}\r\nContent-Type: text/csv\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body.slice(0, -1)}`,
  );
  await expect.poll(() => server.spooled().length, { timeout: 20_000 }).toBe(1);
  await revokeKey(server.database, 'anna');
  socket.write(body.slice(-1));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1.1 401 /);
  const uploads = async () => (await server.database.query('select from verbatim.upload')).rowCount;
  await expect.poll(uploads, { timeout: 20_000 }).toBe(0);
});

test.each(END)(
  'an event stream ends when its key is %s',
  async (_, end) => {
    const server = await testServer();
    const anna = await keyOf(server, 'anna', EVERYTHING);
    const { url, id } = await send(anna, csvOf(2));
    // As if it went on.
    await expect.poll(() => stateOf(anna, url), { timeout: 20_000 }).toBe('done');
    await server.database.query(
      `update verbatim.upload set finished_at = null, analysis_pending = false where id = $1`,
      [id],
    );
    const events = await anna.ask(`${url}/events`);
    expect(events.status).toBe(200);
    const reading = events.text().then(
      () => 'ended',
      () => 'cut off',
    );
    await end(server.database);
    expect(await reading).toMatch(/ended|cut off/);
  },
  60_000,
);

test('event streams of one key are bounded, those of another are not counted, and closed ones are free again', async () => {
  const server = await testServer();
  const [anna, ben] = [await keyOf(server, 'anna', EVERYTHING), await keyOf(server, 'ben', EVERYTHING)];
  const { url, id } = await send(anna, csvOf(2));
  const own = await send(ben, csvOf(2));
  for (const at of [url, own.url]) {
    const by = at === url ? anna : ben;
    await expect.poll(() => stateOf(by, at), { timeout: 20_000 }).toBe('done');
  }
  await server.database.query('update verbatim.upload set finished_at = null, analysis_pending = false');
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  const open = (key: Key, at: string) => key.ask(`${at}/events`, { signal: gone.signal });
  for (let i = 0; i < STREAMS; i++) expect((await open(anna, url)).status).toBe(200);
  const refused = await anna.ask(`${url}/events`);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ error: { code: 'STREAMS_EXCEEDED' } });
  expect((await open(ben, own.url)).status).toBe(200);
  // All of them together ask Postgres once at a time, not once each.
  const asked = async () =>
    (
      await server.database.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and query like '%any($1::uuid[])%'`,
      )
    ).rows[0]!.n;
  await expect.poll(asked).toBeLessThanOrEqual(1);
  gone.abort();
  await expect.poll(async () => (await anna.ask(`${url}/events`)).status, { timeout: 20_000 }).toBe(200);
  await server.database.query('update verbatim.upload set finished_at = now() where id = $1', [id]);
}, 90_000);
