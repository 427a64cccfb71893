import { execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { loadPrograms } from '../embedded-programs.ts';
import {
  type Binaries,
  dataFolder,
  failed,
  freePort,
  initialise,
  logFile,
  makeHome,
  portTaken,
  readServerFile,
  type ServerFile,
  USER,
  writeServerFile,
} from './embedded-folder.ts';
import { disownStranger, runningPostmaster } from './postmaster.ts';
import { asServerUser } from './server-user.ts';

/**
 * The embedded Postgres: real server binaries from npm, run as a separate server. It outlives the command that started
 * it, so `psql` works while no Verbatim process runs.
 *
 * In `home`: `postgres/`, the data folder, with `verbatim.json` (port and password), and
 * `postgres.log`.
 */

const DATABASE = 'verbatim';
const run = promisify(execFile);

/**
 * Creates the server if it does not exist, starts it if it does not run, and returns its connection string.
 * Safe to call from several processes at once.
 * @param home folder for the data; created if missing
 * @param onStep called before slow steps: the server is created, or started
 * @throws VerbatimError HOME_UNUSABLE, EMBEDDED_POSTGRES_FAILED
 */
export async function startEmbeddedServer(
  home: string,
  onStep: (step: 'make' | 'start') => void = () => {},
): Promise<string> {
  makeHome(home);
  const binaries = await loadPrograms(home);
  if (!existsSync(dataFolder(home))) {
    onStep('make');
    await initialise(home, binaries);
  }
  let server = readServerFile(home);
  if ((await ask(server)) !== 'up') {
    onStep('start');
    server = await bringUp(home, binaries);
  }
  if (server.stopped) writeServerFile(dataFolder(home), { port: server.port, password: server.password });
  await ensureDatabase(server);
  return urlOf(server, DATABASE);
}

/** Stops the server. @returns whether it was running @throws VerbatimError EMBEDDED_POSTGRES_FAILED */
export async function stopEmbeddedServer(home: string): Promise<boolean> {
  if (!existsSync(dataFolder(home)) || !runningPostmaster(dataFolder(home))) return false;
  const binaries = await loadPrograms(home);
  writeServerFile(dataFolder(home), { ...readServerFile(home), stopped: true });
  const { file, args, options } = asServerUser(binaries.pg_ctl, [
    ...['-D', dataFolder(home), '-m', 'fast', '-w', 'stop'],
  ]);
  try {
    await run(file, args, options);
  } catch (error) {
    if (runningPostmaster(dataFolder(home))) throw failed(home, 'stop', error);
  }
  return true;
}

/** Whether the server runs in `home`, and if not, whether `verbatim db stop` ended it. */
export function embeddedServerState(home: string): 'running' | 'stopped' | 'down' {
  if (!existsSync(dataFolder(home))) return 'down';
  if (runningPostmaster(dataFolder(home))) return 'running';
  return readServerFile(home).stopped ? 'stopped' : 'down';
}

const urlOf = (server: ServerFile, database: string) =>
  `postgres://${USER}:${server.password}@127.0.0.1:${server.port}/${database}`;

/** A sixteenth of the machine's memory, 128 MiB to 1 GiB. */
const buffersMiB = (): number => Math.round(Math.min(1_024, Math.max(128, totalmem() / 2 ** 20 / 16)));

const settingsOf = (server: ServerFile) => ({
  port: String(server.port),
  listen_addresses: '127.0.0.1',
  // No socket: its path would be too long in a deep folder.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: `${buffersMiB()}MB`,
  // The user's files can restore the data: an operating-system crash may lose the last half second of commits,
  // but never part of one.
  synchronous_commit: 'off',
  // A large import would otherwise stop for a checkpoint every few seconds, and write whole pages after each.
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  // Views have a fast and a slow branch, of which one runs: JIT compilation of the slow one takes longer than the fast
  // one runs.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements may contain feedback, which must not reach the log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
});

// Longest silence of a starting server. Recovery after a crash has no limit.
const SILENCE_MS = 30_000;
const PAUSE_MS = 100;

/**
 * Waits until the server answers. Starts it on a free port, unless another process has just started it. Reads the port
 * from the server's own file and stores it.
 */
async function bringUp(home: string, binaries: Binaries): Promise<ServerFile> {
  const folder = dataFolder(home);
  let started: Started | null = null;
  let last = 'no answer within 30 seconds';
  for (let silentSince = performance.now(); ; await pause(PAUSE_MS)) {
    const remembered = readServerFile(home);
    const running = runningPostmaster(folder);
    const server = { ...remembered, port: running?.port ?? remembered.port };
    const answer = running ? await ask(server) : 'silent';
    if (answer === 'up') {
      if (server.port !== remembered.port) writeServerFile(folder, server);
      return server;
    }
    if (answer === 'starting') silentSince = performance.now();
    if (!running && !started?.running()) {
      last = started?.reason() ?? last;
      // Processes of a killed server end soon. If another program now uses the port, choose a new one.
      const passes = !started || /shared memory block|lock file|could not bind|bind IPv4/.test(last);
      if (!passes) throw failed(home, 'start', new Error(last));
      const port = (await portTaken(server.port)) ? await freePort() : server.port;
      if (started) await pause(5 * PAUSE_MS);
      started = start(home, binaries, { ...server, port });
    }
    if (performance.now() - silentSince > SILENCE_MS) throw failed(home, 'answer', new Error(last));
  }
}

interface Started {
  running(): boolean;
  /** The last message of an ended server. */
  reason(): string;
}

/** Not by `pg_ctl start`, which builds a shell command: a `$(…)` in `home` would be executed. */
function start(home: string, binaries: Binaries, server: ServerFile): Started {
  const log = logFile(home);
  let written: number;
  let output: number;
  try {
    disownStranger(dataFolder(home));
    output = openSync(log, 'a', 0o600);
    written = statSync(log).size;
  } catch (error) {
    throw failed(home, 'start', error);
  }
  const settings = Object.entries(settingsOf(server)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { file, args, options } = asServerUser(binaries.postgres, ['-D', dataFolder(home), ...settings]);
  // Detached, so Ctrl-C in the terminal does not end it.
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  let ended: string | null = null;
  child.on('error', (error) => {
    ended = error.message;
  });
  child.on('exit', (code, signal) => {
    ended ??= `it ended with ${code ?? signal}`;
  });
  child.unref();
  return {
    running: () => ended === null,
    reason: () => {
      const said = readFileSync(log).subarray(written).toString('utf8');
      return said.match(/.*(?:FATAL|PANIC|invalid).*/g)?.join(' ') ?? ended ?? 'no answer within 30 seconds';
    },
  };
}

/** `starting`: the process exists and recovers or shuts down. */
async function ask(server: ServerFile): Promise<'up' | 'starting' | 'silent'> {
  const client = new pg.Client({
    connectionString: urlOf(server, 'postgres'),
    connectionTimeoutMillis: 3_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return 'up';
  } catch (error) {
    return (error as { code?: string }).code === '57P03' ? 'starting' : 'silent';
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureDatabase(server: ServerFile): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(server, 'postgres') });
  client.on('error', () => {});
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } catch (error) {
    if ((error as { code?: string }).code !== '42P04' && (error as { code?: string }).code !== '23505') {
      throw error;
    }
  } finally {
    await client.end();
  }
}
