import { randomUUID } from 'node:crypto';
import { utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readUpload } from '../../../src/db/uploads/lists.ts';
import { Aftercare } from '../../../src/uploads/maintenance/aftercare.ts';
import { start } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';
import {
  csvOf,
  form,
  type Import,
  serverDatabase,
  testFolder,
  testServer,
  testUploads,
} from '../../support/servers/upload-server.ts';

/** Sends the head of a request and a part of its body, then goes away once the server has begun to take it. */
async function cut(
  address: string,
  headers: string[],
  part: string,
  begun: () => Promise<boolean>,
): Promise<void> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  const head = ['POST /imports HTTP/1.1', `Host: ${hostname}:${port}`, 'Content-Length: 100000', ...headers];
  socket.write(`${head.join('\r\n')}\r\n\r\n${part}`);
  await expect.poll(begun).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  socket.destroy();
}

test('a sender that goes away in the middle leaves a clear state and nothing else', async () => {
  const { address, database, get, spooled, post, settled } = await testServer();
  const file = csvOf(500);
  const list = async () => ((await (await get('/imports')).json()) as { imports: Import[] }).imports;
  const begun = (count: number) => async () => (await list()).length === count;
  await cut(address, ['Content-Type: text/csv', 'Idempotency-Key: k'], file.slice(0, 3_000), begun(1));
  const multipart = `--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`;
  await cut(
    address,
    ['Content-Type: multipart/form-data; boundary=b'],
    multipart + file.slice(0, 3_000),
    begun(2),
  );
  // The file has come, the form has not ended.
  await cut(
    address,
    ['Content-Type: multipart/form-data; boundary=b'],
    `${multipart}${csvOf(2)}\r\n--b\r\nConte`,
    begun(3),
  );
  await expect
    .poll(async () => (await list()).map(({ state }) => state))
    .toEqual(Array(3).fill('broken_off'));
  for (const upload of await list()) expect(upload.error?.code).toBe('UPLOAD_BROKEN_OFF');
  await expect.poll(spooled).toEqual([]);
  for (const table of ['import', 'feedback', 'document']) {
    expect((await database.query(`select count(*) as n from verbatim.${table}`)).rows[0].n).toBe(0);
  }
  // Its key was not used up.
  const again = await post(file, { headers: { 'idempotency-key': 'k' } });
  expect(await settled(((await again.json()) as Import).url)).toMatchObject({ state: 'done' });
});

test('what waits is cancelled at once, what runs after the chunk it is at', async () => {
  const { post, settled, address, database, spooled } = await testServer({ imports: 1 });
  const running = (await (await post(csvOf(300_000), { query: { source: 'long' } })).json()) as Import;
  const waiting = (await (await post(csvOf(10), { query: { source: 'short' } })).json()) as Import;
  const cancel = (url: string) => fetch(`${address}${url}/cancel`, { method: 'POST' });
  await settled(running.url, ({ counts }) => counts.read > 0);
  expect(await (await cancel(waiting.url)).json()).toMatchObject({ state: 'cancelled', counts: { read: 0 } });
  expect((await cancel(running.url)).status).toBe(202);
  const stopped = await settled(running.url);
  expect(stopped).toMatchObject({ state: 'cancelled', error: null });
  expect(stopped.counts.read).toBeLessThan(300_000);
  // What it took is whole: counts and rows agree.
  const { rows } = await database.query('select count(*) as n from verbatim.feedback');
  expect(rows[0].n).toBe(stopped.counts.accepted);
  await expect.poll(spooled).toEqual([]);
  expect((await cancel(waiting.url)).status).toBe(202);
  expect((await cancel('/imports/nothing')).status).toBe(404);
  const done = (await (await post(csvOf(1))).json()) as Import;
  await settled(done.url);
  const refused = await cancel(done.url);
  expect([refused.status, await refused.json()]).toMatchObject([409, { error: { code: 'UPLOAD_ENDED' } }]);
});

test('an import that was stopped with its server goes on with the next; its counts are those of one', async () => {
  const rows = 150_000;
  const { url: databaseUrl } = await testDatabase();
  const database = await serverDatabase(databaseUrl);
  const folder = testFolder();
  const first = await testUploads(database, { folder, imports: 1 });
  const { desk } = first;
  const { Readable } = await import('node:stream');
  const send = async (content: string, fileName: string) => {
    const { signal } = new AbortController();
    const received = await desk.receive(
      { fileName, format: 'csv' },
      Readable.from([Buffer.from(content)]),
      signal,
    );
    return (await desk.queue(received, {}, null)).id;
  };
  const id = await send(`${csvOf(rows)}bad\n`, 'long.csv');
  const next = await send(
    csvOf(10, (row) => `Another shop: ${row}`),
    'next.csv',
  );
  await expect
    .poll(async () => (await readUpload(database, id))!.counts.read, { timeout: 180_000 })
    .toBeGreaterThan(0);
  await first.close();
  const stopped = (await readUpload(database, id))!;
  expect(stopped.state).toBe('queued');
  expect(stopped.counts.read).toBeLessThan(rows);

  await testUploads(database, { folder, imports: 1 });
  const ended = async (which: string) => (await readUpload(database, which))!.state;
  await expect.poll(() => ended(next), { timeout: 180_000 }).toBe('done');
  expect(await readUpload(database, id)).toMatchObject({
    state: 'done',
    counts: { read: rows + 1, accepted: rows, duplicates: 0, rejected: 1, newDocuments: rows },
  });
  const { rows: imports } = await database.query(
    'select status from verbatim.import where upload_id = $1 order by id',
    [id],
  );
  expect(imports.map(({ status }) => status)).toEqual(['interrupted', 'done']);
}, 400_000);

