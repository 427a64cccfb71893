import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { type SenderLimits, watchSenders } from '../../../src/server/senders.ts';
import { csvOf, type Import, testServer } from '../../support/servers/upload-server.ts';

/** Sends the head of a request, then pieces, until the connection closes; what was answered. */
async function send(address: string, head: string[], piece: Buffer, everyMs: number): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(`${head.join('\r\n')}\r\nHost: ${hostname}:${port}\r\n\r\n`);
  let answer = '';
  // What came before a reset counts.
  socket.setEncoding('utf8').on('data', (piece) => {
    answer += piece;
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const timer = setInterval(() => socket.writable && more(socket, piece), everyMs);
  await closed;
  clearInterval(timer);
  return answer;
}

function more(socket: Socket, piece: Buffer): void {
  if (!socket.writableNeedDrain) socket.write(piece);
}

const chunk = (bytes: number) => Buffer.from(`${bytes.toString(16)}\r\n${'x'.repeat(bytes - 1)}\n\r\n`);

/** A server with routes that take a body whole, refuse it, and work long after it. */
async function watched(limits: Partial<SenderLimits>): Promise<string> {
  const server = Fastify({ bodyLimit: 50_000_000, forceCloseConnections: true });
  const usual = { patienceMs: 60_000, leastRate: 1_024, totalMs: 60_000, lingerMs: 60_000 };
  watchSenders(server, { ...usual, ...limits });
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.post('/take', async (request) => ({ bytes: (request.body as Buffer).length }));
  server.post('/refuse', { onRequest: async () => Promise.reject(new Error('no')) }, async () => ({}));
  server.post('/work', async () => {
    await pause(5_000);
    return { worked: true };
  });
  onTestFinished(() => server.close());
  return server.listen({ host: '127.0.0.1', port: 0 });
}

const CHUNKED = ['Content-Type: text/csv', 'Transfer-Encoding: chunked'];

test('a body that drips is ended, by its rate and by its time; one that comes steadily is not', async () => {
  const late = await watched({ patienceMs: 2_000 });
  const dripped = await send(late, ['POST /take HTTP/1.1', ...CHUNKED], chunk(16), 200);
  expect(dripped).toMatch(/^HTTP\/1.1 408 Request Timeout/);
  expect(dripped).toContain('REQUEST_TIMEOUT');
  const silent = await send(late, ['POST /take HTTP/1.1', 'Content-Length: 10'], chunk(16), 600_000);
  expect(silent).toContain('REQUEST_TIMEOUT');

  const endless = await watched({ totalMs: 3_000 });
  expect(await send(endless, ['POST /take HTTP/1.1', ...CHUNKED], chunk(4_096), 100)).toContain(
    'more than 3 s',
  );
  const pieces = (async function* () {
    for (let i = 0; i < 30; i++) {
      yield Buffer.alloc(1_000, 'x');
      await pause(150);
    }
  })();
  const steady = { method: 'POST', headers: { 'content-type': 'text/csv' }, body: pieces, duplex: 'half' };
  const taken = await fetch(`${late}/take`, steady as unknown as RequestInit);
  expect(await taken.json()).toEqual({ bytes: 30_000 });
}, 60_000);

test('the work after the last byte has no such limit', async () => {
  const address = await watched({ patienceMs: 1_000, totalMs: 2_000 });
  const answer = await fetch(`${address}/work`, {
    ...{ method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'x' },
  });
  expect(await answer.json()).toEqual({ worked: true });
});

test('a body that goes on after its answer ends with its connection', async () => {
  const address = await watched({ lingerMs: 1_000 });
  const answer = await send(address, ['POST /refuse HTTP/1.1', ...CHUNKED], chunk(65_536), 5);
  expect(answer).toMatch(/^HTTP\/1.1 500/);
});

test('an upload that takes longer than it may leaves a clear state, and no file', async () => {
  const { address, get, spooled } = await testServer({ uploadSeconds: 3 });
  const form = ['Content-Type: multipart/form-data; boundary=b', 'Transfer-Encoding: chunked'];
  const [plain, preamble] = await Promise.all([
    send(address, ['POST /imports HTTP/1.1', ...CHUNKED], chunk(4_096), 100),
    // Never comes to its first boundary.
    send(address, ['POST /imports HTTP/1.1', ...form], chunk(4_096), 100),
  ]);
  expect(plain).toContain('REQUEST_TIMEOUT');
  expect(preamble).toContain('REQUEST_TIMEOUT');
  const states = async () => {
    const { imports } = (await (await get('/imports')).json()) as { imports: Import[] };
    return imports.map(({ state }) => state);
  };
  await expect.poll(states, { timeout: 10_000 }).toEqual(['broken_off']);
  await expect.poll(spooled).toEqual([]);
}, 60_000);

test('a form of which nothing is kept, and which never ends, ends at the size of the largest upload', async () => {
  const { address, spooled } = await testServer({ limit: 1_000_000 });
  const head = ['POST /imports HTTP/1.1', 'Content-Type: multipart/form-data; boundary=b'];
  const answer = await send(address, [...head, 'Transfer-Encoding: chunked'], chunk(65_536), 5);
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
  expect(answer).toContain('UPLOAD_TOO_LARGE');
  expect(spooled()).toEqual([]);
}, 60_000);

test('a dry run that is answered after a minute is answered; blanks come meanwhile', async () => {
  const { uploads, post } = await testServer();
  const [, first] = await uploads.previews.acquire();
  const [, second] = await uploads.previews.acquire();
  const begun = performance.now();
  const asked = post(csvOf(20), { query: { dryRun: 'true' } });
  setTimeout(first, 65_000);
  const answer = await asked;
  expect(answer.status).toBe(200);
  expect(performance.now() - begun).toBeLessThan(60_000);
  const body = await answer.text();
  second();
  expect(body).toMatch(/^ {2,}\{/);
  expect(JSON.parse(body)).toMatchObject({ counts: { read: 20, accepted: 20 }, problem: null });
}, 150_000);

test('a dry run that fails late says why in its answer', async () => {
  const { uploads, post } = await testServer();
  const free = await Promise.all([uploads.previews.acquire(), uploads.previews.acquire()]);
  const asked = post('PK\x03\x04 xl/', { query: { dryRun: 'true', name: 'a.xlsx' } });
  setTimeout(() => {
    for (const [, release] of free) release();
  }, 12_000);
  const body = await (await asked).json();
  expect(body).toMatchObject({ file: 'a.xlsx', counts: null, names: [], problem: { code: 'FILE_NOT_TEXT' } });
}, 60_000);

test('senders that go away end their dry runs, those that wait too; the next is answered', async () => {
  const { address, uploads, post, spooled } = await testServer({ limit: 512 * 1024 * 1024 });
  const large = Buffer.from(
    csvOf(2_000_000, (i) => `Order ${i} came late, and nobody knew why that was so.`),
  );
  const gone = new AbortController();
  const sent = Array.from({ length: 4 }, () =>
    fetch(`${address}/imports?dryRun=true`, {
      ...{ method: 'POST', headers: { 'content-type': 'text/csv' }, signal: gone.signal },
      body: new Uint8Array(large),
    }).catch((error: Error) => error.name),
  );
  // All have come, two of them are read, two wait.
  await expect.poll(() => uploads.previews.getValue(), { timeout: 120_000 }).toBe(0);
  await expect
    .poll(() => spooled().filter((name) => !name.endsWith('.part')).length, { timeout: 120_000 })
    .toBe(4);
  await pause(300);
  gone.abort();
  expect(await Promise.all(sent)).toEqual(Array(4).fill('AbortError'));
  // Reading one to its end takes many times as long.
  await expect.poll(spooled, { timeout: 8_000 }).toEqual([]);
  expect(uploads.previews.getValue()).toBe(2);
  expect((await post(csvOf(3), { query: { dryRun: 'true' } })).status).toBe(200);
}, 300_000);
