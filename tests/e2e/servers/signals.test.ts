import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMBEDDED_MODEL } from '../../../src/app/config.ts';
import type { Database } from '../../../src/db/client.ts';
import { activateModel, recordChecks, recordModel } from '../../../src/db/results/models.ts';
import { modelRecord, readServedModel } from '../../../src/inference/model/served-model.ts';
import { ROOT } from '../../support/cli.ts';
import { makeDatabase } from '../../support/servers/database.ts';

/** A command, what holds it up where it would end by itself, and how one knows that it is at work. */
interface Case {
  readonly args: readonly string[];
  readonly lock?: string;
  readonly ready?: string;
  /** What it says in the end, once. */
  readonly says: string;
}

const folder = mkdtempSync(join(tmpdir(), 'verbatim-signals-'));
const file = join(folder, 'reviews.csv');
const INTERRUPTED = '[INTERRUPTED]';
const CASES: readonly Case[] = [
  { args: ['worker'], ready: 'Worker ready', says: 'Worker stopped' },
  { args: ['serve', '--port', '0'], ready: 'Listening on', says: 'Server stopped' },
  { args: ['nightly', '--schedule', '0 3 1 1 *'], ready: 'the next at', says: 'The schedule stays' },
  { args: ['run', file, '--no-worker'], lock: 'verbatim.analysis', says: INTERRUPTED },
  { args: ['report', 'sentiment'], lock: 'verbatim.analysis', says: INTERRUPTED },
  { args: ['audit', '--by', 'source'], lock: 'verbatim.analysis', says: INTERRUPTED },
  { args: ['model', 'list'], lock: 'verbatim.model', says: INTERRUPTED },
  { args: ['db', 'migrate'], lock: 'drizzle.__drizzle_migrations', says: INTERRUPTED },
];

/** Nodes on the PATH that cannot run Verbatim themselves: with one, the launcher starts another. */
const foreign = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((it) => it !== '' && !it.includes('node_modules') && it !== dirname(process.execPath));

interface Way {
  readonly name: string;
  readonly line: (args: readonly string[]) => readonly [string, ...string[]];
  readonly cwd: string;
}
const quiet = ['--silent', '--no-update-notifier'];
const WAYS: readonly Way[] = [
  { name: 'direct', line: (args) => ['node', join(ROOT, 'bin/verbatim.mjs'), ...args], cwd: folder },
  { name: 'npx', line: (args) => ['npx', ...quiet, 'verbatim', ...args], cwd: ROOT },
  { name: 'npm', line: (args) => ['npm', 'run', ...quiet, 'verbatim', '--', ...args], cwd: ROOT },
];

