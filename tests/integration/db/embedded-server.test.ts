import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/db/client.ts';
import {
  embeddedServerState,
  startEmbeddedServer,
  stopEmbeddedServer,
} from '../../../src/db/server/embedded-server.ts';

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

const pidFile = () => join(home, 'postgres/postmaster.pid');
const postmaster = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
const answers = async (url: string) => {
  const database = await openDatabase(url, { connections: 1, name: 'tests' });
  await database.end();
};

test('started by several at once it is one server; it keeps its data over a stop', async () => {
  const urls = await Promise.all([1, 2, 3].map(() => startEmbeddedServer(home)));
  expect(new Set(urls).size).toBe(1);
  const database = await openDatabase(urls[0]!, { connections: 1, name: 'tests' });
  await database.query('create table kept as select 42 as answer');
  await database.end();
  expect(embeddedServerState(home)).toBe('running');
  expect(await stopEmbeddedServer(home)).toBe(true);
  expect(await stopEmbeddedServer(home)).toBe(false);
  expect(embeddedServerState(home)).toBe('stopped');
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

test('a server that was killed starts again at once, on its old port', async () => {
  const before = await startEmbeddedServer(home);
  process.kill(postmaster(), 'SIGKILL');
  const after = await startEmbeddedServer(home);
  expect(after).toBe(before);
  await answers(after);
});

test('a process that has the number of the old server is not taken for it, and db stop leaves it alone', async () => {
  const before = await startEmbeddedServer(home);
  await stopEmbeddedServer(home);
  const stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
  let ended = false;
  stranger.on('exit', () => {
    ended = true;
  });
  onTestFinished(() => void stranger.kill('SIGKILL'));
  // What a crash of the machine leaves: nobody removed the file, and the number is another's by now.
  const left = [stranger.pid, join(home, 'postgres'), '1795680188', new URL(before).port, '', '127.0.0.1'];
  writeFileSync(pidFile(), `${left.join('\n')}\n`);
  expect(embeddedServerState(home)).not.toBe('running');
  expect(await stopEmbeddedServer(home)).toBe(false);
  expect(ended).toBe(false);
  await answers(await startEmbeddedServer(home));
  expect(postmaster()).not.toBe(stranger.pid);
  expect(await stopEmbeddedServer(home)).toBe(true);
  expect(ended).toBe(false);
}, 120_000);

test('two homes at once are two servers', async () => {
  const other = join(home, '../other');
  onTestFinished(async () => void (await stopEmbeddedServer(other)));
  const [one, two] = await Promise.all([startEmbeddedServer(home), startEmbeddedServer(other)]);
  expect(new URL(one).port).not.toBe(new URL(two).port);
  await Promise.all([answers(one), answers(two)]);
  await stopEmbeddedServer(other);
  expect(embeddedServerState(home)).toBe('running');
});

test('no shell reads the name of the home, be it long, quoted or a command', async () => {
  const trap = join(home, '../trap');
  const name = `it's "a" $(touch ${trap.replaceAll('/', '\\057')}) \`touch trap\` & ; ${'ö'.repeat(60)}`;
  home = join(home, name.replaceAll('/', '_'), 'x'.repeat(200));
  onTestFinished(() => void rmSync(join(home, '../../..'), { recursive: true, force: true }));
  const before = await startEmbeddedServer(home);
  await answers(before);
  expect(statSync(trap, { throwIfNoEntry: false })).toBeUndefined();
  process.kill(postmaster(), 'SIGKILL');
  expect(await startEmbeddedServer(home)).toBe(before);
  expect(await stopEmbeddedServer(home)).toBe(true);
});

test('$(…) in the home is a part of its name', async () => {
  mkdirSync(home);
  const parent = home;
  home = join(parent, '$(touch $PGTRAP)');
  const trap = join(parent, 'trap');
  process.env.PGTRAP = trap;
  onTestFinished(() => {
    delete process.env.PGTRAP;
  });
  await answers(await startEmbeddedServer(home));
  expect(statSync(trap, { throwIfNoEntry: false })).toBeUndefined();
  await stopEmbeddedServer(home);
  home = parent;
});

test.each([
  [
    'a file',
    () => {
      writeFileSync(home, '');
      return home;
    },
  ],
  [
    'under a file',
    () => {
      writeFileSync(home, '');
      return join(home, 'below');
    },
  ],
  ['in /proc', () => '/proc/verbatim'],
  ['/proc/1', () => '/proc/1'],
  ['in /sys', () => '/sys/kernel/verbatim'],
  ['too long', () => `/${'x'.repeat(300)}`],
  ['of two lines', () => join(home, 'a\nb')],
])('a home that is %s is an error that names it', async (_, make) => {
  const unusable = make();
  await expect(startEmbeddedServer(unusable)).rejects.toMatchObject({ code: 'HOME_UNUSABLE', exit: 2 });
  if (statSync(home, { throwIfNoEntry: false })?.isFile()) rmSync(home);
});

test('a data folder without its settings is an error that says so', async () => {
  mkdirSync(join(home, 'postgres'), { recursive: true });
  await expect(startEmbeddedServer(home)).rejects.toMatchObject({ code: 'EMBEDDED_POSTGRES_FAILED' });
});

test('only its owner reads the password', async () => {
  await startEmbeddedServer(home);
  expect(statSync(join(home, 'postgres/verbatim.json')).mode & 0o077).toBe(0);
});
