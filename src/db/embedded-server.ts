import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { detailOf, VerbatimError } from '../errors.ts';

/**
 * The embedded Postgres: real server binaries from npm, run as a server of its own by `pg_ctl`, so that it
 * outlives the command that started it and `psql` works while nothing of Verbatim runs.
 *
 * Under `home`: `postgres/`, the data folder, which also holds `verbatim.json` (port and password), and
 * `postgres.log`.
 */

interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
}

interface ServerFile {
  readonly port: number;
  readonly password: string;
}

const USER = 'verbatim';
const DATABASE = 'verbatim';
const run = promisify(execFile);

/**
 * Starts the server when it is not up, makes it when it is not there, and returns its connection string.
 * Safe to call from several processes at once.
 * @param home folder that holds the data; made when missing
 * @throws VerbatimError EMBEDDED_POSTGRES_FAILED
 */
export async function startEmbeddedServer(home: string): Promise<string> {
  mkdirSync(home, { recursive: true });
  const binaries = await loadBinaries(home);
  if (!existsSync(dataFolder(home))) await initialise(home, binaries);
  let server = readServerFile(home);
  if (!(await answers(server))) {
    if (!(await isRunning(home, binaries))) {
      if (await portTaken(server.port)) server = { ...server, port: await freePort() };
      await start(home, binaries, server);
    }
    server = await waitUntilReady(home);
  }
  await ensureDatabase(server);
  return urlOf(server, DATABASE);
}

/** Stops the server if it runs; true when it did. */
export async function stopEmbeddedServer(home: string): Promise<boolean> {
  if (!existsSync(dataFolder(home))) return false;
  const binaries = await loadBinaries(home);
  if (!(await isRunning(home, binaries))) return false;
  await asServerUser(binaries.pg_ctl, ['-D', dataFolder(home), '-m', 'fast', '-w', 'stop']);
  return true;
}

/** True when a server made by {@link startEmbeddedServer} is up in `home`. */
export async function embeddedServerRuns(home: string): Promise<boolean> {
  return existsSync(dataFolder(home)) && (await isRunning(home, await loadBinaries(home)));
}

const dataFolder = (home: string) => join(home, 'postgres');
const serverFile = (folder: string) => join(folder, 'verbatim.json');
const logFile = (home: string) => join(home, 'postgres.log');
const urlOf = (server: ServerFile, database: string) =>
  `postgres://${USER}:${server.password}@127.0.0.1:${server.port}/${database}`;

function failed(home: string, step: string, error: unknown): VerbatimError {
  return new VerbatimError(
    'EMBEDDED_POSTGRES_FAILED',
    { step, detail: detailOf(error), log: logFile(home) },
    { cause: error },
  );
}

async function loadBinaries(home: string): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    return (await import(`@embedded-postgres/${platform}-${process.arch}`)) as Binaries;
  } catch (error) {
    throw failed(home, `load for ${platform}-${process.arch}`, error);
  }
}

/** Made beside its final place and renamed: a half-made data folder is never mistaken for a whole one. */
async function initialise(home: string, binaries: Binaries): Promise<void> {
  const password = randomBytes(18).toString('base64url');
  const draft = join(home, `postgres.new.${randomBytes(6).toString('hex')}`);
  const passwordFile = `${draft}.password`;
  const owner = serverUser();
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (owner) {
      chownSync(draft, owner.uid, owner.gid);
      chownSync(passwordFile, owner.uid, owner.gid);
    }
    await asServerUser(binaries.initdb, [
      ...['-D', draft, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      ...['--encoding=UTF8', '--locale=C', '--no-instructions'],
    ]);
    writeServerFile(draft, { port: await freePort(), password });
    renameSync(draft, dataFolder(home));
  } catch (error) {
    if (existsSync(dataFolder(home))) return; // another process was quicker
    throw failed(home, 'initialise', error);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
  }
}

