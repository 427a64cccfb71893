import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/client.ts';
import { embeddedServerRuns, startEmbeddedServer, stopEmbeddedServer } from '../../src/db/embedded-server.ts';

let home: string;
beforeEach(() => {
  const parent = mkdtempSync(join(tmpdir(), 'verbatim-embedded-'));
  // As under /root: nobody but the owner may enter.
  chmodSync(parent, 0o700);
  home = join(parent, 'home');
});
afterEach(async () => {
  await stopEmbeddedServer(home);
  rmSync(join(home, '..'), { recursive: true, force: true });
});

test('started by several at once it is one server; it keeps its data over a stop', async () => {
  const urls = await Promise.all([1, 2, 3].map(() => startEmbeddedServer(home)));
  expect(new Set(urls).size).toBe(1);
  const database = await openDatabase(urls[0]!, { connections: 1, name: 'tests' });
  await database.query('create table kept as select 42 as answer');
  await database.end();
  expect(await embeddedServerRuns(home)).toBe(true);
  expect(await stopEmbeddedServer(home)).toBe(true);
  expect(await stopEmbeddedServer(home)).toBe(false);
  const again = await openDatabase(await startEmbeddedServer(home), { connections: 1, name: 'tests' });
  expect((await again.query('select answer from kept')).rows).toEqual([{ answer: 42 }]);
  await again.end();
});

test('a port that is taken meanwhile is left to its owner', async () => {
  const before = new URL(await startEmbeddedServer(home));
  await stopEmbeddedServer(home);
  const squatter = createServer().listen(Number(before.port), '127.0.0.1');
  const after = new URL(await startEmbeddedServer(home));
  squatter.close();
  expect(after.port).not.toBe(before.port);
});

test('a server that was killed starts again', async () => {
  await startEmbeddedServer(home);
  const pid = Number(readFileSync(join(home, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => embeddedServerRuns(home), { timeout: 180_000 }).toBe(false);
  const database = await openDatabase(await startEmbeddedServer(home), { connections: 1, name: 'tests' });
  await database.end();
});

test('only its owner reads the password', async () => {
  await startEmbeddedServer(home);
  expect(statSync(join(home, 'postgres/verbatim.json')).mode & 0o077).toBe(0);
});