test('verbatim serve that is killed goes on with its imports when it is started again', async () => {
  const { url, database } = await testDatabase();
  const env = {
    DATABASE_URL: url,
    REDIS_URL: '',
    VERBATIM_API_KEY: '',
    VERBATIM_UPLOAD_FOLDER: testFolder(),
  };
  const serve = async () => {
    const running = start(['serve', '--port', '0'], env);
    let stderr = '';
    running.child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    await running.saw('Listening on');
    return { running, address: /http:\/\/\S+/.exec(stderr)![0] };
  };
  const before = await serve();
  const answer = await fetch(`${before.address}/imports`, {
    method: 'POST',
    body: form(csvOf(80_000), 'long.csv'),
  });
  const { id, url: at } = (await answer.json()) as Import;
  await expect
    .poll(async () => (await readUpload(database, id))!.counts.read, { timeout: 180_000 })
    .toBeGreaterThan(0);
  before.running.child.kill('SIGKILL');
  await before.running.ended;
  expect(await readUpload(database, id)).toMatchObject({ state: 'running' });

  const after = await serve();
  const now = async () => (await (await fetch(after.address + at)).json()) as Import;
  await expect.poll(async () => (await now()).state, { timeout: 180_000 }).toBe('done');
  await expect.poll(async () => (await now()).analysis, { timeout: 180_000 }).not.toBeNull();
  expect(await now()).toMatchObject({
    counts: { read: 80_000, accepted: 80_000, duplicates: 0, rejected: 0, newDocuments: 80_000 },
    analysis: { status: 'running', documents: 80_000 },
  });
  const { rows } = await database.query('select count(*) as n from verbatim.feedback');
  expect(rows[0].n).toBe(80_000);
  after.running.child.kill('SIGTERM');
  expect((await after.running.ended).code).toBe(0);
}, 480_000);

test('an import that never comes to its end is given up', async () => {
  const { post, settled, database, address } = await testServer({ imports: 1 });
  const held = (await (await post(csvOf(200_000), { query: { source: 'held' } })).json()) as Import;
  const { id, url } = (await (await post(csvOf(5))).json()) as Import;
  await database.query('update verbatim.upload set attempts = 5 where id = $1', [id]);
  await fetch(`${address}${held.url}/cancel`, { method: 'POST' });
  expect(await settled(url)).toMatchObject({ state: 'failed', error: { code: 'UPLOAD_GAVE_UP' } });
});

test('leftovers are swept; what is needed stays', async () => {
  const { database, folder, uploads, spooled } = await testServer();
  await uploads.close();
  const made = async (state: string, age: string) => {
    const { rows } = await database.query<{ id: string }>(
      `insert into verbatim.upload (file_name, format, state, seen_at, received_at, finished_at)
       values ('f', 'csv', $1, now() - $2::interval, now(), case when $1 = 'done' then now() end) returning id`,
      [state, age],
    );
    return rows[0]!.id;
  };
  const [done, queued, receiving] = [
    await made('done', '0'),
    await made('queued', '0'),
    await made('receiving', '0'),
  ];
  const [dead, lost] = [await made('receiving', '11 minutes'), await made('queued', '25 hours')];
  const names = [
    done,
    queued,
    `${receiving}.part`,
    `${dead}.part`,
    randomUUID(),
    'preview-old',
    'preview-new',
  ];
  for (const name of names) writeFileSync(join(folder, name), 'x');
  const old = Date.now() / 1000 - 7 * 3_600;
  utimesSync(join(folder, 'preview-old'), old, old);
  const care = new Aftercare({ database, spool: uploads.spool, analyse: async () => null, log: () => {} });
  await care.sweep();
  expect(spooled().sort()).toEqual([queued, `${receiving}.part`, 'preview-new'].sort());
  expect(await readUpload(database, dead)).toMatchObject({ state: 'broken_off' });
  expect(await readUpload(database, lost)).toMatchObject({ state: 'failed', error: { code: 'UPLOAD_LOST' } });
});

test('two servers on one folder take each upload once', async () => {
  const { post, settled, folder, database, url: databaseUrl } = await testServer();
  await testUploads(await serverDatabase(databaseUrl), { folder });
  const sent = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const answer = await post(
        csvOf(100, (row) => `${i}: ${row}`),
        { query: { source: String(i) } },
      );
      return ((await answer.json()) as Import).url;
    }),
  );
  for (const at of sent)
    expect(await settled(at)).toMatchObject({ state: 'done', counts: { accepted: 100 } });
  const { rows } = await database.query('select count(*) as n from verbatim.import');
  expect(rows[0].n).toBe(12);
});
