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
 * The embedded Postgres: real server binaries from npm, run as a server of its own, so that it outlives the command
 * that started it and `psql` works while nothing of Verbatim runs.
 *
 * Under `home`: `postgres/`, the data folder, which also holds `verbatim.json` (port and password), and
 * `postgres.log`.
 */

const DATABASE = 'verbatim';
const run = promisify(execFile);

/**
 * Starts the server when it is not up, makes it when it is not there, and returns its connection string.
 * Safe to call from several processes at once.
 * @param home folder that holds the data; made when missing
 * @param onStep told of what takes time: the server is made, or started
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

/** Stops the server if it runs; true when it did. @throws VerbatimError EMBEDDED_POSTGRES_FAILED */
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
  // The embedded server holds what can be made again from the user's files: an operating-system crash may
  // lose the last half second of commits, never leave them torn.
  synchronous_commit: 'off',
  // A large import would otherwise stop for a checkpoint every few seconds, and write whole pages after each.
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  // Views name both a quick way and a slow one, of which one is taken: compiling for the slow one takes longer than the
  // quick one runs.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements may hold feedback; it must not reach the log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
});

// How long a server may be silent. One that says that it recovers from a crash is waited for as long as that takes.
const SILENCE_MS = 30_000;
const PAUSE_MS = 100;

/**
 * Until the server answers: starts it, unless another process has in the same moment, on a port of its choice. That is
 * read from the server's own file, and then remembered.
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
      // Processes of a server that was killed end soon, and a port that was taken meanwhile is left to its owner.
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
  /** The last thing that it said, when it has ended. */
  reason(): string;
}

/** Not by `pg_ctl start`: that builds a line for a shell, which would execute what `home` says in `$(…)`. */
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
  // Detached: a Ctrl-C in the terminal is not meant for it.
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

/** `starting`: it is there, and recovers or ends. */
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