beforeAll(() => {
  writeFileSync(file, 'text\nThe box was torn.\nThe parcel came early.\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

class Started {
  readonly mark = randomUUID();
  readonly child: ChildProcess;
  output = '';
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  constructor([command, ...args]: readonly [string, ...string[]], cwd: string, url: string) {
    this.child = spawn(command, args, {
      cwd,
      env: {
        ...process.env,
        ...{
          PATH: foreign.join(delimiter),
          NO_COLOR: '1',
          MARK: this.mark,
          DATABASE_URL: url,
          REDIS_URL: '',
        },
        ...{ VERBATIM_SESSIONS: '1', npm_lifecycle_event: undefined, npm_command: undefined },
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.setEncoding('utf8').on('data', (text) => (this.output += text));
    this.ended = new Promise((resolve) =>
      this.child.on('close', (code, signal) => resolve({ code, signal })),
    );
  }

  /** Processes that it has started and that live, itself included. */
  get left(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(this.mark);
        } catch {
          return false;
        }
      })
      .map(Number);
  }

  async until(what: () => Promise<boolean> | boolean, limitMs = 240_000): Promise<void> {
    const end = performance.now() + limitMs;
    while (!(await what())) {
      if (performance.now() > end) throw new Error(`not within ${limitMs} ms; it said: ${this.output}`);
      await pause(50);
    }
  }

  killAll(): void {
    for (const pid of this.left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
  }
}

const waits = async (database: Database) =>
  (
    await database.query(
      `select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and application_name like 'verbatim%'`,
    )
  ).rowCount !== 0;

/** How long it took to stop, in seconds. */
async function stopOne(
  { database, url }: { database: Database; url: string },
  { args, lock, ready, says }: Case,
  way: Way,
  signal: 'SIGINT' | 'SIGTERM',
): Promise<number> {
  // One that was missed would be made at once.
  await database.query('delete from verbatim.night_schedule');
  const holder = await database.connect();
  await holder.query('begin');
  if (lock) await holder.query(`lock table ${lock} in access exclusive mode`);
  const started = new Started(way.line(args), way.cwd, url);
  try {
    await started.until(() => (ready ? started.output.includes(ready) : waits(database)));
    const at = performance.now();
    started.child.kill(signal);
    await started.until(() => started.left.length === 0);
    const seconds = (performance.now() - at) / 1000;
    await started.ended;
    expect(started.output.split(says).length - 1, started.output).toBe(1);
    expect(started.output).not.toMatch(/^\s+at |This is a bug/m);
    // What was asked of Postgres does not go on there.
    if (lock) await started.until(async () => !(await waits(database)));
    return seconds;
  } finally {
    started.killAll();
    await holder.query('rollback');
    holder.release();
  }
}

/** As after a first run: each start of a worker would check the model else. */
async function preparedDatabase() {
  const made = await makeDatabase();
  const id = await recordModel(made.database, modelRecord(await readServedModel(EMBEDDED_MODEL)));
  await recordChecks(made.database, id, {});
  await activateModel(made.database, id);
  return made;
}

const LANES = 4;

test('8 commands × INT and TERM × direct, npx and npm: all stop, once, and leave no process', async () => {
  const cases = CASES.flatMap((it) =>
    WAYS.flatMap((way) => (['SIGINT', 'SIGTERM'] as const).map((signal) => ({ it, way, signal }))),
  );
  expect(cases).toHaveLength(48);
  const seconds: { title: string; took: number }[] = [];
  const faults: string[] = [];
  const lane = async () => {
    const made = await preparedDatabase();
    try {
      for (let next = cases.shift(); next; next = cases.shift()) {
        const { it, way, signal } = next;
        const title = `${it.args.slice(0, 2).join(' ')}, ${way.name}, ${signal}`;
        const took = await stopOne(made, it, way, signal).catch((error: unknown) => {
          faults.push(`${title}: ${(error as Error).message}`);
          return null;
        });
        if (took !== null) seconds.push({ title, took });
      }
    } finally {
      await made.drop();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  expect(faults).toEqual([]);
  const slowest = seconds.toSorted((a, b) => b.took - a.took)[0]!;
  console.log(`48 of 48 stopped; the slowest, ${slowest.title}, in ${slowest.took.toFixed(1)} s`);
  expect(slowest.took).toBeLessThan(30);
}, 900_000);

test.each(WAYS)(
  'kill -9 of what the user started, $name, leaves no worker',
  async ({ line, cwd }) => {
    const { url, drop } = await preparedDatabase();
    const started = new Started(line(['worker']), cwd, url);
    try {
      await started.until(() => started.output.includes('Worker ready'));
      started.child.kill('SIGKILL');
      await started.until(() => started.left.length === 0);
    } finally {
      started.killAll();
      await drop();
    }
  },
  240_000,
);

test.each(WAYS)(
  'Ctrl-C in a terminal, $name, is one signal, however often it arrives',
  async ({ line, cwd }) => {
    if (spawnSync('script', ['--version']).status !== 0) return;
    const { url, drop } = await preparedDatabase();
    const words = line(['worker']).map((word) => `'${word}'`);
    const started = new Started(['script', '-qec', words.join(' '), '/dev/null'], cwd, url);
    try {
      await started.until(() => started.output.includes('Worker ready'));
      started.child.stdin!.write('\u0003');
      await started.until(() => started.output.includes('Worker stopped'));
      await started.until(() => started.left.length === 0);
    } finally {
      started.killAll();
      await drop();
    }
  },
  240_000,
);
