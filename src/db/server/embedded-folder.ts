import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { makeFolder } from '../../folder.ts';
import { asServerUser, serverUser } from './server-user.ts';

/** The programs of the embedded Postgres. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

/** `verbatim.json` of a data folder. */
export interface ServerFile {
  readonly port: number;
  readonly password: string;
  /** Ended by `verbatim db stop`: who watches it leaves it so. */
  readonly stopped?: boolean;
}

/** The superuser of the embedded Postgres. */
export const USER = 'verbatim';
const run = promisify(execFile);

export const dataFolder = (home: string) => join(home, 'postgres');
export const logFile = (home: string) => join(home, 'postgres.log');
const serverFile = (folder: string) => join(folder, 'verbatim.json');

export function failed(home: string, step: string, error: unknown): VerbatimError {
  if (error instanceof VerbatimError) return error;
  return new VerbatimError(
    'EMBEDDED_POSTGRES_FAILED',
    { step, detail: detailOf(error), log: logFile(home) },
    { cause: error },
  );
}

/** The home, made when missing. @throws VerbatimError HOME_UNUSABLE */
export function makeHome(home: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Postgres' own files have a line for the path.
  if (/[\x00-\x1f]/.test(home)) {
    throw new VerbatimError('HOME_UNUSABLE', {
      home: JSON.stringify(home),
      detail: 'its name has a line break',
    });
  }
  try {
    makeFolder(home);
    if (existsSync(dataFolder(home))) return;
    const probe = join(home, `.probe.${randomBytes(6).toString('hex')}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new VerbatimError('HOME_UNUSABLE', { home, detail: detailOf(error) }, { cause: error });
  }
}

/** Made beside its final place and renamed: a half-made data folder is never mistaken for a whole one. */
export async function initialise(home: string, binaries: Binaries): Promise<void> {
  removeDrafts(home);
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
    const { file, args, options } = asServerUser(binaries.initdb, [
      ...['-D', draft, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      ...['--encoding=UTF8', '--locale=C', '--no-instructions'],
    ]);
    await run(file, args, { ...options, maxBuffer: 1 << 20 });
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

const DRAFT_MS = 600_000;

/** What a process left that was killed while it made a data folder; that of one that is at work is younger. */
function removeDrafts(home: string): void {
  for (const name of readdirSync(home).filter((it) => it.startsWith('postgres.new.'))) {
    const draft = join(home, name);
    const changed = statSync(draft, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - changed > DRAFT_MS) rmSync(draft, { recursive: true, force: true });
  }
}

/** @throws VerbatimError EMBEDDED_POSTGRES_FAILED */
export function readServerFile(home: string): ServerFile {
  try {
    return JSON.parse(readFileSync(serverFile(dataFolder(home)), 'utf8')) as ServerFile;
  } catch (error) {
    throw failed(home, 'read its settings', error);
  }
}

export function writeServerFile(folder: string, server: ServerFile): void {
  const draft = `${serverFile(folder)}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(server)}\n`, { mode: 0o600 });
  renameSync(draft, serverFile(folder));
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

export function portTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(true));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
}