/** A sixteenth of the machine's memory, 128 MiB to 1 GiB. */
const buffersMiB = (): number => Math.round(Math.min(1_024, Math.max(128, totalmem() / 2 ** 20 / 16)));

async function start(home: string, binaries: Binaries, server: ServerFile): Promise<void> {
  const owner = serverUser();
  writeFileSync(logFile(home), '', { flag: 'a' });
  if (owner) chownSync(logFile(home), owner.uid, owner.gid);
  const settings = {
    port: String(server.port),
    listen_addresses: '127.0.0.1',
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
  };
  const flags = Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value === '' ? "''" : value}`)
    .join(' ');
  try {
    await asServerUser(binaries.pg_ctl, [
      ...['-D', dataFolder(home), '-l', logFile(home), '-o', flags, '-w', '-t', '30', 'start'],
    ]);
  } catch (error) {
    // Another process may have started it in the same moment: then it answers soon.
    if (!(await isRunning(home, binaries))) throw failed(home, 'start', error);
  }
}

async function isRunning(home: string, binaries: Binaries): Promise<boolean> {
  try {
    await asServerUser(binaries.pg_ctl, ['-D', dataFolder(home), 'status']);
    return true;
  } catch {
    return false;
  }
}

/**
 * Another process may have started the server in the same moment, on a port of its choice: the port is read from
 * the server's own file until it answers, and then remembered.
 */
async function waitUntilReady(home: string): Promise<ServerFile> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const remembered = readServerFile(home);
    const server = { ...remembered, port: runningPort(home) ?? remembered.port };
    if (await answers(server)) {
      if (server.port !== remembered.port) writeServerFile(dataFolder(home), server);
      return server;
    }
    if (Date.now() > deadline) throw failed(home, 'answer', new Error('no answer within 30 seconds'));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The fourth line of postmaster.pid; null while the server has not written it. */
function runningPort(home: string): number | null {
  try {
    const port = Number(readFileSync(join(dataFolder(home), 'postmaster.pid'), 'utf8').split('\n')[3]);
    return port > 0 ? port : null;
  } catch {
    return null;
  }
}

async function answers(server: ServerFile): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlOf(server, 'postgres'),
    connectionTimeoutMillis: 3_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureDatabase(server: ServerFile): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(server, 'postgres') });
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

function readServerFile(home: string): ServerFile {
  try {
    return JSON.parse(readFileSync(serverFile(dataFolder(home)), 'utf8')) as ServerFile;
  } catch (error) {
    throw failed(home, 'read its settings', error);
  }
}

function writeServerFile(folder: string, server: ServerFile): void {
  const draft = `${serverFile(folder)}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(server)}\n`, { mode: 0o600 });
  renameSync(draft, serverFile(folder));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function portTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(true));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
}

/**
 * Postgres refuses to run as root. Root (a container, a CI machine) hands it to `nobody`; `setpriv` keeps
 * the capability to pass through folders that only root may enter, such as a checkout under /root. Without
 * `no_setuid_fixup` initdb does not find its sibling programs there: access(2) looks at other capabilities.
 */
function serverUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  return { uid: 65534, gid: 65534 };
}

async function asServerUser(file: string, args: string[]): Promise<void> {
  const owner = serverUser();
  const options = { cwd: '/', env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1 << 20 };
  if (!owner) {
    await run(file, args, { ...options, cwd: undefined });
  } else if (existsSync('/usr/bin/setpriv')) {
    const capabilities = '+dac_override,+dac_read_search';
    await run(
      '/usr/bin/setpriv',
      [
        ...[
          '--securebits=+no_setuid_fixup',
          `--reuid=${owner.uid}`,
          `--regid=${owner.gid}`,
          '--clear-groups',
        ],
        ...[`--inh-caps=${capabilities}`, `--ambient-caps=${capabilities}`, file],
        ...args,
      ],
      options,
    );
  } else {
    await run(file, args, { ...options, ...owner });
  }
}
