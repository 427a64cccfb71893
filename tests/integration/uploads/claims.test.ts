import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { claimUpload, renewClaims } from '../../../src/db/uploads/claims.ts';
import { readUpload } from '../../../src/db/uploads/lists.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { type Serving, serving } from '../../support/servers/serving.ts';
import {
  csvOf,
  type Import,
  serverDatabase,
  testFolder,
  testServer,
  testUploads,
} from '../../support/servers/upload-server.ts';

const CLOCK = `--import ${join(import.meta.dirname, '../../chaos/moved-clock.ts')}`;

async function upload({ address }: Serving, content: string, source: string): Promise<string> {
  const answer = await fetch(`${address}/imports?source=${source}`, {
    ...{ method: 'POST', headers: { 'content-type': 'text/csv' }, body: content },
  });
  return ((await answer.json()) as Import).id;
}

const importsOf = async (database: Database, id: string) =>
  (await database.query('select status, read from verbatim.import where upload_id = $1 order by id', [id]))
    .rows;

const countOf = async (database: Database) =>
  (await database.query('select count(*) as n from verbatim.feedback')).rows[0].n as number;

test('an upload is claimed once; by another server only after the claim has expired', async () => {
  const { database } = await testDatabase();
  const { rows } = await database.query<{ id: string }>(
    `insert into verbatim.upload (file_name, format, state, received_at)
     select 'f', 'csv', 'queued', now() from generate_series(1, 40) returning id`,
  );
  const ids = rows.map(({ id }) => id);
  const servers = Array.from({ length: 8 }, () => randomUUID());
  const claimed = await Promise.all(
    servers.flatMap((server) => Array.from({ length: 8 }, () => claimUpload(database, server, ids))),
  );
  const taken = claimed.flatMap((upload) => upload?.id ?? []);
  expect(taken.length).toBe(new Set(taken).size);
  while (await claimUpload(database, servers[0]!, ids));
  const { rows: held } = await database.query(
    `select count(*) filter (where state = 'running') as n, max(attempts) as attempts from verbatim.upload`,
  );
  expect(held).toEqual([{ n: 40, attempts: 1 }]);
  const [id] = ids as [string];
  const { rows: owner } = await database.query<{ claimed_by: string }>(
    'select claimed_by from verbatim.upload where id = $1',
    [id],
  );
  const other = randomUUID();
  expect((await renewClaims(database, other, [id])).size).toBe(0);
  await database.query(
    `update verbatim.upload set claimed_until = now() - interval '1 second' where id = $1`,
    [id],
  );
  expect(await claimUpload(database, other, ids)).toMatchObject({ id, attempts: 2 });
  expect((await renewClaims(database, owner[0]!.claimed_by, ids)).has(id)).toBe(false);
});

test('a claim does not hang on a connection: a live import stays alone when its idle connections are ended', async () => {
  const { post, settled, folder, database, url: databaseUrl } = await testServer({ imports: 1 });
  const { id, url } = (await (await post(csvOf(120_000))).json()) as Import;
  await settled(url, ({ counts }) => counts.read > 0);
  await testUploads(await serverDatabase(databaseUrl), { folder, imports: 1 });
  // Those of whoever holds an upload by an advisory lock.
  await database.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objsubid = 1 and granted
        and database = (select oid from pg_database where datname = current_database())`,
  );
  const ended = await settled(url);
  expect(ended).toMatchObject({ state: 'done', counts: { read: 120_000, accepted: 120_000, duplicates: 0 } });
  expect(await importsOf(database, id)).toEqual([{ status: 'done', read: 120_000 }]);
}, 200_000);

test('a server that froze is replaced; when it thaws, it neither doubles rows nor ends what is not its own', async () => {
  const { url, database } = await testDatabase();
  const environment = { DATABASE_URL: url, VERBATIM_UPLOAD_FOLDER: testFolder() };
  const first = await serving(environment);
  const rows = 100_000;
  const id = await upload(first, csvOf(rows), 'long');
  await expect
    .poll(async () => (await readUpload(database, id))!.counts.read, { timeout: 120_000 })
    .toBeGreaterThan(0);
  first.kill('SIGSTOP');
  // In the middle of a transaction it would hold up who comes after it until it ends.
  const idle = `select count(*) as n from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in transaction%'`;
  for (let tries = 0; (await database.query(idle)).rows[0].n > 0 && tries < 50; tries++) {
    first.kill('SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 37));
    first.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const second = await serving(environment);
  const begun = async () => (await importsOf(database, id)).length;
  await expect.poll(begun, { timeout: 90_000 }).toBe(2);
  first.kill('SIGCONT');
  await expect.poll(async () => (await readUpload(database, id))!.state, { timeout: 180_000 }).toBe('done');
  expect(await readUpload(database, id)).toMatchObject({
    counts: { read: rows, accepted: rows, duplicates: 0, newDocuments: rows },
  });
  expect((await importsOf(database, id)).map(({ status }) => status)).toEqual(['interrupted', 'done']);
  expect(await countOf(database)).toBe(rows);
  for (const server of [first, second]) server.kill('SIGTERM');
  expect([(await first.ended).code, (await second.ended).code]).toEqual([0, 0]);
}, 400_000);

test('two servers whose clocks differ by two minutes take each upload once, and interrupt none', async () => {
  const { url, database } = await testDatabase();
  const folder = testFolder();
  const servers = await Promise.all(
    ['60', '-60'].map((seconds, i) => {
      const clock = join(testFolder(), `clock-${i}`);
      writeFileSync(clock, seconds);
      return serving({
        ...{ DATABASE_URL: url, VERBATIM_UPLOAD_FOLDER: folder, NODE_OPTIONS: CLOCK, CHAOS_CLOCK: clock },
      });
    }),
  );
  const sent = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      upload(
        servers[i % 2]!,
        csvOf(i === 0 ? 40_000 : 400, (row) => `${i}: ${row}`),
        String(i),
      ),
    ),
  );
  for (const id of sent) {
    await expect.poll(async () => (await readUpload(database, id))!.state, { timeout: 180_000 }).toBe('done');
    expect((await importsOf(database, id)).map(({ status }) => status)).toEqual(['done']);
  }
  expect(await countOf(database)).toBe(40_000 + 9 * 400);
}, 400_000);
